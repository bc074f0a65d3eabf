"""The interface as it describes itself: one document, made from routes, commands and tables."""
