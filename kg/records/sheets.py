"""The parts of a workbook judged before a reader unpacks them, merged cells, and a cell as a person sees it."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from kg.records.piece import Fault

__all__ = ["Judged", "Merged", "judge_parts", "shown_cell"]

_CHUNK = 1 << 18
_OVERLAP = 512
_MOST_ROWS = 1_048_576
_MOST_MERGED = 100_000
_MOST_OTHER = 160 << 20  # bytes of texts and styles, which a reader holds in memory at once
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"(\d+)\"")
_FORMULA = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")
_ZEROS = re.compile(r"0{2,}")
_DECIMALS = re.compile(r"[^;]*?0\.(0+)[^0;%]*(?:;.*)?")
_IN_QUOTES = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")
_WHOLE = 1e15


@dataclass
class Merged:
    """The merged cells of one sheet that go down over several rows: the first row, the last, the column."""

    spans: list[tuple[int, int, int]] = field(default_factory=list)
    _held: dict[int, tuple[int, str]] = field(default_factory=dict)

    def filled(self, number: int, texts: list[str]) -> list[str]:
        """Return the texts of a row with those of merged cells that began above it."""
        if not self.spans and not self._held:
            return texts
        for column, (last, text) in list(self._held.items()):
            if number > last:
                del self._held[column]
            elif column < len(texts) and not texts[column].strip():
                texts[column] = text
        while self.spans and self.spans[-1][0] <= number:
            first, last, column = self.spans.pop()
            if first == number and column < len(texts) and texts[column].strip():
                self._held[column] = (last, texts[column])
        return texts


@dataclass
class Judged:
    """What was seen of a workbook's parts: merged cells by the name of the part, formulas without a result."""

    merged: dict[str, Merged] = field(default_factory=dict)
    formulas: int = 0


def judge_parts(archive: zipfile.ZipFile) -> Judged | Fault:
    """Return what the parts of a workbook hold that must be known first, or why it is refused."""
    names = {one.filename for one in archive.infolist()}
    if "xl/workbook.xml" not in names:
        return Fault("not-records", "The file is no Excel workbook of today's kind (.xlsx). Save it as one.", "refused")
    others = sum(one.file_size for one in archive.infolist() if not _SHEET.fullmatch(one.filename))
    if others > _MOST_OTHER:
        return Fault("too-large", f"The texts of the workbook are {others} bytes. Save it as CSV UTF-8.", "refused")
    judged = Judged()
    for one in archive.infolist():
        if one.filename.endswith((".xml", ".rels")) and (fault := _judge_part(archive, one, judged)):
            return fault
    return judged


def _judge_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, judged: Judged) -> Fault | None:
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    spans: set[tuple[int, int, int]] = set()
    before = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            data = before + chunk
            if _FORBIDDEN.search(data) or b"\x00" in data:
                message = f"'{part.filename}' in the workbook has a document type declaration, or is no UTF-8."
                return Fault("doctype", f"{message} No spreadsheet program writes that.", "refused")
            if is_sheet:
                if any(int(number) > _MOST_ROWS for number in _ROW.findall(data)):
                    return Fault("too-large", "The workbook names rows that no workbook has.", "refused")
                spans.update(_spans(data))
                judged.formulas += len(_FORMULA.findall(data)) - len(_FORMULA.findall(before))
            if len(spans) > _MOST_MERGED:
                return Fault("too-large", f"The workbook has more than {_MOST_MERGED} merged cells.", "refused")
            before = data[-_OVERLAP:]
    if spans:
        judged.merged[part.filename] = Merged(sorted(spans, reverse=True))
    return None


def _spans(data: bytes) -> list[tuple[int, int, int]]:
    """Return the merged cells that go down: one cell across several columns is a banner, or one wide cell."""
    return [
        (int(first), int(last), _column(left))
        for left, first, right, last in _MERGE.findall(data)
        if int(last) > int(first) and left == right
    ]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def shown_cell(cell: Any) -> str:
    """Return a cell's text as a person sees it: numbers, dates and leading zeros by the cell's own format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    shape = _IN_QUOTES.sub("", str(getattr(cell, "number_format", "") or ""))
    if isinstance(value, int | float):
        return _shown_number(value, shape)
    if isinstance(value, datetime | date):
        return _shown_date(value, shape)
    return value.isoformat() if isinstance(value, time) else str(value)


def _shown_number(value: float, shape: str) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < _WHOLE):
        decimals = _DECIMALS.fullmatch(shape)
        text = str(int(value))
        if _ZEROS.fullmatch(shape):
            return text.zfill(len(shape))
        return f"{int(value)}.{decimals[1].replace('0', '0')}" if decimals else text
    decimals = _DECIMALS.fullmatch(shape)
    return f"{value:.{len(decimals[1])}f}" if decimals else f"{value:.15g}"


def _shown_date(value: date, shape: str) -> str:
    """Return a date with as much of it as its format shows."""
    parts = shape.lower()
    if "y" in parts and "d" not in parts:
        return f"{value.year:04d}-{value.month:02d}" if "m" in parts else f"{value.year:04d}"
    text = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    is_timed = isinstance(value, datetime) and (value.hour or value.minute or value.second)
    return f"{text} {value:%H:%M}" if is_timed else text
