"""Temporal and the ledger side by side: do they agree, and all workflows anew when Temporal has lost them."""
