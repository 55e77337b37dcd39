"""Identifiers as tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.identifiers import find_isbns, identifier_token, identifier_tokens


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("978-7-02-000220-7", "9787020002207"),
        ("702000220X", "9787020002207"),
        ("7-02-000220-x", "9787020002207"),
        ("0378-5955", "03785955"),
        ("(OCoLC)12345", "ocolc12345"),
        ("CN 11-1234", "cn111234"),
        ("10.1000/xyz123", "10.1000/xyz123"),
        ("９７８７０２０００２２０７", "9787020002207"),
        ("7020002202", "7020002202"),
        ("", ""),
    ],
)
def test_token(text: str, token: str) -> None:
    """Hyphens, width and the two lengths of ISBN do not matter; a wrong ISBN stays what it is."""
    assert identifier_token(text) == token


def test_agency_is_optional() -> None:
    """A number is found with and without its agency."""
    assert identifier_tokens("(OCoLC)12345") == ("ocolc12345", "12345")


def test_isbn_within_a_text() -> None:
    """Place and number of each valid ISBN."""
    assert find_isbns("see 978-7-02-000220-7!") == [(4, 21, "9787020002207")]


@given(st.text(max_size=60))
def test_any_text_has_tokens(text: str) -> None:
    """A token holds no space."""
    assert all(token.split() == [token] for token in identifier_tokens(text))
