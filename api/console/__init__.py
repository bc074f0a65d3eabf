"""The console: pages for staff, experts, centers and auditors, by the same rules as the API."""
