"""Taiwan's CMARC: told from CNMARC and UNIMARC by its own fields and codes, read as a format of its own."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.records import Problem, Record
from kg.records.dialect import format_name

Read = Callable[..., tuple[list[Record], list[Problem]]]
GENERAL = ("100", "  $a20140713d2014    m  y0chiy09      e ")
TITLE = ("200", "1 $a國史大綱$f錢穆著")


@pytest.mark.parametrize(
    "fields",
    [
        [("102", "  $atw"), ("805", "  $aNTU$c1234567$d610")],
        [("102", "  $acw"), ("681", "  $a610$b8346")],
        [("022", "  $atw$b1009301234"), ("700", " 1$s(宋)$a朱$b熹$4撰")],
        [("681", "  $a610"), ("805", "  $aNTU$d610")],
    ],
)
def test_two_signs_of_taiwan_make_cmarc(make: SimpleNamespace, read: Read, fields: list[tuple[str, str]]) -> None:
    """Country, class, holdings, dynasty: each alone could be another library's habit."""
    records, problems = read(make.iso2709([("001", "1"), GENERAL, TITLE, *fields]))
    assert ({one.format for one in records}, problems) == ({"cmarc"}, [])


def test_a_book_about_taiwan_is_no_cmarc(make: SimpleNamespace, read: Read) -> None:
    """A mainland record of a book from Taipei has its country and nothing else."""
    fields = [("102", "  $aTW"), ("690", "  $aK295.8$v5"), ("801", " 0$aCN$bNJU")]
    records, _ = read(make.iso2709([("001", "1"), GENERAL, TITLE, *fields]))
    assert {one.format for one in records} == {"cnmarc"}


def test_cmarc_may_be_read_as_cnmarc(make: SimpleNamespace, read: Read) -> None:
    """The formats are of one family, and the member knows better."""
    data = make.iso2709([("001", "1"), GENERAL, TITLE, ("681", "  $a610"), ("805", "  $aNTU")])
    assert {one.format for one in read(data, format="cnmarc")[0]} == {"cnmarc"}


def test_it_goes_by_two_names() -> None:
    """Taiwan is said where another CMARC could be meant."""
    assert (format_name("CMARC"), format_name("cmarc-tw")) == ("cmarc", "cmarc")
