"""Statements of holdings to spans: the golden file, and what may never happen whatever is written."""

import random
import tomllib
from pathlib import Path

import pytest

from kg.holdings import NOTE, read_statement, write_span

FILE = Path(__file__).with_name("statements.toml")
READINGS = [
    (statement, expected)
    for group in tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    for statement, expected in group["readings"]
]


def written(statement: str) -> str:
    reading = read_statement(statement)
    return "; ".join(map(write_span, reading.spans)) or f"({reading.failure})"


@pytest.mark.parametrize(("statement", "expected"), READINGS, ids=[statement for statement, _ in READINGS])
def test_statement_reads_as_in_the_golden_file(statement: str, expected: str) -> None:
    """What is read of a statement is what people have looked at."""
    assert written(statement) == expected


@pytest.mark.parametrize("statement", ["Linguistic computing", "no.5 of the blue set", "v.3 §"])
def test_what_is_not_understood_is_not_guessed(statement: str) -> None:
    """A word that nothing explains leaves the whole statement unread, with the reason."""
    reading = read_statement(statement)
    assert not reading.spans
    assert reading.failure.startswith(("word: ", "sign: "))


def test_words_beside_a_statement_do_not_hide_it() -> None:
    """A clause without numbers is a remark; one with numbers that is not understood is not left out."""
    assert written("v.1-12 (1980-1991); rebound in red buckram") == "v.1-12 (1980-1991)"
    assert written("v.1-12; red set 3") == "(word: red)"


def test_a_remark_is_told_from_a_statement() -> None:
    """Words about another title are no extent that could not be read."""
    assert read_statement("Continued by: Nature 2000-").failure == NOTE


def test_numbers_that_run_backwards_are_not_read() -> None:
    """A range that ends before it begins is a slip of the pen, and not turned round."""
    assert read_statement("v.12-v.3").failure == "numbers run backwards"


def test_no_text_whatever_raises() -> None:
    """Any mixture of what statements are made of gives spans or a reason."""
    parts = ["v.", "no.", "1", "12", "1998", "-", ",", ";", "(", ")", ":", "/", "缺", "第", "期", "卷", "lacks", "Jan.",
             "suppl.", "ser.", "=", "<", ">", "[", "]", "?", "年", "总第", " ", "to", "一百二十", "٣", "²"]  # fmt: skip
    chance = random.Random(6)
    for _ in range(4000):
        text = "".join(chance.choices(parts, k=chance.randint(1, 12)))
        reading = read_statement(text)
        assert bool(reading.spans) != bool(reading.failure), text
