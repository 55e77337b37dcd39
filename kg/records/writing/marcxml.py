"""MARC as XML: MARCXML for MARC 21, MarcXchange (ISO 25577) for UNIMARC, CNMARC, or several dialects in one file.

https://www.loc.gov/standards/marcxml/ and https://www.loc.gov/standards/iso25577/. Leader: the positions that a
program computes (00-04 length, 12-16 base address) are blank, 09 is `a` (Unicode) in MARC 21, and 10-11 and 20-23 are
the fixed figures of the format. A field that the schemas have no room for is written in the nearest way that they have:
a control field beyond 00X as a data field with $a, an indicator that is none as a blank.
"""

import re
from collections.abc import Iterable, Iterator

from kg.records.kind import kind_of
from kg.records.record import Field, Record
from kg.records.writing.xmltext import comment, xml_text

__all__ = ["MARC", "write_collection", "write_exchange"]

_SLIM = "http://www.loc.gov/MARC21/slim"
_EXCHANGE = "info:lc/xmlns/marcxchange-v1"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORMATS = {"marc21": "MARC21", "unimarc": "UNIMARC", "cnmarc": "CNMARC", "cmarc": "CMARC"}
MARC = frozenset(_FORMATS)
"""The dialects that are MARC."""

# Entry map: lengths of a directory entry's parts; UNIMARC leaves the last position undefined.
_ENTRY_MAPS = {"marc21": "4500", "unimarc": "450 ", "cnmarc": "450 ", "cmarc": "450 "}
_CONTROL_TAG = re.compile(r"00[1-9A-Za-z]")
_DATA_TAG = re.compile(r"0[1-9A-Z][0-9A-Z]|0[1-9a-z][0-9a-z]|[1-9A-Z][0-9A-Z]{2}|[1-9a-z][0-9a-z]{2}")
_INDICATOR = re.compile(r"[0-9a-z ]", re.ASCII)
_CODE = re.compile(r"[!-?A-Z\[\\\]^_`a-z{}~]")  # printable ASCII but @ and |
_LEADER_SIGN = re.compile(r"[0-9A-Za-z ]", re.ASCII)


def write_collection(records: Iterable[Record], notice: str = "") -> Iterator[bytes]:
    """Yield one MARCXML collection of records of MARC 21, as they come; `notice` stands in it as a comment."""
    yield f'{_HEAD}<collection xmlns="{_SLIM}">\n{comment(notice)}'.encode()
    for record in records:
        yield _record(record, f' type="{_type(record)}"').encode()
    yield b"</collection>\n"


def write_exchange(records: Iterable[Record], notice: str = "") -> Iterator[bytes]:
    """Yield one MarcXchange collection, as the records come, each with the name of its dialect."""
    yield f'{_HEAD}<collection xmlns="{_EXCHANGE}">\n{comment(notice)}'.encode()
    for record in records:
        yield _record(record, f' format="{_FORMATS[record.format]}" type="{_type(record)}"').encode()
    yield b"</collection>\n"


def _type(record: Record) -> str:
    return kind_of(record).capitalize()


def _record(record: Record, attributes: str) -> str:
    fields = "".join(map(_field, record.fields))
    return f"<record{attributes}>\n<leader>{_leader(record)}</leader>\n{fields}</record>\n"


def _leader(record: Record) -> str:
    signs = "".join(sign if _LEADER_SIGN.match(sign) else " " for sign in record.leader.ljust(24)[:24])
    coding = "a" if record.format == "marc21" else signs[9]
    kind = signs[6] if signs[6] != " " else "a"
    return f"     {signs[5]}{kind}{signs[7:9]}{coding}22     {signs[17:20]}{_ENTRY_MAPS[record.format]}"


def _field(field: Field) -> str:
    """Return a field as an element, "" for one without a tag or without text."""
    if _CONTROL_TAG.fullmatch(field.tag):
        value = field.value or " ".join(text for _, text in field.subfields)
        return f'<controlfield tag="{field.tag}">{xml_text(value)}</controlfield>\n'
    tag = field.tag if _DATA_TAG.fullmatch(field.tag) else field.tag.upper()
    subfields = field.subfields or ((("a", field.value),) if field.value else ())
    if not subfields or not _DATA_TAG.fullmatch(tag):
        return ""
    first, second = (sign if _INDICATOR.match(sign) else " " for sign in field.indicators.ljust(2)[:2])
    parts = "".join(
        f'<subfield code="{xml_text(code if _CODE.fullmatch(code) else "_")}">{xml_text(text)}</subfield>'
        for code, text in subfields
    )
    return f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{parts}</datafield>\n'
