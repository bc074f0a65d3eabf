"""What happens between HTTP or Temporal and the ledger: decisions, clocks, and the questions that callers share."""
