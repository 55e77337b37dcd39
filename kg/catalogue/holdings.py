"""What records say that their libraries hold, kept so that who has an issue is found by index."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.catalogue.database import Database, Row

__all__ = ["HeldRow", "HoldingRow", "HoldingTable", "SpanRow"]

_TEXTS = "source, statement, failure, location, call_number, carrier, unit, address, terms, pattern"
_LEVELS = ("volume", "issue", "part", "whole", "year", "month", "day")
_ENDS = ", ".join(f"{end}_{level}" for end in ("first", "last") for level in _LEVELS)
_PAGE = 1000


class SpanRow(NamedTuple):
    """One span of a holding; `first` and `last`: volume, issue, part, whole, year, month and day, None: not said."""

    status: str
    certain: bool
    goes_on: bool
    from_before: bool
    unit: str
    series: tuple[str, str]
    first: tuple[int | None, ...]
    last: tuple[int | None, ...]


class HoldingRow(NamedTuple):
    """One holding as a record states it; `terms` and `pattern` are JSON, "" for nothing."""

    source: str
    statement: str
    failure: str
    location: str
    call_number: str
    carrier: str
    unit: str
    address: str
    terms: str
    pattern: str
    spans: tuple[SpanRow, ...] = ()


class HeldRow(NamedTuple):
    """A holding with the library and the record that it is of; `restricted`: it is in nothing that is passed on."""

    member: str
    local_id: str
    instance: str
    restricted: bool
    holding: HoldingRow


class HoldingTable:
    """The tables holding and holding_span. Rows of records that are not live any more are never read."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def replace(self, number: int, rows: Sequence[HoldingRow], *, separate: bool = False) -> None:
        """Replace the holdings of a bibliographic record, or of a holdings record (`separate`)."""
        column = "separate" if separate else "record"
        with self._db.transaction():
            self._db.write(
                f"DELETE FROM holding_span WHERE holding IN (SELECT n FROM holding WHERE {column} = ?)",  # noqa: S608 - one of two constants
                (number,),
            )
            self._db.write(f"DELETE FROM holding WHERE {column} = ?", (number,))  # noqa: S608 - as above
            for row in rows:
                self._insert(column, number, row)

    def _insert(self, column: str, number: int, row: HoldingRow) -> None:
        holding = self._db.write(
            f"INSERT INTO holding ({column}, {_TEXTS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
            (number, *row[:10]),
        )
        marks = ", ".join("?" * 23)
        self._db.write_many(
            "INSERT INTO holding_span (holding, place, status, certain, goes_on, from_before, unit, first_series,"  # noqa: S608 - constants
            f" last_series, {_ENDS}) VALUES ({marks})",
            [
                (holding, place, span.status, int(span.certain), int(span.goes_on), int(span.from_before), span.unit,
                 *span.series, *span.first, *span.last)
                for place, span in enumerate(row.spans)
            ],
        )  # fmt: skip

    def of_record(self, number: int, *, separate: bool = False) -> list[HoldingRow]:
        """Return what is kept of one record, in its order."""
        column = "separate" if separate else "record"
        rows = self._db.rows(f"SELECT n, {_TEXTS} FROM holding WHERE {column} = ? ORDER BY n", (number,))  # noqa: S608 - constants
        spans = self._spans([row[0] for row in rows])
        return [HoldingRow._make((*row[1:], tuple(spans.get(row[0], ())))) for row in rows]

    def of_instance(self, instance: str) -> list[HeldRow]:
        """Return the holdings of the live records of an instance, and of the holdings records that belong to them."""
        texts = ", ".join(f"holding.{name}" for name in _TEXTS.split(", "))
        head = "record.member, record.local_id, record.instance"
        through = (
            "JOIN separate_record ON separate_record.n = held_number.holdings AND separate_record.state = 'live'"
            " JOIN holding ON holding.separate = separate_record.n WHERE record.instance = ?1 AND record.state = 'live'"
        )
        rows = self._db.rows(
            f"SELECT holding.n, {head}, record.restricted, {texts} FROM record"  # noqa: S608 - constants
            " JOIN holding ON holding.record = record.n WHERE record.instance = ?1 AND record.state = 'live'"
            f" UNION ALL SELECT * FROM (SELECT holding.n, {head}, max(record.restricted, separate_record.restricted),"
            f" {texts} FROM record"
            " JOIN held_number ON held_number.member = record.member AND held_number.number = record.local_id"
            f" {through}"
            f" UNION SELECT holding.n, {head}, max(record.restricted, separate_record.restricted), {texts} FROM record"
            " JOIN record_number ON record_number.record = record.n"
            " JOIN held_number ON held_number.member = record.member AND held_number.number = record_number.number"
            f" {through}) ORDER BY 2, 3, 1",
            (instance,),
        )
        spans = self._spans([row[0] for row in rows])
        return [
            HeldRow(row[1], row[2], row[3], bool(row[4]), HoldingRow._make((*row[5:], tuple(spans.get(row[0], ())))))
            for row in rows
        ]

    def _spans(self, holdings: Sequence[int]) -> dict[int, list[SpanRow]]:
        found: dict[int, list[SpanRow]] = {}
        rows = self._db.rows(
            "SELECT holding, status, certain, goes_on, from_before, unit, first_series, last_series,"  # noqa: S608 - constants
            f" {_ENDS} FROM holding_span WHERE holding IN (SELECT value FROM json_each(?)) ORDER BY holding, place",
            (json.dumps(list(holdings)),),
        )
        for row in rows:
            found.setdefault(row[0], []).append(_span(row))
        return found

    def records_of(self, instance: str) -> list[tuple[str, str, bool]]:
        """Return member, local id and whether it is restricted of each live record of an instance, by member."""
        rows = self._db.rows(
            "SELECT member, local_id, restricted FROM record WHERE instance = ? AND state = 'live' ORDER BY 1, 2",
            (instance,),
        )
        return [(member, local_id, bool(restricted)) for member, local_id, restricted in rows]

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Yield source, failure ("" for what was read) and number of the statements of live bibliographic records."""
        rows = self._db.rows(
            "SELECT holding.source, holding.failure, count(*) FROM holding JOIN record ON record.n = holding.record"
            " WHERE record.state = 'live' AND holding.statement <> '' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        )
        yield from ((source, failure, number) for source, failure, number in rows)

    def unread(self, limit: int) -> list[tuple[str, str, str, str]]:
        """Return member, local id, statement and reason of the first statements that could not be read."""
        rows = self._db.rows(
            "SELECT record.member, record.local_id, holding.statement, holding.failure FROM holding"
            " JOIN record ON record.n = holding.record AND record.state = 'live'"
            " WHERE holding.failure NOT IN ('', 'note') AND NOT EXISTS"
            " (SELECT 1 FROM holding_span WHERE holding_span.holding = holding.n) ORDER BY holding.n LIMIT ?",
            (limit,),
        )
        return [(member, local_id, statement, failure) for member, local_id, statement, failure in rows]

    def live_records(self, *, separate: bool = False) -> Iterator[int]:
        """Yield the numbers of the live records that may have holdings, oldest first."""
        table = "separate_record" if separate else "record"
        kind = "AND kind = 'holdings'" if separate else ""
        after = 0
        while True:
            rows = self._db.rows(
                f"SELECT n FROM {table} WHERE state = 'live' {kind} AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - constants
                (after, _PAGE),
            )
            yield from (number for (number,) in rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]


def _span(row: Row) -> SpanRow:
    _, status, certain, goes_on, from_before, unit, opening, closing, *ends = row
    return SpanRow(
        status,
        bool(certain),
        bool(goes_on),
        bool(from_before),
        unit,
        (opening, closing),
        tuple(ends[:7]),
        tuple(ends[7:]),
    )
