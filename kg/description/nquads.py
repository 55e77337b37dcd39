"""A description written as N-Quads lines, straight from the tree: no RDF objects, no blank nodes, no line twice."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from kg.description.naming import digest, hash_once, heading_digest, list_digests, slug
from kg.description.node import Iri, Literal, Node, NodeList
from kg.description.separate import THING, AnyDescription, AuthorityDescription, HoldingsDescription
from kg.description.terms import literal_term
from kg.namespaces import BF, RDF, RDF_TYPE

__all__ = ["convert_nquads", "convert_text", "write_nquads"]

EntityIri = Callable[[Node], str | None]

_FIRST, _REST, _NIL = f"<{RDF}first> ", f"<{RDF}rest> ", f"<{RDF}nil>"
_TYPE = f"<{RDF_TYPE}> "
_NONE: list[str] = []
_HAS_INSTANCE, _INSTANCE_OF = BF + "hasInstance", f"<{BF}instanceOf> "


@lru_cache(maxsize=1024)
def _type_statement(kind: str) -> str:
    return f"{_TYPE}<{kind}>"


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
    return writer.lines()


class _Writer:
    """One tree being written: `said` holds what was said of each subject, `blocks` the same as text, in that order."""

    __slots__ = ("blocks", "end", "entity_iri", "include_entities", "owner", "said")

    def __init__(self, owner: str, end: str, entity_iri: EntityIri, include_entities: bool) -> None:  # noqa: FBT001
        self.owner = owner
        self.end = end
        self.entity_iri = entity_iri
        self.include_entities = include_entities
        self.blocks: list[str] = []
        self.said: dict[str, list[str] | set[str]] = {}

    def text(self) -> str:
        """Return what was written, a line for each statement."""
        return "".join(self.blocks)

    def lines(self) -> list[str]:
        """Return what was written as lines with their ends."""
        return [line + "\n" for line in self.text().split("\n")[:-1]]

    def write(self, node: Node, iri: str) -> None:
        """Write the statements about `node` under a given name, and all below it."""
        _, said, instances = self.below(node)
        self.say_all(f"<{iri}>", said, instances)

    def say_all(self, subject: str, statements: list[str], instances: list[str]) -> None:
        """Write what `below` gives of a subject."""
        self.say(subject, statements)
        for instance in instances:
            # An instance without its work is no complete one.
            self.say(instance, [_INSTANCE_OF + subject])

    def say(self, subject: str, statements: list[str]) -> None:
        """Write statements about a subject (a term), none twice, but those that were written before."""
        before = self.said.get(subject)
        if before is None:
            self.said[subject] = statements
        else:
            if isinstance(before, list):
                before = self.said[subject] = set(before)
            statements = [statement for statement in statements if statement not in before]
            before.update(statements)
        if statements:
            between = f"{self.end}{subject} "
            self.blocks.append(f"{subject} {between.join(statements)}{self.end}")

    def below(self, node: Node) -> tuple[set[str], list[str], list[str]]:
        """Write what is below a node; return its statements as a digest takes them, as text, and its instances' names.

        The statements have no subject, and none comes twice.
        """
        said = [*map(_type_statement, node.types)]
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
            once = set(said)
            return once, said if len(once) == len(said) else list(dict.fromkeys(said)), _NONE
        once = {*said, *[f"<{predicate}> {key}" for predicate, key, _ in links]}
        if node.iri:
            once.add(f"= {node.iri}")
        instances = _NONE
        for predicate, _, name in links:
            said.append(f"<{predicate}> {name}")
            if predicate == _HAS_INSTANCE:
                instances = [*instances, name]
        return once, list(dict.fromkeys(said)) if len(said) > 1 else said, instances

    def _node(self, node: Node) -> tuple[str, str]:
        """Write a nested node; return how a digest refers to it, and its name as a term."""
        named = node.iri or (self.entity_iri(node) if node.entity else None)
        if named and not self.include_entities:
            return f"_:{digest(node)}", f"<{named}>"
        hashed, said, instances = self.below(node)
        key = hash_once(hashed)
        name = f"<{named}>" if named else f"<{self.owner}#{slug(node)}-{key}>"
        if named or name not in self.said:
            self.say_all(name, said, instances)
        return f"_:{key}", name

    def _list(self, members: NodeList) -> tuple[str, str]:
        """Write an RDF list; return how a digest refers to its first cell, and that cell's name as a term."""
        if not members:
            return _NIL, _NIL
        pairs = [self._node(member) for member in members]
        keys = list_digests([key[2:] for key, _ in pairs])
        names = [f"<{self.owner}#list-{key}>" for key in keys]
        for cell, (_, member), rest in zip(names, pairs, [*names[1:], _NIL], strict=True):
            self.say(cell, [_FIRST + member, _REST + rest])
        return f"_:{keys[0]}", names[0]


def convert_nquads(description: AnyDescription, *, base: str, graph: bool = False) -> list[str]:
    """Return one record's description as lines, under names that need no catalogue; see `convert_text`."""
    return _written(description, base, in_graph=graph).lines()


def convert_text(description: AnyDescription, *, base: str, graph: bool = False) -> str:
    """Return one record's description under names that need no catalogue, as `lianmu convert` writes it.

    `base` ends in "/". Agents and subjects are named by their authority's URI, else by a hash of their heading. A
    record without an id is named by its content. With `graph` every line names the record's own graph. The items of a
    holdings record stand at the instances of the bibliographic records that it names.
    """
    return _written(description, base, in_graph=graph).text()


def _written(description: AnyDescription, base: str, *, in_graph: bool) -> _Writer:
    owner = _owner(base, description.local_id or f"~{_content(description)}")

    def entity_iri(node: Node) -> str | None:
        if node.entity == THING:
            return f"{owner}#rwo"
        return f"{base}{node.entity}/{heading_digest(node.heading)}" if node.heading else None

    writer = _Writer(owner, f" <{owner}> .\n" if in_graph else " .\n", entity_iri, include_entities=True)
    if isinstance(description, AuthorityDescription):
        writer.write(description.authority, description.authority.iri or f"{owner}#authority")
        return writer
    if isinstance(description, HoldingsDescription):
        instances = [f"{_owner(base, number)}#instance" for number in description.held]
        writer.write(description.instance, instances[0])
        _write_items(writer, description.items, instances)
        return writer
    work, instance = f"{owner}#work", f"{owner}#instance"
    writer.write(description.work, work)
    writer.write(description.instance, instance)
    writer.say(f"<{work}>", [f"<{BF}hasInstance> <{instance}>"])
    writer.say(f"<{instance}>", [f"<{BF}instanceOf> <{work}>"])
    _write_items(writer, description.items, [instance])
    return writer


def _owner(base: str, record_id: str) -> str:
    return f"{base}record/{quote(record_id, safe='')}"


def _content(description: AnyDescription) -> str:
    """Return what names a record without an id."""
    if isinstance(description, AuthorityDescription):
        return digest(description.authority)
    if isinstance(description, HoldingsDescription):
        return "".join(map(digest, description.items))
    return f"{digest(description.work)}{digest(description.instance)}"


def _write_items(writer: _Writer, items: tuple[Node, ...], instances: list[str]) -> None:
    """Write items, each named by its content, and by a number after that where two of them say the same."""
    seen: dict[str, int] = {}
    for item in items:
        hashed, said, embedded = writer.below(item)
        key = hash_once(hashed)
        seen[key] = seen.get(key, 0) + 1
        name = f"<{writer.owner}#item-{key}>" if seen[key] == 1 else f"<{writer.owner}#item-{key}-{seen[key]}>"
        writer.say_all(name, said, embedded)
        for instance in instances:
            writer.say(name, [f"<{BF}itemOf> <{instance}>"])
            writer.say(f"<{instance}>", [f"<{BF}hasItem> {name}"])
