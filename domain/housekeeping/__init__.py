"""Decisions of any time: withdrawal, amendment, correction, and what is known of centers from before this record."""
