"""What editions are counted by, what records lack, and who holds what: questions that read no record's bytes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.catalogue.database import Database, Row

__all__ = ["CLASSES", "Doubled", "EditionFacts", "EditionTable", "Lack", "OwnRecord", "Wanting"]

CLASSES = ("discipline", "clc", "ddc", "lcc", "language")
_PAGE = 1000
_DECADE = "CASE WHEN edition.year > 0 THEN (edition.year / 10 * 10) || '' ELSE '' END"
_BY = {kind: f"edition.{kind}" for kind in CLASSES} | {"decade": _DECADE, "": "''"}
_HOLDERS = "(SELECT count(DISTINCT member) FROM record AS held WHERE held.instance = {} AND held.state = 'live')"


class Lack(NamedTuple):
    """A record (by member and number) and how many statements of a kind others of its edition have beyond it."""

    member: str
    record: int
    kind: str
    number: int


class EditionFacts(NamedTuple):
    """What one edition is counted by: codes by the names of `CLASSES`, parted by blanks, and its year or 0."""

    discipline: str = ""
    clc: str = ""
    ddc: str = ""
    lcc: str = ""
    language: str = ""
    year: int = 0


class OwnRecord(NamedTuple):
    """A member's live record, its edition and work, how many members hold the edition, and how it came to others.

    `joined`: "" alone, `rules` without asking, `person` where somebody said that it is the same as another there.
    `restricted`: 1 where it may not be passed on, else 0.
    """

    n: int
    local_id: str
    instance: str
    work: str
    holders: int
    joined: str
    restricted: int


class Wanting(NamedTuple):
    """A record of which others of the edition say more, and how many statements of each kind."""

    n: int
    local_id: str
    instance: str
    format: str
    numbers: dict[str, int]


class Doubled(NamedTuple):
    """An edition that several members hold: its year, how many, and those whose records may be passed on."""

    instance: str
    work: str
    year: int
    holders: int
    members: tuple[str, ...]


class EditionTable:
    """The tables edition and lack, and what they and the live records say together."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, instance: str) -> tuple[EditionFacts | None, frozenset[Lack]]:
        """Return what is kept of an edition: None where nothing is."""
        row = self._db.row(
            "SELECT discipline, clc, ddc, lcc, language, year FROM edition WHERE instance = ?", (instance,)
        )
        lacks = self._db.rows("SELECT member, record, kind, number FROM lack WHERE instance = ?", (instance,))
        return (None if row is None else EditionFacts(*row)), frozenset(Lack(*lack) for lack in lacks)

    def put(self, instance: str, facts: EditionFacts | None, lacks: Iterable[Lack]) -> None:
        """Keep what an edition is counted by, None for one that is not live, and what its records lack."""
        wanted = frozenset(lacks)
        kept, old = self.get(instance)
        if (kept, old) == (facts, wanted):
            return
        with self._db.transaction():
            if facts is None:
                self._db.write("DELETE FROM edition WHERE instance = ?", (instance,))
            elif facts != kept:
                self._db.write(
                    "INSERT OR REPLACE INTO edition (instance, discipline, clc, ddc, lcc, language, year)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (instance, *facts),
                )
            self._db.write("DELETE FROM lack WHERE instance = ?", (instance,))
            # A record that has come from another edition may still have rows of that.
            self._db.write_many(
                "INSERT OR REPLACE INTO lack (member, record, kind, number, instance) VALUES (?, ?, ?, ?, ?)",
                [(*lack, instance) for lack in sorted(wanted)],
            )

    def stray(self, limit: int) -> list[str]:
        """Return the first instances of which something is kept although they are not live."""
        rows = self._db.rows(
            "SELECT kept.instance FROM (SELECT instance FROM edition UNION SELECT instance FROM lack) AS kept"
            " JOIN cluster ON cluster.id = kept.instance WHERE cluster.state <> 'live' LIMIT ?",
            (limit,),
        )
        return [instance for (instance,) in rows]

    def held(self, kind: str = "") -> Iterator[tuple[str, str, int]]:
        """Yield members and codes, each parted by blanks, and how many editions have just these holders and codes.

        A member stands as often as it has records of the edition. `kind` is of `CLASSES`, `decade`, or "": no codes.
        """
        join = "LEFT JOIN edition ON edition.instance = held.instance" if kind else ""
        cursor = self._db.connection.execute(
            f"SELECT members, {_BY[kind]} AS codes, count(*) FROM"  # noqa: S608 - constants
            " (SELECT instance, group_concat(member, ' ') AS members FROM record WHERE state = 'live'"
            f" GROUP BY instance) AS held {join} GROUP BY members, codes"
        )
        for members, codes, editions in cursor:
            yield members, codes or "", editions

    def own(self, member: str) -> Iterator[OwnRecord]:
        """Yield a member's live records, oldest first."""
        holders = _HOLDERS.format("record.instance")
        for row in self._pages(
            f"SELECT record.n, record.local_id, record.instance, cluster.work, {holders},"  # noqa: S608 - constants
            " CASE WHEN EXISTS (SELECT 1 FROM judgement JOIN record AS other"
            " ON other.n = CASE judgement.a WHEN record.n THEN judgement.b ELSE judgement.a END"
            " WHERE judgement.kind = 'instance' AND judgement.verdict = 'same'"
            " AND (judgement.a = record.n OR judgement.b = record.n)"
            " AND other.state = 'live' AND other.instance = record.instance) THEN 'person'"
            " WHEN EXISTS (SELECT 1 FROM record AS other WHERE other.instance = record.instance"
            " AND other.state = 'live' AND other.n <> record.n) THEN 'rules' ELSE '' END, record.restricted"
            " FROM record JOIN cluster ON cluster.id = record.instance"
            " WHERE record.member = ? AND record.state = 'live' AND record.n > ? ORDER BY record.n LIMIT ?",
            (member,),
        ):
            yield OwnRecord(*row)

    def alone(self, member: str, *, within: Iterable[str] = (), shared: bool = False) -> Iterator[OwnRecord]:
        """Yield a member's records of editions that no other member holds, or no other of some (`within`).

        `shared`: of those only that may be passed on.
        """
        others = sorted({code.casefold() for code in within} - {member.casefold()})
        among = f" AND lower(other.member) IN ({', '.join('?' * len(others))})" if within else ""
        free = " AND record.restricted = 0" if shared else ""
        for row in self._pages(
            "SELECT record.n, record.local_id, record.instance, cluster.work, 1, '', record.restricted FROM record"  # noqa: S608 - marks and constants
            " JOIN cluster ON cluster.id = record.instance WHERE NOT EXISTS (SELECT 1 FROM record AS other"
            " WHERE other.instance = record.instance AND other.state = 'live' AND other.member <> record.member"
            f"{among}){free} AND record.member = ? AND record.state = 'live' AND record.n > ?"
            " ORDER BY record.n LIMIT ?",
            (*others, member),
        ):
            yield OwnRecord(*row)

    def placed(self, member: str) -> tuple[int, int, int]:
        """Return how many live records a member has, of how many editions, and how many of these others hold too."""
        row = self._db.row(
            "SELECT coalesce(sum(own), 0), count(*), coalesce(sum(EXISTS (SELECT 1 FROM record AS other WHERE"
            " other.instance = mine.instance AND other.state = 'live' AND other.member <> ?1)), 0)"
            " FROM (SELECT instance, count(*) AS own FROM record WHERE member = ?1 AND state = 'live'"
            " GROUP BY instance) AS mine",
            (member,),
        )
        assert row is not None  # noqa: S101 - sums and counts always make one row
        return row[0], row[1], row[2]

    def duplicates(self, member: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield the editions that several of a member's live records describe, with their numbers."""
        after = ""
        while True:
            rows = self._db.rows(
                # By this index the editions come in order, and no page has to sort the member's records anew.
                "SELECT instance, group_concat(n, ' ') FROM record INDEXED BY record_held WHERE member = ?"
                " AND state = 'live' AND instance > ? GROUP BY instance HAVING count(*) > 1 ORDER BY instance LIMIT ?",
                (member, after, _PAGE),
            )
            for instance, numbers in rows:
                yield instance, tuple(sorted(map(int, numbers.split())))
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def doubtful(self, member: str) -> Iterator[tuple[int, int]]:
        """Yield pairs of a member's own records of two editions of which the queue asks whether they are one."""
        after = (0, 0)
        while True:
            rows = self._db.rows(
                "SELECT review.a, review.b FROM review JOIN record AS one ON one.n = review.a"
                " JOIN record AS other ON other.n = review.b WHERE review.member_a = ? AND review.kind = 'duplicate'"
                " AND one.instance <> other.instance AND (review.a, review.b) > (?, ?)"
                " ORDER BY review.a, review.b LIMIT ?",
                (member, *after, _PAGE),
            )
            yield from ((a, b) for a, b in rows)
            if len(rows) < _PAGE:
                return
            after = (rows[-1][0], rows[-1][1])

    def lacking(self, member: str) -> Mapping[str, tuple[int, int]]:
        """Return, by kind of statement, how many of a member's records lack some, and how many statements in all."""
        rows = self._db.rows("SELECT kind, count(*), sum(number) FROM lack WHERE member = ? GROUP BY kind", (member,))
        return {kind: (records, number) for kind, records, number in rows}

    def wanting(self, member: str, *, limit: int = 0) -> Iterator[Wanting]:
        """Yield a member's records of which others say more, oldest first, with what they lack; `limit` 0: all."""
        given, after = 0, 0
        while True:
            rows = self._db.rows(
                "SELECT record.n, record.local_id, record.instance, record.format,"
                " group_concat(lack.kind || ' ' || lack.number, ' ') FROM lack JOIN record ON record.n = lack.record"
                " WHERE lack.member = ? AND lack.record > ? GROUP BY lack.record ORDER BY lack.record LIMIT ?",
                (member, after, _PAGE),
            )
            for number, local_id, instance, format_, text in rows:
                words = text.split()
                numbers = dict(zip(words[::2], map(int, words[1::2]), strict=True))
                yield Wanting(number, local_id, instance, format_, numbers)
                given += 1
                if given == limit:
                    return
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def doubled(self, *, since: int, least: int, limit: int) -> list[Doubled]:
        """Return editions from a year on that at least so many members hold, the most widely held first."""
        rows = self._db.rows(
            "SELECT edition.instance, cluster.work, edition.year, count(DISTINCT record.member) AS holders,"
            " group_concat(CASE record.restricted WHEN 0 THEN record.member END, ' ') FROM edition"
            " JOIN cluster ON cluster.id = edition.instance"
            " JOIN record ON record.instance = edition.instance AND record.state = 'live'"
            " WHERE edition.year >= ? GROUP BY edition.instance HAVING holders >= ?"
            " ORDER BY holders DESC, edition.year DESC, edition.instance LIMIT ?",
            (since, least, limit),
        )
        return [
            Doubled(instance, work, year, holders, tuple(sorted(set((members or "").split()))))
            for instance, work, year, holders, members in rows
        ]

    def _pages(self, sql: str, values: tuple[object, ...]) -> Iterator[Row]:
        """Yield the rows of a query whose last two values are the number to go on after and the size of a page."""
        after = 0
        while True:
            rows = self._db.rows(sql, (*values, after, _PAGE))
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]
