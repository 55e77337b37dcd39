"""Questions cut into clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.lexer import LONGEST_QUESTION, clauses


def cut(question: str) -> list[tuple[str, str, str]]:
    """Return kind, group and text of each clause."""
    return [(c.kind, c.group.name if c.group else "", c.text.strip()) for c in clauses(question) if c.text.strip()]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("红楼梦 研究", [("words", "", "红楼梦 研究")]),
        ('a "b c" d', [("words", "", "a"), ("phrase", "", "b c"), ("words", "", "d")]),
        ("“红楼梦”研究", [("phrase", "", "红楼梦"), ("words", "", "研究")]),
        ('unbalanced "quote', [("words", "", 'unbalanced "quote')]),
        ("title:red author: mao ze", [("words", "title", "red"), ("words", "name", "mao ze")]),
        ("题名：红楼梦 作者:曹雪芹", [("words", "title", "红楼梦"), ("words", "name", "曹雪芹")]),
        ("TITLE:Red", [("words", "title", "Red")]),
        ("colour: red", [("words", "", "colour: red")]),
        ("subtitle:red", [("words", "", "subtitle:red")]),
        ("red AND blue", [("words", "", "red blue")]),
        ("isbn:978-7-02-000220-7", [("identifier", "", "9787020002207")]),
        ("isbn 978 7 02 000220 7", [("words", "", "isbn"), ("identifier", "", "9787020002207")]),
        ("0306406152 physics", [("identifier", "", "9780306406157"), ("words", "", "physics")]),
        ("0306406153", [("words", "", "0306406153")]),
        ("issn:0378-5955", [("identifier", "", "03785955")]),
        ("0378-5955", [("identifier", "", "03785955")]),
        ("1914-1918", [("words", "", "1914-1918")]),
        ("isbn:", []),
    ],
)
def test_clauses(question: str, expected: list[tuple[str, str, str]]) -> None:
    """Phrases, prefixes in both languages, and identifiers however they are written."""
    assert cut(question) == expected


@given(st.text(max_size=200))
def test_any_text_is_cut(question: str) -> None:
    """No text makes it fail."""
    clauses(question)


def test_long_question_is_cut_short() -> None:
    """Only the beginning of a very long question counts."""
    assert sum(len(clause.text) for clause in clauses("x" * 10_000)) == LONGEST_QUESTION
