"""Rows of a table to records: the row of headings found, rows of one thing joined, each named and made by its columns.

What is stored of a row is JSON: its id, the row as it was written, and the leader and fields that its columns made of
it. So a stored row reads again alone, and a changed mapping changes the bytes of the rows that it changes, no others.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from kg.records.columns import Column, Columns, plain_heading
from kg.records.header import Header, find_header
from kg.records.limits import Limits
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.rows import Cells, Made, make_record

__all__ = ["TableRow", "no_columns", "parse_row", "row_piece", "table_pieces"]

_NEAR = 12  # rows of a sheet among which the headings are looked for
_MOST_JOINED = 2000
_TOTALS = ("合计", "总计", "小计", "共计", "total", "subtotal")
_LOST = "\ufffd"
_ISBN_PLACES = {("020", "a"), ("010", "a")}
_ISSN_PLACES = {("022", "a"), ("011", "a")}
_BARCODE_PLACES = {("852", "p"), ("995", "f"), ("905", "b")}


class TableRow(NamedTuple):
    """One row as its carrier gives it: its number as people count, its cells, and the sheet where it stands."""

    number: int
    cells: list[str]
    sheet: str = ""
    hidden: bool = False


def row_piece(row: TableRow, offset: int, faults: tuple[Fault, ...] = ()) -> Piece:
    """Return a row as what passes between the parts of a reader."""
    fault = next((one for one in faults if one.severity != "warning"), None)
    raw = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
    return Piece(raw, offset, () if fault else faults, fault)


def no_columns(kind: str) -> Fault:
    """Return why a table is refused that came without a mapping of its columns."""
    message = (
        f"The file is a table ({kind.upper()}), and nothing says what its columns become. Load it as a member's, or"
        " look at it with `lianmu preview`."
    )
    return Fault("columns", message, "refused")


def table_pieces(pieces: Iterable[Piece], columns: Columns, limits: Limits) -> Iterator[Piece]:
    """Yield the rows of a table as records to be parsed, and what is wrong with the table as a whole."""
    return _Table(columns, limits).all(pieces)


class _Table:
    """One table under way."""

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self._columns = columns
        self._limits = limits
        self._header: Header | None = None
        self._sheet = ""
        self._read: list[str] = []
        self._others: list[str] = []
        self._looked = 0
        self._first: list[str] = []
        self._ids: set[int] = set()
        self._waiting: list[tuple[Piece, TableRow, Cells]] = []

    def all(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            if not piece.raw or (piece.fault is not None and piece.fault.severity == "refused"):
                yield piece
                if piece.fault is not None and piece.fault.severity == "refused":
                    return
                continue
            row = TableRow(*json.loads(piece.raw))
            if self._is_elsewhere(row):
                continue
            if self._header is None:
                yield from self._begin(row, piece)
                if self._header is not None and not self._header.has_title:
                    return
            else:
                yield from self._take(piece, row)
        yield from self._flush()
        yield from self._end()

    def _is_elsewhere(self, row: TableRow) -> bool:
        """Say whether a row stands on a sheet that is not read; a new sheet begins anew."""
        wanted = self._columns.sheet
        if row.sheet != self._sheet:
            self._looked = 0
            if self._header is None or wanted == "*":
                self._sheet = row.sheet
        if wanted and wanted != "*":
            return row.sheet != wanted
        if row.hidden:
            return True
        if row.sheet == self._sheet:
            return False
        self._looked += 1
        if self._looked <= _NEAR and row.sheet not in self._others and find_header(row.cells, self._columns):
            self._others.append(row.sheet)
        return True

    def _begin(self, row: TableRow, piece: Piece) -> Iterator[Piece]:
        self._looked += 1
        self._first = self._first or row.cells
        if self._looked > _NEAR:
            return
        header = find_header(row.cells, self._columns)
        if header is None:
            return
        self._header = header
        self._read.append(row.sheet)
        if not header.has_title:
            shown = ", ".join(f"'{one}'" for one in header.headings if one)[:300]
            message = (
                f"Of the columns {shown} none is known to hold titles. Say which with a mapping of the columns: `lianmu"
                " preview FILE --write-columns columns.toml` writes one to begin with."
            )
            yield Piece(b"", piece.offset, (), Fault("no-title-column", message, "refused"))
            return
        yield from self._tell_header(header, piece.offset)

    def _tell_header(self, header: Header, offset: int) -> Iterator[Piece]:
        if header.unknown:
            names = ", ".join(f"'{one}'" for one in header.unknown)[:300]
            message = f"Columns that no mapping knows were left out: {names}. `lianmu preview` says how to map them."
            yield Piece(b"", offset, (), Fault("unknown-column", message))
        if header.repeated:
            names = ", ".join(f"'{one}'" for one in header.repeated)[:300]
            message = f"Headings stand more than once, and each column was read: {names}."
            yield Piece(b"", offset, (), Fault("repeated-heading", message))

    def _take(self, piece: Piece, row: TableRow) -> Iterator[Piece]:
        header = self._header
        if header is None:
            return
        if row.sheet != self._read[-1]:  # the next of all sheets
            yield from self._flush()
            self._header = None
            yield from self._begin(row, piece)
            return
        if [" ".join(cell.split()) for cell in row.cells] == [*header.headings]:
            return  # the headings once more, as at the top of a printed page
        cells = _filled(row, header)
        if piece.fault is not None:
            yield from self._flush()
            yield piece
        elif self._waiting and len(self._waiting) < _MOST_JOINED and self._is_same_thing(cells):
            self._waiting.append((piece, row, cells))
        else:
            yield from self._flush()
            self._waiting = [(piece, row, cells)]

    def _is_same_thing(self, cells: Cells) -> bool:
        if self._header is None or not self._header.has_copies:
            return False
        before = self._waiting[0][2]
        if number := _of(cells, "id"):
            return (number, _of(cells, "title")) == (_of(before, "id"), _of(before, "title"))
        return _thing(cells) == _thing(before)

    def _flush(self) -> Iterator[Piece]:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        piece, row, cells = waiting[0]
        where = f"Row {row.number}{f' of {row.sheet}' if row.sheet else ''}"
        written = {heading: text for heading, _, text in cells}
        titles = [text for _, column, text in cells if column.reads == "title"]
        if not titles or (len(written) < 3 and _is_total(titles[0])):
            yield _untitled(piece, where, row, self._header)
            return
        faults = Faults()
        for one, other, _ in waiting:
            for fault in (*one.faults, *_odd(other, self._header)):
                faults.add(fault.reason, fault.message)
        # A row that stands twice tells of no second copy.
        distinct = list({tuple((h, t) for h, _, t in some): some for _, _, some in waiting}.values())
        if len(distinct) < len(waiting):
            faults.add("repeated-row", "The same row stands more than once; it was read once.")
        made = make_record(self._columns, distinct, faults)
        rows = (
            [_written(other, self._header) for _, other, _ in waiting[:1]]
            if len(distinct) == 1
            else [_written(other, self._header) for _, other, _ in waiting]
        )
        id_ = self._id(made, written)
        said = tuple(fault._replace(message=f"{where}: {fault.message}") for fault in faults.all())
        yield Piece(_stored(id_, rows, made, dublincore=self._columns.format == "dublincore"), piece.offset, said)

    def _id(self, made: Made, written: dict[str, str]) -> str:
        """Return the number of a row, else a name by its ISBN, its ISSN, its first barcode, its call number and title.

        Of several things with one ISBN (the volumes of a set) the later ones are named by their words too.
        """
        if made.number:
            return made.number
        name = _standard_name(made)
        if not name:
            return f"row-{_digest(sorted(written.items()), self._columns)}"
        if hash(name) in self._ids:
            return f"{name}-{_digest(sorted(written.items()), self._columns)[:8]}"
        if len(self._ids) < self._limits.ids:
            self._ids.add(hash(name))
        return name

    def _end(self) -> Iterator[Piece]:
        if self._header is None and self._first:
            yield Piece(b"", 0, (), _no_headings(self._first, self._columns.sheet))
        elif self._header is None and self._columns.sheet not in {"", "*"}:
            message = f"The file has no sheet '{self._columns.sheet}', or nothing stands on it. Name another."
            yield Piece(b"", 0, (), Fault("no-sheet", message, "refused"))
        if self._others:
            names = ", ".join(f"'{one}'" for one in self._others[:10])
            message = (
                f"Only the sheet '{self._read[0]}' was read; there are more with headings: {names}. Name one with"
                ' `sheet = "…"` in the mapping of the columns, or all with `sheet = "*"`.'
            )
            yield Piece(b"", 0, (), Fault("more-sheets", message))


def _filled(row: TableRow, header: Header) -> Cells:
    return [
        (heading, column, text)
        for heading, column, cell in zip(header.headings, header.columns, row.cells, strict=False)
        if column is not None and not column.ignored and (text := cell.strip())
    ]


def _of(cells: Cells, reads: str) -> list[str]:
    return [text for _, column, text in cells if column.reads == reads]


def _thing(cells: Cells) -> list[tuple[str, str]]:
    """Return what two rows must share to tell of copies of one thing; prices differ from copy to copy."""
    return [(heading, text) for heading, column, text in cells if not column.copy and column.name != "price"]


def _written(row: TableRow, header: Header | None) -> dict[str, str]:
    """Return a row as it was written: what is filled, also of columns that were left out."""
    headings = header.headings if header else ()
    named = [
        (heading or f"#{place}", cell)
        for place, (heading, cell) in enumerate(zip(headings, row.cells, strict=False), 1)
    ]
    named += [(f"#{place}", cell) for place, cell in enumerate(row.cells[len(headings) :], len(headings) + 1)]
    return {heading: cell for heading, cell in named if cell.strip()}


def _odd(row: TableRow, header: Header | None) -> Iterator[Fault]:
    """Yield what is odd about the cells of a row."""
    width = len(header.headings) if header else 0
    extra = [cell for cell in row.cells[width:] if cell.strip()]
    if extra:
        message = f"There are {len(row.cells)} cells but {width} headings; '{extra[0][:40]}' belongs to none."
        yield Fault(
            "ragged", f"{message} It was kept with the row. See whether a text with commas wants quotation marks."
        )
    elif len(row.cells) < width and not row.sheet:
        yield Fault(
            "ragged", f"There are only {len(row.cells)} cells but {width} headings; the last were taken as empty."
        )
    if any(_LOST in cell for cell in row.cells):
        yield Fault("encoding", f"Characters could not be read; they came out as {_LOST}. Set the member's encoding.")


def _untitled(piece: Piece, where: str, row: TableRow, header: Header | None) -> Piece:
    written = _written(row, header)
    first = next(iter(written.values()), "")
    if _is_total(first):
        return Piece(b"", piece.offset, (), Fault("total-row", f"{where} is a sum ('{first[:40]}') and was left out."))
    shown = ", ".join(f"{heading}: {text}" for heading, text in written.items())[:200]
    message = f"{where} has no title ({shown}). It was kept; complete it at its source."
    raw = json.dumps(written, ensure_ascii=False).encode("utf-8", "replace")
    return Piece(raw, piece.offset, (), Fault("no-title", message, "damaged"))


def _is_total(text: str) -> bool:
    return plain_heading(text) in _TOTALS


def _no_headings(first: Sequence[str], sheet: str) -> Fault:
    shown = ", ".join(f"'{cell[:30]}'" for cell in first if cell.strip())[:200]
    where = f"of the sheet '{sheet}'" if sheet not in {"", "*"} else "of the table"
    message = (
        f"None of the first {_NEAR} rows {where} has headings that are known (it begins with {shown}). Put a row of"
        " headings first (题名, 责任者, 出版社, ISBN, …), or map yours: see `lianmu preview`."
    )
    return Fault("no-headings", message, "refused")


def _standard_name(made: Made) -> str:
    """Return a name by what a row has of standard numbers and barcodes; those of a volume, with its words."""
    for places, prefix in ((_ISBN_PLACES, "isbn"), (_ISSN_PLACES, "issn"), (_BARCODE_PLACES, "item")):
        for field in made.fields:
            for code, text in field.subfields:
                if (field.tag, code) in places:
                    return f"{prefix}-{_isbn13(text) if prefix == 'isbn' else text.strip()}"
                if field.tag == "identifier" and text.startswith(f"{prefix}:"):
                    return f"{prefix}-{_isbn13(text[5:]) if prefix == 'isbn' else text[5:]}"
    return ""


def _isbn13(text: str) -> str:
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) != 10:
        return digits
    body = "978" + digits[:9]
    return body + str(-sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(body)) % 10)


def _digest(written: Sequence[tuple[str, str]], columns: Columns) -> str:
    """Return a digest of the words that tell one thing from another: of a corrected price or note it is the same."""
    telling = (
        "title",
        "subtitle",
        "part-number",
        "part-title",
        "author",
        "publisher",
        "year",
        "edition",
        "call-number",
    )
    words = []
    for heading, text in written:
        column: Column | None = columns.of(heading)
        if column is not None and column.name in telling:
            words.append(f"{column.name}={plain_heading(text)}")
    return hashlib.sha256("\n".join(sorted(words)).encode("utf-8", "replace")).hexdigest()[:16]


def _stored(id_: str, rows: list[dict[str, str]], made: Made, *, dublincore: bool) -> bytes:
    fields: list[list[Any]] = [
        [one.tag, one.indicators, [list(part) for part in one.subfields]] if one.subfields else [one.tag, one.value]
        for one in made.fields
    ]
    if not dublincore and not made.number:
        fields.insert(0, ["001", id_])
    data = {"id": id_, "rows": rows, "leader": made.leader, "fields": fields}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def parse_row(piece: Piece, reading: Reading, number: int, carrier: str) -> Record | Fault:
    """Return the record in the bytes of a stored row, or why they are none."""
    try:
        data = json.loads(piece.raw)
        id_, leader = str(data["id"]), str(data["leader"])
        fields = tuple(_field(one) for one in data["fields"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return Fault("not-records", "These bytes are no row of a table with its fields.", "damaged")
    place = (piece.raw, reading.name, piece.offset, number)
    record = Record(reading.format, carrier, "utf-8", leader, fields, *place, identifier=id_)
    faults = Faults(piece.faults)
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def _field(parts: list[Any]) -> Field:
    if len(parts) == 2:
        return Field(str(parts[0]), "", (), str(parts[1]))
    return Field(str(parts[0]), str(parts[1]), tuple((str(code), str(text)) for code, text in parts[2]), "")
