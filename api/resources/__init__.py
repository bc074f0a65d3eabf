"""What can be read: centers, deadlines, documents, the guideline, proofs."""
