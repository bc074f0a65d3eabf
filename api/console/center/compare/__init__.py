"""A center at two points, compared."""
