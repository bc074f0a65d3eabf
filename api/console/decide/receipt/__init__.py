"""What a receipt repeats of the decision, and what follows from it."""
