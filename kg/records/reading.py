"""A file of records as a stream of records and problems: carrier, dialect and character set are recognised first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from kg.errors import UsageError
from kg.records.dialect import differs, format_name, judge
from kg.records.encodings import decode, encoding_name
from kg.records.guess import guess, is_utf8, utf8_parts
from kg.records.limits import Limits
from kg.records.looks import looks_like
from kg.records.piece import Fault, Faults, Piece, Reading, problem
from kg.records.record import Problem, Record
from kg.records.stream import Stream
from kg.registry import Registry

__all__ = ["CARRIERS", "is_incomplete", "local_id", "read_records", "read_stored"]

CARRIERS = Registry("kg.records.carriers", "carrier")

_SAMPLE = 200
_SAMPLE_BYTES = 2 << 20
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_CHANGES = {"more-pages", "oai-error", "crc", "truncated"}
_NOTHING = Limits()


def read_records(
    source: Path | BinaryIO, *, name: str = "", format: str = "", encoding: str = "", limits: Limits = _NOTHING  # noqa: A002 - the word of the command line
) -> Iterator[Record | Problem]:
    """Yield the records of a file and what is wrong with it, as they are met; content never raises.

    `format` and `encoding` are what the member says; "" means that they are recognised. What the records clearly
    are not is refused. A record carries its own warnings; damaged bytes and a file given up come as problems.
    """
    asked = format_name(format)
    charset = encoding_name(encoding)
    shown = name or (str(source) if isinstance(source, Path) else "-")
    return _read(source, Reading(shown, asked, charset, "", limits))


def _read(source: Path | BinaryIO, reading: Reading) -> Iterator[Record | Problem]:
    try:
        opened = source.open("rb") if isinstance(source, Path) else nullcontext(source)
    except OSError as error:
        yield problem(Fault("unreadable", f"The file cannot be opened: {error.strerror}.", "refused"), reading.name, 0)
        return
    with opened as file:
        stream = Stream(file, reading.limits)
        yield from _read_stream(stream, reading)
        for fault in stream.faults:
            yield problem(fault, reading.name, stream.read)


def _read_stream(stream: Stream, reading: Reading) -> Iterator[Record | Problem]:
    head = stream.head()
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        stream.transcode("utf-16")
        head = stream.head()
    if not head:
        if not stream.faults:
            yield problem(_EMPTY, reading.name, 0)
        return
    carrier = _carrier(head)
    if carrier is None:
        yield problem(Fault(*looks_like(head), "refused"), reading.name, 0)
        return
    if carrier.__name__.endswith("iso2709"):
        prepared: Reading | Fault = reading
    else:
        prepared = _xml_reading(head, reading)
    if isinstance(prepared, Fault):
        yield problem(prepared, reading.name, 0)
        return
    pieces = carrier.split(stream, reading.limits)
    sample = _sample(pieces)
    decided = _decide(sample, carrier, prepared)
    if isinstance(decided, Fault):
        yield problem(decided, reading.name, 0)
        return
    yield from _parsed(chain(sample, pieces), carrier, decided)


_EMPTY = Fault("empty", "The file holds no records. See whether the export went wrong.", "refused")


def _carrier(head: bytes) -> ModuleType | None:
    """Return the carrier that recognises the head of a file most surely."""
    found = [(module.recognise(head), name) for name in CARRIERS.names() for module in [CARRIERS.get(name)]]
    surest, name = max(found)
    return CARRIERS.get(name) if surest else None


def _xml_reading(head: bytes, reading: Reading) -> Reading | Fault:
    """Return the reading with the character set that the XML declares: it is not the member's to set."""
    found = _XML_ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    if not found:
        return replace(reading, encoding="")
    declared = found[1].decode("ascii")
    try:
        known = encoding_name(declared)
    except UsageError:
        return Fault("encoding", f"The XML declares the character set '{declared}', which is not known.", "refused")
    return replace(reading, encoding="" if known.startswith("utf-") else known)


def _sample(pieces: Iterator[Piece]) -> list[Piece]:
    sample: list[Piece] = []
    size = 0
    for piece in islice(pieces, _SAMPLE):
        sample.append(piece)
        size += len(piece.raw)
        if size > _SAMPLE_BYTES:
            break
    return sample


def _decide(sample: list[Piece], carrier: ModuleType, reading: Reading) -> Reading | Fault:
    """Return how the file is to be read, or why it is refused."""
    whole = [piece for piece in sample if piece.fault is None and piece.raw]
    provisional = replace(reading, format="")
    parsed = [carrier.parse(piece, provisional, 0) for piece in whole]
    records = [one for one in parsed if isinstance(one, Record)]
    unknown = [one for one in parsed if isinstance(one, Fault) and one.reason == "unknown-metadata"]
    if unknown and not any(record.fields for record in records):
        return unknown[0]._replace(severity="refused")
    dialect, refusal = judge(records, (carrier.declares(piece.raw) for piece in whole), reading.format)
    if refusal:
        return Fault("format", refusal, "refused")
    decided = replace(reading, format=dialect)
    if not carrier.__name__.endswith("iso2709"):
        return decided
    return _with_usual([piece.raw for piece in whole], decided)


def _with_usual(raws: list[bytes], reading: Reading) -> Reading | Fault:
    """Return the reading with the character set of the records that are not UTF-8, or why the asked one cannot be."""
    spoken = [raw for raw in raws if not raw.isascii()]
    others = [raw for raw in spoken if not is_utf8(raw)]
    if reading.encoding and spoken:
        return _fitting(spoken, others, reading)
    rest = [raw for raw in others if utf8_parts(raw)[0] <= utf8_parts(raw)[1]]
    if not rest:
        return reading
    fallback = {"cnmarc": "gb18030", "unimarc": "iso-5426"}.get(reading.format, "marc-8")
    return replace(reading, usual=guess(b"\x1e".join(rest), else_=fallback))


def _fitting(spoken: list[bytes], others: list[bytes], reading: Reading) -> Reading | Fault:
    asked = reading.encoding
    if asked == "utf-8":
        fits = len(spoken) - len(others)
        other = guess(b"\x1e".join(others), else_="marc-8") if others else ""
    else:
        certain = [raw for raw in spoken if is_utf8(raw) and utf8_parts(raw)[0] >= 8]
        misfits = sum(1 for raw in others if decode(raw[24:], asked)[1] > len(raw) // 50)
        other = "utf-8" if len(certain) >= misfits else guess(b"\x1e".join(others), else_="marc-8")
        if not certain and not misfits and asked != "utf-8":
            other = _likelier(others, asked)
        fits = 0 if other not in {"", asked} and not certain and not misfits else len(spoken) - len(certain) - misfits
    if fits * 2 >= len(spoken) or not other or other == asked:
        return reading
    message = f"The setting says the character set is {asked}, but the records look like {other}. Change the encoding."
    return Fault("encoding", message, "refused")


def _likelier(others: list[bytes], asked: str) -> str:
    """Return a character set that fits much better than the one asked for; "" when none does."""
    data = b"\x1e".join(others)
    found = guess(data, else_="")
    return found if found and len(data) - len(data.translate(None, bytes(range(128, 256)))) > 40 else ""


def _parsed(pieces: Iterable[Piece], carrier: ModuleType, reading: Reading) -> Iterator[Record | Problem]:
    number = 0
    seen = _Seen(reading.limits.ids)
    ended = False
    for piece in pieces:
        if not piece.raw:  # about the file as a whole
            ended = True
            fault = piece.fault or piece.faults[0]
            yield problem(fault, reading.name, piece.offset)
            continue
        number += 1
        parsed = piece.fault or carrier.parse(piece, reading, number)
        if isinstance(parsed, Fault):
            yield problem(parsed, reading.name, piece.offset, number, local_id=_first_id(piece.raw), raw=piece.raw)
        else:
            yield _checked(parsed, seen, reading)
    if not number and not ended:
        yield problem(_EMPTY, reading.name, 0)


_ISO_ID = re.compile(rb"^.{24}001\d{9}[0-9A-Za-z]*\x1e([ -~]{1,64})\x1e", re.DOTALL)
_XML_ID = re.compile(rb"tag\s*=\s*[\"']001[\"'][^>]*>([^<]{1,64})<|<(?:\w+:)?identifier>([^<]{1,200})<")


def _first_id(raw: bytes) -> str:
    """Return the number of a record that cannot be read, as far as it can be seen."""
    found = _ISO_ID.match(raw) or _XML_ID.search(raw[:4096])
    return next((text.decode("utf-8", "replace") for text in found.groups() if text), "") if found else ""


class _Seen:
    """The record numbers met so far, as hashes and not more than a bound."""

    def __init__(self, most: int) -> None:
        self._hashes: set[int] = set()
        self._most = most

    def again(self, key: str) -> bool:
        digest = hash(key)
        if digest in self._hashes:
            return True
        if len(self._hashes) < self._most:
            self._hashes.add(digest)
        return False


def _checked(record: Record, seen: _Seen, reading: Reading) -> Record:
    """Return the record with what can be said of it only within its file or by all its fields."""
    key = record.identifier or record.control("001")
    if key and seen.again(key):
        fault = Fault("duplicate-id", f"The record number '{key}' was met before in this file; the last one counts.")
        record = _warned(record, fault, reading)
    if record.format == "dublincore":
        return record
    ids = 0
    title = False
    for field in record.fields:
        tag = field[0]
        if tag == "001":
            ids += 1
        elif tag == "245":
            title = True
            break
    if ids > 1:
        record = _warned(record, Fault("two-ids", f"The record has 001 twice; the first, '{key}', counts."), reading)
    if title is (record.format != "marc21") and (other := differs(record)):
        message = f"This record looks like {other}, unlike the rest of the file."
        record = _warned(record, Fault("format", message), reading)
    return record


def _warned(record: Record, fault: Fault, reading: Reading) -> Record:
    return record._replace(problems=record.problems + reading.problems(Faults((fault,)), record))


def read_stored(raw: bytes, *, carrier: str, format: str, encoding: str) -> Record:  # noqa: A002 - as in `read_records`
    """Return the record in bytes that a record kept as its `raw`; raise UsageError for bytes that are none."""
    charset = encoding_name(encoding)
    is_xml = carrier != "iso2709"
    reading = Reading("", format_name(format), "" if is_xml and charset == "utf-8" else charset, "", _NOTHING)
    parsed = CARRIERS.get(carrier).parse(Piece(raw, 0), reading, 0)
    if isinstance(parsed, Fault):
        raise UsageError(f"The stored bytes are no {carrier} record: {parsed.message}")
    record: Record = parsed
    return record


def local_id(record: Record, selector: str = "") -> str:
    """Return the member's own identifier of a record, by a selector such as `001` or `035$a`; "" when there is none."""
    if not selector:
        if record.identifier:
            return record.identifier
        if record.format == "dublincore":
            return next((field.get("_") or "" for field in record.fields if field.tag == "identifier"), "").strip()
        selector = "001"
    tag, _, code = selector.partition("$")
    for field in record.fields:
        if field.tag == tag:
            text = field.get(code) if code else field.value or next((text for _, text in field.subfields), "")
            if text and text.strip():
                return text.strip()
    return ""


def is_incomplete(problem: Problem) -> bool:
    """Say whether after this problem a run must not take what it did not see for deleted."""
    return problem.severity in {"refused", "damaged"} or problem.reason in _CHANGES
