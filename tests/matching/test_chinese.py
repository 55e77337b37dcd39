"""Pairs of Chinese books, each as CNMARC and as MARC 21: which are one edition, which are not."""

import re
import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.matching import Candidate, MatchRow, decide, match_row
from kg.matching.keys import blocking_keys, lookup_keys
from kg.matching.weights import shipped_weights
from kg.settings import shipped_folder

PAIRS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("chinese_pairs.toml").read_text("utf-8"))["pair"]
FORMATS = ("cnmarc", "marc21")
NAMES = ("isbn", "book_number", "author", "second", "edition", "extent", "original", "publisher", "year")


@cache
def crosswalk(format_: str) -> Crosswalk:
    return Crosswalk.load(shipped_folder("mappings"), format_)


def lines_of(said: dict[str, Any], *templates: str) -> str:
    """Return the lines whose last placeholder has a value; what has none is left out."""
    filled = dict.fromkeys(NAMES, "") | {"language": "chi"} | said
    made = []
    for template in templates:
        named = re.findall(r"\{(\w+)\}$", template)
        if all(filled[name] for name in named):
            made.append(template.format(**filled))
    return "\n".join(made)


def title_of(said: dict[str, Any], volume: str, subtitle: str, author: str) -> str:
    """Return the subfields of a title statement, with the marks before each of them that is there."""
    parts = {volume: said.get("volume"), subtitle: said.get("subtitle")}
    text = said["title"] + "".join(mark + value for mark, value in parts.items() if value)
    return text + (author + said["author"] + said.get("role", "") if said.get("author") else "")


def cnmarc(said: dict[str, Any]) -> str:
    return lines_of(
        said | {"statement": title_of(said, "$h", "$e", "$f"), "translated": "1" if said.get("original") else "0"},
        "=LDR  00000nam0 2200000   450 ",
        "=010  \\\\$a{isbn}",
        "=091  \\\\$aCN {book_number}",
        "=101  {translated}\\$a{language}",
        "=200  1\\$a{statement}",
        "=205  \\\\$a{edition}",
        "=210  \\\\$a北京$c{publisher}$d{year}",
        "=215  \\\\$a{extent}",
        "=454  \\1$12001\\$a{original}",
        "=701  \\0$a{author}",
        "=702  \\0$4译$a{second}",
    )


def marc21(said: dict[str, Any]) -> str:
    return lines_of(
        said | {"statement": title_of(said, ".$n", " :$b", " /$c")},
        "=LDR  00000nam a2200000 a 4500",
        "=008  850101|||||||||cc            000 0 {language}",
        "=020  \\\\$a{isbn}",
        "=024  7\\$2统一书号$a{book_number}",
        "=100  1\\$a{author}",
        "=240  10$lChinese$a{original}",
        "=245  10$a{statement}",
        "=250  \\\\$a{edition}",
        "=260  \\\\$a北京 :$b{publisher},$c{year}",
        "=300  \\\\$a{extent}",
        "=700  1\\$a{second}",
    )


WRITERS = {"cnmarc": cnmarc, "marc21": marc21}


def row_of(said: dict[str, Any], format_: str) -> MatchRow:
    record = read_example(WRITERS[format_](said), format_)
    return match_row(crosswalk(format_).convert(record, "1"))


def rows_of(entry: dict[str, Any], formats: tuple[str, str]) -> tuple[MatchRow, MatchRow]:
    other = {**entry["one"], **entry["other"]}
    return row_of(entry["one"], formats[0]), row_of(other, formats[1])


# A romanised record without Chinese characters is MARC 21.
CASES = [
    (entry, formats)
    for entry, formats in product(PAIRS, product(FORMATS, FORMATS))
    if not entry["other"].get("pinyin") or formats[1] == "marc21"
]


@pytest.mark.parametrize(
    ("entry", "formats"), CASES, ids=[f"{entry['name']}, {'-'.join(formats)}" for entry, formats in CASES]
)
def test_a_chinese_pair_is_decided_rightly(entry: dict[str, Any], formats: tuple[str, str]) -> None:
    """No wrong join, and what is one edition finds itself and joins, in whichever format it was catalogued."""
    one, other = rows_of(entry, formats)
    found = decide(other, [Candidate("there", [(1, one)])])
    told = f"{[(c.score, c.features, c.vetoes) for c in (*found.comparisons, *found.apart)]} {one} {other}"
    joined = found.instance == "there"
    if entry["says"] == "same":
        assert joined, told
        assert set(blocking_keys(one)) & set(lookup_keys(other)), told
    elif entry["says"] == "different":
        assert not joined, told
    else:
        assert set(blocking_keys(one)) & set(lookup_keys(other)), told
        assert not joined or found.score < shipped_weights().bands.sure, told
        assert (found.comparisons or found.apart)[0].score >= shipped_weights().bands.ask, told


def test_there_are_enough_pairs() -> None:
    """The set has pairs of every kind."""
    assert len(PAIRS) >= 40
    assert {entry["says"] for entry in PAIRS} == {"same", "review", "different"}
