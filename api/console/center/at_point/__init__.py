"""What a center's page says of the point at which it is looked at: the point, the center there, its history."""
