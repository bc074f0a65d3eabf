"""Drafts: their own addresses, and the list of them among what waits for whoever began them."""
