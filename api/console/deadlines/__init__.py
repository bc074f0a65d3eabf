"""The list of deadlines, one line a duty."""
