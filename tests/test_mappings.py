"""Every example beside a rule: what the rules make of its record contains its graph."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.crosswalk.rules import Example, Rule, read_rules
from kg.crosswalk.separate import convert_any
from kg.description import convert_nquads
from kg.namespaces import BF, RDF_TYPE
from kg.vocabulary import Vocabulary

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
FORMATS = sorted(path.parent.name for path in MAPPINGS.glob("*/format.toml"))
BASE = "http://example.org/"
RECORD = BASE + "record/1"
ROOTS = {f"{RECORD}#work", f"{RECORD}#instance", f"{RECORD}#authority"}

Graph = dict[object, dict[str, list[object]]]


def graph_of(quads: object) -> Graph:
    """Return subject -> predicate -> objects."""
    graph: Graph = defaultdict(lambda: defaultdict(list))
    for quad in quads:  # type: ignore[attr-defined]
        graph[quad.subject][quad.predicate.value].append(quad.object)
    return graph


def is_variable(node: object) -> bool:
    """Return whether a node of an example stands for any node: blank nodes and local names but work and instance."""
    if isinstance(node, pyoxigraph.BlankNode):
        return True
    return isinstance(node, pyoxigraph.NamedNode) and node.value.startswith(RECORD + "#") and node.value not in ROOTS


def contains(graph: Graph, subject: object, example: Graph, wanted: object) -> bool:
    """Return whether `subject` says in `graph` at least what `wanted` says in `example`."""
    return all(
        any(is_same(graph, have, example, need) for have in graph[subject].get(predicate, ()))
        for predicate, objects in example.get(wanted, {}).items()
        for need in objects
    )


def is_same(graph: Graph, have: object, example: Graph, need: object) -> bool:
    """Return whether an object of the result is what the example's object asks for."""
    if is_variable(need):
        return not isinstance(have, pyoxigraph.Literal) and contains(graph, have, example, need)
    if have != need or not isinstance(need, pyoxigraph.NamedNode) or need.value in ROOTS:
        return have == need
    return contains(graph, have, example, need)


def missing(graph: Graph, example: Graph) -> list[str]:
    """Return the statements about the roots of an example that the result does not contain."""
    objects = {need for said in example.values() for needs in said.values() for need in needs}
    found = []
    for wanted in example:
        if is_variable(wanted) or (wanted in objects and getattr(wanted, "value", "") not in ROOTS):
            continue
        for predicate, needs in example[wanted].items():
            have = graph[wanted].get(predicate, ())
            found += [
                f"{wanted} {predicate} {need}"
                for need in needs
                if not any(is_same(graph, one, example, need) for one in have)
            ]
    item = pyoxigraph.NamedNode(BF + "Item")
    items = [node for node, said in graph.items() if item in said.get(RDF_TYPE, ())]
    for wanted in example:
        is_item = is_variable(wanted) and wanted not in objects
        if is_item and not any(contains(graph, one, example, wanted) for one in items):
            found.append(f"no item says what {wanted} says")
    return found


@cache
def crosswalk(name: str, profile: str) -> Crosswalk:
    """Return a format's crosswalk, compiled once for all examples."""
    return Crosswalk.load(MAPPINGS, name, profile=profile)


def all_rules() -> list[tuple[str, Rule]]:
    """Return the rules that stand in each format's own files."""
    return [
        (name, rule)
        for name in FORMATS
        for rule in read_rules(MAPPINGS, name).rules.values()
        if rule.file.startswith(name + "/")
    ]


RULES = all_rules()
EXAMPLES = [
    pytest.param(name, example, id=f"{rule.file}:{rule.id}:{number}")
    for name, rule in RULES
    for number, example in enumerate(rule.examples)
]


@pytest.mark.parametrize("name", FORMATS)
def test_every_rule_has_an_example(name: str) -> None:
    """A rule without an example is a rule that nobody can check."""
    assert [rule.where for owner, rule in RULES if owner == name and not rule.examples] == []


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example_is_contained_in_the_result(name: str, example: Example) -> None:
    """What stands beside a rule is what the rules do."""
    description = convert_any(crosswalk(name, example.profile), read_example(example.record, name), "1")
    text = "".join(convert_nquads(description, base=BASE))
    result = graph_of(pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES))
    wanted = graph_of(pyoxigraph.parse(PREFIXES + example.graph, pyoxigraph.RdfFormat.TURTLE, base_iri=RECORD))
    assert missing(result, wanted) == [], text


@pytest.mark.parametrize(
    ("table", "code_list"),
    [("content_terms", "contenttypes"), ("media_terms", "mediatypes"), ("carrier_terms", "carriertypes")],
)
def test_terms_of_rda_are_those_of_the_code_lists(table: str, code_list: str) -> None:
    """Words and codes of 336 to 338 lead to the same vocabulary: what is in one list is in the other."""
    found = dict(read_rules(MAPPINGS, "marc21").tables[table])
    prefix = found.pop("prefix").replace("vocab:", "http://id.loc.gov/vocabulary/")
    terms = Vocabulary.load(MAPPINGS / "codes").terms(code_list).values()
    assert {term: prefix + code for term, code in found.items()} == {term.en: term.iri for term in terms}


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
