"""A small catalogue to load into and publish from."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymarc
import pytest

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.pipeline.check import CheckReport, check
from kg.pipeline.dump import dump
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import PublishReport, publish
from kg.pipeline.site import Site
from kg.store import Generation, Generations, GraphView

BASE = "http://c.example"


def marc(
    local_id: str, title: str, author: str = "", isbn: str = "", subject: str = "", call_number: str = ""
) -> bytes:
    """Return a MARC 21 record in UTF-8; an author is a name, or name, dates, URI set off by comma and space."""
    record = pymarc.Record(force_utf8=True, leader="00000nam a2200000 a 4500")
    record.add_field(pymarc.Field("001", data=local_id))
    record.add_field(pymarc.Field("008", data="850101s1982    cc a     b    001 0 chi d"))
    parts = [
        ("020", "  ", "a", isbn),
        ("100", "1 ", "a", author),
        ("245", "10", "a", title),
        ("650", " 0", "a", subject),
    ]
    for tag, indicators, code, text in [*parts, ("852", "  ", "h", call_number)]:
        if text:
            subfields = [pymarc.Subfield(code, text)]
            if tag == "100":
                given = zip("ad0", text.split(", "), strict=False)
                subfields = [pymarc.Subfield(code, part) for code, part in given]
            record.add_field(pymarc.Field(tag, pymarc.Indicators(*indicators), subfields))
    return record.as_marc()


@dataclass
class Shelf:
    """A catalogue with two members, and what tests do with it."""

    catalogue: Catalogue
    site: Site
    crosswalk: Crosswalk

    def load(self, member: str, *records: bytes, replace_all: bool = False) -> None:
        """Load records of a member."""
        options = LoadOptions(who="test", replace_all=replace_all, yes=True)
        load(self.catalogue, self.catalogue.member(member), [io.BytesIO(b"".join(records))], self.crosswalk, options)

    def publish(self) -> PublishReport:
        """Bring graph and index up to date."""
        return publish(self.catalogue, self.site)

    def check(self, *, strict: bool = False) -> CheckReport:
        """Compare, with a database that cannot be written."""
        with Catalogue.open(self.site.directory, read_only=True) as catalogue:
            return check(catalogue, self.site, strict=strict)

    def dump(self, to: str = "nquads") -> bytes:
        """Return the published graph."""
        stream = io.BytesIO()
        dump(self.site, stream, to=to)
        return stream.getvalue()

    def generation(self) -> Generation:
        """Return the current generation."""
        current = Generations(self.site.generations).current()
        assert current is not None
        return current

    def view(self) -> GraphView:
        """Return the published graph."""
        return GraphView.open(self.generation().graph)

    def instance_of(self, member: str, local_id: str) -> str:
        """Return the id of the edition that a record describes."""
        record = self.catalogue.record(member, local_id)
        assert record is not None
        return record.instance


@pytest.fixture(scope="session")
def crosswalk(mappings: Path) -> Crosswalk:
    """Return the rules of MARC 21, compiled once."""
    return Crosswalk.load(mappings, "marc21")


@pytest.fixture(scope="session")
def new_shelf(mappings: Path, crosswalk: Crosswalk) -> Callable[[Path], Shelf]:
    """Return a maker of empty catalogues with the members A and B, in a folder."""

    def make(folder: Path) -> Shelf:
        catalogue = Catalogue.create(folder / "catalogue")
        catalogue.add_member(Member("A", "甲馆", "marc21"))
        catalogue.add_member(Member("B", "乙馆", "marc21"))
        site = Site(folder / "catalogue", BASE, mappings, batch=50)
        return Shelf(catalogue, site, crosswalk)

    return make


@pytest.fixture
def shelf(tmp_path: Path, new_shelf: Callable[[Path], Shelf]) -> Shelf:
    """Return an empty catalogue with the members A and B."""
    return new_shelf(tmp_path)


@pytest.fixture(scope="session")
def record() -> Callable[..., bytes]:
    """Return a maker of MARC 21 records."""
    return marc
