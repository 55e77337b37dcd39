"""Names of agents and subjects: which entity of the catalogue a node means, and trees that refer to entities by URI."""

from collections.abc import Callable
from typing import NamedTuple

from kg.catalogue import Catalogue
from kg.description import Iri, Node, NodeList, Value, digest
from kg.pipeline.linking import Linker, Surroundings
from kg.pipeline.site import Site

__all__ = ["EntityName", "EntityNames", "refer"]


class EntityName(NamedTuple):
    """An agent or a subject of the catalogue: its id and the URI by which statements name it."""

    id: str
    iri: str


class EntityNames:
    """Knows the entities of one work's nodes; those that are new get an id, unless it may only look.

    `shared`: whom they mean as far as the records tell that may be passed on; `around` gives what those records say
    beside their headings. `forms` holds all names of those entities asked for that an authority record describes.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        site: Site,
        work: str,
        *,
        may_mint: bool,
        shared: bool = False,
        around: Callable[[], Surroundings] = Surroundings,
    ) -> None:
        self._catalogue = catalogue
        self._shared = shared
        self._site = site
        self._work = work
        self._may_mint = may_mint
        self.linker = Linker(catalogue, work, around)
        self.forms: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, str, str, bool], EntityName | None] = {}

    def of(self, node: Node) -> EntityName | None:
        """Return the entity that a node means; None for one that names nobody, or whom nobody has named yet."""
        if not node.entity or not (node.iri or node.heading):
            return None
        key = (node.entity, node.iri, node.heading, node.qualified)
        if key not in self._known:
            self._known[key] = self._find(node)
        return self._known[key]

    def iri(self, node: Node) -> str:
        """Return the URI by which statements name the entity, else the node's own, else ""."""
        found = self.of(node)
        return found.iri if found else node.iri

    def id(self, node: Node) -> str:
        """Return the entity's id, "" when there is none."""
        found = self.of(node)
        return found.id if found else ""

    def key(self, node: Node) -> str:
        """Return what tells entities apart: equal keys, one entity."""
        return self.iri(node) or digest(node)

    def are_shared(self) -> bool:
        """Return whether the headings asked for so far mean the same to the records that may be passed on."""
        bare = ((kind, heading) for kind, iri, heading, qualified in self._known if qualified and not iri)
        return not self._catalogue.entity_table.is_meant_otherwise(bare)

    def _find(self, node: Node) -> EntityName | None:
        table = self._catalogue.entity_table
        look = table.resolve if self._may_mint else table.find
        sought, group = self.linker.sought(node)
        id_ = look(sought, shared=self._shared)
        entity = self._catalogue.entity(id_) if id_ is not None else None
        if entity is None:
            return None
        if group:
            self.forms[entity.id] = self.linker.texts(group)
        return EntityName(entity.id, entity.iri or self._site.iri(entity.kind, entity.id))


def refer(node: Node, iri_of: Callable[[Node], str]) -> Node:
    """Return a copy of a tree in which agents and subjects below its root are only URIs, if `iri_of` gives them one."""
    made = Node(node.types, iri=node.iri)
    made.properties = [(predicate, _referred(value, iri_of)) for predicate, value in node.properties]
    return made


def _referred(value: Value, iri_of: Callable[[Node], str]) -> Value:
    if isinstance(value, Node):
        name = iri_of(value) if value.entity else ""
        return Iri(name) if name else refer(value, iri_of)
    if isinstance(value, NodeList):
        return NodeList(_member(member, iri_of) for member in value)
    return value


def _member(member: Node, iri_of: Callable[[Node], str]) -> Node:
    name = iri_of(member) if member.entity else ""
    return Node([], iri=name) if name else refer(member, iri_of)
