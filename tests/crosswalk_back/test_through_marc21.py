"""A CNMARC record through MARC 21 and back: no title, name, identifier, subject, class number or holding is lost."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.examples import read_example
from kg.demo.members import demo_members
from kg.description import Description, convert_nquads
from kg.records import Problem, Record, kind_of, read_records

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
PAIRS = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "crosswalk_cnmarc" / "pairs.toml").read_text(encoding="utf-8")
)["pair"]
_MARKS = re.compile(r"[\W_]+")
_LISTS = re.compile("[;；]")
# What must not be lost: the fields of each kind by their tags, and which of their subfields say it.
_KINDS = {
    "titles": (re.compile("200|225|4[0-9][0-9]|5[0-9][0-9]"), "aehidt"),
    "names": (re.compile("7[0-9][0-9]"), "abf"),
    "identifiers": (re.compile("01[0-9]|02[0-2]|04[09]|07[123]|09[1-4]"), "aby"),
    "subjects": (re.compile("60[0-8]|610"), "abfjtxyz"),
    "classes": (re.compile("67[56]|68[016]|69[0-9]"), "a"),
    "holdings": (re.compile("905|805|096"), "abcdesr"),
}
# Country codes, and what a price or binding is: no identifiers.
_ASIDE = {("010", "b"), ("011", "b"), ("020", "a"), ("022", "a"), ("091", "b"), ("092", "a"), ("094", "a")}
# An order number and the number of a standard have tags of their own in other formats.
_WHERE = {"identifiers": re.compile("0..|345"), "holdings": re.compile("905|907|096|805|852")}

EXAMPLES = {
    "pinyin of the National Library": r"""
=001  1
=010  \\$a978-7-108-01987-5$b精装$dCNY28.00
=091  \\$a10019·3245
=101  0\$achi
=200  1\$a中国建筑史$9zhong guo jian zhu shi$e图说$f梁思成著
=517  1\$a图说中国建筑史$9tu shuo zhong guo jian zhu shi
=606  0\$a建筑史$y中国$z唐代
=607  \\$a北京$x地方史
=610  0\$a古建筑$a斗拱
=690  \\$aTU-092$v5
=692  \\$a86.9
=701  \0$a梁思成$9liang si cheng$f1901-1972$4著
=711  02$a清华大学$b建筑系$4编
=905  \\$a浙图$b30012345$dTU-092$e12
""",
    "pinyin of CALIS": r"""
=001  2
=010  \\$a7-02-000220-X
=099  \\$aCAL 012008005848
=101  1\$achi$ceng
=200  1\$a红楼梦$AHong Lou Meng$e校注本$EJiao Zhu Ben$f(清)曹雪芹著
=461  \0$12001 $a中国古典文学丛书$v3
=600  \0$a曹雪芹$f1715-1763$x生平事迹
=690  \\$aI242.4$v5
=701  \0$c(清)$a曹雪芹$ACao Xue Qin$f(1715-1763)$4著
=702  \0$a启功$AQi Gong$4注
=905  \\$aPUL$sI242.4/7
""",
    "a serial": r"""
=LDR  00000nas0 2200000   4500
=001  3
=011  \\$a0257-0270
=091  \\$aCN11-1073/G2
=200  1\$a读书$9du shu
=430  \0$12001 $a生活$1011  $a0300-0001
=530  0\$a读书$b北京
=690  \\$aZ62$v5
=711  02$a三联书店$4编辑
=905  \\$aZJL$c期刊室$sZ62/1
""",
}


@cache
def crosswalk(dialect: str, profile: str) -> Crosswalk:
    """Return a format's crosswalk, compiled once."""
    return Crosswalk.load(MAPPINGS, dialect, profile=profile)


@cache
def backward(dialect: str) -> Backward:
    """Return the way back to a dialect, compiled once."""
    return Backward.load(MAPPINGS, dialect)


def graph_of(record: Record, profile: str) -> Description:
    """Return what a reader of the record's graph knows."""
    lines = "".join(convert_nquads(crosswalk(record.format, profile).convert(record, "r1"), base="http://example.org/"))
    return next(iter(read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))))


def there_and_back(record: Record, profile: str) -> Record:
    """Return the record made of the graph of the MARC 21 record made of the record's graph."""
    marc21 = backward("marc21").convert(graph_of(record, profile))
    return backward(record.format).convert(graph_of(marc21, profile))


def normal(text: str) -> str:
    """Return a text in lower case without marks and blanks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def said(record: Record, kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield tag, subfield and text of what a record says of one kind."""
    tags, codes = _KINDS[kind]
    for field in record.fields:
        for code, text in field.subfields if tags.fullmatch(field.tag) else ():
            if code in codes and (field.tag, code) not in _ASIDE:
                yield from ((field.tag, code, normal(part)) for part in _LISTS.split(text) if normal(part))


def lost_of(record: Record, back: Record) -> list[tuple[str, str, str, str]]:
    """Return what a record says and the other does not, in whatever field of the kind."""
    lost = []
    for kind, (tags, _) in _KINDS.items():
        where = _WHERE.get(kind, tags)
        have = [
            "".join(normal(text) for _, text in field.subfields) for field in back.fields if where.fullmatch(field.tag)
        ]
        lost += [(kind, *one) for one in said(record, kind) if not any(one[2] in text for text in have)]
    return lost


def records_of(paths: Iterable[Path], dialect: str, encoding: str = "") -> Iterator[Record]:
    """Yield the bibliographic records of files."""
    for path in paths:
        for found in read_records(path, name=path.name, format=dialect, encoding=encoding):
            if not isinstance(found, Problem) and not found.deleted and kind_of(found) == "bibliographic":
                yield found


@pytest.mark.parametrize("profile", ["lc", "lean"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_made_records_lose_nothing(name: str, profile: str) -> None:
    """Both habits of pinyin, old numbers, old classes, links and holdings."""
    record = read_example(EXAMPLES[name], "cnmarc")
    assert lost_of(record, there_and_back(record, profile)) == []


@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair["name"]) for pair in PAIRS])
def test_records_of_every_kind_lose_nothing(pair: dict[str, str]) -> None:
    """Books, serials, maps, music, films, theses, old books."""
    record = read_example(pair["cnmarc"], "cnmarc")
    assert lost_of(record, there_and_back(record, "lc")) == []


def test_records_of_the_demo_lose_nothing() -> None:
    """Each record of the sample members that catalogue in CNMARC."""
    lost, count = [], 0
    for member in demo_members():
        if member.format == "cnmarc":
            with member.open_files() as paths:
                for record in records_of(list(paths), "cnmarc", member.encoding):
                    lost += lost_of(record, there_and_back(record, "lc"))
                    count += 1
    assert count > 0
    assert lost == []


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["lc", "lean"])
@pytest.mark.parametrize(
    ("dialect", "pattern"),
    [
        ("cnmarc", "scattered/cnmarc14_utf8.iso"),
        ("cmarc", "proquest-cmarc/MarcTranser*"),
        ("cmarc", "proquest-cmarc/*-Cmarc.mrc"),
    ],
)
def test_real_records_lose_nothing(shared: Path, dialect: str, pattern: str, profile: str) -> None:
    """Records of mainland libraries, and ProQuest's for Taiwan."""
    records = list(records_of(sorted((shared / "data/cnmarc").glob(pattern)), dialect))
    assert records
    assert [one for record in records for one in lost_of(record, there_and_back(record, profile))] == []
