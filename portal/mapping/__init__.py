"""The mapping: the rules of each format as pages and as data."""
