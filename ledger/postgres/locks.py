"""The advisory locks of the ledger in PostgreSQL."""

LOCK = 114853920498805
"""The advisory lock that puts appends in one order: positions are given and committed in it, so no reader that follows
the log ever passes over one. The number is ``hengxu`` in bytes."""
PROOF_LOCK = LOCK + 1
"""The advisory lock of whoever adds to the proof, or indexes the log anew."""
