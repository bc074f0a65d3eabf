"""Where a center stands: its picture, what it waits for, what may be decided on it, what it owes."""
