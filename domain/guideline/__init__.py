"""The guideline as data: clauses, phases, vocabularies, and the numbers of the rules."""
