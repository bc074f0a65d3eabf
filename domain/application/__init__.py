"""3.4: from the application to the bureau's answer."""
