"""Centers that lived before this record began: from a file of reports into the ledger, inventing nothing."""
