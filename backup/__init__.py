"""A copy of everything that can't be made again, while everything runs; and an installation made from such a copy."""
