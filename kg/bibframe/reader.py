"""Works, editions, agents and subjects from trees: the one place that knows which property makes which attribute."""

from dataclasses import replace
from typing import Protocol
from urllib.parse import unquote

from kg.bibframe.maps import coordinates, projection, scale
from kg.bibframe.parts import all_of, classification, identifier, item, note, provision, relation, title
from kg.bibframe.things import Agent, Contribution, Instance, Note, Role, Subject, Text, Title, Work
from kg.bibframe.values import (
    LABELS,
    child_iris,
    children,
    class_name,
    codes,
    first,
    iris,
    is_latin,
    labels,
    names_of,
    texts,
    unnamed,
    words,
)
from kg.description.node import Node
from kg.description.terms import local_name
from kg.namespaces import BF, BFLC, MADS, OWL, PROV, RDF

__all__ = ["Names", "Reader", "series_statements"]

_TITLES = ("Title", "KeyTitle", "ParallelTitle", "CollectiveTitle", "AbbreviatedTitle")
_TITLE_RANK = {kind: place for place, kind in enumerate(_TITLES)}
_SERIES = ("series", "subseries", "seriesof", "inseries", "partofseries")


class Names(Protocol):
    """Knows what the nodes of a tree are called."""

    def iri(self, node: Node) -> str:
        """Return the URI of an agent or a subject, "" when it has none."""

    def id(self, node: Node) -> str:
        """Return our own id of an agent or a subject, "" when it has none."""


class Reader:
    """Makes the dataclasses of `things.py` from nodes; equal content gives equal things, whatever its order."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def work(self, node: Node, iri: str, id_: str) -> Work:
        """Return the work that the node describes."""
        return Work(
            iri=iri,
            id=id_,
            kinds=tuple(sorted({local_name(kind) for kind in node.types} - {"Work"})),
            titles=_titles(node),
            contributions=all_of(node, [BF + "contribution"], self._contribution, lambda found: not found.primary),
            languages=_languages(node),
            content=iris(node, BF + "content"),
            subjects=all_of(node, [BF + "subject"], self.subject, _by_labels),
            genres=all_of(node, [BF + "genreForm"], self.subject, _by_labels),
            classifications=all_of(node, [BF + "classification"], classification, lambda found: found.kind),
            identifiers=all_of(node, [BF + "identifiedBy"], identifier, lambda found: found.kind),
            summaries=labels(node, BF + "summary"),
            contents=labels(node, BF + "tableOfContents"),
            notes=all_of(node, [BF + "note"], note, lambda found: found.kind),
            relations=all_of(node, [BF + "relation"], relation, lambda found: found.relationship),
            origin_date=first(node, BF + "originDate"),
            instances=_ids(node, BF + "hasInstance"),
            records=iris(node, PROV + "wasDerivedFrom"),
            content_words=unnamed(node, BF + "content"),
            scale=scale(node),
            projection=projection(node),
            coordinates=coordinates(node),
        )

    def instance(self, node: Node, iri: str, id_: str) -> Instance:
        """Return the edition that the node describes, with its items."""
        items = all_of(node, [BF + "hasItem"], item, lambda found: found.member)
        records = iris(node, PROV + "wasDerivedFrom")
        works = iris(node, BF + "instanceOf")
        return Instance(
            iri=iri,
            id=id_,
            work_iri=works[0] if works else "",
            titles=_titles(node),
            responsibility=texts(node, BF + "responsibilityStatement"),
            provisions=all_of(
                node, [BF + "provisionActivity"], provision, lambda found: (found.kind != "Publication", found.kind)
            ),
            publication_statement=texts(node, BF + "publicationStatement"),
            edition_statement=texts(node, BF + "editionStatement"),
            extent=labels(node, BF + "extent"),
            dimensions=texts(node, BF + "dimensions"),
            identifiers=all_of(node, [BF + "identifiedBy"], identifier, lambda found: (found.kind, bool(found.status))),
            notes=all_of(node, [BF + "note"], note, lambda found: found.kind),
            relations=all_of(node, [BF + "relation"], relation, lambda found: found.relationship),
            series=texts(node, BF + "seriesStatement") or series_statements(node),
            issuance=next(iter(iris(node, BF + "issuance")), ""),
            media=iris(node, BF + "media"),
            carriers=iris(node, BF + "carrier"),
            locators=_locators(node),
            items=items,
            records=records,
            members=tuple(sorted({held.member for held in items if held.member} | {_member(name) for name in records})),
            extent_notes=_extent_notes(node),
            media_words=unnamed(node, BF + "media"),
            carrier_words=unnamed(node, BF + "carrier"),
        )

    def agent(self, node: Node) -> Agent | None:
        """Return a person, organisation, meeting or family; None for a node without a name."""
        found = names_of(node)
        iri = self._names.iri(node)
        if not found and not iri:
            return None
        return Agent(
            iri=iri,
            id=self._names.id(node),
            kind=class_name(node, "Agent"),
            labels=found,
            same_as=tuple(sorted({*iris(node, OWL + "sameAs", MADS + "isIdentifiedByAuthority")} - {iri})),
        )

    def subject(self, node: Node) -> Subject | None:
        """Return a subject or a genre; None for one without a name."""
        found = names_of(node) or _parts_joined(node)
        iri = self._names.iri(node)
        if not found and not iri:
            return None
        source = codes(node, BF + "source") or codes(node, MADS + "isMemberOfMADSScheme")
        return Subject(iri, self._names.id(node), class_name(node, "Topic"), found, source)

    def _contribution(self, node: Node) -> Contribution | None:
        agents = (self.agent(child) for child in children(node, BF + "agent"))
        agent = next((found for found in agents if found is not None), None)
        if agent is None:
            return None
        roles = [_role(child) for child in children(node, BF + "role")] + [
            Role("", word.value) for word in texts(node, BF + "role")
        ]
        distinct = {role for role in roles if role.iri or role.label}
        return Contribution(
            agent=agent,
            roles=tuple(sorted(distinct, key=lambda role: (not role.iri, role.iri, role.label))),
            primary=any(local_name(kind) == "PrimaryContribution" for kind in node.types),
        )


def _role(node: Node) -> Role:
    name = "" if "#" in node.iri else node.iri
    found = texts(node, *LABELS, RDF + "value", BF + "code")
    return Role(name, "" if name else found[0].value if found else "")


def _titles(node: Node) -> tuple[Title, ...]:
    """Return the titles; a uniform title, which is that of a hub, is one by which the work is found as well."""
    own = all_of(node, [BF + "title"], title, lambda found: (_TITLE_RANK.get(found.kind, len(_TITLES)), found.kind))
    uniform = [
        replace(found, kind="VariantTitle")
        for hub in children(node, BF + "expressionOf")
        for found in all_of(hub, [BF + "title"], title, repr)
    ]
    known = {text.value for found in own for text in found.main}
    return (*own, *sorted({found for found in uniform if not {text.value for text in found.main} <= known}, key=repr))


def _languages(node: Node) -> tuple[str, ...]:
    """Return the languages of the whole; those of parts only where nothing is said of the whole."""
    whole = set(iris(node, BF + "language"))
    parts: set[str] = set()
    for child in children(node, BF + "language"):
        found = {*iris(child, RDF + "value"), *iris(child, BF + "code")}
        (parts if child.values(BF + "part") else whole).update(found)
    return tuple(sorted(whole or parts))


def _extent_notes(node: Node) -> tuple[Note, ...]:
    extents = children(node, BF + "extent")
    found = {part for extent in extents for part in all_of(extent, [BF + "note"], note, repr)}
    return tuple(sorted(found, key=lambda part: (part.kind != "physical", part.kind, repr(part))))


def series_statements(node: Node) -> tuple[Text, ...]:
    """Return the series that a node's relations name, each with its number in it, as a statement."""
    found: dict[str, Text] = {}
    for child in children(node, BF + "relation"):
        made = relation(child)
        if made is not None and local_name(made.relationship) in _SERIES:
            number = made.enumeration.rstrip(" .")
            for label in made.label:
                text = Text(f"{label.value} ; {number}" if number else label.value, label.language)
                found.setdefault(text.value.casefold(), text)
    return tuple(sorted(found.values(), key=lambda text: (is_latin(text.value), text.value, text.language)))


def _locators(node: Node) -> tuple[str, ...]:
    found = {*iris(node, BF + "electronicLocator"), *words(node, BF + "electronicLocator")}
    for child in children(node, BF + "electronicLocator"):
        found.update(iris(child, RDF + "value", BFLC + "locator"))
    found.update(child_iris(node, BF + "hasItem", BF + "electronicLocator"))
    return tuple(sorted(found))


def _parts_joined(node: Node) -> tuple[Text, ...]:
    parts = [texts(child, *LABELS) for child in children(node, MADS + "componentList")]
    if not parts or not all(parts):
        return ()
    return (Text("--".join(found[0].value for found in parts), parts[0][0].language),)


def _ids(node: Node, predicate: str) -> tuple[str, ...]:
    """Return the ids of what has one; a part that is named only within its owner has none."""
    return tuple(unquote(name.rpartition("/")[2]) for name in iris(node, predicate) if "#" not in name)


def _member(record: str) -> str:
    """Return the member's code from a record's URI, `…/record/{member}/{local id}`."""
    return unquote(record.rpartition("/record/")[2].partition("/")[0])


def _by_labels(found: Subject) -> object:
    return [text.value for text in found.labels]
