"""The public SPARQL endpoint: the protocol for programs and a page for people, at one address."""
