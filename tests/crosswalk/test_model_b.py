"""Multiscript records of MARC 21 by model B: vernacular text in the regular fields, without 880."""

from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.examples import read_example
from kg.description import Description, convert_nquads
from kg.description.node import Literal, Node
from kg.namespaces import BF
from kg.records import Record

RECORD = r"""
=LDR  00000nam a2200000 i 4500
=001  b1
=008  150209s1982    cc            000 1 {} d
=100  1\$a曹雪芹,$d1715-1763,$eauthor.
=245  10$a红楼梦 /$c曹雪芹著.
=246  30$aHong lou meng
=264  \1$a北京 :$b人民文学出版社,$c1982.
=300  \\$a3 v. ;$c20 cm
=650  \0$aNovels
"""


@pytest.fixture(scope="module")
def crosswalk(mappings: Path) -> Crosswalk:
    return Crosswalk.load(mappings, "marc21")


def titles(description: Description) -> list[object]:
    """Return the main titles of the instance."""
    return [
        text
        for node in description.instance.values(BF + "title")
        if isinstance(node, Node)
        for text in node.values(BF + "mainTitle")
    ]


@pytest.mark.parametrize(
    ("language", "title", "tag"),
    [
        ("chi", "红楼梦", "zh-hani"),
        ("jpn", "雪国", "ja-jpan"),
        ("kor", "春香傳", "ko-kore"),
        ("chi", "ゆきぐに", "ja-jpan"),
        ("chi", "춘향전", "ko-kore"),
    ],
)
def test_vernacular_text_has_a_language(crosswalk: Crosswalk, language: str, title: str, tag: str) -> None:
    """Kana and hangul say the language by themselves, Han characters with 008."""
    record = read_example(RECORD.format(language).replace("红楼梦", title), "marc21")
    assert Literal(title, tag) in titles(crosswalk.convert(record, "1"))


def test_latin_fields_have_none(crosswalk: Crosswalk) -> None:
    """A record in two scripts is tagged field by field."""
    made = crosswalk.convert(read_example(RECORD.format("chi"), "marc21"), "1")
    found = [text for root in (made.work, made.instance) for node in root.nodes() for _, text in node.properties]
    assert Literal("Novels") in found
    assert Literal("Hong lou meng") in found


def test_it_comes_back_without_880(crosswalk: Crosswalk, mappings: Path) -> None:
    """What stood in a regular field stands there again."""
    lines = "".join(
        convert_nquads(crosswalk.convert(read_example(RECORD.format("chi"), "marc21"), "1"), base="http://x/")
    )
    (description,) = read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))
    record: Record = Backward.load(mappings, "marc21").convert(description)
    firsts = {field.tag: field.subfields[0] for field in record.fields if field.subfields}
    assert "880" not in firsts
    assert firsts["245"] == ("a", "红楼梦")
    assert firsts["100"] == ("a", "曹雪芹")
