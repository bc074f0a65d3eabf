"""What life changes of a center beside its organisations: its name, its field and scope, and that it gives up."""
