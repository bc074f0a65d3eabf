"""A form on its way to a decision: what it is about, how that stands, and what is answered so far."""
