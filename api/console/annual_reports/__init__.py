"""Who has handed in the annual report of a year, and who hasn't."""
