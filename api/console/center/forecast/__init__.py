"""A center's future, if nobody acts."""
