"""Descriptions and match rows made by hand."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kg.catalogue import Arrival, Catalogue, Member, hash_bytes
from kg.description import Description, Iri, Literal, Node
from kg.matching import MatchRow, match_row, place, remember, settle
from kg.namespaces import BF, BFLC, RDF, RDFS_LABEL

VOCABULARY = "http://id.loc.gov/vocabulary/"


def node(kind: str, **properties: str | Node) -> Node:
    """Return a node with literal or node values; an underscore in a name stands for nothing."""
    made = Node([BF + kind])
    for name, value in properties.items():
        namespace = BFLC if name.startswith("simple") else BF
        made.add(namespace + name, value if isinstance(value, Node) else Literal(value))
    return made


def title(text: str, pinyin: str = "", **properties: str) -> Node:
    made = node("Title", **properties)
    made.add(BF + "mainTitle", Literal(text))
    if pinyin:
        made.add(BF + "mainTitle", Literal(pinyin, "zh-latn-pinyin"))
    return made


def labelled(kind: str, label: str) -> Node:
    made = Node([BF + kind])
    made.add(RDFS_LABEL, Literal(label))
    return made


def add_rare(work: Node, instance: Node, said: dict[str, Any]) -> None:
    """Add original, note and scale."""
    if said.get("original"):
        relation = node("Relation", associatedResource=node("Work", title=title(said["original"])))
        relation.add(BF + "relationship", Iri(VOCABULARY + "relationship/translationof"))
        work.add(BF + "relation", relation)
    if said.get("note"):
        instance.add(BF + "note", labelled("Note", said["note"]))
    if said.get("scale"):
        work.add(BF + "scale", labelled("Scale", said["scale"]))


def description(text: str = "红楼梦", **said: Any) -> Description:
    """Return a description; `said` are author, year, publisher, pages, edition, isbn, languages, carrier, kind."""
    work, instance = Node([BF + "Work", BF + said.get("kind", "Text")]), Node([BF + "Instance"])
    if said.get("serial"):
        work.types.append(BF + "Serial")
    parts = {"partNumber": said["part"]} if "part" in said else {}
    subtitle = {"subtitle": said["subtitle"]} if "subtitle" in said else {}
    instance.add(BF + "title", title(text, said.get("pinyin", ""), **parts, **subtitle))
    if said.get("author"):
        contribution = Node([BF + "Contribution", BF + "PrimaryContribution"])
        agent = labelled("Person", said["author"])
        agent.heading = said["author"]
        contribution.add(BF + "agent", agent)
        work.add(BF + "contribution", contribution)
    if said.get("uniform"):
        work.add(BF + "expressionOf", node("Hub", title=title(said["uniform"])))
    add_rare(work, instance, said)
    provision = node("Publication", date=str(said.get("year", "1982")))
    provision.add(BFLC + "simpleAgent", Literal(said.get("publisher", "人民文学出版社")))
    instance.add(BF + "provisionActivity", provision)
    if said.get("pages"):
        instance.add(BF + "extent", labelled("Extent", said["pages"]))
    if said.get("edition"):
        instance.add(BF + "editionStatement", Literal(said["edition"]))
    for kind in ("Isbn", "Issn", "Identifier", "AudioIssueNumber"):
        for value in said.get(kind.lower(), ()):
            identifier = Node([BF + kind])
            identifier.add(RDF + "value", Literal(value))
            instance.add(BF + "identifiedBy", identifier)
            if kind == "Identifier":
                identifier.add(BF + "source", labelled("Source", "统一书号"))
    for code in said.get("languages", ("chi",)):
        work.add(BF + "language", Iri(VOCABULARY + "languages/" + code))
    if said.get("carrier"):
        instance.add(BF + "carrier", Iri(VOCABULARY + "carriers/" + said["carrier"]))
    return Description("1", work, instance)


@pytest.fixture
def row() -> Callable[..., MatchRow]:
    """Return a maker of match rows."""
    return lambda text="红楼梦", **said: match_row(description(text, **said))


class Desk:
    """A catalogue into which match rows are put as records, as a load does."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.load = catalogue.load_table.start("NJU", (), "test", replace_all=False)
        self._next = 0

    def put(self, text: str = "红楼梦", **said: Any) -> str:
        """Store a record with this description and return its local id."""
        self._next += 1
        local_id, made = str(self._next), match_row(description(text, **said))
        placing = place(self.catalogue, made)
        arrival = Arrival("NJU", local_id, "cnmarc", "iso2709", "utf-8", b"x", hash_bytes(b"x"))
        number = self.catalogue.record_table.insert(arrival, load=self.load, instance=placing.instance)
        remember(self.catalogue, number, made, placing.decision)
        settle(self.catalogue, [placing.instance])
        return local_id

    def instance(self, local_id: str) -> str:
        """Return the instance of a record."""
        record = self.catalogue.record("NJU", local_id)
        assert record is not None
        return record.instance

    def work(self, local_id: str) -> str:
        """Return the work of a record."""
        cluster = self.catalogue.cluster(self.instance(local_id))
        assert cluster is not None
        return cluster.work


@pytest.fixture
def new_desk() -> Callable[[], AbstractContextManager[Desk]]:
    """Return a maker of empty desks, each closed after its use."""

    @contextmanager
    def opened() -> Iterator[Desk]:
        with TemporaryDirectory() as folder, Catalogue.create(Path(folder)) as catalogue:
            catalogue.add_member(Member("NJU", "南京大学图书馆", "cnmarc"))
            yield Desk(catalogue)

    return opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return an empty desk."""
    with Catalogue.create(tmp_path) as catalogue:
        catalogue.add_member(Member("NJU", "南京大学图书馆", "cnmarc"))
        yield Desk(catalogue)
