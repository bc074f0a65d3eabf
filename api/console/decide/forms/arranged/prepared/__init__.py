"""Forms whose rows are prepared, so that a visit or an inspection is one page."""
