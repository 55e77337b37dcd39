"""Dumps as others read them: rdflib, on sample members; the description as a machine reads it; what is restricted."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, parse
from rdflib.namespace import DCTERMS, RDF, VOID

from kg.catalogue import Actor, Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.demo import demo_members
from kg.pipeline.acts import change_member
from kg.pipeline.dumps import DumpOptions, DumpSet, DumpSets, make_set, minimal_void, plan_of
from kg.pipeline.dumps.description import licence_address
from kg.pipeline.load import load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.pipeline.unload import unload

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
BASE = "http://c.example"
FORMATS = ("nquads", "turtle", "jsonldlines")
SAMPLE = {"haiwai", "bnf"}


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory, mappings: Path) -> DumpSet:
    """Return a set of dumps of two of the sample's members, one in MARC 21 and one in UNIMARC."""
    folder = tmp_path_factory.mktemp("sample") / "catalogue"
    site = Site(folder, BASE, mappings)
    with Catalogue.create(folder) as catalogue:
        for sample in demo_members():
            if sample.code in SAMPLE:
                member = Member(sample.code, sample.name, sample.format, sample.encoding, sample.record_id)
                catalogue.add_member(replace(member, licence=sample.licence, redistribute="yes"))
                with sample.open_files() as paths:
                    load(catalogue, member, paths, Crosswalk.load(mappings, sample.format))
        publish(catalogue, site)
        plan = plan_of(catalogue, "联目", "Lianmu", "2026-11-21")
    return make_set(site, plan, DumpOptions(FORMATS)).dumps


@pytest.fixture(scope="module")
def void(dumps: DumpSet) -> rdflib.Graph:
    """Return the description as rdflib reads it."""
    return rdflib.Graph().parse(dumps.path / "void.ttl", format="turtle")


def content(dumps: DumpSet, name: str) -> bytes:
    return gzip.decompress((dumps.path / name).read_bytes())


def quads(dumps: DumpSet, part: str) -> set[Quad]:
    return set(parse(content(dumps, f"{part}.nq.gz"), format=RdfFormat.N_QUADS))


def written_by_rdflib(dataset: rdflib.Graph) -> set[Quad]:
    return set(parse(dataset.serialize(format="nquads").encode(), format=RdfFormat.N_QUADS))


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib keep "007"^^xsd:integer as it is."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def test_each_member_is_a_part_of_the_whole(dumps: DumpSet) -> None:
    """And together they are all of it but the labels of code lists."""
    whole = quads(dumps, "lianmu-all")
    parts = [quads(dumps, f"member-{code}") for code in SAMPLE]
    assert all(part < whole for part in parts)
    rest = whole - set[Quad]().union(*parts)
    assert {str(quad.graph_name) for quad in rest} == {f"<{BASE}/vocabulary>"}


def test_rdflib_reads_the_same_n_quads(dumps: DumpSet) -> None:
    """Quad for quad."""
    found = rdflib.Dataset().parse(data=content(dumps, "member-haiwai.nq.gz"), format="nquads")
    assert written_by_rdflib(found) == quads(dumps, "member-haiwai")


def test_rdflib_reads_the_same_turtle(dumps: DumpSet) -> None:
    """Statement for statement."""
    found = rdflib.Graph().parse(data=content(dumps, "member-haiwai.ttl.gz"), format="turtle")
    lines = found.serialize(format="nt").encode()
    triples = {quad.triple for quad in quads(dumps, "member-haiwai")}
    assert {quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)} == triples


def test_rdflib_reads_the_same_json_ld_lines(dumps: DumpSet) -> None:
    """Line for line, asking nobody for a context."""
    found = rdflib.Dataset()
    for line in content(dumps, "member-haiwai.jsonl.gz").splitlines():
        assert isinstance(json.loads(line)["@context"], dict)
        found.parse(data=line, format="json-ld")
    assert written_by_rdflib(found) == quads(dumps, "member-haiwai")


def test_the_description_counts_what_is_there(dumps: DumpSet, void: rdflib.Graph) -> None:
    """Statements of the whole and of each subset, and of each property."""
    whole = rdflib.URIRef(f"{BASE}/dumps#lianmu-all")
    assert void.value(whole, VOID.triples).toPython() == len(quads(dumps, "lianmu-all"))
    subsets = {str(subset).partition("#")[2] for subset in void.objects(whole, VOID.subset)}
    assert subsets == {f"member-{code}" for code in SAMPLE}
    for name in subsets:
        subset = rdflib.URIRef(f"{BASE}/dumps#{name}")
        assert void.value(subset, VOID.triples).toPython() == len(quads(dumps, name))
    counts = [void.value(part, VOID.triples).toPython() for part in void.objects(whole, VOID.propertyPartition)]
    assert sum(counts) == len(quads(dumps, "lianmu-all"))
    assert len(counts) == void.value(whole, VOID.properties).toPython()


def test_the_description_names_every_file_with_its_checksum(dumps: DumpSet, void: rdflib.Graph) -> None:
    """dcat:Distribution with address, size and SHA-256."""
    expected = {
        (f"{BASE}/dumps/{dumps.name}/{file.name}", file.size, file.sha256)
        for part in dumps.parts
        for file in part.files
    }
    found = set()
    for one in void.subjects(RDF.type, DCAT.Distribution):
        size = int(void.value(one, DCAT.byteSize))
        checksum = void.value(void.value(one, SPDX.checksum), SPDX.checksumValue)
        found.add((str(void.value(one, DCAT.downloadURL)), size, str(checksum).lower()))
    assert found == expected


def test_the_description_has_the_licence_of_each_member(void: rdflib.Graph) -> None:
    """A licence with an address is a link; the whole says that each record keeps its own."""
    haiwai, whole = (rdflib.URIRef(f"{BASE}/dumps#{name}") for name in ("member-haiwai", "lianmu-all"))
    assert str(void.value(haiwai, DCTERMS.license)).startswith("https://creativecommons.org/publicdomain/zero/")
    assert void.value(whole, DCTERMS.license) is None
    assert {text.language for text in void.objects(whole, DCTERMS.rights)} == {"zh", "en"}
    assert void.value(whole, VOID.sparqlEndpoint) == rdflib.URIRef(f"{BASE}/sparql")


def test_a_catalogue_without_dumps_is_described_too() -> None:
    """By its addresses and vocabularies; the endpoint only where there is one."""
    with_it, without = (
        rdflib.Graph().parse(data=minimal_void(BASE, "联目", "Lianmu", has_endpoint=there), format="turtle")
        for there in (True, False)
    )
    (dataset,) = without.subjects(RDF.type, VOID.Dataset)
    assert without.value(dataset, VOID.sparqlEndpoint) is None
    assert with_it.value(dataset, VOID.sparqlEndpoint) is not None


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://example.org/licence", "https://example.org/licence"),
        ("cc0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("http://not an address", ""),
        ("ask the director", ""),
        ("", ""),
    ],
)
def test_a_licence_is_a_link_where_it_is_known(stated: str, address: str) -> None:
    """Words stay words."""
    assert licence_address(stated) == address


def test_what_may_not_be_passed_on_is_in_no_file(shelf: Any, record: Callable[..., bytes]) -> None:
    """A restricted member's words are in none of the files, unpacked, and it has none of its own."""
    catalogue = shelf.catalogue
    catalogue.change_member(replace(catalogue.member("A"), redistribute="yes"))
    catalogue.change_member(replace(catalogue.member("B"), redistribute="no"))
    shelf.load("A", record("1", "公开之书", "甲人, 1900-1950"))
    shelf.load(
        "B", record("2", "秘藏之书", "乙人, 1901-1951", subject="Secrecy"), record("1", "公开之书", "甲人, 1900-1950")
    )
    shelf.publish()
    plan = plan_of(catalogue, "联目", "Lianmu", "2026-11-21")
    found = make_set(shelf.site, plan, DumpOptions(FORMATS)).dumps
    for path in found.path.iterdir():
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for word in ("秘藏之书", "乙人", "Secrecy", "/record/B/"):
            assert word.encode() not in text, (path.name, word)
    assert "公开之书".encode() in content(found, "lianmu-all.nq.gz")
    assert found.part("member", "B") is None


def test_a_set_that_holds_what_was_withdrawn_goes(shelf: Any, record: Callable[..., bytes]) -> None:
    """Once records may not be passed on any more, no set that has them stays; what was released makes none go."""
    catalogue = shelf.catalogue
    shelf.load("A", record("1", "公开之书", "甲人, 1900-1950"))
    shelf.load("B", record("2", "收回之书", "乙人, 1901-1951"))
    shelf.publish()
    plan = plan_of(catalogue, "联目", "Lianmu", "2026-11-21")
    sets = DumpSets(shelf.site.directory / "dumps")
    before = make_set(shelf.site, plan, DumpOptions(FORMATS)).dumps
    change_member(catalogue, Actor("test"), replace(catalogue.member("B"), redistribute="no"), "yes")
    assert sets.all() == (before,)
    shelf.publish()
    assert sets.all() == ()
    after = make_set(shelf.site, plan_of(catalogue, "联目", "Lianmu", "2026-11-21"), DumpOptions(FORMATS)).dumps
    assert "收回之书".encode() not in content(after, "lianmu-all.nq.gz")
    change_member(catalogue, Actor("test"), replace(catalogue.member("B"), redistribute="yes"), "yes")
    shelf.publish()
    assert sets.all() == (after,)


def test_what_is_withheld_while_a_generation_is_published_belongs_to_the_next(
    shelf: Any, record: Callable[..., bytes]
) -> None:
    """The generation does not have it yet: a set of it is made once, and goes with the next publication."""
    shelf.load("B", record("2", "收回之书"))

    def withhold(what: str, _: int) -> None:
        if what == "publishing" and not shelf.catalogue.record("B", "2").restricted:
            change_member(
                shelf.catalogue, Actor("test"), replace(shelf.catalogue.member("B"), redistribute="no"), "yes"
            )

    publish(shelf.catalogue, shelf.site, progress=withhold)
    assert int(shelf.generation().facts["withholding"]) <= shelf.generation().event
    plan = plan_of(shelf.catalogue, "联目", "Lianmu", "2026-11-21")
    sets = DumpSets(shelf.site.directory / "dumps")
    made = make_set(shelf.site, plan, DumpOptions(("nquads",))).dumps
    assert sets.all() == (made,)
    shelf.publish()
    assert sets.all() == ()


@pytest.mark.parametrize("way", ["a load", "an undo"])
def test_a_set_goes_however_its_records_came_to_be_withheld(shelf: Any, record: Callable[..., bytes], way: str) -> None:
    """A record whose new or returned bytes may not be passed on is withdrawn as by a change of rules."""
    catalogue = shelf.catalogue
    change_member(catalogue, Actor("test"), replace(catalogue.member("A"), rights="deny 650$a 密*"), "yes")
    openly, closed = record("1", "第一种", subject="小说"), record("1", "第一种", subject="密件")
    for content in [openly] if way == "a load" else [closed, openly]:
        shelf.load("A", content)
    shelf.publish()
    sets = DumpSets(shelf.site.directory / "dumps")
    make_set(shelf.site, plan_of(catalogue, "联目", "Lianmu", "2026-11-21"), DumpOptions(("nquads",)))
    if way == "a load":
        shelf.load("A", closed)
    else:
        unload(catalogue, 2, "test")
    assert catalogue.record("A", "1").restricted
    shelf.publish()
    assert sets.all() == ()


def test_a_publisher_that_died_before_it_withdrew_leaves_it_to_the_next(
    shelf: Any, record: Callable[..., bytes]
) -> None:
    """What is withheld goes even if the generation without it is out already."""
    shelf.load("B", record("2", "收回之书"))
    shelf.publish()
    sets = DumpSets(shelf.site.directory / "dumps")
    made = make_set(
        shelf.site, plan_of(shelf.catalogue, "联目", "Lianmu", "2026-11-21"), DumpOptions(("nquads",))
    ).dumps
    aside = made.path.rename(shelf.site.directory / "aside")
    change_member(shelf.catalogue, Actor("test"), replace(shelf.catalogue.member("B"), redistribute="no"), "yes")
    shelf.publish()
    aside.rename(made.path)
    shelf.publish()
    assert sets.all() == ()
