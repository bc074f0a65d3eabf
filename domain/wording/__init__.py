"""The words of the domain in both languages: refusals, and the fields of events and of a center."""
