"""A decision's way from the request to its receipt."""
