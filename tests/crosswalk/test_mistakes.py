"""Mistakes that cataloguers make in rules: each stops at the load or in `lianmu mapping check`, with file and rule."""

from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.check import check_rules
from kg.crosswalk.declared import Declared
from kg.errors import MappingError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = """
[[rule.example]]
record = '''
=500  \\\\$ax
'''
graph = '''
<#work> bf:note [ a bf:Note ; rdfs:label "x" ] .
'''
"""
GOOD = """
[[rule]]
id = "500-note"
from = "500"
to = "work bf:note [bf:Note]"
set = { "rdfs:label" = "$a" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a mappings folder with one format and names of its fields."""
    (tmp_path / "codes").symlink_to(ROOT / "mappings" / "codes")
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "format.toml").write_text('label = "Test"\n')
    (tmp_path / "test" / "fields.tsv").write_text("500\tNote\t附注\n")
    return tmp_path


@pytest.fixture(scope="module")
def declared() -> Declared:
    """Return the terms of the vocabularies."""
    return Declared.load(ROOT / "ontology")


def changed(old: str, new: str, more: str = EXAMPLE) -> str:
    """Return the good rule with a mistake in it."""
    assert old in GOOD
    return GOOD.replace(old, new) + more


def with_key(line: str) -> str:
    """Return the good rule with one more line."""
    return GOOD + line + "\n" + EXAMPLE


# What is written, and what of the message tells the cataloguer where to look and what to do.
AT_LOAD = {
    "misspelt key": (with_key('wenn = "$a"'), ["500-note", "unknown key 'wenn'", "when"]),
    "no id": (changed('id = "500-note"\n', ""), ["rule '?'", "'id' is missing"]),
    "no to": (changed('to = "work bf:note [bf:Note]"\n', ""), ["500-note", "'to' is missing"]),
    "value and set": (with_key('value = "$a"'), ["500-note", "either 'value' or 'set'"]),
    "neither value nor set": (changed('set = { "rdfs:label" = "$a" }\n', ""), ["500-note", "either 'value' or 'set'"]),
    "bad TOML": ("[[rule]]\nid = 500-note\n", ["is not TOML", "line 2"]),
    "one pair of brackets": (changed("[[rule]]", "[rule]", ""), ["[[rule]], in two pairs"]),
    "example with one pair": (
        GOOD + "[rule.example]\nrecord = ''\ngraph = ''\n",
        ["500-note", "[[rule.example]], in two pairs"],
    ),
    "example without graph": (GOOD + "[[rule.example]]\nrecord = ''\n", ["500-note", "needs 'record' and 'graph'"]),
    "two rules with one id": (GOOD + EXAMPLE + GOOD + EXAMPLE, ["500-note", "another rule has this id"]),
    "an id with blanks": (changed('"500-note"', '"500 note"'), ["500 note", "letters, digits"]),
    "a number for a text": (changed('from = "500"', "from = 500"), ["500-note", "'from' is missing or is not a text"]),
    "a number for a condition": (with_key("when = 1"), ["500-note", "'when' is 1, not a text in quotes"]),
    "a tag of two digits": (changed('"500"', '"50"'), ["500-note", "'from' is '50'", "6XX"]),
    "a tag with a small x": (changed('"500"', '"5xx"'), ["500-note", "'from' is '5xx'"]),
    "tags with a comma": (changed('"500"', '"500, 501"'), ["500-note", "100|110"]),
    "unknown profile": (with_key('profile = "leen"'), ["500-note", "no profile 'leen'", "lean, lc"]),
    "unknown profile of a value": (
        changed('"$a"', '{ value = "$a", profile = "full" }'),
        ["500-note", "rdfs:label", "no profile 'full'"],
    ),
    "unknown profile of an example": (GOOD + EXAMPLE + 'profile = "lx"\n', ["500-note", "no profile 'lx'"]),
    "unknown function": (changed('"$a"', '"$a | trimm"'), ["500-note", "no value function 'trimm'", "trim_isbd"]),
    "function without its word": (changed('"$a"', '"$a | match"'), ["500-note", "'match'"]),
    "function with a word too many": (changed('"$a"', '"$a | lower x"'), ["500-note", "lower x"]),
    "bad pattern": (changed('"$a"', "\"$a | match '(x'\""), ["500-note", "match '(x'"]),
    "bad pattern in a condition": (with_key("when = \"$a ~ '[x'\""), ["500-note", "no regular expression"]),
    "pattern without quotes": (with_key('when = "$a ~ ^x y"'), ["500-note", "one pattern, in quotes"]),
    "quote not closed": (changed('"$a"', "\"$a | match '^x\""), ["500-note", "quotation mark"]),
    "two equals signs": (with_key('when = "ind1 == 1"'), ["500-note", "one value"]),
    "and misspelt": (with_key('when = "ind1 = 1 an $b"'), ["500-note", "one value, in quotes"]),
    "unknown word in a condition": (with_key('when = "ind3 = 1"'), ["500-note", "ind3"]),
    "in without brackets": (with_key('when = "ind1 in 12"'), ["500-note", "after 'in' write '(abc, def)'"]),
    "has without a whole tag": (with_key('when = "has 26X"'), ["500-note", "has 264"]),
    "positions the wrong way": (changed('"$a"', '"/18-5"'), ["500-note", "smaller to the greater"]),
    "unknown prefix": (changed("rdfs:label", "rdsf:label"), ["500-note", "rdsf:label", "Prefixes:"]),
    "path without bracket": (changed("[bf:Note]", "[bf:Note"), ["500-note", "no path"]),
    "unknown root": (changed("work bf", "works bf"), ["500-note", "work, instance, item"]),
    "node without set": (changed('set = { "rdfs:label" = "$a" }', 'value = "$a"'), ["500-note", "'to' ends in a node"]),
    "set that is no table": (changed('{ "rdfs:label" = "$a" }', '"$a"'), ["500-note", "'set' is '$a', not a table"]),
    "number as value": (changed('"$a"', "5"), ["500-note", "5 is neither an expression nor a table"]),
    "unknown shape": (changed('"$a"', '{ shape = "agent" }'), ["500-note", "There is no shape 'agent'"]),
    "unknown shape in use": (
        changed('set = { "rdfs:label" = "$a" }', 'use = "notes"'),
        ["500-note", "no shape 'notes'"],
    ),
    "unknown table": (changed('"$a"', '"$a | table kinds"'), ["500-note", "There is no table 'kinds'"]),
    "unknown code list": (changed('"$a"', '"$a | codes langs"'), ["500-note", "no code list 'langs'"]),
    "number in a table": ("[table.kinds]\na = 1\n" + GOOD + EXAMPLE, ["table 'kinds', 'a'", "write it in quotes"]),
    "unknown prefix in a table": ('[table.kinds]\na = "voc:x"\n' + GOOD, ["table 'kinds', 'a'", "voc:x"]),
    "shape in a circle": (
        '[shape.a.set]\n"bf:part" = { shape = "b" }\n[shape.b.set]\n"bf:part" = { shape = "a" }\n'
        + changed('"$a"', '{ shape = "a" }'),
        ["500-note", "shape 'a'", "contains itself"],
    ),
    "unknown kind of entity": ('[shape.a]\nentity = "agnet"\n' + GOOD, ["shape 'a'", "not agent or subject"]),
    "each without a dollar": (with_key('each = "a"'), ["500-note", "'each' is 'a'", "$az"]),
    "join of a work": (with_key('join = "$8"'), ["500-note", "begins with 'item'"]),
    "reason left empty": (GOOD + '[unmapped]\n"501" = ""\n', ["[unmapped], '501'", "reason"]),
    "unknown key in the file": (GOOD + '[tabel.x]\na = "b"\n', ["unknown key 'tabel'", "table"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", AT_LOAD)
def test_a_mistake_stops_the_load(folder: Path, mistake: str) -> None:
    """With the file, the rule and what to do."""
    rules, says = AT_LOAD[mistake]
    (folder / "test" / "rules.toml").write_text(rules, encoding="utf-8")
    with pytest.raises(MappingError, match=r"test/(\w+/)?rules\.toml") as caught:
        Crosswalk.load(folder, "test")
    assert [part for part in says if part not in str(caught.value)] == []


IN_THE_CHECK = {
    "no example": (GOOD, ["500-note", "has no example", "[[rule.example]]"]),
    "example that does not hold": (changed('"$a"', '"$b"'), ["500-note', example 1", "does not hold", "made: nothing"]),
    "example that is no Turtle": (GOOD + EXAMPLE.replace(" ] .", " ."), ["500-note', example 1", "not Turtle"]),
    "example that is no record": (GOOD + EXAMPLE.replace("=500  ", "500 "), ["500-note', example 1", "no line"]),
    "property that is not declared": (changed("bf:note", "bf:nota"), ["500-note", "bf:nota (perhaps bf:note)"]),
    "class that is not declared": (changed("bf:Note", "bf:Nota"), ["500-note", "bf:Nota (perhaps bf:Note)"]),
    "field that there is not": (changed('"500"', '"507"'), ["500-note", "no field '507' in fields.tsv"]),
    "shape that no rule uses": (
        GOOD + EXAMPLE + '[shape.a.set]\n"bf:part" = "$a | trimm"\n',
        ["shape 'a'", "no value function 'trimm'"],
    ),
    "example of the other profile": (
        with_key('profile = "lc"'),
        ["500-note', example 1", 'add profile = "lc"'],
    ),
}


@pytest.mark.parametrize("mistake", IN_THE_CHECK)
def test_a_mistake_is_found_by_the_check(folder: Path, declared: Declared, mistake: str) -> None:
    """What only shows when the rules run, or beside the vocabularies and the standard."""
    rules, says = IN_THE_CHECK[mistake]
    (folder / "test" / "rules.toml").write_text(rules, encoding="utf-8")
    found = "\n".join(check_rules(folder, "test", declared).faults)
    assert [part for part in ["test/rules.toml", *says] if part not in found] == []


def test_good_rules_pass(folder: Path, declared: Declared) -> None:
    """The rule from which the mistakes are made is right."""
    (folder / "test" / "rules.toml").write_text(GOOD + EXAMPLE, encoding="utf-8")
    assert check_rules(folder, "test", declared).faults == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('lable = "Test"\n', "unknown key 'lable'"),
        ('prepare = ["link_808"]\n', "no preparation 'link_808'"),
        ('prepare = "link_880"\n', "not a list of texts"),
        ('drop = ["500-x"]\nextends = "other"\n', "'drop' names '500-x'"),
        ('extends = "test"\n', "circle: test > test"),
        ('extends = "nowhere"\n', "nowhere"),
    ],
)
def test_a_mistake_in_the_format_stops_the_load(folder: Path, text: str, says: str) -> None:
    """The message names the format's file."""
    (folder / "other").mkdir()
    (folder / "other" / "format.toml").write_text("")
    (folder / "test" / "format.toml").write_text(text)
    with pytest.raises(MappingError, match=r"format\.toml") as caught:
        Crosswalk.load(folder, "test")
    assert says in str(caught.value)


@pytest.mark.parametrize("kind", ["shape", "table"])
def test_a_name_given_twice_stops_the_load(folder: Path, kind: str) -> None:
    """Two files of one format may not hold the same shape or table: the second would replace the first."""
    for number in (1, 2):
        (folder / "test" / f"part{number}.toml").write_text(
            f'[{kind}.a]\n{"types" if kind == "shape" else "b"} = "bf:Note"\n'
        )
    with pytest.raises(MappingError, match=rf"part2\.toml, {kind} 'a': another {kind}.*part1"):
        Crosswalk.load(folder, "test")
