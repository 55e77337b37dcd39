"""Fields of UNIMARC, CNMARC and CMARC that a graph of profile lc keeps as they stood; real records there and back."""

import importlib.util
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.examples import read_example
from kg.description import convert_nquads
from kg.records import Record

_SCORER = Path(__file__).resolve().parents[1] / "bench" / "round_trip.py"
_spec = importlib.util.spec_from_file_location("round_trip", _SCORER)
assert _spec is not None
assert _spec.loader is not None
scorer = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(scorer)


def made_of(text: str, dialect: str, *, profile: str = "lc", to: str = "", pinyin: str = "") -> Record:
    """Return the record made of the graph of an example."""
    record = read_example("=001  1\n" + text, dialect)
    crosswalk = Crosswalk.load(scorer.MAPPINGS, dialect, profile=profile)
    lines = "".join(convert_nquads(crosswalk.convert(record, "1"), base="http://example.org/"))
    (description,) = read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))
    return Backward.load(scorer.MAPPINGS, to or dialect, pinyin=pinyin).convert(description)


def fields_of(record: Record, tag: str) -> list[str]:
    """Return the fields with a tag, subfields one after the other."""
    return ["".join(f"${code}{text}" for code, text in field.subfields) for field in record.fields if field.tag == tag]


@pytest.mark.parametrize(
    ("dialect", "field"),
    [
        ("unimarc", r"105  \\$a||||z   00|a|"),
        ("unimarc", r"181  \0$ai#$bxxxe##"),
        ("unimarc", r"200  1\$aTitre$bTexte imprimé$fA$gB$gC"),
        ("unimarc", r"214  \3$aImpr. en Espagne"),
        ("unimarc", r"305  \\$aÉdition revue"),
        ("unimarc", r"464  \1$tLied$fSchubert$v3"),
        ("unimarc", r"608  \\$aRoman$2rameau$zfre"),
        ("unimarc", r"700  \1$311888332$aHugo$bVictor$cpoète$f1802-1885$4070"),
        ("unimarc", r"801  \0$aFR$bBNF$c20190823$gAFNOR$2intermrc"),
        ("cnmarc", r"049  \\$aA120000TJL$bUCS01007295699$c007295699"),
        ("cnmarc", r"092  \\$aCN$b人天6393-500"),
        ("cnmarc", r"701  \0$a纪寿文$9ji shou wen$4译注"),
        ("cnmarc", r"905  \\$a浙图$b30012345$dF270$e12"),
        ("cmarc", r"022  \\$aTW$b1009302345"),
        ("cmarc", r"805  \\$aNTUL$d857.7$e8664"),
    ],
)
def test_a_field_comes_back_as_it_stood(dialect: str, field: str) -> None:
    """Also where BIBFRAME has no place for one of its subfields."""
    tag = field[:3]
    title = "" if tag == "200" else "=200  1\\$aTitre\n"
    assert field.partition("$")[2] in [one[1:] for one in fields_of(made_of(f"{title}={field}\n", dialect), tag)]


def test_a_kept_field_stands_once() -> None:
    """It takes the place of the field that is made of the description."""
    made = made_of("=200  1\\$aTitre\n=700  \\1$311888332$aHugo$bVictor$cpoète$4070\n", "unimarc")
    assert fields_of(made, "700") == ["$311888332$aHugo$bVictor$cpoète$4070"]


def test_profile_lean_keeps_none() -> None:
    """What the catalogue publishes is the description alone."""
    crosswalk = Crosswalk.load(scorer.MAPPINGS, "unimarc")
    made = crosswalk.convert(read_example("=200  1\\$aTitre$bTexte imprimé\n", "unimarc"), "1")
    assert not [name for name, _ in made.instance.properties if name.endswith("Key")]


def test_a_kept_field_is_none_of_marc21() -> None:
    """Tags of UNIMARC mean something else there."""
    made = made_of("=200  1\\$aTitre$bTexte imprimé\n=305  \\\\$aÉdition revue\n", "unimarc", to="marc21")
    assert {field.tag for field in made.fields}.isdisjoint({"200", "305"})
    assert fields_of(made, "500") == ["$aÉdition revue"]


def test_pinyin_of_a_kept_field_follows_the_habit_asked_for() -> None:
    """`$9` of the National Library becomes the capital of CALIS."""
    record = "=200  1\\$a书名\n=701  \\0$a纪寿文$9ji shou wen$p北京大学$4译\n"
    assert fields_of(made_of(record, "cnmarc", pinyin="A"), "701") == ["$a纪寿文$p北京大学$4译$Aji shou wen"]


def test_links_of_cnmarc_embed_whole_fields() -> None:
    """As mainland libraries write them, whatever technique the record had."""
    record = "=200  1\\$a书名\n=461  \\0$t中国古典文学丛书$v3\n=430  \\0$t生活$x0300-0001\n"
    made = made_of(record, "cnmarc")
    assert fields_of(made, "461") == ["$12001 $a中国古典文学丛书$v3"]
    assert fields_of(made, "430") == ["$1011  $a0300-0001$12001 $a生活"]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("unimarc", "unimarc/bnf"),
        ("cnmarc", "cnmarc/scattered"),
        ("cmarc", "cnmarc/proquest-cmarc/MarcTranser__20171117_423294_ntuedu_CMARC.mrc"),
        ("cmarc", "cnmarc/proquest-cmarc/marc21tocmarc__proquest-Cmarc.mrc"),
    ],
)
def test_nearly_all_values_come_back(shared: Path, dialect: str, path: str) -> None:
    """To BIBFRAME (lc) and back: 95 of 100 values of standard tags at the least."""
    crosswalk = Crosswalk.load(scorer.MAPPINGS, dialect, profile="lc")
    ways = {"": Backward.load(scorer.MAPPINGS, dialect)}
    if dialect == "cnmarc":
        ways["A"] = Backward.load(scorer.MAPPINGS, dialect, pinyin="A")
    counted: Counter[str] = Counter()
    for record, made in scorer.there_and_back(scorer.read_all([shared / "data" / path], dialect), crosswalk, ways):
        values, lost = scorer.lost_of(record, made, dialect)
        counted["had"] += sum(count for (tag, _, _), count in values.items() if tag >= "010")
        counted["lost"] += sum(count for (tag, _, _), count in lost.items() if tag >= "010")
    assert counted["had"] > 0
    assert 1 - counted["lost"] / counted["had"] >= 0.95
