"""The proof that nobody changed the log: a Merkle tree over its stored bytes, and signed checkpoints of it."""
