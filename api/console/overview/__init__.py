"""The overview: what all centers come to, on one page."""
