"""MARCXML and its sister marcxchange (ISO 25577), alone, in a collection, or within an SRU answer.

https://www.loc.gov/standards/marcxml/
"""

import re
from collections.abc import Iterator

from lxml import etree

from kg.records.element import MARC_NAMESPACES, local_name, parse_element, text_of
from kg.records.limits import Limits
from kg.records.markup import Tag, outline, split_elements
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.stream import Stream

__all__ = ["CHARSET", "declares", "is_marc", "parse", "read_fields", "recognise", "split"]

CHARSET = "declared"

_NAMESPACES = MARC_NAMESPACES | {""}
_PARTS = frozenset({"leader", "controlfield", "datafield"})
_HARMLESS = frozenset({"identifier", "datestamp", "setSpec", "record"})
_FORMAT = re.compile(rb"^<[^>]*?\sformat\s*=\s*[\"']([^\"']*)")
_LEADER = "     nam  22     uu 4500"


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    return 2 if any(_is_part(tag) or _is_collection(tag) for tag in outline(head)) else 0


def _is_part(tag: Tag) -> bool:
    return tag.local in _PARTS and tag.parent == "record" and tag.namespace in _NAMESPACES


def _is_collection(tag: Tag) -> bool:
    return tag.local in {"collection", "record"} and tag.namespace in MARC_NAMESPACES


def is_marc(namespace: str, local: str) -> bool:
    """Say whether an element is a MARC record."""
    return local == "record" and namespace in _NAMESPACES


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the records of a stream; a piece with a `fault` is bytes that are none."""
    return split_elements(stream, limits, is_marc)


def declares(raw: bytes) -> str:
    """Return the dialect that marcxchange names in its attribute `format`, lower-case, "" for none."""
    found = _FORMAT.search(raw)
    return found[1].decode("ascii", "replace").lower() if found else ""


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    faults = Faults(piece.faults)
    element = parse_element(piece.raw, reading, faults)
    if isinstance(element, Fault):
        return element
    leader, fields = read_fields(element, faults)
    if not fields:
        return Fault("no-fields", "The record has no fields. It was kept; look at the source.", "damaged")
    record = Record(
        reading.format,
        "marcxml",
        reading.encoding or "utf-8",
        leader,
        fields,
        piece.raw,
        reading.name,
        piece.offset,
        number,
        leader[5:6] == "d",
    )
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def read_fields(record: etree._Element, faults: Faults) -> tuple[str, tuple[Field, ...]]:
    """Return the leader and the fields of a record element."""
    leader = None
    fields: list[Field] = []
    for element in record:
        name = local_name(element)
        if name == "datafield":
            field = _data_field(element, faults)
        elif name == "controlfield":
            field = _control_field(element, faults)
        else:
            field = None
            if name == "leader" and leader is None:
                leader = element.text or ""
            elif name not in _HARMLESS:
                faults.add("unknown-element", f"The element <{name}> has no place in a MARC record and was left out.")
        if field is not None:
            fields.append(field)
    return _leader(leader, faults), tuple(fields)


def _leader(text: str | None, faults: Faults) -> str:
    if text is None:
        faults.add("leader", "The record has no leader; a book was assumed.")
        return _LEADER
    if len(text) != 24:
        text = text.strip("\r\n\t")
    if not 22 <= len(text) <= 24:
        faults.add("leader", f"The leader has {len(text)} characters, not 24; what is missing was taken for blank.")
    return text.ljust(24)[:24]


def _tag(element: etree._Element, faults: Faults) -> str:
    tag = (element.get("tag") or "").strip()
    if not tag:
        faults.add("missing-tag", f"A <{local_name(element)}> has no tag and was left out.")
    elif len(tag) < 3:
        faults.add("tag", f"The tag '{tag}' has not three characters; '{tag.rjust(3, '0')}' was taken.")
        tag = tag.rjust(3, "0")
    return tag


def _control_field(element: etree._Element, faults: Faults) -> Field | None:
    tag = _tag(element, faults)
    return Field(tag, "", (), (element.text or "").strip("\r\n\t")) if tag else None


def _data_field(element: etree._Element, faults: Faults) -> Field | None:
    tag = element.get("tag") or ""
    if len(tag) != 3 or " " in tag:
        tag = _tag(element, faults)
        if not tag:
            return None
    first, second = element.get("ind1"), element.get("ind2")
    if first is None or second is None or len(first) != 1 or len(second) != 1:
        first, second = _indicator(element, "1", tag, faults), _indicator(element, "2", tag, faults)
    subfields = []
    for part in element:
        code = part.get("code")
        text = part.text or ""
        if len(part) or "\n" in text:
            text = text_of(part)
        if code and len(code) == 1 and local_name(part) == "subfield":
            if text:
                subfields.append((code, text))
        else:
            _odd_subfield(part, code, tag, faults)
    return Field(tag, first + second, tuple(subfields), "")


def _indicator(element: etree._Element, which: str, tag: str, faults: Faults) -> str:
    value = element.get(f"ind{which}", element.get(f"i{which}"))
    if value is None or len(value) > 1:
        faults.add("indicators", f"Field {tag} has no indicator {which} or a longer one; blank was taken.")
    return value if value and len(value) == 1 else " "


def _odd_subfield(part: etree._Element, code: str | None, tag: str, faults: Faults) -> None:
    name = local_name(part)
    if name != "subfield":
        faults.add("unknown-element", f"The element <{name}> has no place in field {tag} and was left out.")
    else:
        faults.add(
            "subfield-code", f"A subfield of {tag} has the code '{code or ''}', which is none, and was left out."
        )
