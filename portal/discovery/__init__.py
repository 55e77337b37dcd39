"""What readers see: the start page, search, and a page for each thing of the catalogue."""
