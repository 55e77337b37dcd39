"""No term but those of published vocabularies and our own few: in the rules, and in what records become."""

import re
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from corpus import PROFILES, SHIPPED, converted, files_of, records_of
from terms import Contradiction, contradictions, unknown, written_by

from kg.crosswalk.rules import read_rules
from kg.namespaces import BF, BFLC, MADS, RDF_TYPE

ROOT = Path(__file__).resolve().parents[2]
FORMATS = sorted(path.parent.name for path in (ROOT / "mappings").glob("*/format.toml"))
ROW = re.compile(r"\| `([\w:]+)` \| (domain|range) \| ([^|]+) \| ([^|]+) \| (\S[^|]*) \|")


def listed(mappings: Path) -> set[Contradiction]:
    """Return the deliberate differences from domains and ranges."""
    text = (mappings / "CONFORMANCE.md").read_text(encoding="utf-8")
    return {Contradiction(row[1], row[2], row[3].strip(), row[4].strip()) for row in ROW.finditer(text)}


@pytest.mark.parametrize("name", FORMATS)
def test_rules_can_write_declared_terms_alone(mappings: Path, name: str) -> None:
    """Every property and class of every rule, shape and table of classes, in both profiles."""
    written = set(written_by(read_rules(mappings, name)))
    assert BF + "Agent" in written or BF + "Item" in written or MADS + "Authority" in written
    assert sorted(term for term in written if unknown(term)) == []


@pytest.mark.parametrize("term", [BF + "Titel", BFLC + "simplePlaces", MADS + "Thing", RDF_TYPE + "s", "http://a/b"])
def test_a_made_up_term_is_seen(term: str) -> None:
    """The check itself can fail."""
    assert unknown(term)


def test_a_wrong_domain_and_a_wrong_range_are_seen() -> None:
    """The check itself can fail: an agent with a main title, a title whose main title is an agent."""
    agent = f"<http://a/1> <{RDF_TYPE}> <{BF}Person> .\n"
    text = f'<http://a/1> <{BF}mainTitle> "A" .\n'
    resource = f"<http://a/2> <{BF}mainTitle> <http://a/1> .\n"
    found = contradictions([agent + text + resource])
    assert found == Counter(
        [
            Contradiction("bf:mainTitle", "domain", "bf:Person", "bf:Title"),
            Contradiction("bf:mainTitle", "range", "bf:Person", "rdfs:Literal"),
        ]
    )


def terms_of(graph: str) -> set[str]:
    """Return the properties and classes of a graph."""
    quads = list(pyoxigraph.parse(graph.encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    return {quad.predicate.value for quad in quads} | {
        quad.object.value for quad in quads if quad.predicate.value == RDF_TYPE
    }


def check(mappings: Path, profile: str, paths: list[Path], most: int = 0) -> None:
    """Fail for terms that nobody declares, and for domains and ranges contradicted without a word."""
    graphs = list(converted(mappings, profile, records_of(paths, most=most)))
    assert graphs
    assert sorted({term for graph in graphs for term in terms_of(graph) if unknown(term)}) == []
    assert sorted(set(contradictions(graphs)) - listed(mappings)) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_shipped_records_become_declared_terms(mappings: Path, profile: str) -> None:
    """Golden and demo records: terms, domains, ranges."""
    check(mappings, profile, files_of(*SHIPPED), most=10)


@pytest.mark.realdata
@pytest.mark.parametrize("profile", PROFILES)
def test_real_records_become_declared_terms(mappings: Path, shared: Path, profile: str) -> None:
    """Every format and carrier, many sources."""
    reference = sorted((shared / "reference" / "marc21" / "marc").glob("*.xml"))
    check(mappings, profile, [*reference, *files_of(shared / "data")], most=60)
