"""Stored records converted again, and kept for a while: a work and its editions need the same ones."""

import logging
from collections import OrderedDict
from pathlib import Path

from kg.catalogue.rows import StoredRecord
from kg.crosswalk import Crosswalk
from kg.description import Description, Literal, Node
from kg.errors import UsageError
from kg.namespaces import BF
from kg.records import read_stored

__all__ = ["Converter"]

_KEPT = 4000
_LOG = logging.getLogger(__name__)


class Converter:
    """Turns stored records into descriptions; the rules of a format are compiled when it first comes."""

    def __init__(self, mappings: Path, profile: str) -> None:
        self._mappings = mappings
        self._profile = profile
        self._crosswalks: dict[str, Crosswalk] = {}
        self._known: OrderedDict[tuple[str, str, str, str], Description] = OrderedDict()

    def describe(self, stored: StoredRecord) -> Description:
        """Return the description of a stored record."""
        key = (stored.member, stored.local_id, stored.hash, f"{stored.format} {stored.carrier} {stored.encoding}")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._convert(stored)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found

    def _convert(self, stored: StoredRecord) -> Description:
        crosswalk = self._crosswalks.get(stored.format)
        if crosswalk is None:
            crosswalk = self._crosswalks[stored.format] = Crosswalk.load(
                self._mappings, stored.format, profile=self._profile
            )
        try:
            record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
        except UsageError as error:
            # The record was readable when it was loaded; without this one record the others can still be published.
            _LOG.warning("Record %s of %s cannot be read any more: %s", stored.local_id, stored.member, error)
            return _unreadable(stored)
        return crosswalk.convert(record, stored.local_id)


def _unreadable(stored: StoredRecord) -> Description:
    title = Node([BF + "Title"])
    title.add(BF + "mainTitle", Literal(f"[{stored.local_id}]"))
    instance = Node([BF + "Instance"])
    instance.add(BF + "title", title)
    return Description(stored.local_id, Node([BF + "Work"]), instance)
