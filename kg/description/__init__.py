"""A bibliographic description as a tree, the names of its nodes, and its text as N-Quads."""

from kg.description.naming import digest, heading_digest
from kg.description.node import Description, Iri, Literal, Node, NodeList, Value
from kg.description.nquads import convert_nquads, write_nquads
from kg.description.terms import is_valid_iri

__all__ = [
    "Description",
    "Iri",
    "Literal",
    "Node",
    "NodeList",
    "Value",
    "convert_nquads",
    "digest",
    "heading_digest",
    "is_valid_iri",
    "write_nquads",
]
