"""The guideline, clause by clause."""
