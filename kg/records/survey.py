"""A file looked over before it is loaded: its columns or fields with how many are filled, and examples."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from kg.records.charset import text_encoding
from kg.records.columns import Column, Columns
from kg.records.encodings import shown
from kg.records.header import Header, find_header
from kg.records.limits import Limits
from kg.records.piece import Piece
from kg.records.reading import read_records
from kg.records.recognition import carrier_of, is_table
from kg.records.record import Problem, Record
from kg.records.stream import Stream
from kg.records.tables import TableRow

__all__ = ["ColumnSurvey", "Survey", "survey_file"]

_EXAMPLES = 2
_SAMPLE = 2
_NEAR = 12
_MOST_PROBLEMS = 200
_NAMED_BY = {"isbn": "ISBN", "issn": "ISSN", "item": "barcode", "row": "digest of its words"}


@dataclass
class ColumnSurvey:
    """One column, or one field of a MARC file (then `column` is None): how many are filled, and with what."""

    heading: str
    column: Column | None = None
    filled: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Count a filled cell; keep the first few different texts."""
        self.filled += 1
        if len(self.examples) < _EXAMPLES and text not in self.examples:
            self.examples.append(text)


@dataclass
class Survey:
    """What was seen of a file; `carrier` is "" when none recognises it. `named_by` counts what names the records."""

    carrier: str = ""
    format: str = ""
    encoding: str = ""
    sheet: str = ""
    is_table: bool = False
    has_headings: bool = True
    rows: int = 0
    records: int = 0
    columns: list[ColumnSurvey] = field(default_factory=list)
    sample: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    named_by: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> bool:
        """Say whether the file was given up and nothing came of it."""
        return not self.records and any(one.severity == "refused" for one in self.problems)


def survey_file(path: Path, columns: Columns, *, format: str = "", encoding: str = "", limits: Limits) -> Survey:  # noqa: A002
    """Return what a file holds and what its columns become; nothing is kept but counts and examples."""
    survey = Survey()
    with path.open("rb") as file:
        stream = Stream(file, limits)
        head = stream.head()
        carrier = carrier_of(head) if head else None
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            stream.transcode("utf-16")
            head = stream.head()
            carrier = carrier_of(head)
        if carrier is not None and is_table(carrier):
            survey.is_table = True
            _survey_table(stream, carrier, columns, survey, encoding)
    _survey_records(path, columns, survey, format, encoding, limits)
    return survey


def _survey_table(stream: Stream, carrier: ModuleType, columns: Columns, survey: Survey, encoding: str) -> None:
    survey.carrier = carrier.__name__.rpartition(".")[2]
    if carrier.CHARSET == "text":
        found = text_encoding(stream.head(), encoding)
        survey.encoding = shown(found)
        if found != "utf-8":
            stream.transcode(found)
    header: Header | None = None
    waiting: list[TableRow] = []
    for row in _rows(carrier.split(stream, stream.limits), columns.sheet):
        if header is None:
            waiting.append(row)
            header = find_header(row.cells, columns)
            if header is not None:
                survey.sheet = row.sheet
                survey.columns = _columns_of(header)
            elif len(waiting) >= _NEAR:
                break
        elif row.sheet == survey.sheet or columns.sheet == "*":
            _count(survey, row)
    if header is None and waiting:
        _without_headings(survey, waiting)


def _rows(pieces: Iterable[Piece], sheet: str) -> Iterator[TableRow]:
    for piece in pieces:
        if piece.raw and piece.fault is None:
            row = TableRow(*json.loads(piece.raw))
            if (row.sheet == sheet) if sheet not in {"", "*"} else not row.hidden:
                yield row


def _columns_of(header: Header) -> list[ColumnSurvey]:
    return [
        ColumnSurvey(h or f"#{n}", c) for n, (h, c) in enumerate(zip(header.headings, header.columns, strict=True), 1)
    ]


def _count(survey: Survey, row: TableRow) -> None:
    survey.rows += 1
    for column, cell in zip(survey.columns, row.cells, strict=False):
        if text := " ".join(cell.split()):
            column.add(text)


def _without_headings(survey: Survey, rows: list[TableRow]) -> None:
    """Take the first row that may be one of headings, so that a mapping can be written that knows them."""
    survey.has_headings = False
    widest = max(len([cell for cell in row.cells if cell.strip()]) for row in rows)
    place = next(n for n, row in enumerate(rows) if len([cell for cell in row.cells if cell.strip()]) == widest)
    survey.sheet = rows[place].sheet
    survey.columns = [ColumnSurvey(" ".join(cell.split()) or f"#{n}") for n, cell in enumerate(rows[place].cells, 1)]
    for row in rows[place + 1 :]:
        _count(survey, row)


def _survey_records(path: Path, columns: Columns, survey: Survey, format_: str, encoding: str, limits: Limits) -> None:
    tags: dict[str, ColumnSurvey] = {}
    for one in read_records(path, format=format_, encoding=encoding, limits=limits, columns=columns):
        problems = one.problems if isinstance(one, Record) else (one,)
        for problem in problems:
            survey.problem_counts[problem.severity, problem.reason] += 1
            if len(survey.problems) < _MOST_PROBLEMS:
                survey.problems.append(problem._replace(raw=b""))
        if isinstance(one, Problem):
            continue
        survey.records += 1
        survey.carrier, survey.format = survey.carrier or one.carrier, one.format
        survey.encoding = survey.encoding or shown(one.encoding)
        if len(survey.sample) < _SAMPLE:
            survey.sample.append(one)
        if survey.is_table:
            survey.named_by[_named_by(one.identifier, survey)] += 1
        else:
            for found in one.fields:
                text = found.value or " ".join(part for _, part in found.subfields)
                tags.setdefault(found.tag, ColumnSurvey(found.tag)).add(text[:80])
    if not survey.is_table:
        survey.columns = [tags[tag] for tag in sorted(tags)]


def _named_by(identifier: str, survey: Survey) -> str:
    if any(one.column is not None and one.column.reads == "id" and one.filled for one in survey.columns):
        return "record number"
    return _NAMED_BY.get(identifier.partition("-")[0], "record number")
