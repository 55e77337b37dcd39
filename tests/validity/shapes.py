"""What the interoperability shapes (`ontology/shapes`) say of graphs, counted by shape, property and resource."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from kg.vocabulary import Vocabulary

__all__ = ["FAMILIES", "Finding", "findings", "sorted_by_family"]

ROOT = Path(__file__).resolve().parents[2]
BF = rdflib.Namespace("http://id.loc.gov/ontologies/bibframe/")
FAMILIES = {"mono": BF.Monograph, "serial": BF.Serial}
LABELLED = ("languages", "countries", "relators", "contenttypes", "mediatypes", "carriertypes", "issuance")
LABELLED += ("frequencies",)
ROOTS = ("#work", "#instance")


class Finding(NamedTuple):
    """A rule of a shape that something breaks; `of` is "record" for what a record describes, "linked" for the rest."""

    shape: str
    property: str
    rule: str
    severity: str
    of: str


def sorted_by_family(graphs: Iterable[str]) -> dict[str, list[str]]:
    """Return the graphs of monographs and those of serials; of what is neither there are no shapes."""
    found: dict[str, list[str]] = {name: [] for name in FAMILIES}
    for text in graphs:
        name = next((name for name, kind in FAMILIES.items() if f"#work> <{RDF.type}> <{kind}>" in text), "")
        if name:
            found[name].append(text)
    return found


def findings(family: str, graphs: Iterable[str], mappings: Path) -> Counter[Finding]:
    """Return how often each rule of a family's shapes is broken in graphs (N-Triples).

    The labels of vocabulary terms come from the code lists, as they do in the catalogue. What a shape says of a node
    is counted there, not again wherever a property leads to it.
    """
    data = rdflib.Graph().parse(data="".join(graphs), format="nt")
    counted = Counter(_title_of_two_names(data))
    shapes = _shapes(family)
    _, report, _ = pyshacl.validate(data + _labels(mappings), shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    seen: set[tuple[rdflib.term.Node | None, Finding]] = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        rule = _local(report.value(result, SH.sourceConstraintComponent)).removesuffix("ConstraintComponent")
        if rule == "Node":
            continue
        focus, source = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        owner = next(shapes.subjects(SH.property, source))
        shape = _local(owner).replace("Shape", "").split(":")[1:] or [_local(owner).replace("Shape", "")]
        finding = Finding(
            next(part for part in reversed(shape) if part != "Print"),
            _local(report.value(result, SH.resultPath)),
            rule,
            _local(report.value(result, SH.resultSeverity)),
            _of(str(focus), set(shape)),
        )
        if (focus, finding) not in seen:
            seen.add((focus, finding))
            counted[finding] += 1
    return counted


def _of(focus: str, shape: set[str]) -> str:
    is_resource = bool(shape & {"Work", "Instance"})
    return "linked" if is_resource and not focus.endswith(ROOTS) else "record"


def _local(term: object) -> str:
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _shapes(family: str) -> rdflib.Graph:
    """Return the shapes without the empty one; those of printed instances are read of all instances.

    One main title at most is asked of each language (`_title_of_two_names`).
    """
    graph = rdflib.Graph().parse(ROOT / "ontology" / "shapes" / f"big-{family}.ttl")
    for shape in list(graph.subjects(RDF.type, SH.NodeShape)):
        if rdflib.Literal("") in graph.objects(shape, SH.targetClass):
            for part in graph.objects(shape, SH.property):
                graph.remove((part, None, None))
            graph.remove((shape, None, None))
        if BF.Print in graph.objects(shape, SH.targetClass):
            graph.add((shape, SH.targetClass, BF.Instance))
    for part in list(graph.subjects(SH.path, BF.mainTitle)):
        graph.remove((part, SH.maxCount, None))
    return graph


def _title_of_two_names(data: rdflib.Graph) -> Iterable[Finding]:
    """Yield a finding for each title that has two main titles in one language."""
    languages: dict[rdflib.term.Node, list[str | None]] = defaultdict(list)
    for title, text in data.subject_objects(BF.mainTitle):
        languages[title].append(text.language if isinstance(text, rdflib.Literal) else None)
    for given in languages.values():
        if len(given) != len(set(given)):
            yield Finding("Title", "mainTitle", "MaxCount", "Violation", "record")


def _labels(mappings: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    vocabulary = Vocabulary.load(mappings / "codes")
    for name in LABELLED:
        for term in vocabulary.terms(name).values():
            graph.add((rdflib.URIRef(term.iri), RDFS.label, rdflib.Literal(term.en)))
    return graph
