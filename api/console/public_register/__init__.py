"""What is public, for whoever is not signed in."""
