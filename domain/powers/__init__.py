"""Who may decide what: whose center it is, to which authority it belongs, and which parts one person does not have."""
