"""Corrections of a record and their confirmation."""
