"""Values that commands and events share."""
