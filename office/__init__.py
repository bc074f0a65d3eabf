"""The one mutable store: sessions, calendar addresses, the log of reads, drafts. No decision is lost with it."""
