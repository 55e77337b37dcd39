"""What identifies an agent or a subject across records: its heading in normal form."""

import unicodedata
from functools import lru_cache

from kg.description.node import Iri, Literal, Node
from kg.description.terms import local_name
from kg.namespaces import BF, RDFS_LABEL

__all__ = ["describe_entity", "normal_heading"]

_SOURCE = BF + "source"


@lru_cache(maxsize=8192)
def normal_heading(text: str) -> str:
    """Return a heading in one width and case, with single blanks and without punctuation at its end."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).rstrip(" .,;:/")


def describe_entity(node: Node, given: list[str], *, is_qualified: bool) -> None:
    """Set the heading of an entity: the given text, else its first label; a subject's with its scheme before it."""
    label = " ".join(given)
    if not label:
        label = next(
            (value[0] for name, value in node.properties if name == RDFS_LABEL and value.__class__ is Literal), ""
        )
    heading = normal_heading(label)
    scheme = _scheme(node) if node.entity == "subject" else ""
    node.heading = f"{scheme}|{heading}" if node.entity == "subject" and heading else heading
    node.qualified = bool(heading) and (bool(scheme) or is_qualified)


def _scheme(node: Node) -> str:
    for name, value in node.properties:
        if name != _SOURCE:
            continue
        if isinstance(value, Iri):
            return local_name(value.value)
        if isinstance(value, Node):
            for code in value.values(BF + "code"):
                if isinstance(code, Literal):
                    return code.value
    return ""
