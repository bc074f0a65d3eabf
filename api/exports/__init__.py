"""Lists as files, for whoever takes them along: what each has in which column, and what it says of itself."""
