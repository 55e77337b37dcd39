"""A file of records as a stream of records and problems, and a stored record read again."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, cast

from kg.errors import UsageError
from kg.records.archive import BROKEN, archive_members, is_zip, opened_archive
from kg.records.charset import text_encoding
from kg.records.columns import Columns
from kg.records.dialect import differs, format_name
from kg.records.encodings import encoding_name
from kg.records.identity import Seen, glimpsed_id
from kg.records.limits import Limits
from kg.records.looks import looks_like
from kg.records.piece import Fault, Faults, Piece, Reading, problem
from kg.records.recognition import CARRIERS, carrier_of, decide_reading, is_table, is_xml, sample_of, with_declared
from kg.records.record import Problem, Record
from kg.records.stream import Stream, has_records
from kg.records.tables import no_columns, table_pieces

__all__ = ["read_records", "read_stored"]

_LIMITS = Limits()
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")
_PACKED_TWICE = Fault(
    "packed-twice", "A zip archive holds another archive. Unpack it once and load the result.", "refused"
)
_EMPTY = Fault("empty", "The file holds no records. See whether the export went wrong.", "refused")


def read_records(
    source: Path | BinaryIO,
    *,
    name: str = "",
    format: str = "",  # noqa: A002 - the word of the command line
    encoding: str = "",
    limits: Limits = _LIMITS,
    columns: Columns | None = None,
) -> Iterator[Record | Problem]:
    """Yield the records of a file and what is wrong with it, as they are met; content never raises.

    `format` and `encoding` are what the member says; "" means that they are recognised. What the records clearly
    are not is refused. A record carries its own warnings; damaged bytes and a file given up come as problems.
    `columns` says what the columns of a table become; without it tables are refused. Raise UsageError when it was made
    for another format than is asked for.
    """
    shown = name or (str(source) if isinstance(source, Path) else "-")
    asked = format_name(format)
    if columns is not None and asked and columns.format != asked:
        raise UsageError(f"The mapping of columns is for {columns.format}, not for {asked}: load it for that format.")
    return _read(source, Reading(shown, asked, encoding_name(encoding), "", limits, columns))


def read_stored(raw: bytes, *, carrier: str, format: str, encoding: str) -> Record:  # noqa: A002 - as in `read_records`
    """Return the record in bytes that a record kept as its `raw`; raise UsageError for bytes that are none."""
    module = CARRIERS.get(carrier)
    charset = encoding_name(encoding)
    reading = Reading("", format_name(format), "" if is_xml(module) and charset == "utf-8" else charset)
    parsed: Record | Fault = module.parse(Piece(raw, 0), reading, 0)
    if isinstance(parsed, Fault):
        raise UsageError(f"The stored bytes are no {carrier} record: {parsed.message}")
    return parsed


def _read(source: Path | BinaryIO, reading: Reading, *, packed: bool = False) -> Iterator[Record | Problem]:
    try:
        opened = source.open("rb") if isinstance(source, Path) else nullcontext(source)
    except OSError as error:
        fault = Fault("unreadable", f"The file cannot be opened: {error.strerror}.", "refused")
        yield problem(fault, reading.name, 0)
        return
    with opened as file:
        stream = Stream(file, reading.limits)
        # Packed bytes hold any sign by chance: of archives only a workbook is a carrier.
        head = stream.head()
        if is_zip(head) and not has_records(head) and not CARRIERS.get("xlsx").recognise(head):
            yield from _read_archive(stream, reading, packed=packed)
        else:
            yield from _read_stream(stream, reading)
        for fault in stream.faults:
            yield problem(fault, reading.name, stream.read)


def _read_archive(stream: Stream, reading: Reading, *, packed: bool) -> Iterator[Record | Problem]:
    """Yield the records of each file in a zip archive, named after both; an archive within one is refused."""
    if packed:
        yield problem(_PACKED_TWICE, reading.name, 0)
        return
    with opened_archive(stream, reading.limits) as archive:
        if isinstance(archive, Fault):
            yield problem(archive, reading.name, 0)
            return
        members = archive_members(archive)
        if not members:
            yield problem(_EMPTY, reading.name, 0)
        for member in members:
            inside = replace(reading, name=f"{reading.name}:{member.filename}")
            try:
                with archive.open(member) as file:
                    yield from _read(cast("BinaryIO", file), inside, packed=True)
            except BROKEN as error:
                message = f"The file in the zip archive is damaged ({error}). Ask for the archive again."
                yield problem(Fault("packing-damaged", message, "refused"), inside.name, 0)


def _read_stream(stream: Stream, reading: Reading) -> Iterator[Record | Problem]:
    head = stream.head()
    if head.startswith(_UTF16) and not has_records(head):
        stream.transcode("utf-16" if head[0] > 0x80 else "utf-16-le" if head[0] else "utf-16-be")
        head = stream.head()
    prepared = _prepared(head, reading) if head else _EMPTY
    if isinstance(prepared, Fault):
        if head or not stream.faults:
            yield problem(prepared, reading.name, 0)
        return
    carrier, reading = prepared
    if is_table(carrier):
        yield from _read_table(stream, carrier, reading)
        return
    pieces = carrier.split(stream, reading.limits)
    sample = sample_of(pieces)
    decided = decide_reading(sample, carrier, reading)
    if isinstance(decided, Fault):
        yield problem(decided, reading.name, 0)
        return
    yield from _parsed(chain(sample, pieces), carrier, decided)


def _read_table(stream: Stream, carrier: ModuleType, reading: Reading) -> Iterator[Record | Problem]:
    columns = reading.columns
    if columns is None:
        yield problem(no_columns(carrier.__name__.rpartition(".")[2]), reading.name, 0)
        return
    if carrier.CHARSET == "text" and (encoding := text_encoding(stream.head(), reading.encoding)) != "utf-8":
        stream.transcode(encoding)
    pieces = table_pieces(carrier.split(stream, reading.limits), columns, reading.limits)
    yield from _parsed(pieces, carrier, replace(reading, format=columns.format, encoding="utf-8"))


def _prepared(head: bytes, reading: Reading) -> tuple[ModuleType, Reading] | Fault:
    carrier = carrier_of(head)
    if carrier is None:
        return Fault(*looks_like(head), "refused")
    if not is_xml(carrier):
        return carrier, reading
    declared = with_declared(head, reading)
    return declared if isinstance(declared, Fault) else (carrier, declared)


def _parsed(pieces: Iterable[Piece], carrier: ModuleType, reading: Reading) -> Iterator[Record | Problem]:
    number = 0
    told = False
    seen = Seen(reading.limits.ids)
    for piece in pieces:
        if not piece.raw:  # about the file as a whole
            told = True
            yield problem(piece.fault or piece.faults[0], reading.name, piece.offset)
            continue
        number += 1
        parsed = piece.fault or carrier.parse(piece, reading, number)
        if isinstance(parsed, Fault):
            yield problem(parsed, reading.name, piece.offset, number, local_id=glimpsed_id(piece.raw), raw=piece.raw)
        else:
            yield _checked(parsed, seen, reading)
    if not number and not told:
        yield problem(_EMPTY, reading.name, 0)


def _checked(record: Record, seen: Seen, reading: Reading) -> Record:
    """Return the record with what can be said of it only within its file or by all its fields."""
    key = record.identifier or record.control("001")
    if key and seen.again(key):
        message = f"The record number '{key}' was met before in this file; the last record of that number counts."
        record = _warned(record, Fault("duplicate-id", message), reading)
    if record.format == "dublincore":
        return record
    tags = [field[0] for field in record.fields[:60]]
    if tags.count("001") > 1:
        record = _warned(record, Fault("two-ids", f"The record has 001 twice; the first, '{key}', counts."), reading)
    if ("245" in tags) is (record.format != "marc21") and (other := differs(record)):
        message = f"This record looks like {other}, unlike the rest of the file; it was read like the rest."
        record = _warned(record, Fault("format", message), reading)
    return record


def _warned(record: Record, fault: Fault, reading: Reading) -> Record:
    return record._replace(problems=record.problems + reading.problems(Faults((fault,)), record))
