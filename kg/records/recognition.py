"""Recognises of a file what its records do not say: carrier, dialect, character set; or says why it is refused."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from types import ModuleType

from kg.errors import UsageError
from kg.records.dialect import judge
from kg.records.encodings import decode, encoding_name, shown
from kg.records.guess import guess, is_unlike, is_utf8, utf8_parts
from kg.records.piece import Fault, Piece, Reading
from kg.records.record import Record
from kg.registry import Registry

__all__ = ["CARRIERS", "carrier_of", "decide_reading", "is_table", "is_xml", "sample_of", "with_declared"]

CARRIERS = Registry("kg.records.carriers", "carrier")

_SAMPLE = 200
_MANY = 50  # pieces that are no records make no file of records
_SAMPLE_BYTES = 2 << 20
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_CERTAIN = 8  # so many characters of two and more bytes are not UTF-8 by accident
_USUAL = {"cnmarc": "gb18030", "cmarc": "big5", "unimarc": "iso-5426"}


def carrier_of(head: bytes) -> ModuleType | None:
    """Return the carrier that recognises the head of a file most surely, if any does."""
    surest, name = max((CARRIERS.get(name).recognise(head), name) for name in CARRIERS.names())
    return CARRIERS.get(name) if surest else None


def is_xml(carrier: ModuleType) -> bool:
    """Say whether a carrier's records are XML, which says itself in which character set it is."""
    return bool(carrier.CHARSET == "declared")


def is_table(carrier: ModuleType) -> bool:
    """Say whether a carrier's pieces are rows, which are records only by a mapping of their columns."""
    return bool(getattr(carrier, "IS_TABLE", False))


def with_declared(head: bytes, reading: Reading) -> Reading | Fault:
    """Return the reading with the character set that an XML file declares: it is not the member's to set."""
    found = _DECLARATION.match(head.removeprefix(b"\xef\xbb\xbf"))
    if not found:
        return replace(reading, encoding="")
    declared = found[1].decode("ascii")
    try:
        known = encoding_name(declared)
    except UsageError:
        return Fault("encoding", f"The XML declares the character set '{declared}', which is not known.", "refused")
    return replace(reading, encoding="" if known.startswith("utf-") else known)


def sample_of(pieces: Iterator[Piece]) -> list[Piece]:
    """Return the first pieces of a file, enough to judge it by."""
    sample: list[Piece] = []
    size = 0
    for piece in islice(pieces, _SAMPLE):
        sample.append(piece)
        size += len(piece.raw)
        if size > _SAMPLE_BYTES:
            break
    return sample


def decide_reading(sample: list[Piece], carrier: ModuleType, reading: Reading) -> Reading | Fault:
    """Return how the file is to be read, or why it is refused."""
    whole = [piece for piece in sample if piece.fault is None and piece.raw]
    provisional = replace(reading, format="")
    parsed = [carrier.parse(piece, provisional, 0) for piece in whole]
    records = [one for one in parsed if isinstance(one, Record)]
    unknown = [one for one in parsed if isinstance(one, Fault) and one.reason == "unknown-metadata"]
    if unknown and not any(record.fields for record in records):
        return unknown[0]._replace(severity="refused")
    if len(sample) >= _MANY and not records:
        message = f"None of the first {len(sample)} pieces of the file is a record. See what it really holds."
        return Fault("not-records", message, "refused")
    dialect, refusal = judge(records, (carrier.declares(piece.raw) for piece in whole), reading.format)
    if refusal:
        return Fault("format", refusal, "refused")
    decided = replace(reading, format=dialect)
    if carrier.CHARSET != "record":
        return decided
    spoken = [piece.raw[24:] for piece in whole if not piece.raw.isascii()]
    return _fitting(spoken, decided) if reading.encoding else _with_usual(spoken, decided)


def _with_usual(spoken: list[bytes], reading: Reading) -> Reading:
    """Return the reading with the character set of those records that are not UTF-8, not even mostly."""
    others = [raw for raw in spoken if not is_utf8(raw)]
    rest = [raw for raw in others if (parts := utf8_parts(raw))[0] <= parts[1]]
    if not rest:
        return reading
    return replace(reading, usual=guess(b"\x1e".join(rest), else_=_USUAL.get(reading.format, "marc-8")))


def _fitting(spoken: list[bytes], reading: Reading) -> Reading | Fault:
    """Return the reading when at least half of the records can be in the character set asked for, else a refusal."""
    asked = reading.encoding
    others = [raw for raw in spoken if not is_utf8(raw)]
    if asked == "utf-8":
        misfits = others
    else:
        certain = [raw for raw in spoken if is_utf8(raw) and utf8_parts(raw)[0] >= _CERTAIN]
        garbled = [raw for raw in others if decode(raw, asked)[1] > len(raw) // 50]
        joined = b"\x1e".join(others)
        fits = not is_unlike(joined, asked) and guess(joined, else_=asked) == asked
        misfits = certain + (garbled if fits else others)
    if len(misfits) * 2 <= len(spoken):
        return reading
    found = "utf-8" if is_utf8(b"\x1e".join(misfits)) else guess(b"\x1e".join(misfits), else_="marc-8")
    if found == asked:
        return reading
    message = f"The character set was given as {shown(asked)} but the records look like {shown(found)}."
    return Fault("encoding", f"{message} Change the encoding.", "refused")
