"""The page of a center."""
