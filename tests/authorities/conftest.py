"""A small catalogue with authority files and records that name whom they describe."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymarc
import pytest

from kg.catalogue import Catalogue, LinkRow, Member
from kg.crosswalk import Crosswalk
from kg.pipeline.check import check
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import publish
from kg.pipeline.report import LoadReport
from kg.pipeline.site import Site
from kg.search.query import Query
from kg.store import Generations, GraphView

Row = tuple[str, ...]


def marc(leader: str, *rows: Row) -> bytes:
    """Return a record: of a field its tag, then its text, or its indicators and pairs of code and text."""
    record = pymarc.Record(force_utf8=True, leader=leader)
    for tag, second, *rest in rows:
        if not rest:
            record.add_field(pymarc.Field(tag, data=second))
            continue
        subfields = [pymarc.Subfield(code, text) for code, text in zip(rest[::2], rest[1::2], strict=True)]
        record.add_field(pymarc.Field(tag, pymarc.Indicators(*second), subfields))
    return record.as_marc()


def authority(local_id: str, *rows: Row) -> bytes:
    """Return an authority record of MARC 21."""
    return marc(
        "00000nz  a2200000n  4500", ("001", local_id), ("008", "790430n| azannaabn          |a aaa      "), *rows
    )


def bib(local_id: str, title: str, *rows: Row) -> bytes:
    """Return a bibliographic record of MARC 21."""
    return marc(
        "00000nam a2200000 a 4500",
        ("001", local_id),
        ("008", "850101s1982    cc a     b    001 0 chi d"),
        ("245", "10", "a", title),
        *rows,
    )


def lu_xun(local_id: str = "n79043516") -> bytes:
    """Return an authority record for 鲁迅 with his names in several scripts."""
    return authority(
        local_id,
        ("010", "  ", "a", "n 79043516"),
        ("024", "7 ", "a", "http://viaf.org/viaf/29540187", "2", "uri"),
        ("100", "1 ", "a", "Lu, Xun,", "d", "1881-1936"),
        ("400", "1 ", "a", "鲁迅,", "d", "1881-1936"),
        ("400", "1 ", "a", "周树人,", "d", "1881-1936"),
        ("670", "  ", "a", "呐喊, 1923:", "b", "t.p. (鲁迅)"),
    )


@dataclass
class Shelf:
    """A catalogue with two members, and what tests do with it."""

    catalogue: Catalogue
    site: Site
    crosswalk: Crosswalk

    def load(self, member: str, *records: bytes, replace_all: bool = False) -> LoadReport:
        """Load records of a member."""
        options = LoadOptions(who="test", replace_all=replace_all, yes=True)
        stream = io.BytesIO(b"".join(records))
        return load(self.catalogue, self.catalogue.member(member), [stream], self.crosswalk, options)

    def publish(self) -> None:
        """Bring graph and index up to date, and hold that they are as the database says."""
        publish(self.catalogue, self.site)
        found = check(self.catalogue, self.site, strict=True)
        assert found.clean, found.differences

    def links(self, state: str = "linked") -> list[LinkRow]:
        """Return the links of all works."""
        rows = self.catalogue.database.rows("SELECT DISTINCT work FROM authority_link ORDER BY work")
        return [
            link for (work,) in rows for link in self.catalogue.authority_table.links_of(work) if link.state == state
        ]

    def dump(self) -> set[str]:
        """Return the published statements."""
        current = Generations(self.site.generations).current()
        assert current is not None
        view = GraphView.open(current.graph)
        return {str(quad) for graph in view.graphs() for quad in view.quads(graph)}

    def agents(self) -> list[str]:
        """Return the live agents."""
        return [entity.id for entity in self.catalogue.entities("agent") if entity.state == "live"]

    def found(self, words: str) -> set[str]:
        """Return the editions that a search for these words finds."""
        current = Generations(self.site.generations).current()
        assert current is not None
        reader = self.site.index_reader(current.index)
        try:
            return {hit.id for work in reader.search(Query(text=words)).works for hit in work.editions}
        finally:
            reader.close()


@pytest.fixture(scope="session")
def crosswalk(mappings: Path) -> Crosswalk:
    """Return the rules of MARC 21, compiled once."""
    return Crosswalk.load(mappings, "marc21")


@pytest.fixture
def new_shelf(mappings: Path, crosswalk: Crosswalk, tmp_path: Path) -> Callable[[str], Shelf]:
    """Return a maker of empty catalogues with the members A and B."""

    def make(name: str) -> Shelf:
        catalogue = Catalogue.create(tmp_path / name)
        catalogue.add_member(Member("A", "甲馆", "marc21"))
        catalogue.add_member(Member("B", "乙馆", "marc21"))
        return Shelf(catalogue, Site(tmp_path / name, "http://c.example", mappings, batch=50), crosswalk)

    return make


@pytest.fixture
def shelf(new_shelf: Callable[[str], Shelf]) -> Shelf:
    """Return an empty catalogue with the members A and B."""
    return new_shelf("catalogue")


@pytest.fixture
def make() -> dict[str, Callable[..., bytes]]:
    """Return the makers of records: authority, bib, lu_xun and, of any kind, marc."""
    return {"authority": authority, "bib": bib, "lu_xun": lu_xun, "marc": marc}
