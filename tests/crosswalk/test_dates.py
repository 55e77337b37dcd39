"""Dates of 008 and of words as EDTF."""

import pytest

from kg.crosswalk.dates import code_of_period, date_of_positions, edtf_of_text, marc_date, period_of_code
from kg.crosswalk.source import Source


@pytest.mark.parametrize(
    ("positions", "date"),
    [
        ("s1985    ", "1985"),
        ("s198u    ", "198X"),
        ("c19859999", "1985/.."),
        ("d19851990", "1985/1990"),
        ("m19859999", "1985/.."),
        ("u1985uuuu", "1985/XXXX"),
        ("q19601969", "1960~/1969~"),
        ("e19850612", "1985-06-12"),
        ("e198506  ", "1985-06"),
        ("r19851923", "1985"),
        ("s        ", ""),
        ("||||||||||", ""),
        ("", ""),
    ],
)
def test_date_of_008(positions: str, date: str) -> None:
    """Type of date, date 1, date 2."""
    made = date_of_positions(Source("008", "", (), "850101" + positions))
    assert [literal.value for literal in made] == ([date] if date else [])


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1985", "1985"),
        ("[1985]", "1985"),
        ("c1985.", "1985"),
        ("1985-1990", "1985/1990"),
        ("1985-", "1985/.."),
        ("19850612", "1985-06-12"),
        ("1985年6月", "1985"),
        ("1890s", "189X"),
        ("early 1890's", "189X"),
        ("1860s-1870s", "1860/1879"),
        ("1880s or 1892", ""),
        ("19th century", "18XX"),
        ("Spring 1999", "1999"),
        ("1861 August 12", "1861-08-12"),
        ("August 12, 1861", "1861-08-12"),
        ("12 Sept. 1861", "1861-09-12"),
        ("March 1861", "1861-03"),
        ("1957 July - 1958 June", "1957-07/1958-06"),
        ("March 41, 1861", "1861"),
        ("1985, c1984", ""),
        ("民国二十年", ""),
    ],
)
def test_date_of_words(text: str, date: str) -> None:
    """Only what is surely a date."""
    assert edtf_of_text(text) == date


@pytest.mark.parametrize(
    ("text", "date"), [("19850612", "1985-06-12"), ("1985----", "1985-XX-XX"), ("198-", "198X"), ("next year", "")]
)
def test_coded_date(text: str, date: str) -> None:
    """Eight digits or their beginning."""
    assert marc_date(text) == date


@pytest.mark.parametrize(
    ("code", "date"),
    [("v6v9", "176X/179X"), ("v6", "176X"), ("w-w-", "18XX"), ("d8e9", "-01XX/009X"), ("b-", "-2XXX"), ("y0", "200X")],
)
def test_time_period_code_is_a_decade_or_century_and_back(code: str, date: str) -> None:
    """045 $a has two ends: a letter for the century, a digit for the decade (before our era for the century)."""
    assert period_of_code(code) == date
    assert code_of_period(date) == (code if len(code) == 4 else code * 2)


@pytest.mark.parametrize("code", ["", "a0", "z9", "1972", "v6v"])
def test_what_is_no_time_period_code_gives_no_date(code: str) -> None:
    """`a0` (before 3000 B.C.) has no beginning, and dates do not stand in 045 $a."""
    assert period_of_code(code) == ""
