"""What staff look over: loads and problems by the page and by the reason, and what stands around a cluster."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.catalogue.database import Database
from kg.errors import NotFoundError

__all__ = ["Edge", "Judgement", "Oversight", "ProblemCount", "ProblemFilter", "ProblemLine"]

LINE = 'problem.n, load, load.member, severity, reason, message, file, "offset", problem.number, local_id'
FROM = " FROM problem JOIN load ON load.id = problem.load"
PAGE = 2000


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """Which problems are wanted; "" and 0 are all."""

    member: str = ""
    load: int = 0
    reason: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem without its bytes, with its number and the load and member that it is of."""

    n: int
    load: int
    member: str
    severity: str
    reason: str
    message: str
    file: str
    offset: int
    number: int
    local_id: str


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How many problems of one kind there are."""

    severity: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Edge:
    """How alike two records (by number) were found; `features` is JSON, `judgement` auto, same or different."""

    a: int
    b: int
    score: float
    features: str
    judgement: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said of two records (kind instance) or of two instances (kind work), by their numbers."""

    kind: str
    a: int
    b: int
    verdict: str
    who: str
    at: str


class Oversight:
    """Reads across the tables; it writes nothing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def load_numbers(self, *, member: str = "", state: str = "", limit: int = -1, skip: int = 0) -> list[int]:
        """Return the numbers of loads, the latest first."""
        rows = self._db.rows(
            "SELECT id FROM load WHERE (?1 = '' OR member = ?1) AND (?2 = '' OR state = ?2)"
            " ORDER BY id DESC LIMIT ?3 OFFSET ?4",
            (member, state, limit, skip),
        )
        return [number for (number,) in rows]

    def load_count(self, *, member: str = "", state: str = "") -> int:
        """Return how many loads there are."""
        where = "(?1 = '' OR member = ?1) AND (?2 = '' OR state = ?2)"
        return int(self._db.value(f"SELECT count(*) FROM load WHERE {where}", (member, state)))  # noqa: S608 - a constant

    def load_by(self, number: int) -> str:
        """Return who began a load."""
        return str(self._db.value("SELECT who FROM load WHERE id = ?", (number,)) or "")

    def unload_counts(self, number: int) -> dict[str, int]:
        """Return what undoing a load would do with records: remove, restore or revive so many."""
        versions = (
            "SELECT iif(prior, record_version.state, '') AS was, record.state AS is_now"
            " FROM record_version JOIN record ON record.n = record WHERE record_version.load = ?"
        )
        sums = ("was <> 'live'", "was = 'live' AND is_now = 'live'", "was = 'live' AND is_now <> 'live'")
        wanted = ", ".join(f"coalesce(sum({entry}), 0)" for entry in sums)
        row = self._db.row(f"SELECT {wanted} FROM ({versions})", (number,))  # noqa: S608 - constants
        return dict(zip(("removed", "restored", "revived"), row or (0, 0, 0), strict=True))

    def problem_counts(self, wanted: ProblemFilter) -> list[ProblemCount]:
        """Return how many problems there are of each kind, the most frequent first."""
        where, values = _where(wanted)
        tables = FROM if wanted.member else " FROM problem"
        rows = self._db.rows(
            f"SELECT severity, reason, count(*){tables}{where} GROUP BY severity, reason ORDER BY 3 DESC, 2, 1",
            values,
        )
        return [ProblemCount(*row) for row in rows]

    def problems(self, wanted: ProblemFilter, *, limit: int, skip: int = 0) -> list[ProblemLine]:
        """Return problems, those of the latest load first, each load's in the order they were met."""
        where, values = _where(wanted)
        rows = self._db.rows(
            f"SELECT {LINE}{FROM}{where} ORDER BY problem.load DESC, problem.n LIMIT ? OFFSET ?",
            (*values, limit, skip),
        )
        return [ProblemLine(*row) for row in rows]

    def every_problem(self, wanted: ProblemFilter) -> Iterator[ProblemLine]:
        """Yield problems in the same order, however many there are."""
        for load in [wanted.load] if wanted.load else self.load_numbers(member=wanted.member):
            where, values = _where(replace(wanted, load=load))
            after = 0
            while rows := self._db.rows(
                f"SELECT {LINE}{FROM}{where} AND problem.n > ? ORDER BY problem.n LIMIT ?", (*values, after, PAGE)
            ):
                yield from (ProblemLine(*row) for row in rows)
                after = rows[-1][0]

    def problem(self, number: int) -> tuple[ProblemLine, bytes]:
        """Return one problem with its bytes; raise NotFoundError."""
        row = self._db.row(f"SELECT {LINE}, raw{FROM} WHERE problem.n = ?", (number,))
        if row is None:
            raise NotFoundError(f"There is no problem {number}.")
        return ProblemLine(*row[:-1]), zlib.decompress(row[-1]) if row[-1] else b""

    def holds(self, cluster: str, member: str) -> bool:
        """Return whether a work or an instance has a live record of a member."""
        found = self._db.row(
            "SELECT 1 FROM record JOIN cluster ON cluster.id = record.instance"
            " WHERE (cluster.id = ?1 OR cluster.work = ?1) AND record.member = ?2 AND record.state = 'live' LIMIT 1",
            (cluster, member),
        )
        return found is not None

    def edges(self, numbers: list[int]) -> list[Edge]:
        """Return the edges between records, the most alike first."""
        marks = ", ".join("?" * len(numbers))
        rows = self._db.rows(
            f"SELECT a, b, score, features, judgement FROM edge WHERE a IN ({marks}) AND b IN ({marks})"  # noqa: S608 - marks only
            " ORDER BY score DESC, a, b",
            numbers * 2,
        )
        return [Edge(*row) for row in rows]

    def judgements(self, kind: str, numbers: list[int], limit: int) -> list[Judgement]:
        """Return what people said of records (or instances) and any others, the latest first."""
        marks = ", ".join("?" * len(numbers))
        rows = self._db.rows(
            f"SELECT kind, a, b, verdict, who, at FROM judgement WHERE kind = ? AND (a IN ({marks}) OR b IN ({marks}))"  # noqa: S608 - marks only
            " ORDER BY at DESC, a, b LIMIT ?",
            (kind, *numbers, *numbers, limit),
        )
        return [Judgement(*row) for row in rows]

    def judgement(self, kind: str, a: int, b: int) -> Judgement | None:
        """Return what a person said of a pair, or None."""
        row = self._db.row(
            "SELECT kind, a, b, verdict, who, at FROM judgement WHERE kind = ? AND a = ? AND b = ?",
            (kind, min(a, b), max(a, b)),
        )
        return None if row is None else Judgement(*row)


def _where(wanted: ProblemFilter) -> tuple[str, list[object]]:
    """Return the condition, which names only what is asked for, so that an index serves it, and its values."""
    asked = {
        "load.member": wanted.member,
        "problem.load": wanted.load,
        "problem.severity": wanted.severity,
        "problem.reason": wanted.reason,
    }
    given = {column: value for column, value in asked.items() if value}
    conditions = " AND ".join(f"{column} = ?" for column in given)
    return (f" WHERE {conditions}" if given else ""), list(given.values())
