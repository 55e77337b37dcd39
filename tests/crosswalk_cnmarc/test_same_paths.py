"""One book catalogued in CNMARC, UNIMARC, Dublin Core and MARC 21 says the same things by the same paths."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.description.node import Description, Iri, Literal, Node
from kg.namespaces import BF, BFLC, RDFS_LABEL
from kg.records import Record, local_id, read_records

CNMARC = r"""
=001  012000001
=010  \\$a978-7-02-000220-7$b平装$dCNY59.70
=100  \\$a20150209d1982    em y0chiy50      ea
=101  0\$achi
=102  \\$aCN$b110000
=105  \\$ay   z   000ay
=106  \\$ar
=200  1\$a红楼梦$9hong lou meng$b专著$f(清)曹雪芹著
=205  \\$a第2版
=210  \\$a北京$c人民文学出版社$d1982
=215  \\$a3册$d20cm
=225  2\$a中国古典文学读本丛书$v1
=320  \\$a有书目
=330  \\$a长篇小说。
=606  0\$a章回小说$y中国$z清代
=690  \\$aI242.4$v5
=701  \0$a曹雪芹$9cao xue qin$4著
=702  \0$a启功$4注
"""

MARC21 = r"""
=LDR  00000nam a2200000 i 4500
=001  012000001
=008  150209s1982    cc            000 1 chi d
=020  \\$a9787020002207$q平装$cCNY59.70
=084  \\$aI242.4$2clc
=100  1\$a曹雪芹,$eauthor.
=245  10$a红楼梦 /$c(清)曹雪芹著.
=250  \\$a第2版
=264  \1$a北京 :$b人民文学出版社,$c1982.
=300  \\$a3册 ;$c20cm
=336  \\$atext$btxt$2rdacontent
=337  \\$aunmediated$bn$2rdamedia
=338  \\$avolume$bnc$2rdacarrier
=490  0\$a中国古典文学读本丛书 ;$v1
=504  \\$a有书目
=520  \\$a长篇小说。
=650  \7$a章回小说$z中国$y清代$2cct
=700  1\$a启功,$ecommentator for written text.
"""

DUBLIN_CORE = """
=title  红楼梦 {lang=zh}
=creator  曹雪芹
=publisher  人民文学出版社
=date  1982
=language  zh
=identifier  ISBN 978-7-02-000220-7
=description  长篇小说。
=type  Text
=subject  章回小说
"""

CORE = {
    "work title mainTitle 红楼梦",
    "work language http://id.loc.gov/vocabulary/languages/chi",
    "work content http://id.loc.gov/vocabulary/contentTypes/txt",
    "work contribution agent label 曹雪芹",
    "work summary label 长篇小说。",
    "instance title mainTitle 红楼梦",
    "instance provisionActivity date 1982",
    "instance provisionActivity simpleAgent 人民文学出版社",
}
MARC_CORE = CORE | {
    "work contribution role http://id.loc.gov/vocabulary/relators/aut",
    "work contribution role http://id.loc.gov/vocabulary/relators/cwt",
    "work classification classificationPortion I242.4",
    "work classification source http://id.loc.gov/vocabulary/classSchemes/clc",
    "work subject label 章回小说--中国--清代",
    "work subject source http://id.loc.gov/vocabulary/subjectSchemes/cct",
    "work genreForm http://id.loc.gov/authorities/genreForms/gf2014026339",
    "work relation relationship http://id.loc.gov/vocabulary/relationship/series",
    "work relation associatedResource title mainTitle 中国古典文学读本丛书",
    "work relation seriesEnumeration 1",
    "instance provisionActivity place http://id.loc.gov/vocabulary/countries/cc",
    "instance provisionActivity simplePlace 北京",
    "instance provisionActivity simpleDate 1982",
    "instance publicationStatement 北京: 人民文学出版社, 1982",
    "instance responsibilityStatement (清)曹雪芹著",
    "instance editionStatement 第2版",
    "instance extent label 3册",
    "instance dimensions 20cm",
    "instance issuance http://id.loc.gov/vocabulary/issuance/mono",
    "instance media http://id.loc.gov/vocabulary/mediaTypes/n",
    "instance carrier http://id.loc.gov/vocabulary/carriers/nc",
    "instance identifiedBy qualifier 平装",
    "instance identifiedBy acquisitionTerms CNY59.70",
    "instance note label 有书目",
}


def paths(description: Description) -> set[str]:
    """Return what a description says, as words: root, local names of the properties, value."""
    return {*_paths("work", description.work), *_paths("instance", description.instance)}


def _paths(start: str, node: Node) -> Iterator[str]:
    for predicate, value in node.properties:
        name = f"{start} {predicate.replace('#', '/').rsplit('/', 1)[-1]}"
        if isinstance(value, Node):
            yield from _paths(name, value)
        elif isinstance(value, Iri | Literal):
            yield f"{name} {value.value}"


def converted(mappings: Path, name: str, record: str) -> Description:
    """Return the description of a record written as an example."""
    return crosswalk(mappings, name).convert(read_example(record, name), "1")


@cache
def crosswalk(mappings: Path, name: str) -> Crosswalk:
    """Return a format's crosswalk, compiled once for all records."""
    return Crosswalk.load(mappings, name)


@pytest.mark.parametrize(
    ("name", "record", "wanted"),
    [
        ("cnmarc", CNMARC, MARC_CORE),
        ("unimarc", CNMARC.replace("$4著", "$4070").replace("$4注", "$4212").replace("=690", "=686"), CORE),
        ("dublincore", DUBLIN_CORE, CORE),
        ("marc21", MARC21, MARC_CORE),
    ],
)
def test_the_same_meaning_has_the_same_path(mappings: Path, name: str, record: str, wanted: set[str]) -> None:
    """Where a record came from does not show in what can be asked of it."""
    assert wanted - paths(converted(mappings, name, record)) == set()


@pytest.mark.parametrize("name", ["cnmarc", "marc21"])
def test_the_first_author_is_the_main_one(mappings: Path, name: str) -> None:
    """701 of CNMARC is 100 of MARC 21."""
    work = converted(mappings, name, CNMARC if name == "cnmarc" else MARC21).work
    first, second = (node for node in work.values(BF + "contribution") if isinstance(node, Node))
    assert BF + "PrimaryContribution" in first.types
    assert BF + "PrimaryContribution" not in second.types


def test_pinyin_is_a_second_literal_of_the_same_title(mappings: Path) -> None:
    """Never a second title: one node, the Han form first, its reading after it."""
    titles = converted(mappings, "cnmarc", CNMARC).instance.values(BF + "title")
    assert len(titles) == 1
    assert isinstance(titles[0], Node)
    assert titles[0].values(BF + "mainTitle") == [
        Literal("红楼梦", "zh-hani"),
        Literal("hong lou meng", "zh-latn-pinyin"),
    ]


def test_numbers_have_no_language(mappings: Path) -> None:
    """A year in a Chinese field is in no language."""
    (provision,) = converted(mappings, "cnmarc", CNMARC).instance.values(BF + "provisionActivity")
    assert isinstance(provision, Node)
    assert provision.values(BFLC + "simpleDate") == [Literal("1982")]


def agent(mappings: Path, name: str, field: str) -> Node:
    """Return the agent that one 7XX field gives."""
    work = converted(mappings, name, f"=200  1\\$a题名\n={field}\n").work
    (contribution,) = work.values(BF + "contribution")
    assert isinstance(contribution, Node)
    (found,) = contribution.values(BF + "agent")
    assert isinstance(found, Node)
    return found


@pytest.mark.parametrize(
    "field",
    [
        "701  \\0$c(唐)$a杜甫$9du fu$f(712-770)$4著",
        "701  \\0$a杜甫$ADu Fu$c(唐)$f(712-770)$4著",
        "701  \\0$a(唐)杜甫$f712-770$4著",
    ],
)
def test_both_habits_name_the_same_person(mappings: Path, field: str) -> None:
    """Order, brackets and the place of the dynasty do not make another person."""
    found = agent(mappings, "cnmarc", field)
    assert found.values(RDFS_LABEL)[0] == Literal("杜甫, 712-770", "zh-hani")


def test_a_bare_chinese_name_is_not_qualified(mappings: Path) -> None:
    """王伟 is a name of this work, not a person."""
    assert not agent(mappings, "cnmarc", "701  \\0$a王伟$4著").qualified
    assert agent(mappings, "cnmarc", "701  \\0$a王伟$f1958-$4著").qualified


FORMATS = ("marc21", "unimarc", "cnmarc")
PAIRS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))["pair"]
# What belongs to the record and not to the publication, and what has no pinyin and no place code elsewhere.
ASIDE = (
    "work adminMetadata",
    "work intendedAudience",
    "work relation associatedResource status",
    "work title language",
)


def said(mappings: Path, name: str, record: str, pair: dict[str, Any]) -> set[str]:
    """Return what a record says, without pinyin and without what the pair lets differ."""
    ignored = (*ASIDE, *pair["differs"])
    found = paths(converted(mappings, name, record))
    return {
        path
        for path in found
        if not path.startswith(ignored) and not re.search(r"(label|mainTitle) [a-z]+( [a-z]+)+$", path)
    }


@pytest.mark.parametrize("name", ["cnmarc", "unimarc"])
@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair["name"]) for pair in PAIRS])
def test_the_same_publication_says_the_same(mappings: Path, name: str, pair: dict[str, Any]) -> None:
    """Neither format says what the other does not."""
    marc21 = said(mappings, "marc21", pair["marc21"], pair)
    other = said(mappings, name, pair[name], pair)
    assert sorted(marc21 - other) == sorted(other - marc21) == []


@pytest.mark.parametrize(("name", "least"), [("cnmarc", 0.87), ("unimarc", 0.88)])
def test_most_paths_agree_whatever_may_differ(mappings: Path, name: str, least: float) -> None:
    """Of all that two records of one publication say, with what each pair lets differ, seven of eight are the same."""
    both = either = 0
    for pair in PAIRS:
        open_pair = {**pair, "differs": []}
        marc21 = said(mappings, "marc21", pair["marc21"], open_pair)
        other = said(mappings, name, pair[name], open_pair)
        both, either = both + len(marc21 & other), either + len(marc21 | other)
    assert both / either >= least


@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair["name"]) for pair in PAIRS])
def test_what_may_differ_does(mappings: Path, pair: dict[str, Any]) -> None:
    """A path stands in `differs` only where two of the three records say something else."""
    records = {name: said(mappings, name, pair[name], {**pair, "differs": []}) for name in FORMATS}
    apart = set().union(*records.values()) - set.intersection(*records.values())
    assert [path for path in pair["differs"] if not any(one.startswith(path) for one in apart)] == []


def test_the_books_are_of_every_kind() -> None:
    """Books, parts, serials, maps, music, recordings, films, theses, old books, meetings, series, online."""
    assert len({pair["name"] for pair in PAIRS}) >= 20
    assert all(pair.keys() == {"name", "differs", *FORMATS} for pair in PAIRS)


# What a catalogue is searched and grouped by.
_CORE = re.compile(
    r"(work|instance) title (mainTitle|subtitle)"
    r"|work (language|contribution agent label|classification classificationPortion)"
    r"|instance (responsibilityStatement|provisionActivity (date|simple\w+)|extent label|electronicLocator)"
    r"|work subject label"
)


def core(description: Description) -> Counter[str]:
    """Return the core of what a description says, without marks, each once."""
    return Counter({re.sub(r"[^\w ]", "", path).casefold() for path in paths(description) if _CORE.match(path)})


@pytest.mark.realdata
def test_real_records_of_the_same_books_agree(
    mappings: Path, shared: Path, record_property: Callable[[str, object], None]
) -> None:
    """ProQuest's 38 books in MARC 21 and in CMARC; the CMARC records lack notes, and garble what MARC-8 had."""
    folder = shared / "data/cnmarc/proquest-cmarc"
    found = {
        name: {
            local_id(one): one for one in read_records(folder / file, name=file, format=name) if isinstance(one, Record)
        }
        for name, file in (
            ("cmarc", "MarcTranser__20171117_423294_ntuedu_CMARC.mrc"),
            ("marc21", "marc21tocmarc__20171117_423294_ntuedu_Full-MARC8.mrc"),
        )
    }
    assert found["cmarc"].keys() == found["marc21"].keys()
    both = either = 0
    for key in found["cmarc"]:
        one, other = (core(crosswalk(mappings, name).convert(found[name][key], "1")) for name in found)
        both, either = both + (one & other).total(), either + one.total() + other.total()
    record_property("F1 of core paths", round(2 * both / either, 3))
    assert len(found["cmarc"]) == 38
    assert 2 * both / either >= 0.92
