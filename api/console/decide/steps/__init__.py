"""The steps of a decision: what each button does, and the page of each step."""
