"""Downloads: an edition, a work, a record, or what a search found, in every format that there is for it."""
