"""The terms that vocabularies declare, which of them rules can write, and where graphs contradict domain or range."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph
import rdflib

from kg.crosswalk.entries import listed
from kg.crosswalk.rules import RuleSet
from kg.crosswalk.syntax import PREFIXES, expand
from kg.crosswalk.targets import IRI, parse_path
from kg.namespaces import BFLC, DCTERMS, LOC_VOCABULARY, OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD

__all__ = ["Contradiction", "contradictions", "declared", "unknown", "written_by"]

ROOT = Path(__file__).resolve().parents[2]
# A relationship that the Library of Congress converter writes and no vocabulary declares: profile `lc` alone has it.
OF_THE_CONVERTER = BFLC + "hasVariantEntry"
# Lists of the Library of Congress whose terms are the classes of notes, titles and parts of a resource.
TERMS_AS_CLASSES = tuple(LOC_VOCABULARY + name + "/" for name in ("mnotetype", "vartitletype", "resourceComponents"))
OPEN = {RDF: rdflib.RDF, RDFS: rdflib.RDFS, SKOS: rdflib.SKOS, DCTERMS: rdflib.DCTERMS}
OPEN |= {OWL: rdflib.OWL, XSD: rdflib.XSD}
_CURIE = re.compile(r"(?<![\w/#'.<-])([a-z]+):([A-Za-z]\w*)(?![\w:/-])")
_TABLE = re.compile(r"\| *table (\w+)")
_LITERAL = RDFS + "Literal"


class Contradiction(NamedTuple):
    """A property, what stands at its `end` (domain or range), and what the ontology asks for there."""

    property: str
    end: str
    found: str
    asked: str


def _named(iri: str) -> str:
    for prefix, stem in PREFIXES.items():
        if iri.startswith(stem):
            return f"{prefix}:{iri[len(stem) :]}"
    return iri


@cache
def _ontology() -> rdflib.Graph:
    """Return BIBFRAME, BFLC, the names of MADS/RDF, and our own terms."""
    graph = rdflib.Graph()
    for name, form in [
        ("bibframe-2.6.0.rdf", pyoxigraph.RdfFormat.RDF_XML),
        ("bflc-3.0.rdf", pyoxigraph.RdfFormat.RDF_XML),
        ("madsrdf-terms.ttl", pyoxigraph.RdfFormat.TURTLE),
        ("lianmu.ttl", pyoxigraph.RdfFormat.TURTLE),
    ]:
        triples = (quad.triple for quad in pyoxigraph.parse(path=ROOT / "ontology" / name, format=form))
        text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
        assert text is not None
        graph.parse(data="\n".join(line for line in text.decode().splitlines() if '"^^<' not in line), format="nt")
    return graph


@cache
def declared() -> frozenset[str]:
    """Return every term that the vocabularies in `ontology/` declare."""
    return frozenset(str(one) for one in _ontology().subjects(rdflib.RDF.type) if isinstance(one, rdflib.URIRef))


def unknown(term: str) -> bool:
    """Return whether a property or class belongs to none of the vocabularies."""
    for stem, vocabulary in OPEN.items():
        if term.startswith(stem):
            return rdflib.URIRef(term) not in vocabulary and term != RDF + "_"
    return term not in declared() and term != OF_THE_CONVERTER and not term.startswith(TERMS_AS_CLASSES)


def written_by(rules: RuleSet) -> Iterator[str]:
    """Yield every property and class that the rules and shapes of a format can write, in either profile."""
    for rule in rules.rules.values():
        yield from _of_path(rule.to.partition(" ")[2])
        yield from _of_values({key: value for key, value in rule.values.items() if key}, rules)
        if rule.to.endswith(" a"):
            yield from _of_types(rule.values.get("", ""), rules)
    for shape in rules.shapes.values():
        yield from (expand(kind) for kind in shape.types.split())
        yield from _of_values(shape.values, rules)


def _of_path(path: str) -> Iterator[str]:
    target = parse_path(path)
    for step in target.steps:
        yield from (step.property, *step.types)
    if target.property and target.property != IRI:
        yield target.property


def _of_values(values: dict[str, Any], rules: RuleSet) -> Iterator[str]:
    for key, entry in values.items():
        yield from _of_path(key)
        for value in listed(entry):
            if key == "a" or key.endswith(" a"):
                yield from _of_types(value, rules)
            elif isinstance(value, dict):
                yield from _of_values(value.get("set", {}), rules)
                kinds = value.get("parts", {}).values()
                yield from (expand(kind) for kind in kinds if isinstance(kind, str))


def _of_types(value: Any, rules: RuleSet) -> Iterator[str]:
    """Yield the classes that an expression names, itself or in a table."""
    text = value if isinstance(value, str) else value.get("value", "")
    for prefix, name in _CURIE.findall(text):
        yield expand(f"{prefix}:{name}")
    for table in _TABLE.findall(text):
        content = rules.tables[table]
        for key, entry in content.items():
            if key != "prefix":
                yield from (expand(content.get("prefix", "") + one) for one in listed(entry))


@cache
def _above(kind: str) -> frozenset[str]:
    """Return a class and all that it is a subclass of."""
    found = {kind}
    for one in _ontology().transitive_objects(rdflib.URIRef(kind), rdflib.RDFS.subClassOf):
        found.add(str(one))
    return frozenset(found)


@cache
def _asked(predicate: str, end: str) -> tuple[frozenset[str], ...]:
    """Return the classes that a property asks for at an end, but for those that no file declares."""
    graph = _ontology()
    found = []
    for one in graph.objects(rdflib.URIRef(predicate), rdflib.RDFS[end]):
        union = graph.value(one, rdflib.OWL.unionOf)
        kinds = {str(kind) for kind in graph.items(union)} if union is not None else {str(one)}
        if all(kind in declared() or kind == _LITERAL for kind in kinds):
            found.append(frozenset(kinds))
    return tuple(found)


def contradictions(graphs: Iterable[str]) -> Counter[Contradiction]:
    """Return where nodes of graphs (N-Triples) are of no class that a property's domain or range asks for."""
    found: Counter[Contradiction] = Counter()
    for text in graphs:
        quads = list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES))
        types: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            if quad.predicate.value == RDF_TYPE:
                types[quad.subject.value].add(quad.object.value)
        for quad in quads:
            predicate = quad.predicate.value
            is_text = isinstance(quad.object, pyoxigraph.Literal)
            there = frozenset({_LITERAL} if is_text else types.get(quad.object.value, ()))
            here = frozenset(types.get(quad.subject.value, ()))
            found.update(_against(predicate, "domain", here))
            found.update(_against(predicate, "range", there, is_resource=not is_text))
    return found


@cache
def _against(predicate: str, end: str, kinds: frozenset[str], *, is_resource: bool = True) -> tuple[Contradiction, ...]:
    above = frozenset().union(*(_above(kind) for kind in kinds))
    found = []
    for asked in _asked(predicate, end):
        is_wrong = asked == {_LITERAL} if is_resource and not kinds else bool(kinds) and not above & asked
        if is_wrong:
            words = (" ".join(sorted(map(_named, some))) or "a resource" for some in (kinds, asked))
            found.append(Contradiction(_named(predicate), end, *words))
    return tuple(found)
