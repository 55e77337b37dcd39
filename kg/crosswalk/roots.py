"""Runs of rules for other kinds of records: into an authority, into all items of holdings, and whose items they are."""

from kg.crosswalk.fills import Fill
from kg.crosswalk.runs import Run
from kg.crosswalk.scope import Expression
from kg.crosswalk.source import Source, SourceRecord
from kg.description.node import Node
from kg.namespaces import BF, MADS

__all__ = ["authority_of", "into_authority", "into_every_item", "into_held", "said_of_every_item"]

_AUTHORITY, _ITEMS = " authority", " items"  # no name in a rule has a blank


def authority_of(record: SourceRecord) -> Node:
    """Return what an authority record describes; it is made when it is first asked for."""
    return _root(record, _AUTHORITY, MADS + "Authority")


def said_of_every_item(record: SourceRecord) -> Node:
    """Return what a holdings record says of all its items."""
    return _root(record, _ITEMS, BF + "Item")


def _root(record: SourceRecord, name: str, kind: str) -> Node:
    node = record.named.get(name)
    if node is None:
        node = record.named[name] = Node([kind])
    return node


def into_authority(fill: Fill) -> Run:
    """Return a run that puts a field into the authority."""

    def run(source: Source) -> None:
        fill(source, authority_of(source.record))

    return run


def into_every_item(fill: Fill) -> Run:
    """Return a run that puts a field into what is said of every item."""

    def run(source: Source) -> None:
        fill(source, said_of_every_item(source.record))

    return run


def into_held(number: Expression) -> Run:
    """Return a run that takes numbers of bibliographic records from a field."""

    def run(source: Source) -> None:
        source.record.held.extend(text for value in number(source) if (text := str(value).strip()))

    return run
