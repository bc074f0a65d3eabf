"""What lies beside the weighty decisions: sheets of the dossier, and the forms that are arranged by these alone."""
