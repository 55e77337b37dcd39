"""The small parts of a description: titles, identifiers, class numbers, provisions, notes, relations, items."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import unquote

from kg.bibframe.things import Classification, Identifier, Item, Note, Provision, Relation, Text, Title
from kg.bibframe.values import children, class_name, codes, first, iris, labels, texts, words
from kg.description.node import Node
from kg.namespaces import BF, BFLC, RDF

__all__ = ["all_of", "classification", "identifier", "item", "note", "provision", "relation", "title"]

_Part = TypeVar("_Part")
_RELATED_TITLE = (BF + "mainTitle", BF + "subtitle", BF + "partNumber", BF + "partName")


def all_of(
    node: Node, predicates: Iterable[str], make: Callable[[Node], _Part | None], order: Callable[[_Part], object]
) -> tuple[_Part, ...]:
    """Return what `make` makes of every node that the properties lead to, each once, in the given order."""
    made = (make(child) for predicate in predicates for child in children(node, predicate))
    found = dict.fromkeys(part for part in made if part is not None)
    return tuple(sorted(found, key=lambda part: (order(part), repr(part))))


def title(node: Node) -> Title | None:
    """Return a title, None when it has no text."""
    main = texts(node, BF + "mainTitle") or texts(node, RDF + "value") or labels_of(node)
    if not main:
        return None
    skipped = first(node, BFLC + "nonSortNum")
    return Title(
        kind=class_name(node, "Title"),
        main=main,
        subtitle=texts(node, BF + "subtitle"),
        part_number=texts(node, BF + "partNumber"),
        part_name=texts(node, BF + "partName"),
        non_sort=int(skipped) if skipped.isascii() and skipped.isdigit() else 0,
    )


def labels_of(node: Node) -> tuple[Text, ...]:
    """Return the labels of the node itself."""
    holder = Node([])
    holder.add("", node)
    return labels(holder, "")


def identifier(node: Node) -> Identifier | None:
    """Return an identifier, None when it has no value."""
    value = first(node, RDF + "value")
    if not value:
        return None
    return Identifier(
        kind=class_name(node, "Identifier"),
        value=value,
        qualifier="; ".join(words(node, BF + "qualifier")),
        status=codes(node, BF + "status"),
        source=codes(node, BF + "source"),
        assigner=codes(node, BF + "assigner"),
    )


def classification(node: Node) -> Classification | None:
    """Return a class number, None when it has no number."""
    portion = first(node, BF + "classificationPortion")
    if not portion:
        return None
    return Classification(
        kind=class_name(node, "Classification"),
        portion=portion,
        item_portion=first(node, BF + "itemPortion"),
        source=codes(node, BF + "source"),
        edition=first(node, BF + "edition"),
    )


def provision(node: Node) -> Provision:
    """Return a publication, production, distribution or manufacture."""
    return Provision(
        kind=class_name(node, "ProvisionActivity"),
        date=first(node, BF + "date"),
        places=iris(node, BF + "place"),
        simple_place=texts(node, BFLC + "simplePlace") or labels(node, BF + "place"),
        simple_agent=texts(node, BFLC + "simpleAgent") or labels(node, BF + "agent"),
        simple_date=texts(node, BFLC + "simpleDate"),
    )


def note(node: Node) -> Note | None:
    """Return a note, None when it has no text."""
    found = labels_of(node)
    kind = class_name(node)
    return Note("" if kind == "Note" else kind, found) if found else None


def relation(node: Node) -> Relation | None:
    """Return a relation to another resource, None when nothing names that resource."""
    other = next(children(node, BF + "associatedResource"), None)
    if other is None:
        return None
    parts = [part for found in children(other, BF + "title") for part in texts(found, *_RELATED_TITLE[:1])]
    agents = [name for given in children(other, BF + "contribution") for name in words(given, BF + "agent")]
    carriers = [other, *children(other, BF + "hasInstance")]
    numbers = [found for carrier in carriers for found in all_of(carrier, [BF + "identifiedBy"], identifier, repr)]
    label = tuple(dict.fromkeys(parts)) or labels_of(other)
    if not label and not numbers:
        return None
    return Relation(
        relationship=codes(node, BF + "relationship"),
        label=label,
        agents=tuple(dict.fromkeys(agents)),
        identifiers=tuple(dict.fromkeys(numbers)),
        enumeration="; ".join(
            (*words(node, BF + "seriesEnumeration"), *words(other, BF + "seriesEnumeration"), *words(node, BF + "part"))
        ),
    )


def item(node: Node) -> Item:
    """Return what a member holds; `member` is the code at the end of the holder's URI."""
    holders = iris(node, BF + "heldBy")
    barcodes = all_of(node, [BF + "identifiedBy"], identifier, repr)
    return Item(
        iri=node.iri,
        member=unquote(holders[0].rpartition("/")[2]) if holders else "",
        shelf_marks=words(node, BF + "shelfMark"),
        sublocation=words(node, BF + "sublocation") or words(node, BF + "physicalLocation"),
        barcodes=tuple(found.value for found in barcodes),
        enumeration=words(node, BF + "enumerationAndChronology"),
        notes=(*words(node, BF + "note"), *words(node, BF + "usageAndAccessPolicy")),
        locators=(*iris(node, BF + "electronicLocator"), *words(node, BF + "electronicLocator")),
    )
