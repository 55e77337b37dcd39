"""Who has volume 12 (2004), no. 3: the answers of statements, alone and with what other libraries' statements tell."""

from datetime import date

import pytest

from kg.holdings import (
    Calendar,
    Holding,
    Place,
    Question,
    Terms,
    answers,
    completions,
    read_statement,
    stretches,
    verdict,
)
from kg.holdings.union import calendar_of, can_be_asked, completion_lines, lacunae, write_gap

TODAY = date(2026, 11, 21)


def said(statement: str, embargo: str = "", **numbers: int) -> str:
    spans = read_statement(statement).spans
    return verdict(spans, Question(**numbers), Calendar(spans), TODAY, embargo)


def place(member: str, statement: str, lending: str = "", carrier: str = "print") -> Place:
    spans = read_statement(statement).spans
    return Place(member, (Holding("866", statement, spans, carrier=carrier, terms=Terms(lending=lending)),))


@pytest.mark.parametrize(
    ("statement", "numbers", "expected"),
    [
        ("v.12:no.1-4 (2004)", {"volume": 12, "issue": 3, "year": 2004}, "has"),
        ("v.12:no.1-2 (2004)", {"volume": 12, "issue": 3, "year": 2004}, "absent"),
        ("v.1-", {"volume": 12, "issue": 3, "year": 2004}, "has"),
        ("1998-2005", {"volume": 12, "issue": 3, "year": 2004}, "has"),
        ("1998-2003, 2005-", {"volume": 12, "issue": 3, "year": 2004}, "absent"),
        ("1998-2005 缺2004 no.3", {"volume": 12, "issue": 3, "year": 2004}, "absent"),
        ("1998-2005 缺2004 no.3", {"year": 2004, "issue": 4}, "has"),
        ("1998-2005 缺2004 no.3", {"year": 2004}, "part"),
        ("v.1-12 (1980-1991), lacks v.3", {"volume": 3}, "absent"),
        ("v.1-12 (1980-1991), lacks v.3", {"year": 1982}, "absent"),
        ("v.1-12 (1980-1991), lacks v.3", {"year": 1983}, "has"),
        ("v.1-12 (1980-1991)", {"volume": 12, "year": 2004}, "absent"),
        ("v.1:no.2-v.4 (1978-1982:June)", {"volume": 1, "issue": 1}, "absent"),
        ("v.1:no.2-v.4 (1978-1982:June)", {"year": 1982}, "part"),
        ("v.1:no.2-v.4 (1978-1982:June)", {"year": 1982, "issue": 9}, "perhaps"),
        ("2004(1-3,5)", {"year": 2004, "issue": 5}, "has"),
        ("2004(1-3,5)", {"year": 2004, "issue": 4}, "absent"),
        ("总第1-50期", {"whole": 40}, "has"),
        ("总第1-50期", {"whole": 51}, "absent"),
        ("总第1-50期", {"volume": 12}, "perhaps"),
        ("1998-2003 incomplete", {"year": 2000}, "perhaps"),
        ("1998-2003 incomplete", {"year": 2010}, "absent"),
        ("LACKS: many earlier issues", {"year": 2000}, "perhaps"),
        ("no.5-13 (1957-1974)", {"issue": 7}, "has"),
        ("Linguistic computing", {"year": 2000}, "perhaps"),
    ],
)
def test_a_statement_answers(statement: str, numbers: dict[str, int], expected: str) -> None:
    """Held, held in part, not held; what cannot be told is said to be so."""
    assert said(statement, **numbers) == expected


@pytest.mark.parametrize(
    ("embargo", "year", "expected"),
    [("P1Y", 2024, "has"), ("P1Y", 2026, "absent"), ("R1Y", 2020, "absent"), ("R10Y;P6M", 2020, "has")],
)
def test_an_embargo_moves_with_the_years(embargo: str, year: int, expected: str) -> None:
    """A moving wall takes away the last years, or all but those."""
    assert said("1990-", embargo, year=year) == expected


def test_another_librarys_statement_tells_which_year_a_volume_is_of() -> None:
    """A library that names only volumes is asked for a year: the others' statements reckon it."""
    places = [place("A", "v.1-20"), place("B", "v.1-20 (1980-1999)")]
    found = {one.place.member: one.verdict for one in answers(places, Question(year=1985), TODAY)}
    assert found == {"A": "has", "B": "has"}
    assert {one.verdict for one in answers(places[:1], Question(year=1985), TODAY)} == {"perhaps"}


def test_an_issue_can_be_asked_for_only_where_it_is_held_and_lent() -> None:
    """Neither where it is not, nor where nothing is lent."""
    places = [place("A", "1990-1995"), place("B", "1990-1991"), place("C", "1990-1995", lending="b")]
    found = answers(places, Question(year=1994, issue=3), TODAY)
    assert [one.place.member for one in found if can_be_asked(one)] == ["A"]


def test_years_are_drawn_with_their_gaps() -> None:
    """What is held in part stands apart; the gap between is not drawn."""
    shown = place("A", "1990-1992, 1995(1-3), 1997-")
    found = stretches(shown, calendar_of([shown]), TODAY)
    assert [(one.first, one.last, one.kind) for one in found] == [
        (1990, 1992, "has"),
        (1995, 1995, "part"),
        (1997, 2026, "has"),
    ]


def test_gaps_are_listed_with_those_who_fill_them() -> None:
    """One library's gap is filled wholly by one, in part by another, and what nobody has comes last."""
    places = [place("A", "1990-1993, 1998-2000"), place("B", "1994-1997"), place("C", "1985-1995, 1999")]
    rows = [(one.lacuna.place.member, one.whole, one.part) for one in completions(places, TODAY)]
    assert rows == [("A", ("B",), (("C", "1994-1995"),)), ("C", (), (("A", "1998"), ("B", "1996-1997")))]
    assert list(completion_lines(places, TODAY))[1] == "A\tprint\t\t1994-1997\tB\tC: 1994-1995"


def test_an_issue_that_is_skipped_is_a_gap() -> None:
    """Between two issues of one year or volume."""
    assert [write_gap(one) for one in lacunae(place("A", "2005(1-3,5-12)"))] == ["2005:no.4"]
