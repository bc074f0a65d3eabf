"""A center's future in virtual time: on a copy of its records, through the real server, worker and rules."""
