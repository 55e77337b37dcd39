"""The review queue: pairs of records that a person should look at, the most doubtful of the greatest effect first."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue.database import Database, Row

__all__ = ["ReviewFilter", "ReviewRow", "ReviewTable"]

COLUMNS = "review.a, review.b, review.kind, review.doubt, review.effect, review.rank, review.aside"
RECORDS = " JOIN record AS one ON one.n = review.a JOIN record AS other ON other.n = review.b"
ORDER = " ORDER BY rank DESC, a, b LIMIT ? OFFSET ?"
# The effect of a verdict on an edition of more records is as great.
MOST_EFFECT = 500


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which pairs are wanted: of a member, of a kind (pair, duplicate), joined (yes, no), put aside; "" is all."""

    member: str = ""
    kind: str = ""
    joined: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A pair of records by number; `joined`: both are of one edition now; `records`: what a verdict may touch."""

    a: int
    b: int
    kind: str
    doubt: float
    records: int
    rank: float
    aside: bool
    joined: bool


class ReviewTable:
    """The table review."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, one: int, other: int, doubt: float, *, aside: bool = False) -> None:
        """Queue a pair of live records, or say anew how doubtful it is; its effect is weighed."""
        a, b = min(one, other), max(one, other)
        with self._db.transaction():
            self._db.write(
                "INSERT OR REPLACE INTO review (a, b, kind, member_a, member_b, doubt, aside)"
                " SELECT one.n, other.n, iif(one.member = other.member, 'duplicate', 'pair'), one.member, other.member,"
                " ?, ? FROM record AS one, record AS other WHERE one.n = ? AND other.n = ?",
                (doubt, int(aside), a, b),
            )
            self._weigh([(a, b, doubt)])

    def weigh(self, instance: str) -> None:
        """Weigh the pairs anew whose records are of an instance that grew or shrank."""
        rows = self._db.rows(
            "SELECT review.a, review.b, review.doubt FROM record JOIN review ON review.a = record.n"
            " WHERE record.instance = ?1 UNION SELECT review.a, review.b, review.doubt FROM record"
            " JOIN review ON review.b = record.n WHERE record.instance = ?1",
            (instance,),
        )
        self._weigh(rows)

    def _weigh(self, rows: list[Row]) -> None:
        for a, b, doubt in rows:
            effect = self._db.value(
                "SELECT count(*) FROM (SELECT 1 FROM record WHERE state = 'live' AND instance IN"
                " (SELECT instance FROM record WHERE n IN (?, ?)) LIMIT ?)",
                (a, b, MOST_EFFECT),
            )
            self._db.write(
                "UPDATE review SET effect = ?, rank = ? WHERE a = ? AND b = ?",
                (effect, doubt * math.log2(1 + effect), a, b),
            )

    def remove_between(self, some: Iterable[int], others: Iterable[int]) -> None:
        """Take out the pairs of which one record is among some and one among others: they were made one edition."""
        there = set(some)
        for number in others:
            rows = self._db.rows("SELECT a, b FROM review WHERE a = ?1 OR b = ?1", (number,))
            self._db.write_many(
                "DELETE FROM review WHERE a = ? AND b = ?",
                [(a, b) for a, b in rows if (a if b == number else b) in there],
            )

    def get(self, one: int, other: int) -> ReviewRow | None:
        """Return a pair of the queue, or None."""
        a, b = min(one, other), max(one, other)
        row = self._db.row(f"SELECT {_SHOWN} FROM review{RECORDS} WHERE review.a = ? AND review.b = ?", (a, b))  # noqa: S608 - constants
        return None if row is None else _row(row)

    def rows(self, wanted: ReviewFilter, *, limit: int, skip: int = 0) -> list[ReviewRow]:
        """Return pairs, those that most should be looked at first."""
        sql, values = _query(wanted, _SHOWN)
        found = self._db.rows(f"{sql}{ORDER}", (*values, limit, skip))
        return [_row(row) for row in found]

    def count(self, wanted: ReviewFilter) -> int:
        """Return how many pairs there are."""
        sql, values = _query(wanted, "review.a")
        return int(self._db.value(f"SELECT count(*) FROM ({sql})", values))  # noqa: S608 - constants

    def members_touched(self, one: int, other: int) -> list[str]:
        """Return the members that have records in the instances of two records."""
        rows = self._db.rows(
            "SELECT DISTINCT member FROM record WHERE state = 'live' AND instance IN"
            " (SELECT instance FROM record WHERE n IN (?, ?)) ORDER BY member",
            (one, other),
        )
        return [member for (member,) in rows]

    def clear(self) -> None:
        """Empty the queue: all records are about to be compared afresh."""
        self._db.write("DELETE FROM review")

    def strays(self, limit: int) -> list[tuple[int, int]]:
        """Return pairs that ought not to be in the queue: one has gone, or they have been judged."""
        return self._db.rows(
            f"SELECT review.a, review.b FROM review{RECORDS}"  # noqa: S608 - constants
            " LEFT JOIN judgement ON judgement.kind = 'instance' AND judgement.a = review.a AND judgement.b = review.b"
            " WHERE one.state <> 'live' OR other.state <> 'live' OR judgement.verdict IN ('same', 'different')"
            " ORDER BY review.a, review.b LIMIT ?",
            (limit,),
        )


_SHOWN = f"{COLUMNS}, one.instance = other.instance AS joined"


def _query(wanted: ReviewFilter, columns: str) -> tuple[str, list[object]]:
    """Return the statement, without order, and its values; an index serves its order and its member."""
    needs_records = columns == _SHOWN or wanted.joined
    start = f"SELECT {columns} FROM review{RECORDS if needs_records else ''} WHERE review.aside = ?"  # noqa: S608 - constants
    values: list[object] = [int(wanted.aside)]
    if wanted.kind:
        start += " AND review.kind = ?"
        values.append(wanted.kind)
    if wanted.joined:
        start += f" AND one.instance {'=' if wanted.joined == 'yes' else '<>'} other.instance"
    if not wanted.member:
        return start, values
    both = (" AND review.member_a = ?", " AND review.member_b = ? AND review.member_a <> review.member_b")
    return f"{start}{both[0]} UNION ALL {start}{both[1]}", [*values, wanted.member, *values, wanted.member]


def _row(row: Row) -> ReviewRow:
    a, b, kind, doubt, effect, rank, aside, joined = row
    return ReviewRow(a, b, kind, doubt, effect, rank, bool(aside), bool(joined))
