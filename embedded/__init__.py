"""Everything in one place on one machine: Temporal, the ledger, the worker and the API."""
