"""The whole log, page by page and as a stream."""
