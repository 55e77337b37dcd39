"""One description from those of several records: the most complete as the base, the rest united, nothing twice.

Which properties are united, by which of the `WAYS` and why, stands in `RULES`, which the portal prints; a property that
is not there is united by content. The result owes nothing to the order in which the records came.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kg.bibframe.values import class_name, first, texts
from kg.description.naming import digest
from kg.description.node import Description, Iri, Literal, Node, NodeList, Value
from kg.namespaces import BF, BFLC, RDF, RDFS_LABEL
from kg.text import is_han, pinyin

__all__ = ["RULES", "WAYS", "Rule", "entity_key", "score", "unite"]

EntityKey = Callable[[Node], str]
"""Says which agent or subject a node means: equal keys, one entity."""

_NOT_WORD = re.compile(r"[\W_]+")
_PRIMARY = frozenset({BF + "PrimaryContribution", BFLC + "PrimaryContribution"})
_TITLE, _VARIANT = BF + "Title", BF + "VariantTitle"


def unite(descriptions: Sequence[Description], key_of: EntityKey | None = None) -> Description:
    """Return one description of what all describe, without items: items belong to their records.

    Best is the one that says most (`score`), but none that only romanises the title of another goes before that;
    between equals the record's id decides, then the content.
    """
    ranked = _ranked(descriptions)
    base = ranked[0]
    if len(ranked) == 1:
        return Description(base.local_id, base.work, base.instance)
    key = key_of or entity_key
    work = _united([description.work for description in ranked], _OF_WORK, key)
    instance = _united([description.instance for description in ranked], _OF_INSTANCE, key)
    return Description(base.local_id, work, instance)


def score(description: Description) -> int:
    """Return how much a description says: its statements, those about the record itself left out."""
    nodes = [*description.work.nodes(), *description.instance.nodes()]
    about_record = [
        node
        for value in description.work.values(BF + "adminMetadata")
        if isinstance(value, Node)
        for node in value.nodes()
    ]
    return sum(len(node.properties) for node in nodes) - sum(len(node.properties) for node in about_record)


def entity_key(node: Node) -> str:
    """Return what identifies an agent or a subject where no catalogue is asked: authority, heading or content."""
    return node.iri or (f"{node.entity}|{node.heading}" if node.heading else digest(node))


def _ranked(descriptions: Sequence[Description]) -> list[Description]:
    """Return the descriptions, the best first, of those that say the same only one."""
    if len(descriptions) == 1:
        return list(descriptions)
    said: dict[tuple[str, str], Description] = {}
    for one in descriptions:
        key = (digest(one.work), digest(one.instance))
        if key not in said or _comes_before(one, said[key]):
            said[key] = one
    readings = {_letters(pinyin(title)) for one in said.values() for title in _titles_proper(one) if is_han(title)}
    return [
        one
        for _, one in sorted(
            said.items(),
            key=lambda pair: (_is_romanised(pair[1], readings), -score(pair[1]), pair[1].local_id, pair[0]),
        )
    ]


def _is_romanised(one: Description, readings: set[str]) -> bool:
    """Return whether a record has its title in Latin letters alone where another has what they are the reading of."""
    titles = _titles_proper(one) if readings else []
    return not any(map(is_han, titles)) and any(_letters(title) in readings for title in titles)


def _titles_proper(one: Description) -> list[str]:
    nodes = [
        value for value in one.instance.values(BF + "title") if isinstance(value, Node) and value.types == [_TITLE]
    ]
    return [text.value for node in nodes for text in texts(node, BF + "mainTitle")]


def _letters(text: str) -> str:
    """Return a romanised title without division of words, marks and tones."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return _NOT_WORD.sub("", bare).casefold()


def _comes_before(one: Description, other: Description) -> bool:
    """Return whether the first of two descriptions that say the same is the one to keep: by id, else as written."""
    if one.local_id != other.local_id:
        return one.local_id < other.local_id
    return (_written(one.work), _written(one.instance)) < (_written(other.work), _written(other.instance))


def _written(node: Node) -> str:
    """Return what a node says as one text, in the order in which it says it."""
    said = list(node.types)
    for predicate, value in node.properties:
        inner = (value,) if isinstance(value, Node) else value if isinstance(value, NodeList) else ()
        said.append(f"{predicate} {[_written(one) for one in inner] or value}")
    return "\n".join(said)


Unite = Callable[[Sequence[Node], str, EntityKey], list[Value]]
"""Returns the values that the united node has for a property, from nodes in order of rank."""


def _of_base(nodes: Sequence[Node], predicate: str, _key: EntityKey) -> list[Value]:
    """Take what the best says that says anything: transcribed statements must not be mixed."""
    return next((found for node in nodes if (found := node.values(predicate))), [])


def _by_content(nodes: Sequence[Node], predicate: str, key: EntityKey) -> list[Value]:
    """Take every value once."""
    return list(_distinct((value for node in nodes for value in node.values(predicate)), partial(_content, key=key)))


def _by_text(nodes: Sequence[Node], predicate: str, key: EntityKey) -> list[Value]:
    """Take every text once, whatever its case, width and punctuation; the best record's wording stands."""
    return list(_distinct((value for node in nodes for value in node.values(predicate)), partial(_wording, key=key)))


def _identifiers(nodes: Sequence[Node], predicate: str, key: EntityKey) -> list[Value]:
    """Take every number of a kind once; what one record adds to it (a qualifier, a source) is kept."""

    def same(value: Value) -> str:
        if not isinstance(value, Node):
            return _content(value, key=key)
        number = _NOT_WORD.sub("", first(value, RDF + "value")).casefold()
        return f"{class_name(value)}|{number}|{first(value, BF + 'status')}" if number else digest(value)

    return _merged(nodes, predicate, same)


def _classifications(nodes: Sequence[Node], predicate: str, key: EntityKey) -> list[Value]:
    """Take every class number of a scheme once."""

    def same(value: Value) -> str:
        portion = first(value, BF + "classificationPortion") if isinstance(value, Node) else ""
        if not isinstance(value, Node) or not portion:
            return _content(value, key=key)
        scheme = [_content(source, key=key) for source in value.values(BF + "source")]
        return "|".join((class_name(value), portion.replace(" ", ""), *sorted(scheme)))

    return _merged(nodes, predicate, same)


def _contributions(nodes: Sequence[Node], predicate: str, key: EntityKey) -> list[Value]:
    """Take every contributor once with all roles; the main entry is the best record's."""

    def same(value: Value) -> str:
        agents = value.values(BF + "agent") if isinstance(value, Node) else []
        return "|".join(sorted(_content(agent, key=key) for agent in agents)) or _content(value, key=key)

    given = [value for node in nodes for value in node.values(predicate) if isinstance(value, Node)]
    main = next((value for value in given if _is_primary(value)), None)
    found: list[Value] = []
    for value in _merged(nodes, predicate, same, joined=(BF + "role",)):
        kinds = set(value.types) - _PRIMARY if isinstance(value, Node) else set()
        if main is not None and isinstance(value, Node):
            kinds |= _PRIMARY & set(main.types) if same(value) == same(main) else set()
            found.append(_copy(value, sorted(kinds) or [BF + "Contribution"]))
        else:
            found.append(value)
    return found


def _titles(nodes: Sequence[Node], predicate: str, _key: EntityKey) -> list[Value]:
    """Take the best record's titles; a title proper of another that differs from it becomes a variant."""
    base = next((node for node in nodes if node.values(predicate)), nodes[0])
    found: dict[str, Value] = {}
    known: set[str] = set()
    for value in base.values(predicate):
        found[_content(value)] = value
        if isinstance(value, Node):
            known.update(_title_keys(value))
    for value in (value for node in nodes if node is not base for value in node.values(predicate)):
        if not isinstance(value, Node):
            found[_content(value)] = value
        elif not _title_keys(value) & known:
            known.update(_title_keys(value))
            found[digest(value)] = _copy(value, [_VARIANT]) if value.types == [_TITLE] else value
    return list(found.values())


def _title_keys(title: Node) -> set[str]:
    """Return the title in each script with its part, without regard to case, width and punctuation."""
    parts = "".join(_plain(text.value) for text in texts(title, BF + "partNumber", BF + "partName"))
    return {f"{_plain(text.value)}|{parts}" for text in texts(title, BF + "mainTitle", RDFS_LABEL)}


WAYS: Mapping[str, Unite] = {
    "best": _of_base,
    "all": _by_content,
    "text": _by_text,
    "title": _titles,
    "contributor": _contributions,
    "number": _identifiers,
    "class": _classifications,
}
"""How the values of a property are united, by the name that the rules call it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one property of the work or the instance (`part`) is united, and why so. `property`: its name in BIBFRAME."""

    part: str
    property: str
    way: str
    reason: str


_TRANSCRIBED = "Transcribed from the book: words of several records must not be mixed."
_NOTES = "A note of one library informs the readers of all; the same note in another spelling is one."
_OF_RECORD = "What is said of a record stays with the record; one sample shows by whose rules the description was made."
_NUMBERS = "A number finds the book whoever wrote it; what one record adds to it, such as a binding, is kept."

RULES: tuple[Rule, ...] = (
    Rule("instance", "title", "title", "One title stands at the top; a differing one of another record finds it too."),
    Rule("instance", "responsibilityStatement", "best", _TRANSCRIBED),
    Rule("instance", "editionStatement", "best", _TRANSCRIBED),
    Rule("instance", "provisionActivity", "best", "Place, publisher and date belong together."),
    Rule("instance", "publicationStatement", "best", _TRANSCRIBED),
    Rule("instance", "copyrightDate", "best", _TRANSCRIBED),
    Rule("instance", "extent", "best", "Libraries count pages in several ways; two counts side by side help nobody."),
    Rule("instance", "dimensions", "best", "Rounded by each library in its own way."),
    Rule("instance", "issuance", "best", "A thing is issued in one way."),
    Rule("instance", "identifiedBy", "number", _NUMBERS),
    Rule("instance", "seriesStatement", "text", "Not every record names the series; one in two spellings is one."),
    Rule("instance", "note", "text", _NOTES),
    Rule("instance", "adminMetadata", "best", _OF_RECORD),
    Rule("work", "title", "title", "One title stands at the top; a differing one of another record finds it too."),
    Rule(
        "work",
        "contribution",
        "contributor",
        "Each person stands once, with all roles; the best record has the main one.",
    ),
    Rule("work", "identifiedBy", "number", _NUMBERS),
    Rule("work", "classification", "class", "Libraries class by the schemes of their shelves; readers use all."),
    Rule("work", "note", "text", _NOTES),
    Rule("work", "summary", "text", _NOTES),
    Rule("work", "tableOfContents", "text", _NOTES),
    Rule("work", "originDate", "best", "A work began once."),
    Rule("work", "adminMetadata", "best", _OF_RECORD),
)
"""The rules, as people read them; what is not named is united by the way `all`."""


def _functions(part: str) -> Mapping[str, Unite]:
    return {BF + rule.property: WAYS[rule.way] for rule in RULES if rule.part == part}


_OF_WORK, _OF_INSTANCE = _functions("work"), _functions("instance")


def _united(nodes: Sequence[Node], table: Mapping[str, Unite], key: EntityKey) -> Node:
    node = Node(_distinct_types(nodes), iri=nodes[0].iri)
    for predicate in dict.fromkeys(predicate for given in nodes for predicate, _ in given.properties):
        node.properties.extend((predicate, value) for value in table.get(predicate, _by_content)(nodes, predicate, key))
    return node


def _distinct_types(nodes: Sequence[Node]) -> list[str]:
    """Return the classes of all, the base's most specific one last."""
    base = nodes[0].types
    return [*sorted({kind for node in nodes for kind in node.types} - set(base)), *base]


def _distinct(values: Iterable[Value], same: Callable[[Value], str]) -> Iterable[Value]:
    found: dict[str, Value] = {}
    for value in values:
        found.setdefault(same(value), value)
    return found.values()


def _merged(
    nodes: Sequence[Node], predicate: str, same: Callable[[Value], str], joined: Sequence[str] = ()
) -> list[Value]:
    """Return each value once; of equal nodes the best stands, with what only the others say, and all of `joined`."""
    groups: dict[str, list[Value]] = {}
    for node in nodes:
        for value in node.values(predicate):
            groups.setdefault(same(value), []).append(value)
    return [
        _merge([value for value in group if isinstance(value, Node)], joined) or group[0] for group in groups.values()
    ]


def _merge(group: Sequence[Value], joined: Sequence[str]) -> Value:
    nodes = [value for value in group if isinstance(value, Node)]
    if len({digest(node) for node in nodes}) < 2:
        return group[0]
    merged = _copy(nodes[0], nodes[0].types)
    for node in nodes[1:]:
        has = {predicate for predicate, _ in merged.properties} - set(joined)
        merged.properties.extend((predicate, value) for predicate, value in node.properties if predicate not in has)
    kept = {(predicate, _content(value)): (predicate, value) for predicate, value in reversed(merged.properties)}
    merged.properties = list(reversed(kept.values()))
    return merged


def _copy(node: Node, types: Sequence[str]) -> Node:
    made = Node(list(types), iri=node.iri, entity=node.entity)
    made.heading, made.qualified = node.heading, node.qualified
    made.properties = list(node.properties)
    return made


def _is_primary(node: Node) -> bool:
    return bool(_PRIMARY & set(node.types))


def _content(value: Value, *, key: EntityKey = entity_key) -> str:
    """Return a text that equal values share."""
    if isinstance(value, Literal):
        return f'"{value.value}"@{value.language}^{value.datatype}'
    if isinstance(value, Iri):
        return value.value
    if isinstance(value, NodeList):
        return "(" + " ".join(_content(member, key=key) for member in value) + ")"
    return key(value) if value.entity or value.iri else digest(value)


def _wording(value: Value, *, key: EntityKey) -> str:
    if isinstance(value, Literal):
        return _plain(value.value) or _content(value)
    if isinstance(value, Node) and not value.entity and not value.iri:
        said = "|".join(_plain(text.value) for text in texts(value, RDFS_LABEL))
        return f"{class_name(value)}|{said}" if said else digest(value)
    return _content(value, key=key)


def _plain(text: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
