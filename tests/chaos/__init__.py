"""Decisions under faults: an installation under load is broken in many ways, and looked at from outside after each."""
