"""Where the records of an ISO 2709 file begin and end: at 0x1D, with fillers skipped and broken ones resynchronised."""

import re
from collections.abc import Iterator
from itertools import chain

from kg.records.limits import Limits
from kg.records.piece import Fault, Piece
from kg.records.stream import Stream

__all__ = ["split"]

_END = b"\x1d"
_FILLERS = re.compile(rb"(?:[\x00\t\n\r\x1a\x1d]++|\xef\xbb\xbf| ++(?=[0-9]{5}|[\x00\n\r\x1a\x1d]))*+")
_KEPT = 1 << 16
# A leader so regular that it cannot be a field's text: used only where lengths do not agree.
_LEADER = re.compile(rb"[0-9]{5}[acdnopsx][a-z][a-z0-9 ]{2}[ a]22[0-9]{5}[ -~]{3}45[0 ][0 ]")
_LENGTH = re.compile(rb"[0-9]{5}")


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the records of a stream; a piece with a `fault` is bytes that are none."""
    buffer = b""
    base = 0  # the offset of buffer[0] in the stream
    chunks: Iterator[bytes] = iter(stream)
    while chunk := next(chunks, b""):
        buffer += chunk
        position = 0
        for piece, position in _pieces(buffer, base):  # noqa: B007 - the last position is wanted
            yield piece
        position = _skip(buffer, position)
        buffer, base = buffer[position:], base + position
        if len(buffer) > limits.record_bytes:
            yield _oversized(buffer, base)
            rest, dropped = _drop(chunks)
            base += len(buffer) + dropped
            buffer, chunks = b"", chain((rest,) if rest else (), chunks)
    if rest := buffer.rstrip(b"\x00\t\n\r \x1a"):
        yield from _rest(rest, base)


def _skip(buffer: bytes, position: int) -> int:
    found = _FILLERS.match(buffer, position)
    return found.end() if found else position


def _pieces(buffer: bytes, base: int) -> Iterator[tuple[Piece, int]]:
    position = 0
    while (end := buffer.find(_END, position)) >= 0:
        first = buffer[position]
        if not 0x30 <= first <= 0x39:
            position = _skip(buffer, position)
        end += 1
        if position >= end - 1:  # a terminator alone, left over from a doubled one
            position = end
            continue
        raw = buffer[position:end]
        digits = raw[:5]
        if digits.isdigit() and len(digits) == 5 and int(digits) == end - position:
            yield Piece(raw, base + position), end
            position = end
            continue
        longer = _declared_end(buffer, position, end)
        if longer:
            fault = Fault("terminator-inside", "A record terminator (0x1D) stands within the record; it was left out.")
            raw = buffer[position : longer - 1].replace(_END, b" ") + _END
            yield Piece(raw, base + position, (fault,)), longer
            position = longer
            continue
        for piece in _unsure(raw, base + position):
            yield piece, end
        position = end


def _declared_end(buffer: bytes, position: int, end: int) -> int:
    """Return where the declared length ends, if another terminator stands there and no leader follows this one."""
    if not _LENGTH.match(buffer, position):
        return 0
    declared = position + int(buffer[position : position + 5])
    if declared <= end or buffer[declared - 2 : declared] != b"\x1e\x1d":
        return 0
    following = _skip(buffer, end)
    return 0 if _LENGTH.match(buffer, following) or following >= declared - 1 else declared


def _unsure(raw: bytes, offset: int) -> Iterator[Piece]:
    """Yield what stands between two terminators when the length does not agree: there may be more than one leader."""
    starts = [found.start() for found in _LEADER.finditer(raw)]
    if starts and starts[0] and not _LENGTH.match(raw):
        yield Piece(raw[: starts[0]], offset, (), _no_record(raw[: starts[0]]))
    elif not starts or starts[0]:
        starts.insert(0, 0)
    for start, stop in zip(starts, [*starts[1:], len(raw)], strict=True):
        part = raw[start:stop]
        if len(part) < 25:
            yield Piece(part, offset + start, (), _no_record(part))
            continue
        if stop < len(raw):
            yield Piece(part, offset + start, (_unterminated(),))
        else:
            yield Piece(part, offset + start, () if part[:5] == b"%05d" % len(part) else (_wrong_length(part),))


def _wrong_length(raw: bytes) -> Fault:
    said = "".join(sign if " " <= sign <= "~" else "·" for sign in raw[:5].decode("latin-1"))
    if raw[:5] == b"99999" and len(raw) > 99_999:
        message = f"The record is {len(raw)} bytes long, more than ISO 2709 allows; all of it was read."
        return Fault("record-too-long", message)
    return Fault(
        "length-mismatch", f"The record is {len(raw)} bytes long but its leader says '{said}'; it was taken whole."
    )


def _unterminated() -> Fault:
    return Fault("unterminated", "The record has no terminator (0x1D); it ends where the next leader begins.")


def _no_record(raw: bytes) -> Fault:
    shown = "".join(sign if " " <= sign <= "~" else "·" for sign in raw[:40].decode("latin-1"))
    return Fault(
        "no-record", f"These {len(raw)} bytes are no record ('{shown}'). They were kept; look at the source.", "damaged"
    )


def _rest(rest: bytes, offset: int) -> Iterator[Piece]:
    """Yield what stands after the last terminator: a whole record without one is a record still."""
    message = f"The file ends within a record: {len(rest)} bytes have no terminator (0x1D). Ask for the file again."
    if len(rest) > 25 and rest.endswith(b"\x1e") and rest.count(b"\x1e") > 1:
        yield Piece(rest, offset, (Fault("unterminated", message),))
        return
    yield Piece(rest, offset, (), Fault("truncated", message, "damaged"))


def _oversized(buffer: bytes, offset: int) -> Piece:
    message = (
        f"No record terminator (0x1D) within {len(buffer)} bytes: this is no record. "
        "Reading went on after the next terminator. See whether the file is MARC at all."
    )
    return Piece(buffer[:_KEPT], offset, (), Fault("too-large", message, "damaged"))


def _drop(chunks: Iterator[bytes]) -> tuple[bytes, int]:
    """Read to the next terminator; return what stands after it and how many bytes were passed over."""
    dropped = 0
    for chunk in chunks:
        end = chunk.find(_END) + 1
        if end:
            return chunk[end:], dropped + end
        dropped += len(chunk)
    return b"", dropped
