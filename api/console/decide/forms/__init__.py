"""Forms, made from the commands' own models: what is asked, what was answered, and where something is wrong."""
