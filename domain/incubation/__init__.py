"""3.1–3.3: from the first idea to a passed pre-review."""
