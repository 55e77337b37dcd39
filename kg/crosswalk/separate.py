"""The crosswalks for records of any kind: bibliographic ones, and authorities and holdings in records of their own."""

from pathlib import Path

from kg.crosswalk.convert import Crosswalk
from kg.crosswalk.roots import authority_of, said_of_every_item
from kg.description.node import Node
from kg.description.separate import THING, AnyDescription, AuthorityDescription, HoldingsDescription
from kg.namespaces import MADS
from kg.records import kind_of
from kg.records.record import Record

__all__ = ["CONVERTED", "Crosswalks", "convert_any", "rules_for"]

CONVERTED = ("bibliographic", "authority", "holdings")
"""The kinds of records for which there are rules."""
# Dialects whose records of another kind follow the rules of a dialect that they are based on.
_AUTHORITIES = {"cmarc": "cnmarc"}
_HOLDINGS = {"cnmarc": "unimarc", "cmarc": "unimarc"}


def rules_for(record: Record) -> str:
    """Return the folder of the rules for a record: `marc21`, `marc21-authority`; "" for a kind without rules."""
    kind, dialect = kind_of(record), record.format
    if kind == "bibliographic":
        return dialect
    if kind not in CONVERTED:
        return ""
    based_on = _AUTHORITIES if kind == "authority" else _HOLDINGS
    return f"{based_on.get(dialect, dialect)}-{kind}"


class Crosswalks:
    """The crosswalks of one profile; the rules of a folder are compiled when a record first needs them."""

    def __init__(self, mappings: Path, profile: str = "lean") -> None:
        self._mappings = mappings
        self._profile = profile
        self._loaded: dict[str, Crosswalk] = {}

    def convert(self, record: Record, local_id: str) -> AnyDescription:
        """Return what the rules for a record of one of the kinds `CONVERTED` make of it; raise MappingError."""
        name = rules_for(record)
        if name not in self._loaded:
            self._loaded[name] = Crosswalk.load(self._mappings, name, profile=self._profile)
        return convert_any(self._loaded[name], record, local_id)


def convert_any(crosswalk: Crosswalk, record: Record, local_id: str) -> AnyDescription:
    """Return what the rules make of a record of the kind that they are for (`kind` in their `format.toml`)."""
    if crosswalk.kind == "authority":
        return _authority(crosswalk, record, local_id)
    if crosswalk.kind == "holdings":
        return _holdings(crosswalk, record, local_id)
    return crosswalk.convert(record, local_id)


def _authority(crosswalk: Crosswalk, record: Record, local_id: str) -> AuthorityDescription:
    made = crosswalk.applied(record)
    authority = authority_of(made)
    crosswalk.describe_terms(authority)
    for thing in authority.values(MADS + "identifiesRWO"):
        if isinstance(thing, Node):
            thing.entity = THING
    return AuthorityDescription(local_id, authority, tuple(dict.fromkeys(made.refused)))


def _holdings(crosswalk: Crosswalk, record: Record, local_id: str) -> HoldingsDescription:
    """Return the items, each with what the record says of all; holdings that name no record are those of their own."""
    made = crosswalk.applied(record)
    of_all = said_of_every_item(made)
    items = (*made.items, *made.loose) or (made.new_item(),)
    for item in items:
        _add(item, of_all)
    crosswalk.describe_terms(made.instance, *items)
    held = tuple(dict.fromkeys(made.held)) or (local_id,)
    return HoldingsDescription(local_id, items, held, made.instance, tuple(dict.fromkeys(made.refused)))


def _add(item: Node, of_all: Node) -> None:
    item.properties.extend(of_all.properties)
    item.types.extend(kind for kind in of_all.types if kind not in item.types)
