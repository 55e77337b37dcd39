"""Whether an edition can be had at this moment: a page of its own, asked for by its reader, of members' own systems."""
