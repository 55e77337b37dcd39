"""What a record describes: told by leader/06, and by a title in MARC 21."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.records import KINDS, Problem, Record, kind_of, read_records

Read = Callable[..., tuple[list[Record], list[Problem]]]


def record(letter: str, tag: str, dialect: str, make: SimpleNamespace, read: Read) -> Record:
    raw = make.iso2709([("001", "a1"), (tag, "1 $a曹雪芹")], leader=f"00000n{letter}m a2200000 a 4500")
    return read(raw, format=dialect)[0][0]


@pytest.mark.parametrize(
    ("letters", "tag", "dialect", "kind"),
    [
        ("acdefgijkmoprt ", "300", "marc21", "bibliographic"),
        ("z", "100", "marc21", "authority"),
        ("uvxy", "852", "marc21", "holdings"),
        ("w", "153", "marc21", "classification"),
        ("q", "110", "marc21", "community"),
        ("zwquvxy", "245", "marc21", "bibliographic"),
        ("xyz", "200", "unimarc", "authority"),
        ("xyz", "200", "cnmarc", "authority"),
        ("u", "252", "unimarc", "holdings"),
        ("abcw", "200", "cnmarc", "bibliographic"),
    ],
)
def test_kind_by_leader(make: SimpleNamespace, read: Read, letters: str, tag: str, dialect: str, kind: str) -> None:
    """Each dialect has its own letters; a title in MARC 21 outweighs them."""
    assert {kind_of(record(letter, tag, dialect, make, read)) for letter in letters} == {kind}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (("004", "252"), "holdings"),
        (("004", "256"), "holdings"),
        (("004", "200", "252"), "bibliographic"),
        (("252",), "bibliographic"),
    ],
)
def test_holdings_of_unimarc_are_told_by_their_fields(
    make: SimpleNamespace, read: Read, tags: tuple[str, ...], kind: str
) -> None:
    """Its letters a to d mean texts and scores elsewhere: a location and another record's number say what they are."""
    fields = [("001", "a1"), *((tag, "b1" if tag == "004" else "  $aBN") for tag in tags)]
    raw = make.iso2709(fields, leader="00000na   2200000   450 ")
    assert kind_of(read(raw, format="unimarc")[0][0]) == kind


def test_dublin_core_and_a_record_without_a_leader_are_bibliographic(read: Read) -> None:
    """There is nothing that says otherwise."""
    found = read(b"<dc><title>x</title></dc>")[0][0]
    assert [kind_of(found), kind_of(found._replace(format="marc21"))] == ["bibliographic"] * 2
    assert kind_of(found) in KINDS


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("authority", {"authority": 3101}),
        ("marc21/evergreen/serials_mfhd.xml", {"holdings": 7}),
        ("marc21/evergreen/serials_marc21.xml", {"bibliographic": 7}),
        ("marc21/marc4j/sample1.mrc", {"bibliographic": 4, "holdings": 4}),
    ],
)
def test_kinds_of_real_records(shared: Path, name: str, kinds: dict[str, int]) -> None:
    """Whole folders of authorities, and holdings beside their titles."""
    top = shared / "data" / name
    files = sorted(top.rglob("*")) if top.is_dir() else [top]
    found = (one for path in files if path.suffix in {".mrc", ".xml"} for one in read_records(path))
    assert Counter(kind_of(one) for one in found if isinstance(one, Record)) == kinds
