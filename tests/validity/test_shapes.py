"""The interoperability shapes: whatever breaks one stands in `mappings/CONFORMANCE.md`, with the reason and a count."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from corpus import SHIPPED, converted, files_of, records_of
from shapes import FAMILIES, Finding, findings, sorted_by_family

from kg.namespaces import RDF_TYPE
from kg.records import Record

ROW = re.compile(
    r"\| (Violation|Warning) \| (\w+) \| `(\w+)` \| (\w+) \| (record|linked) \| (\d+) \| (\d+) \| (\S.*) \|"
)


def listed(mappings: Path) -> dict[Finding, dict[str, int]]:
    """Return the deliberate differences and how often each is met in the reference records of a family."""
    text = (mappings / "CONFORMANCE.md").read_text(encoding="utf-8")
    return {
        Finding(row[2], row[3], row[4], row[1], row[5]): {"mono": int(row[6]), "serial": int(row[7])}
        for row in ROW.finditer(text)
    }


def found_in(records: Iterable[Record], mappings: Path) -> dict[str, Counter[Finding]]:
    graphs = sorted_by_family(converted(mappings, "lean", records))
    assert all(graphs.values()), "a family without a record tests nothing"
    return {family: findings(family, graphs[family], mappings) for family in FAMILIES}


def test_shipped_records_break_no_rule_that_is_not_listed(mappings: Path) -> None:
    """Golden and demo records of every format."""
    found = found_in(records_of(files_of(*SHIPPED), most=6), mappings)
    assert sorted({finding for counts in found.values() for finding in counts} - set(listed(mappings))) == []


@pytest.mark.parametrize(
    ("broken", "finding"),
    [
        ('<{t}> <{bf}mainTitle> "A" .\n<{t}> <{bf}mainTitle> "B" .\n', ("Title", "mainTitle", "MaxCount", "Violation")),
        ('<{t}> <{bf}subtitle> "B" .\n', ("Title", "mainTitle", "MinCount", "Violation")),
    ],
)
def test_a_broken_rule_is_seen(mappings: Path, broken: str, finding: tuple[str, ...]) -> None:
    """The measure itself can fail: a title with two names in one language, and one with none."""
    title, bf = "http://example.org/record/1#title-1", "http://id.loc.gov/ontologies/bibframe/"
    graph = f"<{title}> <{RDF_TYPE}> <{bf}Title> .\n" + broken.format(t=title, bf=bf)
    assert findings("mono", [graph], mappings)[Finding(*finding, "record")] == 1


def test_a_title_in_two_scripts_is_one_title(mappings: Path) -> None:
    """The rule of one main title is read per language."""
    title, bf = "http://example.org/record/1#title-1", "http://id.loc.gov/ontologies/bibframe/"
    graph = (
        f"<{title}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{bf}Title> .\n"
        f'<{title}> <{bf}mainTitle> "Hong lou meng" .\n<{title}> <{bf}mainTitle> "红楼梦"@zh-hani .\n'
    )
    assert findings("mono", [graph], mappings) == Counter()


@pytest.mark.realdata
def test_reference_records_break_no_rule_more_often_than_listed(mappings: Path, shared: Path) -> None:
    """The counts in the list are of these records."""
    known = listed(mappings)
    found = found_in(records_of(sorted((shared / "reference" / "marc21" / "marc").glob("*.xml"))), mappings)
    worse = {
        (family, finding): count
        for family, counts in found.items()
        for finding, count in counts.items()
        if count > known.get(finding, {}).get(family, 0)
    }
    assert worse == {}


@pytest.mark.realdata
def test_records_of_all_formats_break_no_rule_that_is_not_listed(mappings: Path, shared: Path) -> None:
    """UNIMARC, CNMARC and Dublin Core, a few records of each file."""
    folders = [shared / "data" / name for name in ("unimarc", "cnmarc", "dc")]
    found = found_in(records_of(files_of(*folders), most=12), mappings)
    assert sorted({finding for counts in found.values() for finding in counts} - set(listed(mappings))) == []
