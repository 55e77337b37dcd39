"""A description written as N-Quads lines, straight from the tree: no RDF objects, no blank nodes, no line twice."""

from collections.abc import Callable
from urllib.parse import quote

from kg.description.naming import digest, hash_parts, heading_digest, list_digests, slug
from kg.description.node import Description, Iri, Literal, Node, NodeList
from kg.description.terms import literal_term
from kg.namespaces import BF, RDF, RDF_TYPE

__all__ = ["convert_nquads", "write_nquads"]

EntityIri = Callable[[Node], str | None]

_FIRST, _REST, _NIL = f"<{RDF}first> ", f"<{RDF}rest> ", f"<{RDF}nil>"
_TYPE = f"<{RDF_TYPE}> "


def _no_entity(_node: Node) -> str | None:
    return None


def write_nquads(
    node: Node,
    iri: str,
    *,
    owner: str,
    graph: str = "",
    entity_iri: EntityIri = _no_entity,
    include_entities: bool = True,
) -> list[str]:
    """Return the lines that say what `node`, under the name `iri`, and all below it say; N-Triples when graph is "".

    A nested node is named by its own `iri`, else, if it is an entity, by `entity_iri`, else `{owner}#{class}-{digest}`.
    Without `include_entities` nodes with an IRI of their own and entities that `entity_iri` knows are only referred to.
    """
    writer = _Writer(owner, f" <{graph}> .\n" if graph else " .\n", entity_iri, include_entities)
    writer.write(node, iri)
    return list(writer.lines)


class _Writer:
    """One tree being written; `lines` is a dict for its order and its uniqueness."""

    __slots__ = ("end", "entity_iri", "include_entities", "lines", "owner", "written")

    def __init__(self, owner: str, end: str, entity_iri: EntityIri, include_entities: bool) -> None:  # noqa: FBT001
        self.owner = owner
        self.end = end
        self.entity_iri = entity_iri
        self.include_entities = include_entities
        self.lines: dict[str, None] = {}
        self.written: set[str] = set()

    def write(self, node: Node, iri: str) -> None:
        """Write the statements about `node` under a given name."""
        _, said = self._statements(node)
        self._emit(f"<{iri}> ", said)

    def _emit(self, subject: str, statements: list[str]) -> None:
        end, lines = self.end, self.lines
        for statement in statements:
            lines[subject + statement + end] = None

    def _statements(self, node: Node) -> tuple[str, list[str]]:
        """Return the node's digest and its statements without their subject; what is below it is written on the way."""
        said = [f"{_TYPE}<{kind}>" for kind in node.types]
        links: list[tuple[str, str, str]] = []
        for predicate, value in node.properties:
            kind = value.__class__
            if kind is Literal:
                said.append(f"<{predicate}> {literal_term(value)}")  # type: ignore[arg-type]
            elif kind is Iri:
                said.append(f"<{predicate}> <{value[0]}>")  # type: ignore[index]
            else:
                key, name = self._list(value) if kind is NodeList else self._node(value)  # type: ignore[arg-type]
                links.append((predicate, key, name))
        if not links and not node.iri:
            return hash_parts(said), said
        hashed = [*said, *(f"<{predicate}> {key}" for predicate, key, _ in links)]
        if node.iri:
            hashed.append(f"= {node.iri}")
        said += [f"<{predicate}> {name}" for predicate, _, name in links]
        return hash_parts(hashed), said

    def _node(self, node: Node) -> tuple[str, str]:
        """Write a nested node; return how a digest refers to it, and its name as a term."""
        named = node.iri or (self.entity_iri(node) if node.entity else None)
        if named and not self.include_entities:
            return f"_:{digest(node)}", f"<{named}>"
        key, said = self._statements(node)
        if named:
            self._emit(f"<{named}> ", said)
            return f"_:{key}", f"<{named}>"
        name = f"<{self.owner}#{slug(node)}-{key}>"
        if name not in self.written:
            self.written.add(name)
            self._emit(name + " ", said)
        return f"_:{key}", name

    def _list(self, members: NodeList) -> tuple[str, str]:
        """Write an RDF list; return how a digest refers to its first cell, and that cell's name as a term."""
        if not members:
            return _NIL, _NIL
        pairs = [self._node(member) for member in members]
        keys = list_digests([key[2:] for key, _ in pairs])
        names = [f"<{self.owner}#list-{key}>" for key in keys]
        for cell, (_, member), rest in zip(names, pairs, [*names[1:], _NIL], strict=True):
            self._emit(cell + " ", [_FIRST + member, _REST + rest])
        return f"_:{keys[0]}", names[0]


def convert_nquads(description: Description, *, base: str, graph: bool = False) -> list[str]:
    """Return one record's description under names that need no catalogue, as `lianmu convert` writes it.

    `base` ends in "/". Agents and subjects are named by their authority's URI, else by a hash of their heading. A
    record without an id is named by its content. With `graph` every line names the record's own graph.
    """
    record_id = description.local_id or f"~{digest(description.work)}{digest(description.instance)}"
    owner = f"{base}record/{quote(record_id, safe='')}"
    work, instance = f"{owner}#work", f"{owner}#instance"

    def entity_iri(node: Node) -> str | None:
        return f"{base}{node.entity}/{heading_digest(node.heading)}" if node.heading else None

    writer = _Writer(owner, f" <{owner}> .\n" if graph else " .\n", entity_iri, include_entities=True)
    writer.write(description.work, work)
    writer.write(description.instance, instance)
    writer._emit(f"<{work}> ", [f"<{BF}hasInstance> <{instance}>"])  # noqa: SLF001
    writer._emit(f"<{instance}> ", [f"<{BF}instanceOf> <{work}>"])  # noqa: SLF001
    for item, name in zip(description.items, _item_names(owner, description.items), strict=True):
        writer.write(item, name)
        writer._emit(f"<{name}> ", [f"<{BF}itemOf> <{instance}>"])  # noqa: SLF001
        writer._emit(f"<{instance}> ", [f"<{BF}hasItem> <{name}>"])  # noqa: SLF001
    return list(writer.lines)


def _item_names(owner: str, items: tuple[Node, ...]) -> list[str]:
    """Return a name for each item: by its content, and by a number after that where two items say the same."""
    seen: dict[str, int] = {}
    names = []
    for item in items:
        key = digest(item)
        seen[key] = seen.get(key, 0) + 1
        names.append(f"{owner}#item-{key}" if seen[key] == 1 else f"{owner}#item-{key}-{seen[key]}")
    return names
