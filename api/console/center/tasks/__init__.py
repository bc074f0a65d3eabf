"""What a center waits for, what comes first of it, and what the visitor may decide."""
