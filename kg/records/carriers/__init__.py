"""One module a carrier; each recognises the head of a file, splits it into pieces, and parses a piece."""
