"""Who builds a center, its papers, panels, and what reports say of it."""
