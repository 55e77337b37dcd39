"""Tables as text: comma, semicolon, tab or bar, quotes as RFC 4180 has them and as programs really write them.

https://www.rfc-editor.org/rfc/rfc4180
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.records.charset import text_encoding
from kg.records.limits import Limits
from kg.records.looks import is_named
from kg.records.piece import Fault, Piece, Reading
from kg.records.record import Record
from kg.records.stream import Stream
from kg.records.tables import TableRow, parse_row, row_piece

__all__ = ["CHARSET", "IS_TABLE", "declares", "parse", "recognise", "split"]

CHARSET = "text"
IS_TABLE = True

_DELIMITERS = "\t,;|"
_LOOKED_AT = 40
_HEADING_LENGTH = 60
_NEAR = 12  # rows that may stand before the headings
_ALIKE = 0.6
_CELL = 1 << 18  # characters; Excel has at most 32,767 in a cell
_MOST_CELLS = 2000
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINES = re.compile(r"[\r\n]{2,}")


class _Parsed(NamedTuple):
    """One row: its cells, where it ends (after the line's end), what was odd; a run of blank `lines` is one."""

    cells: list[str]
    end: int
    fault: Fault | None
    lines: int = 1


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    if not head or _BINARY.search(head) or is_named(head):
        return 0
    text = head.decode(text_encoding(head, ""), "replace")
    return 1 if _delimiter(text, whole=len(head) < 1 << 16) else 0


def declares(raw: bytes) -> str:
    """Return the dialect that a record names itself: this carrier has no place for it."""
    del raw
    return ""


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    return parse_row(piece, reading, number, "csv")


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the rows of a stream of UTF-8, blank ones left out."""
    head = stream.head().decode("utf-8", "replace")
    delimiter = _delimiter(head, whole=False) or _delimiter(head, whole=True) or ","
    number = 0
    for raw_row, offset in _rows(stream, delimiter, limits):
        number += raw_row.lines
        if any(cell.strip() for cell in raw_row.cells):
            row = TableRow(number, raw_row.cells)
            yield row_piece(row, offset, (raw_row.fault,) if raw_row.fault else ())


def _rows(stream: Stream, delimiter: str, limits: Limits) -> Iterator[tuple[_Parsed, int]]:
    """Yield each row and the byte at which it begins."""
    buffer, base, waits = "", 0, 0
    chunks = iter(stream)
    pending = b""
    ended = False
    while not ended:
        chunk = next(chunks, b"")
        ended = not chunk
        text, pending = _decoded(pending + chunk, last=ended)
        buffer += text
        if not base and (found := _SEPARATOR_LINE.match(buffer)):
            buffer, base = buffer[found.end() :], len(found[0].encode())
        if len(buffer) < waits and not ended:
            continue
        position = 0
        while position < len(buffer):
            row = _row(buffer, position, delimiter, last=ended)
            if row is None:
                break
            if not base and not position and row.cells:
                row.cells[0] = row.cells[0].lstrip("\ufeff")
            yield row, base
            base += len(buffer[position : row.end].encode("utf-8", "replace"))
            position = row.end
        buffer = buffer[position:]
        waits = 2 * len(buffer)
        if len(buffer) > min(limits.record_bytes, 8 * _CELL):
            message = "A row has no end where it should; it was left out. See whether a quotation mark is missing."
            yield _Parsed([buffer[:1000]], 0, Fault("too-large", message, "damaged")), base
            base += len(buffer.encode("utf-8", "replace"))
            buffer = ""


def _decoded(data: bytes, *, last: bool) -> tuple[str, bytes]:
    """Return the text of whole characters and the bytes of one that is cut off."""
    if last:
        return data.decode("utf-8", "replace"), b""
    cut = len(data)
    while cut > 0 and len(data) - cut < 3 and data[cut - 1] & 0xC0 == 0x80:
        cut -= 1
    if cut and data[cut - 1] >= 0xC0:
        cut -= 1
    else:
        cut = len(data)
    # A row's end may be two characters: the first alone is not yet one.
    if data[:cut].endswith(b"\r"):
        cut -= 1
    return data[:cut].decode("utf-8", "replace"), data[cut:]


def _row(text: str, start: int, delimiter: str, *, last: bool) -> _Parsed | None:
    """Return the row that begins at a position, None when its end is not in sight."""
    if blank := _BLANK_LINES.match(text, start):
        return _Parsed([], blank.end(), None, len(_LINE_END.findall(blank[0])))
    found = _LINE_END.search(text, start)
    if found is None and not last:
        return None
    line_end, following = (found.start(), found.end()) if found else (len(text), len(text))
    if text.find('"', start, line_end) < 0:
        return _Parsed(text[start:line_end].split(delimiter), following, None)
    return _quoted_row(text, start, delimiter, last=last)


def _quoted_row(text: str, start: int, delimiter: str, *, last: bool) -> _Parsed | None:
    cells: list[str] = []
    fault: Fault | None = None
    stop = re.compile(rf"{re.escape(delimiter)}|\r\n|\n|\r")
    position = start
    while len(cells) < _MOST_CELLS:
        before = ""
        if text.startswith('"', position):
            end = _closing(text, position + 1)
            if end < 0 and not last and len(text) - position < _CELL:
                return None
            if end < 0 or end - position > _CELL:
                message = "A quotation mark that opens a cell is never closed; it was taken as a sign of the text."
                fault = Fault("quote", message)
            else:
                before, position = text[position + 1 : end].replace('""', '"'), end + 1
        found = stop.search(text, position)
        if found is None:
            if not last:
                return None
            cells.append(before + text[position:])
            return _Parsed(cells, len(text), fault)
        rest = text[position : found.start()]
        if before and rest.strip():
            fault = Fault("quote", "After a closing quotation mark stands more text; it was kept with the cell.")
        cells.append(before + (rest if rest.strip() or not before else ""))
        position = found.end()
        if found[0] != delimiter:
            return _Parsed(cells, position, fault)
    return _Parsed(cells, position, Fault("too-large", f"The row has more than {_MOST_CELLS} cells.", "damaged"))


def _closing(text: str, position: int) -> int:
    """Return where the quotation mark stands that closes a cell, -1 when none does within what a cell may hold."""
    limit = position + _CELL
    while True:
        end = text.find('"', position, limit)
        if end < 0 or not text.startswith('"', end + 1):
            return end
        position = end + 2


def _delimiter(text: str, *, whole: bool) -> str:
    """Return what parts the cells of a table, "" when the text is none."""
    if found := _SEPARATOR_LINE.match(text):
        return found[1]
    rated = [(_rating(text, sign, whole=whole), -place, sign) for place, sign in enumerate(_DELIMITERS)]
    best, _, sign = max(rated)
    return sign if best else ""


def _rating(text: str, delimiter: str, *, whole: bool) -> float:
    """Return how much text is a table with this delimiter: the number of columns that most rows have."""
    rows: list[list[str]] = []
    position = 0
    while position < len(text) and len(rows) < _LOOKED_AT:
        row = _row(text, position, delimiter, last=whole)
        if row is None:
            break
        position = row.end
        if any(cell.strip() for cell in row.cells):
            rows.append(row.cells)
    best = 0.0
    for place, heading in enumerate(rows[:_NEAR]):
        filled = [cell for cell in heading if cell.strip()]
        if len(filled) < 2 or any(len(cell) > _HEADING_LENGTH for cell in filled):
            continue
        alike = sum(1 for row in rows[place:] if len(row) == len(heading)) / len(rows[place:])
        if alike >= _ALIKE:
            best = max(best, alike * len(filled))
    return best
