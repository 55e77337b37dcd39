"""What the properties of a node say, as texts, URIs and classes, in an order that owes nothing to how it was kept."""

import re
from collections.abc import Iterable, Iterator

from kg.bibframe.things import Text
from kg.description.node import Iri, Literal, Node, NodeList, Value
from kg.description.terms import local_name
from kg.namespaces import BF, BFLC, MADS, RDF, RDFS_LABEL, SKOS

__all__ = [
    "LABELS",
    "child_iris",
    "children",
    "class_name",
    "codes",
    "first",
    "iris",
    "is_latin",
    "labels",
    "names_of",
    "texts",
    "unnamed",
    "words",
]

LABELS = (RDFS_LABEL, MADS + "authoritativeLabel", SKOS + "altLabel")
_TEXTS = (*LABELS[:2], RDF + "value", BF + "code")

# Classes that say little more than the property that leads to the node; the higher the number, the less.
_GENERAL = {
    BF + "VariantTitle": 1,
    BFLC + "Uncontrolled": 3,
    MADS + "Authority": 3,
    MADS + "Topic": 2,
    **{BF + name: 2 for name in ("Work", "Instance", "Item", "Title", "Agent", "Contribution", "Identifier")},
    **{BF + name: 2 for name in ("Classification", "ProvisionActivity", "Note", "Topic", "Source", "Relation")},
}
_NOT_LATIN = re.compile(r"[^\W\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u02b0-\u036f\u1d00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff]")


def is_latin(text: str) -> bool:
    """Tell whether a text has no letter of another script than Latin."""
    return _NOT_LATIN.search(text) is None


def texts(node: Node, *predicates: str) -> tuple[Text, ...]:
    """Return the literals of the properties, each once; the script of the original before Latin, then by language."""
    found = {
        Text(value.value, value.language)
        for predicate in predicates
        for value in node.values(predicate)
        if isinstance(value, Literal) and value.value
    }
    return _ordered(found)


def names_of(node: Node) -> tuple[Text, ...]:
    """Return an agent's or a subject's labels, then its alternative ones, each once."""
    chosen = texts(node, *LABELS[:2])
    return tuple(dict.fromkeys((*chosen, *texts(node, LABELS[2]))))


def labels(node: Node, predicate: str) -> tuple[Text, ...]:
    """Return the property's literals and the labels of the nodes that it leads to."""
    found = set(texts(node, predicate))
    for child in children(node, predicate):
        found.update(texts(child, *_TEXTS))
    return _ordered(found)


def unnamed(node: Node, predicate: str) -> tuple[Text, ...]:
    """Return `labels`, but not of things that a URI names: what only its words say."""
    found = set(texts(node, predicate))
    for child in children(node, predicate):
        if not child.iri or "#" in child.iri:
            found.update(texts(child, *_TEXTS))
    return _ordered(found)


def words(node: Node, predicate: str) -> tuple[str, ...]:
    """Return `labels` without their languages."""
    return tuple(dict.fromkeys(text.value for text in labels(node, predicate)))


def first(node: Node, predicate: str) -> str:
    """Return the first of `words`, or an empty string."""
    found = words(node, predicate)
    return found[0] if found else ""


def iris(node: Node, *predicates: str) -> tuple[str, ...]:
    """Return the URIs that the properties lead to, of nodes as well, sorted; a name within its owner is not one."""
    return tuple(sorted({name for predicate in predicates for name in _iris(node.values(predicate))}))


def child_iris(node: Node, predicate: str, inner: str) -> tuple[str, ...]:
    """Return the URIs that a property of a node's nodes leads to, sorted."""
    return tuple(sorted({name for child in children(node, predicate) for name in iris(child, inner)}))


def codes(node: Node, predicate: str) -> str:
    """Return one URI, code or label for what the property leads to, or an empty string."""
    found = iris(node, predicate)
    return found[0] if found else first(node, predicate)


def children(node: Node, predicate: str) -> Iterator[Node]:
    """Yield the nodes that the property leads to; a mere URI counts as a node of which nothing is known."""
    for value in node.values(predicate):
        if isinstance(value, Node):
            yield value
        elif isinstance(value, NodeList):
            yield from value
        elif isinstance(value, Iri):
            yield Node([], iri=value.value)


def class_name(node: Node, otherwise: str = "") -> str:
    """Return the local name of the node's most telling class: one that is not the general class of its property."""
    names = sorted((_GENERAL.get(kind, 0), local_name(kind)) for kind in node.types)
    return names[0][1] if names else otherwise


def _iris(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Iri):
            yield value.value
        elif isinstance(value, Node) and value.iri and "#" not in value.iri:
            yield value.iri


def _ordered(found: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(sorted(found, key=lambda text: (is_latin(text.value), text.language, text.value)))
