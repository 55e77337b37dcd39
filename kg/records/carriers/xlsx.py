"""Tables as Excel workbooks (.xlsx), their cells as a person sees them.

ECMA-376: https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from kg.records.archive import BROKEN, opened_archive
from kg.records.limits import Limits
from kg.records.piece import Fault, Piece, Reading
from kg.records.record import Record
from kg.records.sheets import Merged, judge_parts, shown_cell
from kg.records.stream import Stream
from kg.records.tables import TableRow, parse_row, row_piece

__all__ = ["CHARSET", "IS_TABLE", "declares", "parse", "recognise", "split"]

CHARSET = "declared in its parts"
IS_TABLE = True

_NAME = 30  # where the name of the first member stands
_START = b"PK\x03\x04"
_FIRST = (
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"xl/",
    b"customXml/",
)  # an archive of workbooks has other names
_PARTS = re.compile(rb"xl/(?:workbook\.xml|worksheets/|_rels/|sharedStrings|styles|theme/)")
_MOST_COLUMNS = 256
_ODD = (*BROKEN, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, SyntaxError)


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    first = head[_NAME : _NAME + 64]
    return 3 if head.startswith(_START) and first.startswith(_FIRST) and _PARTS.search(head) else 0


def declares(raw: bytes) -> str:
    """Return the dialect that a record names itself: this carrier has no place for it."""
    del raw
    return ""


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    return parse_row(piece, reading, number, "xlsx")


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the rows of all sheets, blank ones left out; a workbook that is no good is one refusal."""
    with opened_archive(stream, limits) as archive:
        if isinstance(archive, Fault):
            yield Piece(b"", 0, (), archive)
            return
        try:
            judged = judge_parts(archive)
        except BROKEN as error:
            yield _damaged(error)
            return
        if isinstance(judged, Fault):
            yield Piece(b"", 0, (), judged)
            return
        if judged.formulas:
            message = (
                f"{judged.formulas} formulas have no stored result and were read as empty. Open the file in a"
                " spreadsheet program, save it, and load it again."
            )
            yield Piece(b"", 0, (), Fault("formula", message))
        yield from _rows(archive, judged.merged)


def _rows(archive: zipfile.ZipFile, merged: dict[str, Merged]) -> Iterator[Piece]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only a workbook needs it, and it takes a while

    file = archive.fp
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)  # type: ignore[arg-type]
            for sheet in book.worksheets:
                yield from _sheet_rows(sheet, merged)
    except _ODD as error:
        yield _damaged(error)


def _sheet_rows(sheet: Any, merged: dict[str, Merged]) -> Iterator[Piece]:
    from openpyxl.cell.read_only import EMPTY_CELL  # noqa: PLC0415 - as above

    sheet.reset_dimensions()  # what the file says of its size is often wrong
    filling = merged.get(str(sheet._worksheet_path).removeprefix("/"), Merged())  # noqa: SLF001 - has no public name
    hidden = sheet.sheet_state != "visible"
    blank: tuple[Any, ...] | None = None
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        # A row far down has a million missing ones above it; the library gives the same tuple for each.
        is_blank = cells is blank or all(cell is EMPTY_CELL for cell in cells)
        blank = cells if is_blank else blank
        texts = filling.filled(number, [""] * len(cells) if is_blank else [shown_cell(cell) for cell in cells])
        if is_blank and not any(texts):
            continue
        while texts and not texts[-1].strip():
            texts.pop()
        if texts:
            yield row_piece(TableRow(number, texts, sheet.title, hidden), 0)


def _damaged(error: Exception) -> Piece:
    message = (
        f"The workbook cannot be read ({type(error).__name__}: {str(error)[:120]}). Open it in a spreadsheet program"
    )
    return Piece(b"", 0, (), Fault("packing-damaged", f"{message} and save it again.", "refused"))
