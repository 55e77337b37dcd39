"""Authority and holdings records of their own: which rules they follow, what their nodes are called, real files."""

from pathlib import Path

import pytest

from kg.crosswalk.examples import read_example
from kg.crosswalk.separate import Crosswalks, rules_for
from kg.description import AuthorityDescription, Description, HoldingsDescription, convert_nquads
from kg.pipeline.coverage import Tallies
from kg.records import Record, local_id, read_records

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
BASE = "http://example.org/"
FILES = [
    "authority/aliada",
    "authority/evergreen",
    "authority/evergreen-concerto",
    "authority/koha-misc4dev",
    "marc21/evergreen/serials_mfhd.xml",
    "marc21/marc4j/sample1.mrc",
    "marc21/marc4j/sample1a.xml",
    "marc21/vufind/authority__authorityauth.mrc",
]
TWAIN = r"""
=LDR  00000nz  a2200000n  4500
=001  a1
=008  850101n| azannaabn          |a aaa
=100  1\$aTwain, Mark,$d1835-1910
=370  \\$aFlorida (Mo.)
=400  1\$aClemens, Samuel Langhorne
=670  \\$aRoughing it
"""
HOLDINGS = r"""
=LDR  00000ny  a22000000  4500
=001  h1
=004  b1
=852  \\$bMain$hH1
=866  \0$av.1-10
"""


@pytest.fixture(scope="module")
def crosswalks() -> Crosswalks:
    return Crosswalks(MAPPINGS)


def example(text: str, dialect: str = "marc21") -> Record:
    return read_example(text, dialect)


def subjects(lines: list[str]) -> set[str]:
    return {line.partition(" ")[0] for line in lines}


@pytest.mark.parametrize(
    ("leader", "dialect", "rules"),
    [
        ("00000nz  a2200000n  4500", "marc21", "marc21-authority"),
        ("00000ny  a2200000n  4500", "marc21", "marc21-holdings"),
        ("00000nx  a2200000n  450 ", "unimarc", "unimarc-authority"),
        ("00000nx  a2200000n  450 ", "cmarc", "cnmarc-authority"),
        ("00000nu  a2200000n  450 ", "cnmarc", "unimarc-holdings"),
        ("00000nam a2200000n  450 ", "cnmarc", "cnmarc"),
        ("00000nw  a2200000n  4500", "marc21", ""),
    ],
)
def test_each_kind_has_its_rules(leader: str, dialect: str, rules: str) -> None:
    """By dialect and kind; a dialect without rules of its own has those that it is based on."""
    assert rules_for(example("=001  1", dialect)._replace(leader=leader)) == rules


def test_one_run_converts_all_kinds(crosswalks: Crosswalks) -> None:
    """A mixed file: what each record describes is of its own type."""
    book = example("=001  b1\n=245  10$aThe tempest")
    found = [type(crosswalks.convert(one, "1")) for one in (book, example(TWAIN), example(HOLDINGS))]
    assert found == [Description, AuthorityDescription, HoldingsDescription]


def test_items_stand_at_the_instance_of_the_record_that_they_name(crosswalks: Crosswalks) -> None:
    """The same address that the bibliographic record gives its instance in the same run."""
    book = convert_nquads(crosswalks.convert(example("=001  b1\n=245  10$aThe tempest"), "b1"), base=BASE)
    held = convert_nquads(crosswalks.convert(example(HOLDINGS), "h1"), base=BASE)
    assert f"<{BASE}record/b1#instance>" in subjects(book) & subjects(held)


def test_holdings_without_a_number_are_of_a_record_of_the_same_number(crosswalks: Crosswalks) -> None:
    """Systems that number both records alike."""
    made = crosswalks.convert(example(HOLDINGS.replace("=004  b1\n", "")), "h1")
    assert isinstance(made, HoldingsDescription)
    assert made.held == ("h1",)


def test_a_record_without_a_location_has_an_item_all_the_same(crosswalks: Crosswalks) -> None:
    """That something is held is what the record says."""
    made = crosswalks.convert(example("=LDR  00000ny  a22000000  4500\n=001  h1\n=004  b1"), "h1")
    assert isinstance(made, HoldingsDescription)
    assert len(made.items) == 1


def test_an_authority_is_named_by_its_record(crosswalks: Crosswalks) -> None:
    """The heading and what it names; both keep their names whatever else changes."""
    lines = convert_nquads(crosswalks.convert(example(TWAIN), "a1"), base=BASE)
    assert {f"<{BASE}record/a1#authority>", f"<{BASE}record/a1#rwo>"} <= subjects(lines)


@pytest.mark.parametrize("gone", ["=370", "=400", "=670", "=008"])
def test_one_field_less_changes_no_other_name(crosswalks: Crosswalks, gone: str) -> None:
    """What is left is called as before, but for what the field itself said (008: the record's own data)."""
    before = subjects(convert_nquads(crosswalks.convert(example(TWAIN), "a1"), base=BASE))
    rest = "\n".join(line for line in TWAIN.splitlines() if not line.startswith(gone))
    after = subjects(convert_nquads(crosswalks.convert(example(rest), "a1"), base=BASE))
    assert {name for name in after - before if "#adminmetadata" not in name} == set()


def test_without_an_id_the_content_names_the_record(crosswalks: Crosswalks) -> None:
    """Two different records never share a name."""
    one = convert_nquads(crosswalks.convert(example(TWAIN), ""), base=BASE)
    other = convert_nquads(crosswalks.convert(example(TWAIN.replace("Twain", "Train")), ""), base=BASE)
    assert subjects(one).isdisjoint(subjects(other))


def files(shared: Path, name: str) -> list[Path]:
    top = shared / "data" / name
    return sorted(path for path in top.rglob("*") if path.suffix in {".mrc", ".xml"}) if top.is_dir() else [top]


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["lean", "lc"])
@pytest.mark.parametrize("name", FILES)
def test_no_real_record_aborts(shared: Path, name: str, profile: str) -> None:
    """Every record of another kind becomes a graph that is not empty."""
    crosswalks = Crosswalks(MAPPINGS, profile)
    found = [one for path in files(shared, name) for one in read_records(path) if isinstance(one, Record)]
    others = [one for one in found if rules_for(one) not in {"", "marc21"}]
    assert others
    assert all(convert_nquads(crosswalks.convert(one, local_id(one)), base=BASE) for one in others)


@pytest.mark.realdata
@pytest.mark.parametrize("name", FILES)
def test_the_mapped_share_of_real_records(shared: Path, name: str) -> None:
    """At least 97 of 100 subfields, those left out with a reason not counted."""
    tallies = Tallies(MAPPINGS)
    for path in files(shared, name):
        for found in read_records(path):
            if isinstance(found, Record) and rules_for(found) not in {"", "marc21"}:
                tallies.count(found)
    assert {one: tally.share for one, tally in tallies.by_format.items() if tally.share < 0.97} == {}
