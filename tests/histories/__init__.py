"""Histories of workflows as they were recorded at each release: centers that may still be running by them."""
