"""The rule language: what a rule may say, and how a bad one is reported."""

from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.conditions import split_condition
from kg.crosswalk.examples import read_example
from kg.crosswalk.parts import kinds_named, split_heading
from kg.description import Description, Iri, Literal, Node, NodeList, convert_nquads
from kg.errors import MappingError
from kg.namespaces import BF, MADS, PARTS, RDFS_LABEL


@pytest.fixture
def folder(tmp_path: Path, mappings: Path) -> Path:
    """Return a mappings folder with the code lists and a format `test`."""
    (tmp_path / "codes").symlink_to(mappings / "codes")
    (tmp_path / "terms.toml").symlink_to(mappings / "terms.toml")
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "format.toml").write_text('label = "Test"\nprepare = ["align_006", "link_880"]\n')
    return tmp_path


def convert(folder: Path, rules: str, record: str, profile: str = "lean") -> Description:
    """Return what these rules make of a record."""
    (folder / "test" / "rules.toml").write_text(rules, encoding="utf-8")
    return Crosswalk.load(folder, "test", profile=profile).convert(read_example(record, "test"), "1")


def texts(node: Node, predicate: str) -> list[str]:
    """Return the texts of a property of a node."""
    return [value.value for value in node.values(BF + predicate) if isinstance(value, Literal)]


def rule(to: str, body: str, tags: str = "500", more: str = "") -> str:
    """Return one rule as TOML."""
    return f'[[rule]]\nid = "r"\nfrom = "{tags}"\nto = "{to}"\n{body}\n{more}\n'


def test_one_node_for_each_field(folder: Path) -> None:
    """Several subfields of a field land on one node."""
    made = convert(
        folder,
        rule("work bf:note [bf:Note]", 'set = { "rdfs:label" = "$a", "bf:date" = "$b" }'),
        "=500  \\\\$ax$b1\n=500  \\\\$ay",
    )
    notes = made.work.values(BF + "note")
    assert [len(note.properties) for note in notes if isinstance(note, Node)] == [2, 1]


def test_constants_alone_make_no_node(folder: Path) -> None:
    """A field without content makes nothing."""
    made = convert(
        folder,
        rule("work bf:note [bf:Note]", 'set = { "rdfs:label" = "$a", "bf:status" = "bf:Status" }'),
        "=500  \\\\$bx",
    )
    assert made.work.values(BF + "note") == []


def test_each_cuts_the_field(folder: Path) -> None:
    """One node for each `$a`, with what follows it."""
    rules = rule("work bf:note [bf:Note]", 'set = { "bf:date" = "$a", "bf:part" = "$b" }', more='each = "$a"')
    made = convert(folder, rules, "=500  \\\\$a1$bx$a2$by")
    assert [texts(note, "part") for note in made.work.values(BF + "note") if isinstance(note, Node)] == [["x"], ["y"]]


def test_a_named_node_is_shared(folder: Path) -> None:
    """Two rules, one node; the order of the rules does not matter."""
    one = rule("work bf:note [bf:Note]#n", 'set = { "bf:date" = "$a" }')
    two = rule("work bf:note [bf:Note]#n", 'set = { "bf:part" = "$b" }').replace('"r"', '"s"')
    graphs = {
        tuple(sorted(convert_nquads(convert(folder, rules, "=500  \\\\$a1$bx"), base="http://example.org/")))
        for rules in (one + two, two + one)
    }
    assert len(graphs) == 1


def test_alternatives(folder: Path) -> None:
    """The first alternative that gives anything counts."""
    made = convert(folder, rule("work bf:date", 'value = "$a | match 9 or $b | prefix x"'), "=500  \\\\$a1$b2")
    assert texts(made.work, "date") == ["x2"]


def test_conditions(folder: Path) -> None:
    """`and` binds closer than `or`."""
    body = 'value = "$a"\nwhen = "ind1 = 1 and $b or ind2 in \'23\' and not $b"'
    made = convert(folder, rule("work bf:date", body), "=500  1\\$aa$bx\n=500  \\2$ab\n=500  12$ac\n=500  \\\\$ad$bx")
    assert texts(made.work, "date") == ["a", "b", "c"]


def test_a_profile_chooses_entries(folder: Path) -> None:
    """What belongs to another profile is not there."""
    body = 'value = [{ value = "$a", profile = "lc" }, { value = "$b", profile = "lean" }]'
    assert texts(convert(folder, rule("work bf:date", body), "=500  \\\\$a1$b2", "lc").work, "date") == ["1"]


def test_an_invalid_iri_stays_a_text(folder: Path) -> None:
    """Nothing is lost, and no graph is spoilt."""
    made = convert(folder, rule("work bf:date", 'value = "$u | iri"'), "=500  \\\\$uhttp://a b$uhttp://a/b")
    assert made.work.values(BF + "date") == [Literal("http://a b"), Iri("http://a/b")]


def test_items_join_by_key(folder: Path) -> None:
    """Fields with the same `$8` are one item; a field that names none goes to the only one."""
    rules = rule("item", 'set = { "bf:date" = "$a" }\njoin = "$8"')
    assert [
        texts(item, "date")
        for item in convert(folder, rules, "=500  \\\\$81$aa\n=500  \\\\$ab\n=500  \\\\$81$ac").items
    ] == [["a", "c", "b"]]


def test_another_script_is_a_second_literal(folder: Path) -> None:
    """880: one node, two literals, the second tagged."""
    record = "=008  " + " " * 35 + "chi d\n=500  \\\\$6880-01$aHong lou meng\n=880  \\\\$6500-01/{dollar}1$a紅樓夢"
    made = convert(folder, rule("work bf:note [bf:Note]", 'set = { "bf:date" = "$a" }'), record)
    (note,) = made.work.values(BF + "note")
    assert isinstance(note, Node)
    assert note.values(BF + "date") == [Literal("Hong lou meng"), Literal("紅樓夢", "zh-hani")]


def test_an_880_alone_runs_under_its_tag(folder: Path) -> None:
    """A field that exists only in its own script is not lost."""
    record = "=008  " + " " * 35 + "chi d\n=880  \\\\$6500-00/{dollar}1$a紅樓夢"
    made = convert(folder, rule("work bf:date", 'value = "$a"'), record)
    assert made.work.values(BF + "date") == [Literal("紅樓夢", "zh-hani")]


def test_a_format_extends_another(folder: Path) -> None:
    """The same id replaces; `drop` removes; the rest is taken over."""
    (folder / "test" / "rules.toml").write_text(
        rule("work bf:date", 'value = "$a"')
        + rule("work bf:part", 'value = "$a"').replace('"r"', '"gone"')
        + rule("work bf:count", 'value = "$a"').replace('"r"', '"kept"')
    )
    (folder / "child").mkdir()
    (folder / "child" / "format.toml").write_text('extends = "test"\ndrop = ["gone"]\n')
    (folder / "child" / "own.toml").write_text(rule("work bf:date", 'value = "$b"'))
    made = Crosswalk.load(folder, "child").convert(read_example("=500  \\\\$a1$b2", "test"), "1")
    assert [texts(made.work, name) for name in ("date", "part", "count")] == [["2"], [], ["1"]]


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (rule("work bf:date", 'value = "$a | nothing"'), "nothing"),
        (rule("work bf:date", 'value = "$a | table missing"'), "missing"),
        (rule("work bf:date", 'value = "$a | codes missing"'), "missing"),
        (rule("work bf:date", "value = \"$a | match '['\""), "match"),
        (rule("work xx:date", 'value = "$a"'), "xx:date"),
        (rule("book bf:date", 'value = "$a"'), "book"),
        (rule("work bf:note [bf:Note]", 'value = "$a"'), "set"),
        (rule("work bf:note [bf:Note]", 'set = { "bf:agent" = { shape = "missing" } }'), "missing"),
        (rule("work bf:note [bf:Note]", 'set = { "bf:agent" = { shap = "x" } }'), "shap"),
        (rule("work bf:date", 'value = "$a"\ncolour = "red"'), "colour"),
        (rule("work bf:date", 'value = "$a"', tags="5?0"), "5?0"),
        (rule("work bf:date", 'value = "$a"\nwhen = "$a ~ \'[\'"'), "regular expression"),
        (rule("work bf:date", 'value = "$a"') * 2, "another rule"),
        ("[[rule", "TOML"),
        ('[[rule]]\nid = "r"\nfrom = "500"\n', "'to'"),
    ],
)
def test_a_bad_rule_stops_the_load(folder: Path, rules: str, says: str) -> None:
    """The message names file, rule and what is wrong."""
    (folder / "test" / "rules.toml").write_text(rules)
    with pytest.raises(MappingError, match=r"rules\.toml") as caught:
        Crosswalk.load(folder, "test")
    assert says in str(caught.value)


def test_a_shape_that_contains_itself_is_refused(folder: Path) -> None:
    """A circle of shapes has no end."""
    rules = '[shape.a.set]\n"bf:agent" = { shape = "a" }\n' + rule("work bf:note", 'value = { shape = "a" }')
    (folder / "test" / "rules.toml").write_text(rules)
    with pytest.raises(MappingError, match="contains itself"):
        Crosswalk.load(folder, "test")


def test_an_unknown_profile_is_refused(folder: Path) -> None:
    """There are two profiles."""
    with pytest.raises(MappingError, match="lean, lc"):
        Crosswalk.load(folder, "test", profile="rich")


def heading(folder: Path, record: str, profile: str = "lean") -> Node:
    """Return the subject made of a record by a rule with parts."""
    parts = (
        '{ parts = { a = "mads:Topic", z = "mads:Geographic", y = "mads:Temporal" }, text = { lean = ["rdfs:label"] } }'
    )
    body = f'set = {{ "mads:componentList" = {parts}, "rdfs:label" = {{ value = "$a", profile = "lc" }} }}'
    (node,) = convert(folder, rule("work bf:subject [bf:Topic]", body), record, profile).work.values(BF + "subject")
    assert isinstance(node, Node)
    return node


def test_one_iri_names_the_kinds_of_a_headings_parts(folder: Path) -> None:
    """The text says the parts; a list of nodes would say them again."""
    node = heading(folder, "=500  \\\\$aWar$zIraq$y2003-$zBasra")
    assert node.values(MADS + "componentList") == [Iri(PARTS + "Topic-Geographic-Temporal-Geographic")]
    (label,) = node.values(RDFS_LABEL)
    assert isinstance(label, Literal)
    assert split_heading(label.value) == ["War", "Iraq", "2003-", "Basra"]
    assert kinds_named(PARTS + "Topic-Temporal") == [MADS + "Topic", MADS + "Temporal"]


@pytest.mark.parametrize(
    ("record", "profile"), [("=500  \\\\$aWar--peace$zIraq", "lean"), ("=500  \\\\$aWar$zIraq", "lc")]
)
def test_parts_that_the_text_does_not_show_are_a_list(folder: Path, record: str, profile: str) -> None:
    """What the text alone could not give back stands in nodes; profile lc has always nodes."""
    (parts,) = heading(folder, record, profile).values(MADS + "componentList")
    assert isinstance(parts, NodeList)
    assert [node.types for node in parts] == [[MADS + "Topic"], [MADS + "Geographic"]]


@pytest.mark.parametrize(
    ("condition", "of_shape", "rest"),
    [
        ("", "", ""),
        ("ind2 = 7 and not $t", "ind2 = 7 and not $t", ""),
        ("$t and $a ~ 'x' and material = BK", "$t and material = BK", "$a ~ 'x'"),
        ("$t or has 264", "", "$t or has 264"),
        ("/0 = a and /1 = b", "/0 = a", "/1 = b"),
    ],
)
def test_what_of_a_condition_is_known_from_the_shape_of_a_field(condition: str, of_shape: str, rest: str) -> None:
    """It is looked at once for all fields alike; both halves together say what the whole says."""
    assert split_condition(condition) == (of_shape, rest)


def test_fields_of_one_tag_are_told_apart_by_their_shape(folder: Path) -> None:
    """What is remembered of one field does not count for another with other subfields or indicators."""
    rules = rule("work bf:date", 'value = { value = "$a", when = "ind1 = 1 and not $b" }', more='when = "ind2 != 9"')
    made = convert(folder, rules, "=500  1\\$aa\n=500  1\\$ab$bx\n=500  2\\$ac\n=500  19$ad\n=500  1\\$ae")
    assert texts(made.work, "date") == ["a", "e"]
