"""5: evaluation, yearly reports, major matters, supervision, rectification, revocation; and the clocks' own facts."""
