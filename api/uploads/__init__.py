"""Documents on their way in: quotas, the scan, and the end of those that no decision names."""
