"""Authorities: what is known of an agent or subject from its authority record, and which headings mean it."""

from kg.authorities.evidence import Candidate, Heading, Link, link
from kg.authorities.keys import form_key, heading_key
from kg.authorities.row import AuthorityRow, Form, authority_row, row_from_json, row_to_json

__all__ = [
    "AuthorityRow",
    "Candidate",
    "Form",
    "Heading",
    "Link",
    "authority_row",
    "form_key",
    "heading_key",
    "link",
    "row_from_json",
    "row_to_json",
]
