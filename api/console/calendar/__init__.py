"""The calendar of due days."""
