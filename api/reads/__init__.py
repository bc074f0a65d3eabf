"""The log of reads: what counts as one, how it is noted, and how auditors read it."""
