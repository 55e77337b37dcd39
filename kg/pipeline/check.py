"""Comparing the database with the published graph and index: what ought to be published is composed again.

Nothing is written. What was touched by events after the generation is its backlog, and neither right nor wrong.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from pyoxigraph import Quad, RdfFormat, Store, parse

from kg.catalogue import Catalogue
from kg.catalogue.rows import Thing
from kg.errors import StoreError
from kg.pipeline.compose import Composed, Composer
from kg.pipeline.holdings import kept_otherwise
from kg.pipeline.rights import decided_wrongly, pending
from kg.pipeline.site import Site
from kg.pipeline.vocabulary import vocabulary_graph
from kg.search.backend import IndexReader
from kg.store import Generation, Generations, GraphView

__all__ = ["CheckReport", "Difference", "Tally", "check"]

KINDS = ("work", "instance", "agent", "subject")
# Where a generation says how many statements each of its graphs had.
_COUNTS = {"graph": "quads", "restricted": "restricted"}
_PAGE = 10_000
_MOST = 10_000
_View = TypeVar("_View")


@dataclass(frozen=True, slots=True)
class Difference:
    """One fault: `where` (graph, restricted, index, database, generation), `what` (missing, extra, …), the thing."""

    where: str
    what: str
    kind: str
    id: str
    detail: str = ""


@dataclass(slots=True)
class Tally:
    """How many things of a kind there ought to be and are, and a hash over all of each, whatever their order."""

    expected: int = 0
    found: int = 0
    expected_hash: int = 0
    found_hash: int = 0

    def expect(self, digest: int) -> None:
        """Count a thing that ought to be there."""
        self.expected += 1
        self.expected_hash = (self.expected_hash + digest) % 2**64

    def find(self, digest: int) -> None:
        """Count a thing that is there."""
        self.found += 1
        self.found_hash = (self.found_hash + digest) % 2**64


@dataclass(slots=True)
class CheckReport:
    """What was compared: tallies by kind and view, faults, and the backlog of events that are not published yet.

    `truncated`: there are more differences than are named.
    """

    generation: int = 0
    event: int = 0
    last_event: int = 0
    backlog: int = 0
    strict: bool = False
    notes: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    truncated: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Tell whether nothing is wrong; a backlog is, only when the check is strict."""
        return not self.differences and not (self.strict and (self.backlog or self.event != self.last_event))

    def add(self, difference: Difference) -> None:
        """Name a fault."""
        if len(self.differences) < _MOST:
            self.differences.append(difference)
        else:
            self.truncated = True

    def tally(self, where: str, kind: str) -> Tally:
        """Return the tally of a kind in a view."""
        return self.tallies.setdefault(f"{where} {kind}", Tally())


def check(
    catalogue: Catalogue, site: Site, *, strict: bool = False, progress: Callable[[str, int], None] | None = None
) -> CheckReport:
    """Compare database, graph and index, and name each difference; `strict` counts a backlog as a fault."""
    report = CheckReport(strict=strict)
    with Generations(site.generations).hold() as generation, catalogue.snapshot():
        report.last_event = catalogue.last_event()
        _check_database(catalogue, report)
        _check_clusters(catalogue, report)
        _check_queue(catalogue, report)
        _check_holdings(catalogue, report)
        _check_rights(catalogue, site.unstated, report)
        _check_separate(catalogue, report)
        if generation is None:
            report.backlog = sum(1 for _ in _stale(catalogue, 0))
            report.notes.append("Nothing is published yet.")
            return report
        report.generation, report.event = generation.number, generation.event
        backlog = set(_stale(catalogue, generation.event))
        report.backlog = len(backlog)
        if generation.facts.get("rules") != site.rules:
            report.notes.append(
                "The rules have changed since this was published: `lianmu publish` makes all of it anew."
            )
            report.backlog = max(1, report.backlog)
            return report
        _Comparison(catalogue, site, report, backlog).run(generation, progress)
    return report


class _Comparison:
    """One generation compared with the database."""

    def __init__(self, catalogue: Catalogue, site: Site, report: CheckReport, backlog: set[Thing]) -> None:
        self._catalogue = catalogue
        self._site = site
        self._report = report
        self._backlog = backlog
        self._composer = Composer(catalogue, site, may_mint=False)

    def run(self, generation: Generation, progress: Callable[[str, int], None] | None) -> None:
        """Compare every thing of every kind, then look for what nobody knows of."""
        views = _graphs(self._report, generation)
        index: IndexReader | None = _opened(self._report, "index", lambda: self._site.index_reader(generation.index))
        hashes = dict(index.hashes()) if index is not None else None
        self._check_generation(generation, {**views, "index": index})
        self._count_quads(generation, views)
        for number, thing in enumerate(_things(self._catalogue), start=1):
            if thing not in self._backlog:
                self._compare(thing, views, hashes)
            elif hashes is not None:
                hashes.pop(thing.id, None)
            if progress is not None and number % 1000 == 0:
                progress("compared", number)
        self._check_unknown(views)
        for id_, digest in (hashes or {}).items():
            self._report.tally("index", "instance").find(_number(digest))
            self._report.add(Difference("index", "extra", "instance", id_, "no such edition"))
        if index is not None:
            index.close()

    def _check_generation(self, generation: Generation, views: Mapping[str, GraphView | IndexReader | None]) -> None:
        for where, opened in views.items():
            if opened is not None and opened.applied_event() != generation.event:
                stands_at = opened.applied_event()
                detail = f"stands at event {stands_at}, its generation at {generation.event}"
                self._report.add(Difference("generation", "event", where, str(generation.number), detail))
        if generation.event > self._report.last_event:
            detail = f"the database's last event is {self._report.last_event}: is it an older copy?"
            self._report.add(Difference("generation", "event", "database", str(generation.number), detail))

    def _count_quads(self, generation: Generation, views: Mapping[str, GraphView]) -> None:
        for where, view in views.items():
            counted = generation.facts.get(_COUNTS[where], "")
            if counted and counted != str(len(view)):
                detail = f"{len(view)} statements, {counted} when it was published"
                self._report.add(Difference("generation", "count", where, str(generation.number), detail))

    def _compare(self, thing: Thing, views: Mapping[str, GraphView], hashes: dict[str, str] | None) -> None:
        composed = self._composer.compose(thing)
        if thing.kind == "instance":
            self._compare_counted(composed)
        contents = {"graph": composed.quads, "restricted": composed.restricted}
        for where, view in views.items():
            self._compare_graph(where, thing, contents[where], set(view.quads(composed.graph)))
        if hashes is None or thing.kind != "instance":
            return
        tally = self._report.tally("index", "instance")
        found = hashes.pop(thing.id, None)
        expected = composed.document.hash if composed.document is not None else None
        if expected is not None:
            tally.expect(_number(f"{thing.id} {expected}"))
        if found is not None:
            tally.find(_number(f"{thing.id} {found}"))
        if found != expected:
            self._report.add(Difference("index", _what(expected, found), "instance", thing.id))

    def _compare_counted(self, composed: Composed) -> None:
        """Compare what the database keeps of an edition for counting with what its records give."""
        facts, lacks = self._catalogue.edition_table.get(composed.thing.id)
        tally = self._report.tally("database", "counted edition")
        if composed.facts is not None:
            tally.expect(_number(f"{composed.thing.id} {composed.facts} {sorted(composed.lacks)}"))
        if facts is not None or lacks:
            tally.find(_number(f"{composed.thing.id} {facts} {sorted(lacks)}"))
        if facts != composed.facts or lacks != composed.lacks:
            detail = "classes or lacks are not what its records give (run: lianmu rebuild index)"
            what = _what(composed.facts, facts)
            self._report.add(Difference("database", what, "counted edition", composed.thing.id, detail))

    def _compare_graph(self, where: str, thing: Thing, content: bytes, found: set[Quad]) -> None:
        if not content and not found:
            return
        expected = set(parse(content, format=RdfFormat.N_QUADS))
        if expected != found:
            expected = _as_stored(expected)
        tally = self._report.tally(where, thing.kind)
        if expected:
            tally.expect(_hash(expected))
        if found:
            tally.find(_hash(found))
        if expected != found:
            detail = f"{len(expected - found)} statements missing, {len(found - expected)} extra"
            self._report.add(Difference(where, _what(expected, found), thing.kind, thing.id, detail))

    def _check_unknown(self, views: Mapping[str, GraphView]) -> None:
        """Name graphs that belong to nothing in the database, and compare the one of the code lists."""
        vocabulary, content = vocabulary_graph(self._site)
        for where, view in views.items():
            known = {vocabulary} if where == "graph" else set[str]()
            if known:
                self._compare_graph(where, Thing("vocabulary", vocabulary), content, set(view.quads(vocabulary)))
            for graph in view.graphs():
                if graph not in known and not self._is_known(graph):
                    self._report.add(Difference(where, "extra", "graph", graph, "belongs to nothing in the database"))

    def _is_known(self, graph: str) -> bool:
        kind, _, id_ = graph.removeprefix(self._site.base_url + "/").partition("/")
        if kind in {"work", "instance"}:
            cluster = self._catalogue.cluster(id_)
            return cluster is not None and cluster.kind == kind
        entity = self._catalogue.entity(id_) if kind in {"agent", "subject"} else None
        return entity is not None and entity.kind == kind


def _check_database(catalogue: Catalogue, report: CheckReport) -> None:
    for (message,) in catalogue.database.rows("PRAGMA quick_check(20)"):
        if message != "ok":
            report.add(Difference("database", "damaged", "file", "catalogue.db", str(message)))


def _check_clusters(catalogue: Catalogue, report: CheckReport) -> None:
    """Name ids that lead nowhere."""
    for kind in ("work", "instance"):
        for cluster in catalogue.clusters(kind):
            detail = ""
            if cluster.state == "redirect" and not _is_live(catalogue, cluster.to, kind):
                detail = f"redirects to '{cluster.to}', which is not live"
            elif cluster.state == "live" and kind == "instance":
                if not _is_live(catalogue, cluster.work, "work"):
                    detail = f"belongs to the work '{cluster.work}', which is not live"
                elif not catalogue.record_table.numbers_of(cluster.id):
                    detail = "has no record"
            elif cluster.state == "live" and not catalogue.instances_of(cluster.id):
                detail = "has no edition"
            if detail:
                report.add(Difference("database", "dangling", kind, cluster.id, detail))


def _check_queue(catalogue: Catalogue, report: CheckReport) -> None:
    """Name pairs that wait for a person's verdict although one has gone, or there is a verdict."""
    for a, b in catalogue.review_table.strays(_MOST):
        report.add(Difference("database", "extra", "review", f"{a} {b}", "judged, or a record of it is gone"))


def _check_holdings(catalogue: Catalogue, report: CheckReport) -> None:
    """Name records of whose holdings something else is kept than they say."""
    for name in kept_otherwise(catalogue):
        detail = "what is kept of its holdings is not what it says (run: lianmu rebuild holdings)"
        report.add(Difference("database", "different", "holdings", name, detail))


def _check_rights(catalogue: Catalogue, unstated: str, report: CheckReport) -> None:
    """Name records that are not marked as their member's settings say."""
    counts = catalogue.records_by_member()
    waiting = {member.code for member in pending(catalogue, unstated) if member.code in counts}
    if waiting:
        codes = ", ".join(sorted(waiting))
        report.notes.append(f"To be decided anew what of {codes} may be passed on (run: lianmu publish).")
    decided = (member for member in catalogue.members() if member.code in counts.keys() - waiting)
    for member in decided:
        for local_id, restricted in decided_wrongly(catalogue, member, unstated):
            detail = "marked as not to be passed on" if restricted else "marked as free to be passed on"
            report.add(Difference("database", "rights", "record", f"{member.code}/{local_id}", detail))


def _check_separate(catalogue: Catalogue, report: CheckReport) -> None:
    """Name authorities and holdings that are found by what they do not say any more."""
    if catalogue.separate_table.is_pending():
        report.notes.append("Authorities or holdings wait to be made ready (run: lianmu publish).")
    for kind, member, local_id in catalogue.separate_table.found_wrongly():
        detail = "is found although it is deleted"
        report.add(Difference("database", "dangling", kind, f"{member}/{local_id}", detail))


def _is_live(catalogue: Catalogue, id_: str, kind: str) -> bool:
    cluster = catalogue.cluster(id_)
    return cluster is not None and cluster.state == "live" and cluster.kind == kind


def _stale(catalogue: Catalogue, after: int) -> Iterator[Thing]:
    """Yield what events after `after` made stale."""
    while rows := catalogue.stale(after, _PAGE):
        yield from (thing for _, thing in rows)
        after = rows[-1][0]


def _things(catalogue: Catalogue) -> Iterator[Thing]:
    """Yield everything that ever had an id, each work followed by its live editions, which share its records."""
    for cluster in catalogue.clusters("work"):
        yield Thing("work", cluster.id)
        yield from (Thing("instance", id_) for id_ in catalogue.instances_of(cluster.id))
    for cluster in catalogue.clusters("instance"):
        if cluster.state != "live":
            yield Thing("instance", cluster.id)
    for kind in ("agent", "subject"):
        yield from (Thing(kind, entity.id) for entity in catalogue.entities(kind))


def _graphs(report: CheckReport, generation: Generation) -> dict[str, GraphView]:
    """Return those of the generation's graphs that can be read: what may be passed on, and what pages show."""
    folders = {"graph": generation.graph, "restricted": generation.restricted}
    opened = {where: _opened(report, where, partial(GraphView.open, folder)) for where, folder in folders.items()}
    return {where: view for where, view in opened.items() if view is not None}


def _opened(report: CheckReport, where: str, open_: Callable[[], _View]) -> _View | None:
    try:
        return open_()
    except StoreError as error:
        report.add(Difference("generation", "unreadable", where, str(report.generation), str(error)))
        return None


def _what(expected: object, found: object) -> str:
    return "missing" if not found else "extra" if not expected else "different"


def _as_stored(quads: set[Quad]) -> set[Quad]:
    """Return the quads as a store gives them back: it writes some typed literals in another form."""
    store = Store()
    store.extend(quads)
    return set(store)


def _hash(quads: set[Quad]) -> int:
    return _number("\n".join(sorted(map(str, quads))))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
