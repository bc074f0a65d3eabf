"""Whether an installation can work: a table of questions, asked with bounds, and what is wrong by its cause."""
