"""Search over everything that the reader sees."""
