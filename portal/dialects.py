"""Records in another dialect of MARC than they were catalogued in, by way of BIBFRAME."""

import threading
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.description import convert_nquads
from kg.records import Record
from kg.rights import without_private_notes

__all__ = ["Dialects"]

# The fullest profile: what `lean` leaves to the vocabularies would be missing in a record.
_PROFILE = "lc"
_BASE = "http://example.org/"


class Dialects:
    """The rules of each format there and back, compiled at first need; safe to use from several threads."""

    def __init__(self, mappings: Path) -> None:
        self._mappings = mappings
        self._lock = threading.Lock()
        self._there: dict[str, Crosswalk] = {}
        self._back: dict[tuple[str, str], Backward] = {}

    def convert(self, record: Record, local_id: str, dialect: str, pinyin: str = "") -> Record:
        """Return the record in a dialect, from its graph alone; as it is where it is in the dialect and the habit.

        What its standard keeps from the public is left out. `pinyin` is `9` or `A`, where CNMARC puts the reading of a
        text. Raise MappingError for an unknown dialect.
        """
        record = without_private_notes(record)
        if record.format == dialect and _habit(record) in {"", pinyin}:
            return record
        there, back = self._rules(record.format, dialect, pinyin)
        lines = "".join(convert_nquads(there.convert(record, local_id), base=_BASE))
        (description,) = read_descriptions(parse(lines, RdfFormat.N_QUADS))
        return back.convert(description)

    def _rules(self, format_: str, dialect: str, pinyin: str) -> tuple[Crosswalk, Backward]:
        with self._lock:
            there = self._there.get(format_)
            if there is None:
                there = self._there[format_] = Crosswalk.load(self._mappings, format_, profile=_PROFILE)
            back = self._back.get((dialect, pinyin))
            if back is None:
                back = self._back[dialect, pinyin] = Backward.load(self._mappings, dialect, pinyin=pinyin)
            return there, back


def _habit(record: Record) -> str:
    """Return where a CNMARC record has readings: in capitals (`A`), in `9`, or nowhere."""
    codes = {code for field in record.fields for code, _ in field.subfields}
    if any(code.isupper() for code in codes):
        return "A"
    return "9" if "9" in codes and record.format == "cnmarc" else ""
