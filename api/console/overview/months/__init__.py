"""The due days of twelve months as a strip of bars."""
