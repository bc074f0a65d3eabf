"""A center's events as a timeline."""
