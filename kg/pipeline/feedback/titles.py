"""A record's title as its cataloguer wrote it: by it a library knows its own record again."""

from collections.abc import Mapping

from kg.catalogue.rows import StoredRecord
from kg.errors import UsageError
from kg.records import Record, read_stored

__all__ = ["title_of"]

_PLACES: Mapping[str, tuple[str, str]] = {
    "marc21": ("245", "abnp"),
    "unimarc": ("200", "aehi"),
    "cnmarc": ("200", "aehi"),
    "cmarc": ("200", "aehi"),
    "dublincore": ("title", "_"),
}
_SIGNS = str.maketrans(dict.fromkeys("\t\r\n\x88\x89\x98\x9c", ""))


def title_of(stored: StoredRecord) -> str:
    """Return the title proper with its rest and its part, "" for a record without one or that cannot be read."""
    try:
        record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
    except UsageError:
        return ""
    return _title(record)


def _title(record: Record) -> str:
    tag, codes = _PLACES.get(record.format, ("", ""))
    for field in record.fields:
        if field.tag == tag:
            texts = (text.translate(_SIGNS).strip() for text in field.all(codes))
            return " ".join(filter(None, texts)).rstrip(" /:;=.,")
    return ""
