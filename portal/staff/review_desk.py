"""What one of the staff may see and do of the review queue and of any two records: look, decide, take back."""

from typing import NamedTuple

from kg.catalogue import RecordHead
from kg.catalogue.merges import Merge
from kg.catalogue.reviews import ReviewFilter, ReviewRow
from kg.errors import NotFoundError
from kg.matching import evidence
from kg.matching.why import Why, why
from kg.pipeline import acts
from portal.staff.cluster_desk import ClusterDesk, RecordView
from portal.staff.desk import Desk

__all__ = ["PairView", "QueueLine", "ReviewDesk"]

MOST_NEXT = 40


class QueueLine(NamedTuple):
    """A pair in the queue: both records, how alike they are now, and whose editions a verdict may touch."""

    row: ReviewRow
    records: tuple[RecordView, RecordView]
    score: float | None
    members: tuple[str, ...]


class PairView(NamedTuple):
    """Two records side by side, why they stand as they do, and their place in the queue, None for none."""

    why: Why
    records: tuple[RecordView, RecordView]
    row: ReviewRow | None


class ReviewDesk:
    """Pairs of records as one person works on them; a pair without a record of theirs raises NotFoundError."""

    def __init__(self, desk: Desk, clusters: ClusterDesk) -> None:
        self._desk = desk
        self._catalogue = desk.catalogue
        self._clusters = clusters

    def queue(self, wanted: ReviewFilter, *, limit: int, skip: int = 0) -> list[QueueLine]:
        """Return pairs of the queue, those that most should be looked at first."""
        rows = self._catalogue.review_table.rows(self._own(wanted), limit=limit, skip=skip)
        return [self._line(row) for row in rows]

    def count(self, wanted: ReviewFilter) -> int:
        """Return how many pairs wait."""
        return self._catalogue.review_table.count(self._own(wanted))

    def next(self, wanted: ReviewFilter, *, after: tuple[int, int] = (0, 0)) -> ReviewRow | None:
        """Return the pair to look at next, not the one that was just looked at, or None."""
        rows = self._catalogue.review_table.rows(self._own(wanted), limit=MOST_NEXT)
        places = [number for number, row in enumerate(rows) if (row.a, row.b) == after]
        later = rows[places[0] + 1 :] if places else rows
        return next(iter(later or [row for row in rows if (row.a, row.b) != after]), None)

    def numbers(self, one: str, other: str) -> tuple[int, int]:
        """Return the numbers of two records that are named as member/local id; raise NotFoundError."""
        heads = [self._head_named(name) for name in (one, other)]
        return heads[0].n, heads[1].n

    def pair(self, one: int, other: int) -> PairView:
        """Return everything about two live records; raise NotFoundError."""
        names = self._names(one, other)
        with self._catalogue.snapshot():
            found = why(self._catalogue, *names)
            return PairView(found, self._views(one, other), self._catalogue.review_table.get(one, other))

    def judge(self, one: int, other: int, verdict: str, reason: str) -> Merge:
        """Say what two records are, and act on it."""
        names = self._names(one, other)
        done: list[Merge] = []
        self._desk.act(
            lambda catalogue: done.append(acts.judge(catalogue, self._desk.actor, names, verdict, reason=reason))
        )
        return done[0]

    def _names(self, one: int, other: int) -> tuple[tuple[str, str], tuple[str, str]]:
        table = self._catalogue.record_table
        if not all(table.is_there(number) for number in (one, other)):
            raise NotFoundError("There is no such pair of records.")
        heads = [table.head_of(number) for number in (one, other)]
        if not any(self._desk.may_see(head.member) for head in heads):
            raise NotFoundError("There is no such pair of records.")
        return (heads[0].member, heads[0].local_id), (heads[1].member, heads[1].local_id)

    def _head_named(self, name: str) -> RecordHead:
        member, _, local_id = name.strip().partition("/")
        found = self._catalogue.record_table.head(member, local_id)
        if found is None:
            raise NotFoundError(f"There is no record {name}.")
        return found

    def _line(self, row: ReviewRow) -> QueueLine:
        found = evidence(self._catalogue, [(row.a, row.b)])
        members = tuple(self._catalogue.review_table.members_touched(row.a, row.b))
        return QueueLine(row, self._views(row.a, row.b), found[0].score if found else None, members)

    def _views(self, one: int, other: int) -> tuple[RecordView, RecordView]:
        return self._clusters.record_view(one), self._clusters.record_view(other)

    def _own(self, wanted: ReviewFilter) -> ReviewFilter:
        member = self._desk.narrowed(wanted.member)
        return ReviewFilter(member, wanted.kind, wanted.joined, wanted.aside)
