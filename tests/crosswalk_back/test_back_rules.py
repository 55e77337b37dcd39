"""Rules turned round: every example of a rule for the way back, and every example of the way there, there and back."""

from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.back.convert import DIALECTS
from kg.crosswalk.back.options import read_back
from kg.crosswalk.examples import read_example
from kg.crosswalk.rules import Example, read_rules
from kg.description import convert_nquads
from kg.errors import MappingError
from kg.records.record import Field, Record

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
PREFIXES = """
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> .
@prefix mads: <http://www.loc.gov/mads/rdf/v1#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix lianmu: <https://w3id.org/lianmu/terms#> .
@prefix vocab: <http://id.loc.gov/vocabulary/> .
@prefix rel: <http://id.loc.gov/vocabulary/relators/> .
@prefix note: <http://id.loc.gov/vocabulary/mnotetype/> .
@prefix lc: <http://id.loc.gov/> .
@prefix edtf: <http://id.loc.gov/datatypes/> .
"""
ROOTS = """
<#work> a bf:Work ; bf:hasInstance <#instance> .
<#instance> a bf:Instance ; bf:instanceOf <#work> .
"""


@cache
def backward(dialect: str, pinyin: str = "") -> Backward:
    """Return a dialect's way back, turned once for all examples."""
    return Backward.load(MAPPINGS, dialect, pinyin=pinyin)


def record_of(turtle: str, dialect: str, pinyin: str = "") -> Record:
    """Return the record that a graph in Turtle becomes."""
    quads = pyoxigraph.parse(PREFIXES + ROOTS + turtle, pyoxigraph.RdfFormat.TURTLE, base_iri="http://example.org/1")
    (description,) = read_descriptions(quads)
    return backward(dialect, pinyin).convert(description)


def own_rules() -> list[tuple[str, str, tuple[Example, ...]]]:
    """Return the rules that stand in the `back` folders."""
    return [
        (dialect, rule.id, rule.examples)
        for dialect in DIALECTS
        for rule in read_back(MAPPINGS, dialect)[0].rules.values()
        if rule.file.startswith("back/") and f'"{rule.id}"' in own_text(dialect)
    ]


def own_text(dialect: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (MAPPINGS / dialect / "back").glob("*.toml"))


RULES = own_rules()
EXAMPLES = [
    pytest.param(dialect, example, id=f"{dialect}:{rule_id}:{number}")
    for dialect, rule_id, examples in RULES
    for number, example in enumerate(examples)
]


def test_every_rule_of_the_way_back_has_an_example() -> None:
    """A rule without an example is a rule that nobody can check."""
    assert RULES
    assert [(dialect, rule_id) for dialect, rule_id, examples in RULES if not examples] == []


@pytest.mark.parametrize(("dialect", "example"), EXAMPLES)
def test_graph_becomes_the_record(dialect: str, example: Example) -> None:
    """What stands beside a rule of the way back is what the rules do."""
    made = record_of(example.graph, dialect)
    wanted = read_example(example.record, dialect)
    if "=LDR" in example.record:
        assert made.leader.rstrip() == wanted.leader.rstrip()
    assert [field for field in wanted.fields if field not in made.fields] == [], made.fields


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("profile", ["lean", "lc"])
def test_every_example_of_the_way_there_comes_back_as_a_record(dialect: str, profile: str) -> None:
    """No graph that the rules make stops the way back, and each has its title again."""
    crosswalk = Crosswalk.load(MAPPINGS, dialect, profile=profile)
    for rule in read_rules(MAPPINGS, dialect).rules.values():
        for example in rule.examples:
            lines = "".join(
                convert_nquads(
                    crosswalk.convert(read_example(example.record, dialect), "1"), base="http://example.org/"
                )
            )
            for description in read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS)):
                made = backward(dialect).convert(description)
                assert made.all("245" if dialect == "marc21" else "200"), (rule.where, made.fields)


TWO_SCRIPTS = """
<#instance> bf:title [ a bf:Title ; bf:mainTitle "Hong lou meng"@zh-latn-pinyin, "紅樓夢"@zh-hani ] .
"""


def test_two_scripts_of_one_title_are_a_field_and_its_880() -> None:
    """MARC 21: the transcription in 245, the text as printed in the 880 linked to it."""
    made = record_of(TWO_SCRIPTS, "marc21")
    assert made.all("245") == [Field("245", "00", (("6", "880-01"), ("a", "Hong lou meng")), "")]
    assert made.all("880") == [Field("880", "00", (("6", "245-01/$1"), ("a", "紅樓夢")), "")]


@pytest.mark.parametrize(
    ("pinyin", "subfields"),
    [("9", (("a", "紅樓夢"), ("9", "Hong lou meng"))), ("A", (("a", "紅樓夢"), ("A", "Hong lou meng")))],
)
def test_pinyin_stands_where_the_library_has_it(pinyin: str, subfields: tuple[tuple[str, str], ...]) -> None:
    """CNMARC: one field, the reading in $9 (National Library of China) or in the capital (CALIS)."""
    made = record_of(TWO_SCRIPTS, "cnmarc", pinyin)
    assert made.all("200") == [Field("200", "1 ", subfields, "")]
    assert made.all("880") == []


def test_unimarc_has_the_other_script_in_a_field_of_the_same_tag() -> None:
    """UNIMARC: the same tag twice, linked by $6, the script in $7."""
    made = record_of(TWO_SCRIPTS, "unimarc")
    links = [(field.get("6"), field.get("7"), field.get("a")) for field in made.all("200")]
    assert links == [("a01", "ea", "紅樓夢"), ("a01", "ba", "Hong lou meng")]


def test_a_marc_key_gives_the_field_as_it_stood() -> None:
    """The Library of Congress's marcKey says indicators and subfields; the role is added."""
    made = record_of(
        """<#work> bf:contribution [ a bf:Contribution, bf:PrimaryContribution ; bf:role rel:aut ;
        bf:agent [ a bf:Agent, bf:Person ; rdfs:label "Cao, Xueqin, 1717?-1763" ;
        bflc:marcKey "1001 $aCao, Xueqin,$d1717?-1763", "60010$aCao, Xueqin,$d1717?-1763" ] ] .""",
        "marc21",
    )
    assert made.all("100") == [Field("100", "1 ", (("a", "Cao, Xueqin,"), ("d", "1717?-1763"), ("4", "aut")), "")]


def test_what_only_has_an_address_is_no_record_of_its_own() -> None:
    """A linked work's instance, and an electronic copy, belong to the record that names them."""
    graph = """
    <http://a/w> a bf:Work ; bf:adminMetadata [ a bf:AdminMetadata ] ; bf:hasInstance <http://a/i>, <http://a/e> .
    <http://a/i> a bf:Instance ; bf:instanceOf <http://a/w> ; bf:issuance vocab:x ;
        bf:title [ a bf:Title ; bf:mainTitle "T" ] .
    <http://a/e> a bf:Instance ; bf:instanceOf <http://a/w> ; bf:electronicLocator <http://e/> .
    """
    found = list(read_descriptions(pyoxigraph.parse(PREFIXES + graph, pyoxigraph.RdfFormat.TURTLE)))
    assert len(found) == 1


def test_an_unknown_dialect_is_refused() -> None:
    """There is no way back to Dublin Core: it has no record to be written."""
    with pytest.raises(MappingError, match="no way back to 'dublincore'"):
        Backward.load(MAPPINGS, "dublincore")
