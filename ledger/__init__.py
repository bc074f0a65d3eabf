"""The legal record: an append-only log of domain events, the receipts of every decision, and what is read from them."""
