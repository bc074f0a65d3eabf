"""The page of operators."""
