"""The panel of a review: its members, who leads it, and whether each is independent."""
