"""4: how a center is run, from approval to construct on."""
