"""What the command line says: one module for each command, the commands themselves are listed in ``cli.py``."""
