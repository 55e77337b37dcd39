"""What one of the staff may see and do of works and editions: look up, compare, merge, split, take back."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, islice, product
from typing import NamedTuple

from kg.bibframe.fields import read_alone
from kg.bibframe.things import Instance, Work
from kg.catalogue import Catalogue, Cluster, StoredRecord
from kg.catalogue.merges import Merge
from kg.catalogue.oversight import Edge, Judgement
from kg.errors import ConflictError, NotFoundError
from kg.matching import Evidence, evidence
from kg.pipeline import acts
from kg.pipeline.converting import Converter
from portal.staff.desk import Desk
from portal.urls import place

__all__ = ["KINDS", "ClusterDesk", "ClusterLine", "ClusterView", "Judged", "RecordView"]

KINDS = ("instance", "work")
MOST_RECORDS = 24
MOST_EDITIONS = 200
MOST_PAIRS = 15
MOST_BETWEEN = 6
MOST_JUDGEMENTS = 50
_ID = re.compile(r"[0-9a-z]{8}")
_PATH = re.compile(r"/?(work|instance|edition|版本|作品)[/ :]+([0-9A-Za-z]+)")
_KIND_WORDS = {"edition": "instance", "版本": "instance", "作品": "work"}


class RecordView(NamedTuple):
    """A record with what its rules make of it."""

    stored: StoredRecord
    work: Work
    instance: Instance


class ClusterLine(NamedTuple):
    """A work or an edition in a list: one record that stands for it (None where there is none), and whose it is."""

    cluster: Cluster
    record: RecordView | None
    members: tuple[str, ...]
    records: int


class Judged(NamedTuple):
    """What a person said of a pair, with the names of both: records, or editions' ids."""

    judgement: Judgement
    one: str
    other: str


class ClusterView(NamedTuple):
    """Everything that the page of a work or an edition shows; of a work, `records` has one of each edition."""

    line: ClusterLine
    records: tuple[RecordView, ...]
    editions: tuple[ClusterLine, ...]
    evidence: tuple[Evidence, ...]
    edges: dict[tuple[int, int], Edge]
    judgements: tuple[Judged, ...]
    acts: tuple[Merge, ...]
    former: tuple[str, ...]


class ClusterDesk:
    """Works and editions as one person works on them; what lies outside their bounds raises NotFoundError."""

    def __init__(self, desk: Desk, converter: Converter, base_url: str) -> None:
        self._desk = desk
        self._catalogue = desk.catalogue
        self._converter = converter
        self._base_url = base_url

    def find(self, text: str) -> Cluster | None:
        """Return what an id, an address, or a record's name (member/local id) names, None for other words."""
        words = text.strip()
        where = place(words, self._base_url) or place(self._base_url + words, self._base_url)
        named = _PATH.fullmatch(words)
        if where is not None and where.kind == "record":
            return self._of_record(where.member, where.id)
        if where is not None and where.kind in KINDS:
            return self._seen(where.kind, where.id)
        if named:
            return self._seen(_KIND_WORDS.get(named[1], named[1]), named[2].lower())
        if _ID.fullmatch(words.lower()):
            found = self._catalogue.cluster(words.lower())
            return None if found is None else self._seen(found.kind, found.id)
        member, slash, local_id = words.partition("/")
        return self._of_record(member, local_id) if slash else None

    def _of_record(self, member: str, local_id: str) -> Cluster | None:
        stored = self._catalogue.record(member, local_id)
        return None if stored is None else self._seen("instance", stored.instance)

    def _seen(self, kind: str, id_: str) -> Cluster | None:
        try:
            return self.need(kind, id_)
        except NotFoundError:
            return None

    def need(self, kind: str, id_: str) -> Cluster:
        """Return a work or an edition in whatever state; raise NotFoundError."""
        cluster = self._catalogue.cluster(id_)
        if cluster is None or cluster.kind != kind:
            raise NotFoundError(f"There is no {kind} '{id_}'.")
        scope = self._desk.scope
        if scope and not self._catalogue.oversight.holds(cluster.to or cluster.id, scope):
            raise NotFoundError(f"There is no {kind} '{id_}'.")
        return cluster

    def lines(self, kind: str, ids: Iterable[str]) -> list[ClusterLine]:
        """Return works or editions for a list; what may not be seen is left out."""
        found = (self._seen(kind, id_) for id_ in ids)
        return [self.line(cluster) for cluster in found if cluster is not None]

    def line(self, cluster: Cluster) -> ClusterLine:
        """Return a work or an edition as it stands in a list."""
        instances = [cluster.id] if cluster.kind == "instance" else self._catalogue.instances_of(cluster.id)
        table = self._catalogue.record_table
        heads = [table.head_of(number) for instance in instances for number in table.numbers_of(instance)]
        first = self._view(table.get_number(heads[0].n)) if heads else None
        return ClusterLine(cluster, first, tuple(dict.fromkeys(head.member for head in heads)), len(heads))

    def view(self, kind: str, id_: str) -> ClusterView:
        """Return everything about a work or an edition; raise NotFoundError."""
        cluster = self.need(kind, id_)
        with self._catalogue.snapshot():
            records = self._records(cluster)
            numbers = [record.stored.n for record in records]
            pairs = combinations(numbers, 2) if kind == "instance" else ()
            return ClusterView(
                line=self.line(cluster),
                records=records,
                editions=self._editions(cluster),
                evidence=tuple(islice(evidence(self._catalogue, pairs), MOST_PAIRS)),
                edges={(edge.a, edge.b): edge for edge in self._catalogue.oversight.edges(numbers)},
                judgements=tuple(self._judgements(cluster)),
                acts=tuple(self._catalogue.merge_table.history(cluster.id)[:MOST_JUDGEMENTS]),
                former=tuple(self._catalogue.cluster_table.redirecting_to(cluster.id)),
            )

    def between(self, one: ClusterView, other: ClusterView) -> list[Evidence]:
        """Return how alike the records of two editions are, the most alike first."""
        ours, theirs = ([record.stored.n for record in view.records] for view in (one, other))
        pairs = product(ours, theirs)
        return evidence(self._catalogue, pairs)[:MOST_BETWEEN]

    def merge(self, kind: str, pair: tuple[str, str], reason: str) -> int:
        """Make two works or editions one and return the number of the line in the audit trail."""
        for id_ in pair:
            self.need(kind, id_)
        return self._desk.act(lambda catalogue: acts.merge(catalogue, self._desk.actor, kind, pair, reason=reason))

    def split(self, kind: str, id_: str, parts: Sequence[str], reason: str) -> int:
        """Take parts out of a work or an edition and return the number of the line in the audit trail.

        Of a member's staff, only records of that member, and editions that have one.
        """
        self.need(kind, id_)
        for part in parts:
            if kind == "work":
                self.need("instance", part)
            elif not self._desk.may_see(part.partition("/")[0]):
                raise NotFoundError(f"There is no record {part}.")
        return self._desk.act(
            lambda catalogue: acts.split(catalogue, self._desk.actor, kind, id_, parts, reason=reason)
        )

    def made(self, number: int) -> Merge:
        """Return a merge that may be undone; raise NotFoundError, or ConflictError when it is undone already."""
        found = self._catalogue.merge_table.get(number)
        self.need(found.kind, found.kept)
        if found.undone:
            raise ConflictError(f"Merge {number} is undone already.")
        return found

    def unmerge(self, number: int, reason: str) -> int:
        """Take back a merge and return the number of the line in the audit trail."""
        self.made(number)
        return self._desk.act(lambda catalogue: acts.undo(catalogue, self._desk.actor, number, reason=reason))

    def judged(self, kind: str, one: int, other: int) -> Judged:
        """Return what a person said of a pair; raise NotFoundError."""
        found = self._catalogue.oversight.judgement(kind, one, other)
        if found is None or not any(self._is_own(kind, number) for number in (found.a, found.b)):
            raise NotFoundError("There is no such judgement.")
        return self._with_names(found)

    def take_back(self, kind: str, pair: tuple[int, int], reason: str) -> int:
        """Forget what a person said of a pair and return the number of the line in the audit trail."""
        self.judged(kind, *pair)
        return self._desk.act(lambda catalogue: acts.take_back(catalogue, self._desk.actor, kind, pair, reason=reason))

    def _is_own(self, kind: str, number: int) -> bool:
        if kind == "instance":
            return self._desk.may_see(self._catalogue.record_table.head_of(number).member)
        return self._seen("instance", self._catalogue.cluster_table.by_number(number)) is not None

    def _records(self, cluster: Cluster) -> tuple[RecordView, ...]:
        table = self._catalogue.record_table
        if cluster.kind == "instance":
            numbers = table.numbers_of(cluster.id)
        else:
            of_each = (table.numbers_of(instance) for instance in self._catalogue.instances_of(cluster.id))
            numbers = [found[0] for found in of_each if found]
        return tuple(self._view(table.get_number(number)) for number in numbers[:MOST_RECORDS])

    def record_view(self, number: int) -> RecordView:
        """Return a record by its number, with what its rules make of it."""
        return self._view(self._catalogue.record_table.get_number(number))

    def _view(self, stored: StoredRecord) -> RecordView:
        return RecordView(stored, *read_alone(self._converter.describe(stored)))

    def _editions(self, cluster: Cluster) -> tuple[ClusterLine, ...]:
        if cluster.kind != "work":
            return ()
        ids = self._catalogue.instances_of(cluster.id)[:MOST_EDITIONS]
        return tuple(self.line(self._catalogue.cluster_table.need(id_)) for id_ in ids)

    def _judgements(self, cluster: Cluster) -> list[Judged]:
        if cluster.kind == "instance":
            numbers = self._catalogue.record_table.numbers_of(cluster.id)
        else:
            numbers = [self._catalogue.cluster_table.number(id_) for id_ in self._catalogue.instances_of(cluster.id)]
        found = self._catalogue.oversight.judgements(cluster.kind, numbers[:MOST_EDITIONS], MOST_JUDGEMENTS)
        return [self._with_names(judgement) for judgement in found]

    def _with_names(self, judgement: Judgement) -> Judged:
        return Judged(judgement, *(_name(self._catalogue, judgement.kind, n) for n in (judgement.a, judgement.b)))


def _name(catalogue: Catalogue, kind: str, number: int) -> str:
    if kind == "work":
        return catalogue.cluster_table.by_number(number)
    head = catalogue.record_table.head_of(number)
    return f"{head.member}/{head.local_id}"
