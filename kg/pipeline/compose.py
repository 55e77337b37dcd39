"""What is published of a thing, made from the database: its graph, its index document, what it says of others.

The graph of a work is a function of all records of its editions, that of an edition and its index document of its own
records, that of an agent or subject of what works say of it.

Everything is composed a second time, of the records alone that may be passed on, where that can make a difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from kg.authorities import AuthorityRow
from kg.bibframe import Reader, series_statements, unite
from kg.catalogue import Catalogue, LinkRow, Naming
from kg.catalogue.editions import EditionFacts, Lack
from kg.catalogue.rows import Cluster, Entity, StoredRecord, Thing
from kg.description import Description, Iri, Literal, Node, write_nquads
from kg.namespaces import BF, OWL, PROV
from kg.overlap import Disciplines
from kg.pipeline.authorities import rows_of_entity, successor
from kg.pipeline.converting import Converter
from kg.pipeline.counted import facts_of, lacks_of
from kg.pipeline.items import items_of
from kg.pipeline.linking import Surroundings, surroundings
from kg.pipeline.mentions import entity_lines, mention, mentions_joined
from kg.pipeline.naming import EntityNames, refer
from kg.pipeline.site import Site
from kg.search.document import make_document
from kg.search.query import EditionDocument

__all__ = ["Composed", "Composer"]

_DERIVED, _SAME_AS, _SERIES = PROV + "wasDerivedFrom", OWL + "sameAs", BF + "seriesStatement"
_Records = Sequence[tuple[StoredRecord, Description]]


@dataclass(frozen=True, slots=True)
class Composed:
    """What is published of one thing: no quads, no graph; no document, not in the index.

    `quads` is what may be passed on, `restricted` what pages show instead, b"" where that is the same or nothing.
    `mentions`: of a work, what it says of each entity, by id; None for things that say nothing of entities; `shared`:
    the same of the records that may be passed on. `namings`: of a work, the headings by which it names them.
    `keys` and `links`: of a work, by what its headings are looked up among authorities, and what was found.
    `facts` and `lacks`: of an edition, what it is counted by and what its records lack; None for one that is not live.
    """

    thing: Thing
    graph: str
    quads: bytes = b""
    restricted: bytes = b""
    document: EditionDocument | None = None
    mentions: Mapping[str, str] | None = None
    shared: Mapping[str, str] | None = None
    namings: frozenset[Naming] = frozenset()
    keys: frozenset[int] = frozenset()
    links: tuple[LinkRow, ...] = ()
    facts: EditionFacts | None = None
    lacks: frozenset[Lack] = frozenset()


class _Said(NamedTuple):
    """What some of the records of a work say: its graph, and by id what they say of each entity."""

    quads: bytes = b""
    mentions: Mapping[str, str] = MappingProxyType({})


class Composer:
    """Composes things from the database as it is now. With `may_mint` it gives ids to new agents and subjects."""

    def __init__(self, catalogue: Catalogue, site: Site, *, may_mint: bool) -> None:
        self._catalogue = catalogue
        self._site = site
        self._may_mint = may_mint
        self._converter = Converter(site.mappings, site.profile)
        self._disciplines = Disciplines.load(site.mappings / "disciplines.tsv")
        self._last_names: dict[tuple[str, bool], EntityNames] = {}
        self._makers: dict[str, Callable[[Thing, str], Composed]] = {
            "work": self._work,
            "instance": self._instance,
            "agent": self._entity,
            "subject": self._entity,
        }

    def compose(self, thing: Thing) -> Composed:
        """Return what is published of a thing; of one that is unknown or gone, nothing."""
        return self._makers[thing.kind](thing, self._site.iri(thing.kind, thing.id))

    def prepare(self, thing: Thing) -> None:
        """Convert the records that composing the thing will need, so that this does not happen inside a transaction."""
        self._last_names = {}
        if thing.kind == "work":
            for instance in self._catalogue.instances_of(thing.id):
                self._records(instance)
        elif thing.kind == "instance":
            self._records(thing.id)

    def _records(self, instance: str) -> list[tuple[StoredRecord, Description]]:
        return [(stored, self._converter.describe(stored)) for stored in self._catalogue.records_of(instance)]

    def _names(self, work: str, *, shared: bool = False) -> EntityNames:
        """Return the names of a work's entities; a work and its editions, composed one after another, share them."""
        found = self._last_names.get((work, shared))
        if found is None:
            if (work, not shared) not in self._last_names:
                self._last_names = {}
            found = EntityNames(
                self._catalogue,
                self._site,
                work,
                may_mint=self._may_mint,
                shared=shared,
                around=lambda: self._around(work, shared=shared),
            )
            self._last_names[work, shared] = found
        return found

    def _around(self, work: str, *, shared: bool) -> Surroundings:
        """Return what the records of a work say, all or those that may be passed on, beside its headings."""
        records = [pair for id_ in self._catalogue.instances_of(work) for pair in self._records(id_)]
        return surroundings(_nodes(_shared(records) if shared else records))

    def _work(self, thing: Thing, iri: str) -> Composed:
        cluster = self._catalogue.cluster(thing.id)
        if cluster is None or cluster.state != "live":
            return self._not_live(thing, iri, cluster)
        instances = {id_: self._records(id_) for id_ in self._catalogue.instances_of(thing.id)}
        records = [pair for pairs in instances.values() for pair in pairs]
        if not records:
            return Composed(thing, iri, mentions={})
        names, namings = self._names(thing.id), _namings(records)
        full = self._said_of_work(iri, instances, names)
        keys, links = names.linker.around.keys(), tuple(names.linker.links)
        if _are_shared(records, names):
            return Composed(thing, iri, full.quads, mentions=full.mentions, namings=namings, keys=keys, links=links)
        open_instances = {id_: kept for id_, pairs in instances.items() if (kept := _shared(pairs))}
        shared = self._said_of_work(iri, open_instances, self._names(thing.id, shared=True))
        return Composed(
            thing,
            iri,
            shared.quads,
            _beside(full.quads, shared.quads),
            mentions=full.mentions,
            shared=shared.mentions,
            namings=_marked(namings, _namings(_shared(records))),
            keys=keys,
            links=links,
        )

    def _said_of_work(self, iri: str, instances: Mapping[str, _Records], names: EntityNames) -> _Said:
        """Return what the records of these editions say of their work."""
        records = [pair for pairs in instances.values() for pair in pairs]
        if not records:
            return _Said()
        node = _copy(unite([description for _, description in records], names.key).work)
        node.properties += [(BF + "hasInstance", Iri(self._site.iri("instance", id_))) for id_ in instances]
        node.properties += self._derived(records)
        return _Said(_written(node, iri, names), _mentions(records, names))

    def _instance(self, thing: Thing, iri: str) -> Composed:
        cluster = self._catalogue.cluster(thing.id)
        if cluster is None or cluster.state != "live":
            return self._not_live(thing, iri, cluster)
        records = self._records(thing.id)
        if not records:
            return Composed(thing, iri)
        names = self._names(cluster.work)
        united, node = self._edition(cluster, iri, records, names)
        reader = Reader(names)
        work = reader.work(united.work, self._site.iri("work", cluster.work), cluster.work)
        document = make_document(work, reader.instance(node, iri, thing.id), names.forms)
        facts, lacks = facts_of(work, document, self._disciplines), lacks_of(records)
        full = _written(node, iri, names)
        if _are_shared(records, names):
            return Composed(thing, iri, full, document=document, facts=facts, lacks=lacks)
        shared = self._shared_edition(cluster, iri, _shared(records))
        return Composed(thing, iri, shared, _beside(full, shared), document, facts=facts, lacks=lacks)

    def _shared_edition(self, cluster: Cluster, iri: str, records: _Records) -> bytes:
        """Return the graph of an edition as far as it may be passed on: what these records say."""
        if not records:
            return b""
        names = self._names(cluster.work, shared=True)
        return _written(self._edition(cluster, iri, records, names)[1], iri, names)

    def _edition(self, cluster: Cluster, iri: str, records: _Records, names: EntityNames) -> tuple[Description, Node]:
        """Return what the records say together, and the edition that they describe."""
        united = unite([description for _, description in records], names.key)
        items = items_of(records, iri, self._site)
        work = self._site.iri("work", cluster.work)
        node = _copy(united.instance)
        node.properties += [(BF + "instanceOf", Iri(work)), *((BF + "hasItem", item) for item in items)]
        node.properties += self._derived(records)
        node.properties += _series(united)
        return united, node

    def _derived(self, records: _Records) -> list[tuple[str, Iri]]:
        return [(_DERIVED, Iri(self._site.iri("record", stored.member, stored.local_id))) for stored, _ in records]

    def _not_live(self, thing: Thing, iri: str, cluster: Cluster | None) -> Composed:
        """Return what is published of a work or an edition that is merged or gone."""
        quads = b""
        if cluster is not None and cluster.state == "redirect":
            quads = _line(iri, _SAME_AS, self._site.iri(thing.kind, cluster.to), iri)
        return Composed(thing, iri, quads, mentions={} if thing.kind == "work" else None)

    def _entity(self, thing: Thing, graph: str) -> Composed:
        entity = self._catalogue.entity(thing.id)
        if entity is None or entity.kind != thing.kind:
            return Composed(thing, graph)
        if entity.state == "gone":
            to = successor(self._catalogue, entity)
            return Composed(thing, graph, _line(graph, _SAME_AS, self._site.iri(entity.kind, to), graph) if to else b"")
        if entity.state == "redirect":
            return Composed(thing, graph, _line(graph, _SAME_AS, self._site.iri(entity.kind, entity.to), graph))
        said, shared_said = self._catalogue.entity_table.said_of(thing.id)
        rows = rows_of_entity(self._catalogue, entity)
        full = _said_of_entity(entity, said, graph, rows)
        if said == shared_said:
            return Composed(thing, graph, full)
        shared = _said_of_entity(entity, shared_said, graph, rows)
        return Composed(thing, graph, shared, _beside(full, shared))


def _said_of_entity(entity: Entity, mentions: Sequence[str], graph: str, rows: Sequence[AuthorityRow]) -> bytes:
    """Return the graph of an agent or a subject of which works say this."""
    if not mentions:
        return b""
    iri = entity.iri or graph
    quads = "".join(entity_lines(mentions, iri, graph, rows)).encode()
    return quads + (_line(graph, _SAME_AS, iri, graph) if entity.iri else b"")


def _shared(records: _Records) -> _Records:
    """Return the records that may be passed on."""
    return [pair for pair in records if not pair[0].restricted]


def _are_shared(records: _Records, names: EntityNames) -> bool:
    """Return whether all of the records may be passed on, and mean by each heading what others may know of it."""
    return not any(stored.restricted for stored, _ in records) and names.are_shared()


def _beside(full: bytes, shared: bytes) -> bytes:
    """Return what pages show instead of what may be passed on."""
    return b"" if full == shared else full


def _marked(namings: frozenset[Naming], shared: frozenset[Naming]) -> frozenset[Naming]:
    """Return the headings, those that only restricted records have marked so."""
    return frozenset(naming._replace(shared=naming in shared) for naming in namings)


def _series(united: Description) -> list[tuple[str, Literal]]:
    """Return statements of the series that the edition's own records name: its work may have been in others too."""
    if united.instance.values(_SERIES):
        return []
    return [(_SERIES, Literal(text.value, text.language)) for text in series_statements(united.work)]


def _mentions(records: _Records, names: EntityNames) -> dict[str, str]:
    """Return what the records of a work say of each agent and subject, by its id."""
    said: dict[str, list[list[str]]] = {}
    for node in _nodes(records):
        id_ = names.id(node)
        if id_:
            said.setdefault(id_, []).append(mention(refer(node, names.iri)))
    return {id_: mentions_joined(mentions) for id_, mentions in said.items()}


def _namings(records: _Records) -> frozenset[Naming]:
    """Return the identifying headings of a work's records, each with the URI that stands by it."""
    return frozenset(
        Naming(node.entity, node.heading, node.iri)
        for node in _nodes(records)
        if node.entity and node.heading and node.qualified
    )


def _nodes(records: _Records) -> Iterator[Node]:
    for _, description in records:
        for part in (description.work, description.instance, *description.items):
            yield from part.nodes()


def _written(node: Node, iri: str, names: EntityNames) -> bytes:
    return "".join(sorted(write_nquads(refer(node, names.iri), iri, owner=iri, graph=iri))).encode()


def _line(subject: str, predicate: str, value: str, graph: str) -> bytes:
    return f"<{subject}> <{predicate}> <{value}> <{graph}> .\n".encode()


def _copy(node: Node) -> Node:
    """Return a node that may be added to: descriptions are kept and used again."""
    made = Node(node.types, iri=node.iri)
    made.properties = list(node.properties)
    return made
