"""What every part of the domain is made of."""
