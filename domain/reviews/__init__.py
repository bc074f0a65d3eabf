"""Panels of experts, their opinions, and rounds of supplement: shared by 3.3.3, 3.4.2 and 3.5.3."""
