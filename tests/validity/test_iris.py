"""Addresses: whatever stands in their place, every output can be read, and what is no address is said."""

import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from corpus import BASE, PROFILES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.crosswalk.separate import Crosswalks
from kg.description import Remark, convert_nquads, is_valid_iri
from kg.exports import EXPORTS, parse_lines
from kg.namespaces import BF
from kg.pipeline.remarks import address_problem
from kg.records import Field, Record

ROOT = Path(__file__).resolve().parents[2]
BAD = (
    "http://id.loc.gov/a b",
    "http://id.loc.gov/{n}",
    "http://id.loc.gov/%zz",
    "http://id.loc.gov/<n>",
    "http://id.loc.gov\\names\\n1",
    'http://id.loc.gov/"n"',
    "http://[::1/n",
    "http://a#b#c",
    "http://",
    "https:/\\/",
    "www.example.org/红楼梦",
    "(uri) http://a/ b",
    "https://a/\u0001b",
    "https://a/\u202e b",
)
FORMS = {
    "nquads": (pyoxigraph.RdfFormat.N_QUADS, "nquads"),
    "ntriples": (pyoxigraph.RdfFormat.N_TRIPLES, "nt"),
    "turtle": (pyoxigraph.RdfFormat.TURTLE, "turtle"),
    "rdfxml": (pyoxigraph.RdfFormat.RDF_XML, "xml"),
    "jsonld": (pyoxigraph.RdfFormat.JSON_LD, "json-ld"),
}
# Fields in which an address may stand: tag, indicators, another subfield, the code of the one meant.
MARC = (
    ("100", "1 ", "aName", "0"),
    ("100", "1 ", "aName", "1"),
    ("700", "1 ", "aName", "4"),
    ("710", "2 ", "aName", "0"),
    ("650", " 0", "aTopic", "0"),
    ("650", " 7", "aTopic", "2"),
    ("655", " 7", "aGenre", "2"),
    ("651", " 0", "aPlace", "1"),
    ("856", "40", "3Part", "u"),
    ("020", "  ", "a9787101096651", "q"),
    ("024", "7 ", "a123", "2"),
    ("024", "7 ", "2uri", "a"),
    ("336", "  ", "atext", "0"),
    ("337", "  ", "aaudio", "b"),
    ("040", "  ", "aDLC", "e"),
    ("041", "7 ", "aeng", "2"),
    ("830", " 0", "aSeries", "0"),
    ("830", " 0", "aSeries", "x"),
    ("776", "08", "tTitle", "o"),
    ("776", "08", "tTitle", "4"),
    ("084", "  ", "a123", "2"),
    ("050", " 4", "aQA1", "0"),
    ("506", "  ", "aTerms", "u"),
    ("540", "  ", "aTerms", "u"),
    ("520", "  ", "aSummary", "u"),
    ("758", "  ", "aWork", "1"),
    ("852", "  ", "bStacks", "a"),
    ("003", "", "", ""),
    ("005", "", "", ""),
    ("008", "", "", ""),
    ("001", "", "", ""),
    ("382", "01", "apiano", "0"),
    ("385", "  ", "aAdult", "0"),
)
UNIMARC = (
    ("700", " 1", "aName", "3"),
    ("606", "  ", "aTopic", "3"),
    ("606", "  ", "aTopic", "2"),
    ("856", "4 ", "aHost", "u"),
    ("801", " 0", "aFR", "b"),
    ("801", " 0", "aFR", "g"),
    ("101", "0 ", "afre", "a"),
    ("102", "  ", "aFR", "a"),
    ("702", " 1", "aName", "4"),
    ("001", "", "", ""),
    ("035", "  ", "a1", "a"),
    ("017", "70", "a1", "2"),
    ("225", "  ", "aSeries", "x"),
    ("676", "  ", "a800", "v"),
    ("605", "  ", "aTitle", "3"),
)
ELEMENTS = (
    "identifier",
    "relation",
    "source",
    "rights",
    "license",
    "isPartOf",
    "subject",
    "language",
    "type",
    "format",
)
TEXTS = st.one_of(
    st.sampled_from(BAD),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=40).map("http://id.loc.gov/".__add__),
    st.text('{}%<>"\\ |^`#[]@:/?&=;é红\u00a0\t\n\x7f', max_size=30).map("https://".__add__),
    st.integers(1, 4).map(lambda size: "http://a/" + "x" * 10**size),
)


@cache
def crosswalks(profile: str) -> Crosswalks:
    """Return the shipped rules."""
    return Crosswalks(ROOT / "mappings", profile)


def record(format_: str, fields: list[Field]) -> Record:
    """Return a record of a book."""
    title = {
        "marc21": Field("245", "00", (("a", "Title"),), ""),
        "dublincore": Field("title", "", (("_", "Title"),), ""),
    }
    first = title.get(format_, Field("200", "1 ", (("a", "Title"),), ""))
    leader = "" if format_ == "dublincore" else "00000nam a2200000 i 4500"
    return Record(format_, "example", "utf-8", leader, (first, *fields), b"", "a.mrc", 0, 1)


def marc_field(place: tuple[str, str, str, str], text: str) -> Field:
    """Return a field with a text in the subfield meant."""
    tag, indicators, beside, code = place
    if not indicators:
        return Field(tag, "", (), text)
    return Field(tag, indicators, ((beside[0], beside[1:]), (code, text)), "")


FIELDS = st.one_of(
    st.tuples(st.just("marc21"), st.lists(st.builds(marc_field, st.sampled_from(MARC), TEXTS), min_size=1, max_size=4)),
    st.tuples(
        st.just("cnmarc"), st.lists(st.builds(marc_field, st.sampled_from(UNIMARC), TEXTS), min_size=1, max_size=4)
    ),
    st.tuples(
        st.just("dublincore"),
        st.lists(
            st.builds(lambda tag, text: Field(tag, "", (("_", text),), ""), st.sampled_from(ELEMENTS), TEXTS),
            min_size=1,
        ),
    ),
)


def written(lines: list[str], form: str) -> bytes:
    """Return a graph as `lianmu convert` writes it."""
    stream = io.BytesIO()
    EXPORTS.get(form).write_to((quad for quad in parse_lines(lines)), stream)
    return stream.getvalue()


def iris(text: bytes, form: str) -> set[str]:
    """Return the IRIs that two parsers read in a graph, each of which reads as many statements."""
    of_pyoxigraph, of_rdflib = FORMS[form]
    quads = list(pyoxigraph.parse(text, of_pyoxigraph))
    graph = rdflib.Dataset() if form == "nquads" else rdflib.Graph()
    graph.parse(data=text, format=of_rdflib)
    assert len(graph) == len({(quad.subject, quad.predicate, quad.object) for quad in quads})
    terms = [term for quad in quads for term in quad.triple]
    return {term.value for term in terms if isinstance(term, pyoxigraph.NamedNode)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIELDS)
def test_every_output_can_be_read_back(profile: str, given_: tuple[str, list[Field]]) -> None:
    """All formats, two parsers, whatever stands in the fields."""
    description = crosswalks(profile).convert(record(*given_), "1")
    lines = convert_nquads(description, base=BASE)
    for form in FORMS:
        assert all(is_valid_iri(iri) for iri in iris(written(lines, form), form))


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize(("tag", "code"), [("100", "0"), ("700", "1"), ("856", "u"), ("650", "0")])
def test_a_bad_address_stays_a_text_and_is_reported(tag: str, code: str, text: str) -> None:
    """Of names, subjects and links."""
    place = next(place for place in MARC if place[0] == tag) if tag != "700" else ("700", "1 ", "aName", "1")
    found = crosswalks("lean").convert(record("marc21", [marc_field((*place[:3], code), text)]), "1")
    clean = " ".join(text.split())
    assert found.remarks == (Remark(tag, clean),)
    values = [
        quad.object.value
        for quad in pyoxigraph.parse("".join(convert_nquads(found, base=BASE)).encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        if isinstance(quad.object, pyoxigraph.Literal)
    ]
    assert clean in values


@pytest.mark.parametrize(
    "text", ["http://id.loc.gov/authorities/names/n80126329", "(DLC)n 80126329", "(OCoLC)fst00001234", "n123"]
)
def test_an_address_and_a_number_are_not_reported(text: str) -> None:
    """A control number is no address that failed."""
    found = crosswalks("lean").convert(record("marc21", [marc_field(("100", "1 ", "aName", "0"), text)]), "1")
    assert found.remarks == ()


def test_a_warning_names_field_and_text_and_is_short() -> None:
    """A person finds the place; a very long text does not fill the screen."""
    text = "http://a/" + "x y" * 1000
    bad = record("marc21", [marc_field(("100", "1 ", "aName", "0"), text)])
    problem = address_problem(bad, "1", [Remark("100", text)] * 5)
    assert problem.severity == "warning"
    assert problem.reason == "no-address"
    assert "100 $0: 'http://a/x yx y" in problem.message
    assert "and 2 more" in problem.message
    assert len(problem.message) < 600


def run(tmp_path: Path, count: int) -> tuple[int, str]:
    """Convert records of which each has a bad address; return the exit code and what stands on stderr."""
    field = {"100": {"ind1": "1", "ind2": " ", "subfields": [{"a": "Name"}, {"0": "http://a/ b"}]}}
    title = {"245": {"ind1": "0", "ind2": "0", "subfields": [{"a": "Title"}]}}
    lines = [
        json.dumps({"leader": "00000nam a2200000 i 4500", "fields": [{"001": str(number)}, field, title]})
        for number in range(count)
    ]
    path = tmp_path / "records.json"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "kg.cli", "convert", str(path), "--format", "marc21"]
    done = subprocess.run([*command, "--out", str(tmp_path / "out.nq")], cwd=ROOT, capture_output=True, check=False)
    return done.returncode, done.stderr.decode()


def test_convert_warns_on_stderr(tmp_path: Path) -> None:
    """The record, the field and its text; nothing is lost, so the run is a success."""
    code, said = run(tmp_path, 1)
    assert code == 0
    assert "(0): warning: no-address: No valid address or code, kept as text: 100 $0: 'http://a/ b'" in said
    assert "1 warnings" in said


def test_convert_does_not_flood(tmp_path: Path) -> None:
    """The first hundred, then their number."""
    _, said = run(tmp_path, 130)
    assert said.count("warning: no-address") == 100
    assert "30 more warnings of this kind: no-address" in said
    assert "130 warnings" in said
    assert BF not in said
