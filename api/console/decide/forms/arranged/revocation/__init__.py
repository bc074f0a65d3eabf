"""Revocation: its form, with what was noticed and what the center said about it."""
