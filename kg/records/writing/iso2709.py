"""Records as ISO 2709 in UTF-8: leader and directory with the lengths that the fields really have.

A field that no directory can hold (over 9,999 bytes), and a record over 99,999 bytes, are not cut: the writer says
which record it is, and the XML forms hold it whole.
https://www.loc.gov/marc/specifications/specrecstruc.html, ISO 2709:2008.
"""

import re
import unicodedata

from kg.errors import RefusedError
from kg.records.record import Field, Record

__all__ = ["write_iso2709"]

_DELIMITER, _FIELD_END, _RECORD_END = "\x1f", b"\x1e", b"\x1d"
_LEADER_LENGTH = 24
_LONGEST_FIELD = 9_999
_LONGEST_RECORD = 99_999
_SEPARATORS = re.compile("[\x1d\x1e\x1f]")
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_ENTRY_MAPS = {"marc21": "4500", "unimarc": "450 ", "cnmarc": "450 ", "cmarc": "450 "}


def write_iso2709(record: Record) -> bytes:
    """Return the record's bytes; raise RefusedError for one that is too long for the format."""
    directory, data = [], b""
    for field in record.fields:
        if not _TAG.fullmatch(field.tag):
            continue
        content = _field(field).encode("utf-8", "replace") + _FIELD_END
        if len(content) > _LONGEST_FIELD:
            raise RefusedError(_too_long(record, f"field {field.tag} has {len(content)} bytes, over {_LONGEST_FIELD}"))
        directory.append(f"{field.tag}{len(content):04d}{len(data):05d}")
        data += content
    base = _LEADER_LENGTH + sum(map(len, directory)) + 1
    length = base + len(data) + 1
    if length > _LONGEST_RECORD:
        raise RefusedError(_too_long(record, f"it has {length} bytes, over {_LONGEST_RECORD}"))
    head = _leader(record, length, base)
    return (head + "".join(directory)).encode("ascii") + _FIELD_END + data + _RECORD_END


def _too_long(record: Record, what: str) -> str:
    name = record.control("001") or record.identifier
    return f"Record {name}: {what}: ISO 2709 cannot hold it. Write marcxml or marcxchange."


def _field(field: Field) -> str:
    if not field.subfields:
        return _text(field.value)
    subfields = "".join(f"{_DELIMITER}{code[:1]}{_text(text)}" for code, text in field.subfields)
    return field.indicators.ljust(2)[:2] + subfields


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", _SEPARATORS.sub(" ", text))


def _leader(record: Record, length: int, base: int) -> str:
    """Return the leader: 09 says Unicode in MARC 21; UNIMARC says it in 100 $a/26-29."""
    signs = "".join(
        sign if sign.isascii() and sign.isprintable() else " " for sign in record.leader.ljust(_LEADER_LENGTH)
    )
    coding = "a" if record.format == "marc21" else signs[9]
    return f"{length:05d}{signs[5:9]}{coding}22{base:05d}{signs[17:20]}{_ENTRY_MAPS.get(record.format, '4500')}"
