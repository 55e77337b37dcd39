"""MARC 21 as a whole: real records close to the reference, weird ones without an accident, few triples."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from lxml import etree

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.description import convert_nquads
from kg.records.record import Field, Record


@pytest.fixture(scope="module")
def marc21(mappings: Path) -> Crosswalk:
    """Return the rules for MARC 21."""
    return Crosswalk.load(mappings, "marc21")


def read_marcxml(path: Path) -> Record:
    """Return the one record of a file."""
    leader, fields = "", []
    for element in etree.parse(path).getroot().iter("{*}leader", "{*}controlfield", "{*}datafield"):
        name, tag = etree.QName(element).localname, element.get("tag", "")
        if name == "leader":
            leader = element.text or ""
        elif name == "controlfield":
            fields.append(Field(tag, "", (), element.text or ""))
        else:
            pairs = tuple((part.get("code", ""), part.text or "") for part in element.iter("{*}subfield"))
            fields.append(Field(tag, element.get("ind1", " ") + element.get("ind2", " "), pairs, ""))
    return Record("marc21", "marcxml", "utf-8", leader, tuple(fields), path.read_bytes())


def reference_records(shared: Path) -> Iterator[tuple[str, Record]]:
    """Yield the records of the reference."""
    for path in sorted((shared / "reference" / "marc21" / "marc").glob("*.xml")):
        yield path.stem, read_marcxml(path)


@pytest.mark.realdata
def test_triples_a_record(marc21: Crosswalk, shared: Path) -> None:
    """The scale of a catalogue is the number of its triples."""
    counts = [
        len(convert_nquads(marc21.convert(record, key), base="http://example.org/"))
        for key, record in reference_records(shared)
    ]
    assert sum(counts) / len(counts) <= 120


@pytest.mark.realdata
def test_what_is_written_can_be_read(marc21: Crosswalk, shared: Path) -> None:
    """Every record's graph is valid N-Quads without blank nodes."""
    for key, record in reference_records(shared):
        text = "".join(convert_nquads(marc21.convert(record, key), base="http://example.org/", graph=True))
        quads = list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_QUADS))
        assert all(isinstance(quad.subject, pyoxigraph.NamedNode) for quad in quads)


WEIRD = [
    Record("marc21", "test", "utf-8", "", (), b""),
    Record("marc21", "test", "utf-8", "00000", (Field("008", "", (), "8"),), b""),
    Record("marc21", "test", "utf-8", " " * 24, (Field("245", "", (), ""),), b""),
    Record("marc21", "test", "utf-8", " " * 24, (Field("245", "1", (("a", ""), ("", "x"), ("é", "y")), ""),), b""),
    Record("marc21", "test", "utf-8", " " * 24, (Field("", "", (), ""), Field("???", "  ", (("a", "x"),), "")), b""),
    Record("marc21", "test", "utf-8", " " * 24, (Field("880", "  ", (("6", "245"), ("a", "x")), ""),), b""),
    Record("marc21", "test", "utf-8", " " * 24, (Field("100", "  ", (("a", "\x00\ud800\n"),), ""),), b""),
    Record(
        "marc21", "test", "utf-8", " " * 24, (Field("008", "  ", (("a", "x"),), ""), Field("245", "", (), "x")), b""
    ),
    Record("marc21", "test", "utf-8", " " * 24, (Field("650", " 0", (("x", "--"), ("v", "...")), ""),), b""),
]


@pytest.mark.parametrize("record", WEIRD)
@pytest.mark.parametrize("profile", ["lean", "lc"])
def test_a_weird_record_becomes_something(mappings: Path, profile: str, record: Record) -> None:
    """Whatever a record lacks: a work, an instance with a title, valid RDF."""
    made = Crosswalk.load(mappings, "marc21", profile=profile).convert(record, "1")
    text = "".join(convert_nquads(made, base="http://example.org/"))
    assert "mainTitle" in text
    assert list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES))


def test_main_entry_with_dates_is_qualified(marc21: Crosswalk) -> None:
    """A name with dates identifies a person; a bare name only within its work."""
    record = read_example("=100  1\\$a鲁迅,$d1881-1936.\n=245  10$a呐喊\n=700  1\\$a王伟", "marc21")
    agents = {
        node.heading: node.qualified for node in marc21.convert(record, "1").work.nodes() if node.entity == "agent"
    }
    assert agents == {"鲁迅, 1881-1936": True, "王伟": False}


def test_subject_heading_names_its_scheme(marc21: Crosswalk) -> None:
    """The same words in two thesauri are two subjects."""
    record = read_example("=245  10$aX\n=650  \\0$aMaps\n=650  \\2$aMaps\n=650  \\7$a地图$2cct", "marc21")
    headings = [node.heading for node in marc21.convert(record, "1").work.nodes() if node.entity == "subject"]
    assert headings == ["subjects|maps", "mesh|maps", "cct|地图"]


def test_an_authoritys_number_becomes_its_iri(marc21: Crosswalk) -> None:
    """`$0` with a known source names the node."""
    record = read_example("=245  10$aX\n=700  1\\$aMann, Thomas$0(DE-588)118577166", "marc21")
    iris = [node.iri for node in marc21.convert(record, "1").work.nodes() if node.entity == "agent"]
    assert iris == ["https://d-nb.info/gnd/118577166"]
