"""Taking a decision."""
