"""MARC-in-JSON: an array, one object, or objects one after another, cut where a record's first key stands.

https://rossfsinger.com/blog/2010/09/a-proposal-to-serialize-marc-in-json/, as pymarc, ruby-marc and yaz write it; also
"marc-json" with `controlfield` and `datafield`, and fields as objects with `tag`, `value`, `ind1`, `ind2`, `subfields`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.records.encodings import clean, decode, shown
from kg.records.guess import guess, is_utf8
from kg.records.limits import Limits
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.stream import Stream

__all__ = ["CHARSET", "declares", "parse", "recognise", "split"]

CHARSET = "utf-8"

_BLANK = b"\xef\xbb\xbf\x00\r\n\t \x1e"
# Without its escapes a quotation mark ends a string, so within a string of well-formed JSON this can never stand.
_START = re.compile(rb"\{\s*\"(?:leader|fields|controlfield|datafield)\"\s*:")
_FIRST = re.compile(rb"[\[\s]*\{\s*\"([\w@$.-]{1,40})\"\s*:\s*")
_IS_MARC = re.compile(
    rb"\"leader\"\s*:\s*\"[^\"]{5}[^\"]*\"\s*,"
    rb"|\"(?:fields|controlfield)\"\s*:\s*\[\s*\{\s*\"(?:tag\"\s*:\s*\"|[0-9A-Z]{3}\"\s*:)"
    rb"|\"leader\"\s*:\s*\"[\d ][^\"]*\"\s*\}"
)
_NEAR = 4096
_OVERLAP = 256
_KEPT = 1 << 16
_LEADER = "00000nam a2200000 a 4500"
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_REST = re.compile(r"[\s,\]}\x1e]*")
_DECODER = json.JSONDecoder()
_LENIENT = json.JSONDecoder(strict=False)
_BREAKS = re.compile(r"\s*[\r\n]\s*")


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    start = head.lstrip(_BLANK)[:_NEAR]
    if start[:1] not in {b"{", b"["} or not _FIRST.match(start) or b'"@context"' in start[:400]:
        return 0
    return 2 if _START.search(start) and _IS_MARC.search(start) else 0


def declares(raw: bytes) -> str:
    """Return the dialect that a record names itself: this carrier has no place for it."""
    del raw
    return ""


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the records of a stream, from the start of one to the start of the next, whatever stands between.

    So a record whose braces or quotation marks are lost takes none of its neighbours with it.
    """
    start = _start_of(stream.head())
    buffer, base, looked = b"", 0, 0
    begun = False
    for chunk in stream:
        buffer += chunk
        position = 0
        for found in start.finditer(buffer, looked):
            if begun:
                yield _piece(buffer[position : found.start()], base + position)
            begun, position = True, found.start()
        buffer, base = buffer[position:], base + position
        if len(buffer) > limits.record_bytes:
            if begun:
                yield _oversized(buffer, base)
            begun = False
            buffer, base = buffer[-_OVERLAP:], base + len(buffer) - _OVERLAP
        looked = max(1 if begun else 0, len(buffer) - _OVERLAP)
    if begun:
        yield _piece(buffer, base)


def _start_of(head: bytes) -> re.Pattern[bytes]:
    """Return what begins a record here: its first key may be one of the exporter's own (`_id`)."""
    found = _FIRST.match(head.lstrip(_BLANK))
    if found is None or _START.match(found[0].lstrip(b"[ \r\n\t")) or head[:_NEAR].find(b"{", found.end()) < 0:
        return _START
    following = head.lstrip(_BLANK)[found.end() : found.end() + 1]
    return _START if following in {b"[", b"{"} else re.compile(rb"\{\s*\"" + re.escape(found[1]) + rb"\"\s*:")


def _piece(raw: bytes, offset: int) -> Piece:
    raw = raw.rstrip(b"\r\n\t \x1e\x00")
    while raw.endswith((b",", b"]", b"[")):
        raw = raw[:-1].rstrip(b"\r\n\t \x1e\x00")
    return Piece(raw, offset)


def _oversized(buffer: bytes, offset: int) -> Piece:
    message = f"No second record begins within {len(buffer)} bytes: this is no record. Reading went on after it."
    return Piece(buffer[:_KEPT], offset, (), Fault("too-large", message, "damaged"))


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    faults = Faults(piece.faults)
    encoding = _encoding(piece.raw, reading.encoding, faults)
    found = _read(decode(piece.raw, encoding)[0].lstrip("\ufeff"), faults)
    if isinstance(found, Fault):
        return found
    fields = tuple(_fields(found, faults, reading.limits))
    if not fields:
        return Fault("no-fields", "The record has no fields. It was kept; look at the source.", "damaged")
    leader = _leader(found.get("leader"), faults)
    place = (piece.raw, reading.name, piece.offset, number, leader[5] == "d")
    record = Record(reading.format, "marcjson", encoding, leader, fields, *place)
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def _encoding(raw: bytes, asked: str, faults: Faults) -> str:
    if is_utf8(raw):
        return "utf-8"
    if asked and asked != "utf-8":
        return asked
    found = guess(raw, else_="cp1252")
    faults.add("encoding", f"JSON is UTF-8 but this record is not; it was read as {shown(found)}. Correct the export.")
    return found


def _read(text: str, faults: Faults) -> dict[str, Any] | Fault:
    try:
        found, end = _decoded(text, faults)
    except (ValueError, RecursionError) as error:
        what = getattr(error, "msg", "") or "a number or a nesting that no record has"
        where = f" (character {error.pos + 1} of the record)" if isinstance(error, json.JSONDecodeError) else ""
        message = f"The record is not well-formed JSON: {what}{where}. It was kept; correct it at its source."
        return Fault("not-well-formed", message, "damaged")
    if not isinstance(found, dict):
        return Fault("not-records", "This JSON is no object and so no record. It was kept; look at it.", "damaged")
    if not _REST.fullmatch(text, end):
        shown_rest = text[end : end + 40].replace("\n", " ")
        faults.add(
            "trailing-garbage", f"After the record stand other characters ('{shown_rest}'), which were left out."
        )
    return found


def _decoded(text: str, faults: Faults) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        if "control character" not in error.msg:
            raise
        found, end = _LENIENT.raw_decode(text)
    faults.add("control-characters", "Line breaks or control characters stand in texts, which JSON forbids.")
    return found, end


def _leader(value: object, faults: Faults) -> str:
    if not isinstance(value, str):
        faults.add("leader", "The record has no leader; a book was assumed.")
        return _LEADER
    if not 22 <= len(value) <= 24:
        faults.add("leader", f"The leader has {len(value)} characters, not 24; what is missing was taken for blank.")
    return "".join(sign if " " <= sign <= "~" else " " for sign in value.ljust(24)[:24])


def _fields(record: dict[str, Any], faults: Faults, limits: Limits) -> Iterator[Field]:
    """Yield the fields in their order, whichever of the shapes they have."""
    count = 0
    for tag, value in _tagged(record, faults):
        if not _TAG.fullmatch(tag):
            faults.add("tag", f"The tag '{tag[:20]}' has not three letters or digits; the field was left out.")
            continue
        count += 1
        if count > limits.fields:
            faults.add("too-large", f"The record has more than {limits.fields} fields; the rest was left out.")
            return
        field = _data(tag, value, faults) if isinstance(value, dict) else _control(tag, value, faults)
        if field is not None:
            yield field


def _tagged(record: dict[str, Any], faults: Faults) -> Iterator[tuple[str, object]]:
    lists = [record.get(name) for name in ("fields", "controlfield", "datafield")]
    for part in lists:
        if part is not None and not isinstance(part, list):
            faults.add("shape", "The fields stand in no list; they were left out. Correct the export.")
        for one in part if isinstance(part, list) else ():
            if not isinstance(one, dict):
                faults.add("shape", f"'{str(one)[:40]}' stands where a field should, and was left out.")
            elif isinstance(one.get("tag"), str):
                is_control = not ({"subfields", "subfield"} & one.keys())
                yield one["tag"], one.get("value", one.get("data")) if is_control else one
            else:
                yield from one.items()


def _control(tag: str, value: object, faults: Faults) -> Field | None:
    text = _text(value, tag, faults)
    if text is None:
        return None
    return Field(tag, "", (), text) if tag < "010" else Field(tag, "  ", (("a", text),) if text else (), "")


def _data(tag: str, value: dict[str, Any], faults: Faults) -> Field:
    both = value.get("ind")
    first, second = (both[0], both[1]) if isinstance(both, str) and len(both) == 2 else ("", "")
    indicators = "".join(_indicator(value.get(f"ind{n}", one), tag, faults) for n, one in ((1, first), (2, second)))
    subfields = []
    for code, part in _coded(value.get("subfields", value.get("subfield"))):
        if len(code) != 1 or not "!" <= code <= "~":
            faults.add(
                "subfield-code", f"A subfield of {tag} has the code '{code[:9]}', which is none; it was left out."
            )
        elif text := _text(part, tag, faults):
            subfields.append((code, text))
    return Field(tag, indicators, tuple(subfields), "")


def _coded(parts: object) -> Iterator[tuple[str, object]]:
    for one in parts if isinstance(parts, list) else [parts]:
        if not isinstance(one, dict):
            continue
        if isinstance(one.get("code"), str) and (one.keys() & {"data", "value"}):
            yield one["code"], one.get("value", one.get("data"))
        else:
            yield from one.items()


def _indicator(value: object, tag: str, faults: Faults) -> str:
    sign = " " if value is None or value == "" else str(value)
    if len(sign) == 1 and " " <= sign <= "~":
        return sign
    faults.add("indicators", f"Field {tag} has the indicator '{sign[:9]}'; blank was taken.")
    return " "


def _text(value: object, tag: str, faults: Faults) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str | int | float):
        faults.add("shape", f"Field {tag} holds a list or an object where its text should stand; it was left out.")
        return None
    text, removed = clean(_BREAKS.sub(" ", str(value)))
    if removed:
        faults.add("control-characters", "Control characters, which XML forbids, were taken out of the text.")
    return text
