"""Items: what each contributing record says its member holds; a member without a holding of its own holds one item."""

from collections.abc import Iterable

from kg.bibframe.values import children, first
from kg.catalogue.rows import StoredRecord
from kg.description import Description, Iri, Literal, Node, Value, digest
from kg.namespaces import BF, RDF
from kg.pipeline.site import Site

__all__ = ["items_of"]

_ITEM, _HELD_BY, _ITEM_OF = BF + "Item", BF + "heldBy", BF + "itemOf"
_WITHOUT_HOLDING = "record"


def items_of(records: Iterable[tuple[StoredRecord, Description]], instance: str, site: Site) -> list[Node]:
    """Return the items of an instance, each with its URI, its holder and its instance."""
    found: list[Node] = []
    for stored, description in records:
        holder = Iri(site.iri("member", stored.member))
        said = description.items or (Node([_ITEM]),)
        for key, item in zip(_keys(description.items) or [_WITHOUT_HOLDING], said, strict=True):
            made = Node(item.types, iri=site.iri("item", stored.member, stored.local_id, key))
            made.properties = [*_kept(item), (_HELD_BY, holder), (_ITEM_OF, Iri(instance))]
            found.append(made)
    return found


def _kept(item: Node) -> list[tuple[str, Value]]:
    """Return what the record says of an item; a holder's name in it does not stand beside the member's URI."""
    return [
        (BF + "physicalLocation" if predicate == _HELD_BY else predicate, value)
        for predicate, value in item.properties
        if not (predicate == _HELD_BY and isinstance(value, Literal))
    ]


def _keys(items: Iterable[Node]) -> list[str]:
    """Return what each item is called within its record: its barcode, else a digest of what is said of it."""
    seen: dict[str, int] = {}
    keys: list[str] = []
    for item in items:
        key = _barcode(item) or digest(item)
        seen[key] = seen.get(key, 0) + 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def _barcode(item: Node) -> str:
    for identifier in children(item, BF + "identifiedBy"):
        if BF + "Barcode" in identifier.types:
            return first(identifier, RDF + "value")
    return ""
