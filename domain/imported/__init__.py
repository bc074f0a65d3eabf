"""Centers that lived before this record: what was reported of them, and what of that is unknown or disputed."""
