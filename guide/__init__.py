"""The tables of the README, generated from what the code decides by."""
