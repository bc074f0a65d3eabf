"""Who is signed in, and that a form comes from our own page: what every page shares of a session."""
