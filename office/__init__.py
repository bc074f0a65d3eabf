"""The one mutable store: sessions, calendar addresses, the log of reads. No decision is lost with it."""
