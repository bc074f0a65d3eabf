"""Lists and files that leave the console."""
