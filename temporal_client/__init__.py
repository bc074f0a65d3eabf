"""Everything that talks to Temporal from outside a workflow: signals and starts, questions, and who works."""
