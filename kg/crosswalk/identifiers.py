"""Identifiers inside subfields: authority IRIs in `$0` and `$1`, numbers with their source in brackets before them."""

import re
from functools import lru_cache

from kg.description.node import Literal, Node, Remark
from kg.description.terms import is_valid_iri
from kg.namespaces import BF, RDF

__all__ = ["authority_iri", "control_number", "is_meant_as_iri", "keep_addresses", "parenthesised"]

_BRACKETED = re.compile(r"\(([^()]+)\)\s*(.*)", re.DOTALL)
# Sources of $0 whose numbers are the last part of a published IRI.
_BY_SOURCE = {"DE-588": "https://d-nb.info/gnd/"}
_ADDRESS = re.compile(r"(?:\(uri\) *)?(?:https?:|www\.|\w+://)", re.IGNORECASE)
_FAST = re.compile(r"\(OCoLC\)\s*fst0*(\d+)")


@lru_cache(maxsize=8192)
def authority_iri(text: str) -> str:
    """Return the IRI that a `$0` or `$1` gives, as such or as a number with a known source; else an empty string."""
    text = text.removeprefix("(uri)").strip()
    if text.startswith(("http://", "https://")):
        return text if is_valid_iri(text) else ""
    fast = _FAST.fullmatch(text)
    if fast:
        return f"http://id.worldcat.org/fast/{fast[1]}"
    match = _BRACKETED.fullmatch(text)
    if match is None or match[1] not in _BY_SOURCE:
        return ""
    iri = _BY_SOURCE[match[1]] + match[2].strip()
    return iri if match[2].strip() and is_valid_iri(iri) else ""


def is_meant_as_iri(text: str) -> bool:
    """Return whether a text begins as an address does, whatever comes then."""
    return _ADDRESS.match(text) is not None


def keep_addresses(node: Node, refused: list[Remark]) -> None:
    """Add to a node, as texts, the addresses that cannot name it."""
    for text in dict.fromkeys(remark.text for remark in refused if is_meant_as_iri(remark.text)):
        kept = Node([BF + "Identifier"])
        kept.add(RDF + "value", Literal(text))
        node.add(BF + "identifiedBy", kept)


def parenthesised(text: str) -> str | None:
    """Return what stands in brackets at the start of a text: the source of a control number."""
    match = _BRACKETED.fullmatch(text) if text[:1] == "(" else None
    return match[1].strip() if match else None


def control_number(text: str) -> str:
    """Return a control number without its source in brackets."""
    match = _BRACKETED.fullmatch(text) if text[:1] == "(" else None
    return match[2].strip() if match and match[2].strip() else text
