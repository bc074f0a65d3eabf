"""A center's life as a chart."""
