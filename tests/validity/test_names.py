"""Names of nodes: whatever is edited elsewhere, what says the same has the same name; never a blank node."""

import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from corpus import BASE, PROFILES, SHIPPED, files_of, records_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.crosswalk.separate import Crosswalks
from kg.description import convert_nquads
from kg.records import Field, Record

ROOT = Path(__file__).resolve().parents[2]
# A note by itself, which stands in nobody's way, in each format.
NOTES = {
    "marc21": Field("500", "  ", (("a", "A note that stands nowhere else."),), ""),
    "dublincore": Field("provenance", "", (("_", "A note that stands nowhere else."),), ""),
}
UNIMARC_NOTE = Field("300", "  ", (("a", "A note that stands nowhere else."),), "")
ROOTS = ("#work", "#instance")


@cache
def sample() -> tuple[Record, ...]:
    """Return records of every format, some of each shipped file."""
    return tuple(record for record in records_of(files_of(*SHIPPED), most=4) if len(record.fields) > 1)


@cache
def crosswalks(profile: str) -> Crosswalks:
    """Return the shipped rules."""
    return Crosswalks(ROOT / "mappings", profile)


def lines_of(profile: str, record: Record, fields: tuple[Field, ...]) -> set[str]:
    """Return what a record says with other fields."""
    description = crosswalks(profile).convert(record._replace(fields=fields), "1")
    return set("".join(convert_nquads(description, base=BASE)).splitlines())


def names_by_content(lines: set[str]) -> dict[str, set[str]]:
    """Return the names of the nodes that say each thing: what is said, with no name of the record's own nodes in it."""
    said: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for quad in pyoxigraph.parse("\n".join(lines).encode(), pyoxigraph.RdfFormat.N_TRIPLES):
        assert not isinstance(quad.subject, pyoxigraph.BlankNode)
        assert not isinstance(quad.object, pyoxigraph.BlankNode)
        said[quad.subject.value].append((quad.predicate.value, quad.object))
    known: dict[str, str] = {}

    def content(name: str) -> str:
        if name not in known:
            known[name] = name if name.endswith(ROOTS) or "#item-" in name else "…"
            parts = sorted(f"{predicate} {meant(value)}" for predicate, value in said[name])
            own = "" if name.startswith(BASE) else name
            if known[name] == "…":
                known[name] = f"[{own} {'; '.join(parts)}]"
        return known[name]

    def meant(value: object) -> str:
        is_node = isinstance(value, pyoxigraph.NamedNode) and value.value in said
        return content(value.value) if is_node else str(value)

    found: dict[str, set[str]] = defaultdict(set)
    for name in said:
        found[content(name)].add(name)
    return found


def agree(before: set[str], after: set[str]) -> None:
    """Fail where something that is said before and after is said by nodes of other names."""
    first, second = names_by_content(before), names_by_content(after)
    for content in first.keys() & second.keys():
        assert first[content] <= second[content] or second[content] <= first[content], content


PLACES = st.integers(min_value=0, max_value=10_000)
EDITS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("profile", PROFILES)
@EDITS
@given(number=PLACES, at=PLACES)
def test_a_field_less_renames_nothing_else(profile: str, number: int, at: int) -> None:
    """Any field of any record is taken out."""
    record = sample()[number % len(sample())]
    fields, gone = record.fields, at % len(record.fields)
    agree(lines_of(profile, record, fields), lines_of(profile, record, fields[:gone] + fields[gone + 1 :]))


@pytest.mark.parametrize("profile", PROFILES)
@EDITS
@given(number=PLACES, at=PLACES, to=PLACES)
def test_a_field_elsewhere_renames_nothing(profile: str, number: int, at: int, to: int) -> None:
    """Any field stands somewhere else in the record."""
    record = sample()[number % len(sample())]
    moved = list(record.fields)
    moved.insert(to % len(moved), moved.pop(at % len(moved)))
    agree(lines_of(profile, record, record.fields), lines_of(profile, record, tuple(moved)))


@pytest.mark.parametrize("profile", PROFILES)
@EDITS
@given(number=PLACES, at=PLACES)
def test_a_field_twice_renames_nothing(profile: str, number: int, at: int) -> None:
    """Any field stands there twice."""
    record = sample()[number % len(sample())]
    twice = at % len(record.fields)
    fields = record.fields[: twice + 1] + record.fields[twice:]
    agree(lines_of(profile, record, record.fields), lines_of(profile, record, fields))


@pytest.mark.parametrize("profile", PROFILES)
@EDITS
@given(number=PLACES, at=PLACES)
def test_a_note_more_adds_its_own_statements_alone(profile: str, number: int, at: int) -> None:
    """Whatever was said is said, word for word and under the same names."""
    record = sample()[number % len(sample())]
    note, place = NOTES.get(record.format, UNIMARC_NOTE), at % (len(record.fields) + 1)
    before = lines_of(profile, record, record.fields)
    after = lines_of(profile, record, (*record.fields[:place], note, *record.fields[place:]))
    assert before <= after
    assert any("stands nowhere else" in line for line in after - before)


def test_the_sample_has_every_format() -> None:
    """A property of no records holds of all of them."""
    assert {"marc21", "unimarc", "cnmarc", "dublincore"} <= {record.format for record in sample()}


def test_the_measure_sees_a_name_that_counts_places() -> None:
    """The check itself can fail."""
    before = {'<http://example.org/record/1#note-1> <http://a/p> "same" .'}
    after = {'<http://example.org/record/1#note-2> <http://a/p> "same" .'}
    with pytest.raises(AssertionError):
        agree(before, after)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["loc.xml.gz", "bnf-1.xml.gz", "jiangnan.mrc.gz", "science-history.xml.gz"])
def test_two_processes_write_the_same_bytes(profile: str, name: str) -> None:
    """Neither a set's order nor a process's seed shows."""
    file = str(ROOT / "kg" / "demo" / "data" / name)
    written = {
        subprocess.run(
            [sys.executable, "-m", "kg.cli", "convert", file, "--profile", profile, "-q"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written) == 1
    assert len(written.pop()) > 1000
