"""Names for the nodes of a description: made from what a node says, so that an edit elsewhere changes none of them.

A node that is not an entity is named `{owner}#{class}-{digest}`: the digest is of the whole subtree's content, without
regard to the order of its properties and without any name in it, so equal trees have equal names everywhere.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from kg.description.node import Iri, Literal, Node, NodeList
from kg.description.terms import literal_term, local_name
from kg.namespaces import RDF, RDF_TYPE

__all__ = ["digest", "hash_once", "hash_parts", "heading_digest", "list_digests", "slug"]

_FIRST = f"<{RDF}first> _:"
_REST = f"<{RDF}rest> "
_NIL = f"<{RDF}nil>"
_TYPE = f"<{RDF_TYPE}> "
# A copy of a hash that nothing was put into costs less than a new one.
_EMPTY = blake2b(digest_size=6)


def digest(node: Node) -> str:
    """Return 12 hexadecimal digits that stand for the content of this node and of all below it."""
    parts = [f"{_TYPE}<{kind}>" for kind in node.types]
    if node.iri:
        parts.append(f"= {node.iri}")
    for predicate, value in node.properties:
        if isinstance(value, Literal):
            parts.append(f"<{predicate}> {literal_term(value)}")
        elif isinstance(value, Iri):
            parts.append(f"<{predicate}> <{value.value}>")
        elif isinstance(value, NodeList):
            heads = list_digests([digest(member) for member in value])
            parts.append(f"<{predicate}> _:{heads[0]}" if heads else f"<{predicate}> {_NIL}")
        else:
            parts.append(f"<{predicate}> _:{digest(value)}")
    return hash_parts(parts)


def hash_parts(parts: Iterable[str]) -> str:
    """Return the digest of statements about one node, whatever their order and however often each is said."""
    return hash_once(set(parts))


def hash_once(parts: set[str]) -> str:
    """Return the digest of statements about one node."""
    return _hash_text("\n".join(sorted(parts)))


def _hash_text(text: str) -> str:
    hashed = _EMPTY.copy()
    hashed.update(text.encode("utf-8", "replace"))
    return hashed.hexdigest()


def list_digests(members: list[str]) -> list[str]:
    """Return the digest of each cell of an RDF list, first cell first, from the digests of its members."""
    cells: list[str] = []
    rest = _NIL
    for member in reversed(members):
        cell = hash_parts([_FIRST + member, _REST + rest])
        cells.append(cell)
        rest = f"_:{cell}"
    return cells[::-1]


@lru_cache(maxsize=4096)
def heading_digest(heading: str) -> str:
    """Return 12 hexadecimal digits that stand for a heading."""
    return _hash_text(heading)


def slug(node: Node) -> str:
    """Return the word that a node's name begins with: its most specific class, in lower case."""
    return _lower_name(node.types[-1]) if node.types else "node"


@lru_cache(maxsize=1024)
def _lower_name(kind: str) -> str:
    return local_name(kind).lower()
