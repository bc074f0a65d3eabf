"""Evidence that leaves the house: a bundle that anybody can check with nothing of ours."""
