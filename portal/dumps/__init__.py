"""Dumps: the page of what can be fetched as files, the files, and the catalogue's description for machines."""
