"""The library of one catalogue folder: a generation is opened once in a process, and anew when `current` changes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Self

from pyoxigraph import Quad, RdfFormat, parse

from kg.authorities import AuthorityRow
from kg.bibframe import read_agent, read_instance, read_subject, read_work
from kg.bibframe.fields import read_alone
from kg.bibframe.things import Agent, Instance, Subject, Work
from kg.catalogue import Catalogue, Cluster, Entity, Group, LoadRow, Member, Membership, StoredRecord
from kg.catalogue.editions import Doubled
from kg.crosswalk import Crosswalk
from kg.description import Description
from kg.holdings import Place
from kg.overlap import Held
from kg.pipeline.authorities import rows_of_entity, successor
from kg.pipeline.holdings import places_for
from kg.pipeline.overlap import held_editions, last_copy_lines
from kg.pipeline.rights import decide_stored, rights_of
from kg.records import Record, read_stored
from kg.rights import Decision
from kg.search import BACKENDS, IndexReader, Query, Results, SearchServer
from kg.settings import Settings
from kg.store import Generation, Generations, GraphView
from portal.dialects import Dialects
from portal.reading import Library, NothingPublishedError, Reading, Sharing, State
from portal.record_graph import record_ntriples
from portal.shown import ShownGraph
from portal.urls import record_path

__all__ = ["PublishedLibrary"]

_MOST_WORKS = 10_000


class _Opened(NamedTuple):
    generation: Generation
    view: GraphView
    restricted: GraphView
    reader: IndexReader
    counts: dict[str, int]  # filled at first use: counting millions of rows for every start page would be felt


class PublishedLibrary(Library):
    """The newest generation of the catalogue folder; an old one closes when the last request lets go of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._generations = Generations(settings.catalogue / "generations")
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._catalogue: Catalogue | None = None
        self._crosswalks: dict[str, Crosswalk] = {}
        self._dialects = Dialects(settings.mappings)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the library of the catalogue that the settings name; nothing is opened before the first request."""
        return cls(settings)

    def reading(self) -> Reading:
        """Return the newest generation; raise NothingPublishedError while there is none."""
        with self._lock:
            opened = self._newest()
            if self._catalogue is None:
                self._catalogue = Catalogue.open(self._settings.catalogue, read_only=True)
            return _PublishedReading(opened, self._catalogue, self._settings, self._describe, self._dialects)

    def _newest(self) -> _Opened:
        # Opening takes some 30 ms; held, the generation cannot be removed meanwhile.
        with self._generations.hold() as current:
            if current is None:
                raise NothingPublishedError(
                    f"Nothing of {self._settings.catalogue} is published yet: run `lianmu load`, then `lianmu publish`."
                )
            if self._opened is None or self._opened.generation.number != current.number:
                backend = BACKENDS.get(self._settings.search_backend)
                reader = backend.open_reader(current.index, SearchServer.of(self._settings))
                self._opened = _Opened(
                    current, GraphView.open(current.graph), GraphView.open(current.restricted), reader, {}
                )
            return self._opened

    def _describe(self, record: Record, stored: StoredRecord) -> Description:
        with self._lock:
            crosswalk = self._crosswalks.get(stored.format)
            if crosswalk is None:
                profile = self._settings.crosswalk_profile
                crosswalk = Crosswalk.load(self._settings.mappings, stored.format, profile=profile)
                self._crosswalks[stored.format] = crosswalk
        return crosswalk.convert(record, stored.local_id)


class _PublishedReading(Reading):
    """One generation with the catalogue database beside it, which may already be some events ahead."""

    def __init__(
        self,
        opened: _Opened,
        catalogue: Catalogue,
        settings: Settings,
        describe: Callable[[Record, StoredRecord], Description],
        dialects: Dialects,
    ) -> None:
        self._opened = opened
        self._catalogue = catalogue
        self._base = settings.base_url
        self._unstated = settings.rights_unstated
        self._shown = ShownGraph(opened.view, opened.restricted)
        self._describe = describe
        self._dialects = dialects

    @property
    def number(self) -> int:
        """Return the generation's number."""
        return self._opened.generation.number

    def search(self, query: Query) -> Results:
        """Answer a reader's question."""
        return self._opened.reader.search(query)

    def work(self, work_id: str) -> Work | None:
        """Return the published work, or None."""
        return read_work(self._shown, self._base, work_id)

    def instance(self, instance_id: str) -> Instance | None:
        """Return the published edition, or None."""
        return read_instance(self._shown, self._base, instance_id)

    def agent(self, agent_id: str) -> Agent | None:
        """Return the published person or organisation, or None."""
        return read_agent(self._shown, self._base, agent_id)

    def subject(self, subject_id: str) -> Subject | None:
        """Return the published subject, or None."""
        return read_subject(self._shown, self._base, subject_id)

    def shared_work(self, work_id: str) -> Work | None:
        """Return the work as far as it may be passed on, or None."""
        return read_work(self._opened.view, self._base, work_id)

    def shared_instance(self, instance_id: str) -> Instance | None:
        """Return the edition as far as it may be passed on, or None."""
        return read_instance(self._opened.view, self._base, instance_id)

    def quads(self, kind: str, thing_id: str) -> list[Quad]:
        """Return the statements of the published thing's graph as far as they may be passed on."""
        return self._opened.view.quads(f"{self._base}/{kind}/{thing_id}")

    def sharing(self, kind: str, thing_id: str) -> Sharing:
        """Return how much of the thing may be passed on."""
        graph = f"{self._base}/{kind}/{thing_id}"
        if not self._opened.restricted.quads(graph):
            return Sharing.WHOLE
        return Sharing.PART if self._opened.view.quads(graph) else Sharing.NOTHING

    def works_naming(self, kind: str, thing_id: str) -> tuple[str, ...]:
        """Return the ids of the published works that name the agent or subject, up to 10,000."""
        thing = self.agent(thing_id) if kind == "agent" else self.subject(thing_id)
        own = f"{self._base}/{kind}/{thing_id}"
        names = {own, thing.iri if thing is not None else own}
        prefix = f"{self._base}/work/"
        graphs = {graph for name in names for graph in self._shown.graphs_naming(name, prefix, _MOST_WORKS)}
        return tuple(sorted(graph.removeprefix(prefix) for graph in graphs))

    def state(self, kind: str, thing_id: str) -> State | None:
        """Return what the catalogue says of the id."""
        is_cluster = kind in {"work", "instance"}
        row: Cluster | Entity | None
        row = self._catalogue.cluster(thing_id) if is_cluster else self._catalogue.entity(thing_id)
        if row is None or row.kind != kind:
            return None
        if isinstance(row, Entity) and row.state == "gone" and (to := successor(self._catalogue, row)):
            return State("redirect", to)
        return State(row.state, row.to)

    def authorities(self, kind: str, thing_id: str) -> tuple[AuthorityRow, ...]:
        """Return what authority records say of the agent or subject."""
        row = self._catalogue.entity(thing_id)
        return rows_of_entity(self._catalogue, row) if row is not None and row.kind == kind else ()

    def members(self) -> Mapping[str, Member]:
        """Return all members by code."""
        return {member.code: member for member in self._catalogue.members()}

    def groups(self) -> Mapping[str, Group]:
        """Return all groups by code."""
        return {group.code: group for group in self._catalogue.groups()}

    def memberships(self) -> tuple[Membership, ...]:
        """Return who belongs to which group."""
        return tuple(self._catalogue.memberships())

    def loads(self, member: str) -> tuple[LoadRow, ...]:
        """Return the member's loads, latest first."""
        return tuple(self._catalogue.loads(member))

    def record(self, member: str, local_id: str) -> StoredRecord | None:
        """Return the member's record as it was received, or None."""
        return self._catalogue.record(member, local_id)

    def fields(self, stored: StoredRecord) -> Record:
        """Return the stored record's fields."""
        return read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)

    def in_dialect(self, stored: StoredRecord, dialect: str, pinyin: str) -> Record:
        """Return the stored record in a dialect of MARC."""
        return self._dialects.convert(self.fields(stored), stored.local_id, dialect, pinyin)

    def decision(self, stored: StoredRecord) -> Decision:
        """Return whether the record may be passed on by what its member says now, and why."""
        return decide_stored(rights_of(self._catalogue.member(stored.member), self._unstated), stored)

    def record_quads(self, stored: StoredRecord) -> list[Quad]:
        """Return the statements that this record alone makes."""
        iri = self._base + record_path(stored.member, stored.local_id)
        instance = f"{self._base}/instance/{stored.instance}" if stored.instance else ""
        text = "".join(record_ntriples(self._describe(self.fields(stored), stored), iri, instance))
        return list(parse(text.encode(), RdfFormat.N_TRIPLES))

    def described_by(self, stored: StoredRecord) -> tuple[Work, Instance]:
        """Return what this record alone describes."""
        return read_alone(self._describe(self.fields(stored), stored))

    def counts(self) -> Mapping[str, int]:
        """Return the number of things of each kind, as they were when this generation was first asked."""
        counts = self._opened.counts
        if not counts:
            counts.update(self._catalogue.counts())
        return counts

    def places(self, instance_id: str, *, shared: bool = False) -> list[Place]:
        """Return what each library has of the edition and where."""
        return places_for(self._catalogue, instance_id, shared=shared)

    def held(self, kind: str) -> tuple[Held, ...]:
        """Return the editions counted by their holders and their codes of a kind."""
        return tuple(held_editions(self._catalogue, kind))

    def last_copies(self, member: str) -> Iterator[str]:
        """Yield, as tab-separated values, what only this member holds and may be passed on."""
        return last_copy_lines(self._catalogue, member, self._base, shared=True)

    def widely_held(self, *, since: int, least: int, limit: int) -> list[Doubled]:
        """Return editions from a year on that at least so many members hold."""
        return self._catalogue.edition_table.doubled(since=since, least=least, limit=limit)
