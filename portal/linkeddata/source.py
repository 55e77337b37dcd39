"""A source record as its page shows it, field by field, and how its own bytes are offered."""

import unicodedata
from typing import NamedTuple

from kg.catalogue.rows import StoredRecord
from kg.records.record import Field, Record

__all__ = ["FieldLine", "RawFile", "field_lines", "raw_file"]

# A row of a table is kept as JSON.
_JSON_FILE = ("json", "application/json")
_CARRIER_FILES = {
    "iso2709": ("mrc", "application/marc"),
    "marcjson": _JSON_FILE,
    "csv": _JSON_FILE,
    "xlsx": _JSON_FILE,
}
_XML_FILE = ("xml", "application/xml")


class FieldLine(NamedTuple):
    """One field: its tag, indicators (blank shown as #), and subfields or one text with an empty code."""

    tag: str
    indicators: str
    parts: tuple[tuple[str, str], ...]


class RawFile(NamedTuple):
    """How a record's own bytes are sent: extension, media type, and a file name that is ours."""

    extension: str
    media_type: str
    name: str


def field_lines(record: Record) -> tuple[FieldLine, ...]:
    """Return the leader and the fields in record order."""
    leader = (FieldLine("LDR", "", (("", record.leader),)),) if record.leader else ()
    return leader + tuple(_line(field) for field in record.fields)


def raw_file(stored: StoredRecord) -> RawFile:
    """Return how the bytes of the record are offered; nothing of the name comes from the record."""
    extension, media_type = _CARRIER_FILES.get(stored.carrier, _XML_FILE)
    return RawFile(extension, media_type, f"{stored.member}-{stored.hash[:12]}.{extension}")


def _line(field: Field) -> FieldLine:
    if not field.subfields:
        return FieldLine(field.tag, _indicators(field), (("", _visible(field.value)),))
    parts = tuple(("" if code == "_" else code, _visible(text)) for code, text in field.subfields)
    return FieldLine(field.tag, _indicators(field), parts)


def _indicators(field: Field) -> str:
    return field.indicators.replace(" ", "#")


def _visible(text: str) -> str:
    """Return the text with control characters as pictures, so that a damaged field shows its damage."""
    return "".join(
        chr(0x2400 + ord(sign)) if ord(sign) < 0x20 else "\ufffd" if unicodedata.category(sign) == "Cs" else sign
        for sign in text
    )
