"""Separating punctuation goes, punctuation of the text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.crosswalk.isbd import balance_brackets, trim_isbd


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("The tempest /", "The tempest"),
        ("London :", "London"),
        ("Heinemann,", "Heinemann"),
        ("1954.", "1954"),
        ("= Das Büro", "Das Büro"),
        ("Aldridge, Andrew J.", "Aldridge, Andrew J."),
        ("ill.", "ill."),
        ("Dr. Smith. The end.", "Dr. Smith. The end."),
        ("[S.l. :", "[S.l.]"),
        ("1987]", "[1987]"),
        ("(1943)", "(1943)"),
        ("Twickenham :(", "Twickenham"),
        ("红楼梦 /", "红楼梦"),
        ("\u200fچاپ اول :\u200f", "\u200fچاپ اول"),
        ("", ""),
        (" / ", ""),
    ],
)
def test_trim_isbd(text: str, trimmed: str) -> None:
    """Marks at the end go, but not the point of an initial, of an abbreviation or of a sentence."""
    assert trim_isbd(text) == trimmed


@given(st.text(max_size=40))
def test_trimming_twice_changes_nothing_but_brackets(text: str) -> None:
    """What was trimmed has nothing left to trim."""
    once = trim_isbd(text)
    assert balance_brackets(once) == once or once.count("[") != once.count("]")


def test_the_marks_to_take_off_can_be_told() -> None:
    """An extent keeps its point: `200 p.` as it was written."""
    assert trim_isbd("200 p. :", ":;,/=+") == "200 p."
