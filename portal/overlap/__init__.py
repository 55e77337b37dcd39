"""Pages of what members hold together and alone."""
