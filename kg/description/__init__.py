"""A record's description as a tree, the names of its nodes, and its text as N-Quads."""

from kg.description.datatypes import is_edtf, is_valid, typed_literal
from kg.description.naming import digest, heading_digest
from kg.description.node import Description, Iri, Literal, Node, NodeList, Remark, Value
from kg.description.nquads import convert_nquads, convert_text, write_nquads
from kg.description.separate import AnyDescription, AuthorityDescription, HoldingsDescription
from kg.description.terms import is_valid_iri

__all__ = [
    "AnyDescription",
    "AuthorityDescription",
    "Description",
    "HoldingsDescription",
    "Iri",
    "Literal",
    "Node",
    "NodeList",
    "Remark",
    "Value",
    "convert_nquads",
    "convert_text",
    "digest",
    "heading_digest",
    "is_edtf",
    "is_valid",
    "is_valid_iri",
    "typed_literal",
    "write_nquads",
]
