"""The log for auditors."""
