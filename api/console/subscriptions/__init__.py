"""Calendar addresses of whoever is signed in."""
