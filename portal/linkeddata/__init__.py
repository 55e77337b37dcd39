"""The catalogue as data: representations of each thing, and each member's source records."""
