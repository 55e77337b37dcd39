"""The headings of one work looked up among the authorities: which are linked, and which wait for a person.

What is decided depends on the authorities, on the work's own records and on people's judgements, on no other work: so
the order in which records arrive does not matter.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from kg.authorities import AuthorityRow, Candidate, Heading, form_key, heading_key, link, row_from_json
from kg.catalogue import Catalogue, LinkRow, Sought
from kg.description import Literal, Node
from kg.namespaces import BF, RDFS_LABEL
from kg.pipeline.authorities import group_of, iri_key, name_of_group
from kg.text import title_key

__all__ = ["Linker", "Surroundings", "surroundings"]

_MAIN_TITLE = BF + "mainTitle"
_PERSON = BF + "Person"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the records of a work say beside a heading.

    `labels`: by kind and heading all names written for it; `iris`: by kind and heading the URIs that records give it.
    """

    labels: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    persons: frozenset[tuple[str, str]] = frozenset()
    iris: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()

    def keys(self) -> frozenset[int]:
        """Return the keys by which a change of an authority finds the work."""
        found = {form_key(key) for kind, heading in self.labels for key in self._bare(kind, heading).form_keys()}
        return frozenset(found | {iri_key(iri) for iris in self.iris.values() for iri in iris})

    def heading(self, kind: str, heading: str) -> Heading:
        """Return a heading as it is compared with authorities."""
        return replace(self._bare(kind, heading), titles=self.titles, names=self._names(heading))

    def _bare(self, kind: str, heading: str) -> Heading:
        scheme = heading.partition("|")[0] if kind == "subject" and "|" in heading else ""
        return Heading(kind, self.labels.get((kind, heading), ()), scheme, (kind, heading) in self.persons)

    def _names(self, heading: str) -> frozenset[str]:
        """Return the keys of the work's other persons."""
        return frozenset(
            heading_key("agent", label, is_person=True)
            for kind, other in self.persons
            if other != heading
            for label in self.labels[kind, other]
        )


def surroundings(nodes: Iterable[Node]) -> Surroundings:
    """Return what the nodes of all records of a work say."""
    labels: dict[tuple[str, str], set[str]] = {}
    iris: dict[tuple[str, str], set[str]] = {}
    persons: set[tuple[str, str]] = set()
    titles: set[str] = set()
    for node in nodes:
        titles.update(title_key(value.value) for value in node.values(_MAIN_TITLE) if isinstance(value, Literal))
        key = node.entity, node.heading
        if not node.entity or not (node.heading or node.iri):
            continue
        labels.setdefault(key, set()).update(_labels(node))
        if node.iri:
            iris.setdefault(key, set()).add(node.iri)
        if _PERSON in node.types:
            persons.add(key)
    return Surroundings(
        {key: tuple(sorted(found)) for key, found in labels.items()},
        frozenset(persons),
        {key: tuple(sorted(found)) for key, found in iris.items()},
        frozenset(titles - {""}),
    )


def _labels(node: Node) -> Iterator[str]:
    return (value.value for value in node.values(RDFS_LABEL) if isinstance(value, Literal))


class Linker:
    """Finds the authorities of one work's headings; `links` collects what was found."""

    def __init__(self, catalogue: Catalogue, work: str, around: Callable[[], Surroundings]) -> None:
        self._catalogue = catalogue
        self._work = work
        self._read = around
        self._around: Surroundings | None = None
        self._is_idle = catalogue.authority_table.is_empty()
        self.links: list[LinkRow] = []

    @property
    def around(self) -> Surroundings:
        """Return what the work's records say."""
        if self._around is None:
            self._around = self._read()
        return self._around

    def sought(self, node: Node) -> tuple[Sought, tuple[int, ...]]:
        """Return by what the entity is found that a node means, and the authority records that it is linked to."""
        group = () if self._is_idle else self._group(node)
        if not group:
            return Sought(node.entity, node.heading, node.iri, node.qualified, self._work), ()
        iri, own = name_of_group(self._catalogue, group)
        return Sought(node.entity, node.heading if iri else own, iri, qualified=True, work=""), group

    def texts(self, group: Iterable[int]) -> tuple[str, ...]:
        """Return all names that the records of a group give."""
        rows = (row_from_json(self._catalogue.authority_table.row(record)) for record in group)
        return tuple(dict.fromkeys(form.text for row in rows for form in row.forms))

    def _group(self, node: Node) -> tuple[int, ...]:
        """Return the authority records that a node means: by its URI, by what people say, else by the evidence."""
        table = self._catalogue.authority_table
        if node.iri:
            return self._of_iri(node)
        bundled = self.around.iris.get((node.entity, node.heading), ())
        groups = {self._of_iri(Node(node.types, iri=iri, entity=node.entity)) for iri in bundled} - {()}
        verdicts = table.verdicts(self._work, node.entity, node.heading)
        if len(groups) == 1 and "different" not in verdicts.values():
            (group,) = groups
            self._note(node, group[0], "linked", 20.0, ("id",))
            return group
        heading = self.around.heading(node.entity, node.heading)
        records = {record for key in heading.form_keys() for record in table.by_key(form_key(key))} | verdicts.keys()
        candidates = []
        for record in sorted(records):
            text = table.row(record)
            row = row_from_json(text) if text else None
            if row is not None and row.kind == node.entity and (row.sort == "person") == heading.is_person:
                candidates.append(Candidate(record, self._same(record, row), row, verdicts.get(record, "")))
        found = link(heading, candidates)
        is_clear = len(groups) < 2
        for each in found:
            state = "linked" if each.linked and is_clear else "doubtful"
            self._note(node, each.record, state, each.bits, each.features)
        if not found or not found[0].linked or not is_clear:
            return ()
        return group_of(self._catalogue, found[0].record)

    def _same(self, record: int, row: AuthorityRow) -> str:
        """Return what is the same for authority records of one thing.

        One string of a scheme, one name of a body, one name with its dates is one thing, however often a file has it.
        """
        if row.sort != "person" or row.born or row.died:
            return f"{row.sort}|{row.scheme}|{title_key(row.label)}"
        return str(group_of(self._catalogue, record)[0])

    def _of_iri(self, node: Node) -> tuple[int, ...]:
        table = self._catalogue.authority_table
        for record in table.by_iri(node.iri):
            if row_from_json(table.row(record)).kind == node.entity:
                return group_of(self._catalogue, record)
        return ()

    def _note(self, node: Node, record: int, state: str, bits: float, features: tuple[str, ...]) -> None:
        row = LinkRow(self._work, node.entity, node.heading, record, state, bits, json.dumps(features))
        if row not in self.links:
            self.links.append(row)
