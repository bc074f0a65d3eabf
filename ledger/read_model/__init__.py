"""What lists and searches read, written with the log and made anew from it."""
