"""3.5: construction, self-inspection, acceptance, establishment."""
