"""What a record says to staff alone, by its standard."""

import pytest

from kg.records import Record
from kg.records.record import Field
from kg.rights import without_private_notes


def field(tag: str, indicators: str, *subfields: str) -> Field:
    return Field(tag, indicators, tuple((one[0], one[1:]) for one in subfields), "")


def record(format_: str, *fields: Field) -> Record:
    return Record(format_, "iso2709", "utf-8", "", (Field("001", "", (), "1"), *fields), b"as it was sent")


@pytest.mark.parametrize("tag", ["361", "541", "542", "561", "583"])
@pytest.mark.parametrize(("indicator", "is_shown"), [("0", False), ("1", True), (" ", True)])
def test_a_first_indicator_keeps_a_field_private(tag: str, indicator: str, is_shown: bool) -> None:
    """Only 0 does: a blank says nothing of privacy."""
    given = record("marc21", field(tag, indicator + " ", "abought of a dealer"))
    assert bool(without_private_notes(given).all(tag)) is is_shown


@pytest.mark.parametrize("linked", ["541-01/$1", "561-00"])
def test_a_private_field_in_another_script_is_private(linked: str) -> None:
    """An 880 is judged as the field that it stands for, with a partner or without."""
    given = record("marc21", field("880", "0 ", f"6{linked}", "a购自书商"), field("880", "0 ", "6245-01", "a书"))
    assert [one.get("a") for one in without_private_notes(given).all("880")] == ["书"]


@pytest.mark.parametrize(
    ("format_", "tag", "code"),
    [("marc21", tag, "x") for tag in ("526", "583", "852", "856", "866", "876")]
    + [(name, tag, "x") for name in ("unimarc", "cnmarc", "cmarc") for tag in ("852", "856")]
    + [("unimarc", "318", "p")],
)
def test_a_note_for_staff_is_left_out_of_its_field(format_: str, tag: str, code: str) -> None:
    """The rest of the field stays, and a field of nothing else goes."""
    given = record(format_, field(tag, "  ", "ashown", f"{code}hidden"), field(tag, "  ", "6880-01", f"{code}hidden"))
    (left,) = without_private_notes(given).all(tag)
    assert left.subfields == (("a", "shown"),)


@pytest.mark.parametrize("format_", ["unimarc", "cnmarc", "cmarc"])
def test_a_cataloguers_note_is_left_out(format_: str) -> None:
    """830 of UNIMARC is for cataloguers; that of MARC 21 is a series."""
    assert not without_private_notes(record(format_, field("830", "  ", "aask Li"))).all("830")
    assert without_private_notes(record("marc21", field("830", " 0", "aSeries"))).all("830")


def test_what_is_public_stays_as_it_is() -> None:
    """`$x` is an ISSN in 490 and a subdivision in 650; the record's bytes and other formats are not touched."""
    given = record("marc21", field("490", "1 ", "aSeries", "x1234-5678"), field("650", " 0", "aTea", "xHistory"))
    assert without_private_notes(given) == given
    element = Record("dublincore", "dublincore", "utf-8", "", (field("description", "", "_x"),), b"")
    assert without_private_notes(element) is element
