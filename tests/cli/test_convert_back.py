"""`lianmu convert --format bibframe`: graphs of anybody's making to records, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.records import Record, read_records

TURTLE = """
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<http://a.example/1#Work> a bf:Work ; bf:hasInstance <http://a.example/1#Instance> .
<http://a.example/1#Instance> a bf:Instance ; bf:title [ a bf:Title ; bf:mainTitle "Cafe\u0301 紅樓夢" ] ;
    bf:identifiedBy [ a bf:Isbn ; rdf:value "9787101096651" ] .
"""


def lianmu(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", "convert", *arguments], input=stdin, capture_output=True, check=False
    )


def records_of(path: Path, dialect: str) -> list[Record]:
    return [found for found in read_records(path, name="x", format=dialect, encoding="") if isinstance(found, Record)]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("to", "dialect", "title", "isbn"),
    [
        ("iso2709", "marc21", "245", "020"),
        ("marcxml", "marc21", "245", "020"),
        ("marcxchange", "marc21", "245", "020"),
        ("iso2709", "unimarc", "200", "010"),
        ("marcxchange", "cnmarc", "200", "010"),
    ],
)
def test_a_graph_becomes_a_record_that_reads_again(
    graph: Path, tmp_path: Path, to: str, dialect: str, title: str, isbn: str
) -> None:
    """Every form and dialect holds the graph's title and number, without a problem in reading, in NFC."""
    out = tmp_path / "out"
    done = lianmu(str(graph), "--format", "bibframe", "--to", to, "--dialect", dialect, "--out", str(out))
    assert done.returncode == 0, done.stderr
    (record,) = records_of(out, dialect)
    assert record.problems == ()
    assert record.all(title)[0].get("a") == "Caf\u00e9 紅樓夢"
    assert record.all(isbn)[0].get("a") == "9787101096651"


def test_lengths_of_iso2709_are_true(graph: Path) -> None:
    """Leader and base address say where the record and its data end and begin, in bytes."""
    data = lianmu(str(graph), "--format", "bibframe", "--to", "iso2709", "-q").stdout
    assert int(data[:5]) == len(data)
    assert data[int(data[12:17]) - 1] == 0x1E
    assert data[9:10] == b"a"
    assert data[-2:] == b"\x1e\x1d"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.rdf", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "x">]><rdf:RDF/>', "document type"),
        ("a.nt", b"no triple at all\n", "cannot be read as application/n-triples"),
        (
            "a.nt",
            b"<http://a> <http://b> "
            + b"<<( <http://a> <http://b> " * 20000
            + b"<http://c>"
            + b" )>>" * 20000
            + b" .\n",
            "cannot be read",
        ),
        ("a.jsonld", b'{"@context": "http://a.example/context.jsonld", "a": 1}', "remote"),
        ("a.ttl", b"<http://a> <http://b> <http://c> .", "no bf:Instance"),
        ("a.mrc", b"00026nam a2200025 a 4500\x1e\x1d", "leave --format bibframe out"),
        ("a.xml", b"<record><leader>00026nam a2200025 a 4500</leader></record>", "leave --format bibframe out"),
        ("a.ttl", b"<http://a> <http://b> [ ", "Parser error at line 1"),
    ],
    ids=["doctype", "no-rdf", "deep", "remote-context", "no-instance", "marc", "marcxml", "turtle"],
)
def test_a_hostile_or_other_file_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """The parser may die of such a file; the command says why it refuses it and ends with its own code."""
    path = tmp_path / name
    path.write_bytes(content)
    done = lianmu(str(path), "--format", "bibframe", "--to", "iso2709")
    assert done.returncode == 4
    assert reason in done.stderr.decode()


def test_marcxml_is_for_marc21_only(graph: Path) -> None:
    """UNIMARC in XML is MarcXchange: the command says so."""
    done = lianmu(str(graph), "--format", "bibframe", "--to", "marcxml", "--dialect", "unimarc")
    assert done.returncode == 2
    assert b"marcxchange" in done.stderr
