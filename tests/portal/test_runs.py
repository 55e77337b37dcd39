"""Years of a serial as runs, gaps and a drawing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.discovery.presenters.runs import Run, gaps, read_runs, timeline


@pytest.mark.parametrize(
    ("statement", "runs"),
    [
        ("1954-1966, 1975-", (Run(1954, 1966), Run(1975, 0))),
        ("1904-1911, 1914-1931; 1933", (Run(1904, 1911), Run(1914, 1931), Run(1933, 1933))),
        ("1959–1966，1972–2001", (Run(1959, 1966), Run(1972, 2001))),
        ("2003", (Run(2003, 2003),)),
    ],
)
def test_years_are_runs(statement: str, runs: tuple[Run, ...]) -> None:
    """Hyphens and dashes, commas of either width, an open end."""
    assert read_runs(statement) == runs


@pytest.mark.parametrize(
    "statement",
    ["", "1949,创刊号-1966,no.5", "v.1 (1950)-v.3 (1953)", "1966-1954", "1970, 1954", "1950-, 1960-1970", "no.1-12"],
)
def test_what_says_more_than_years_is_left_alone(statement: str) -> None:
    """Nothing is guessed of volumes and numbers, nor of years out of order."""
    assert read_runs(statement) == ()


def test_gaps_are_the_years_between() -> None:
    """One year or several; runs that touch have none."""
    assert gaps((Run(1954, 1966), Run(1975, 1980), Run(1982, 0))) == ("1967–1974", "1981")
    assert gaps((Run(1954, 1960), Run(1961, 1970))) == ()


def test_a_drawing_has_a_bar_for_each_run() -> None:
    """The first begins where the scale does, an open one ends where it ends."""
    bars = timeline((Run(1900, 1909), Run(1950, 0)), 1900, 1999).bars
    assert (bars[0].x, bars[0].width) == (0.0, 10.0)
    assert bars[1].x + bars[1].width == 100.0


@given(st.text("0123456789-–,; ", max_size=60))
def test_any_statement_is_read(statement: str) -> None:
    """Runs come in order, whatever is written."""
    runs = read_runs(statement)
    assert all(one.last < other.first for one, other in pairwise(runs))
