"""What the endpoint says of itself: https://www.w3.org/TR/sparql11-service-description/."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.namespaces import DCTERMS, RDF_TYPE, RDFS
from kg.sparql import FORMATS

__all__ = ["describe"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"


def describe(base_url: str, name: str, name_en: str) -> list[Quad]:
    """Return the service description of the endpoint of the catalogue with this public address."""
    endpoint = f"{base_url}/sparql"
    return [
        Quad(NamedNode(subject), NamedNode(predicate), value)
        for subject, predicate, value in _statements(base_url, endpoint, name, name_en)
    ]


def _statements(
    base_url: str, endpoint: str, name: str, name_en: str
) -> Iterator[tuple[str, str, NamedNode | Literal | BlankNode]]:
    service, dataset, graph = f"{endpoint}#service", f"{endpoint}#dataset", f"{endpoint}#default-graph"
    yield service, RDF_TYPE, NamedNode(_SD + "Service")
    yield service, _SD + "endpoint", NamedNode(endpoint)
    yield service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query")
    yield service, _SD + "feature", NamedNode(_SD + "UnionDefaultGraph")
    for answer_format in FORMATS:
        yield service, _SD + "resultFormat", NamedNode(answer_format.iri)
    yield service, _SD + "defaultDataset", NamedNode(dataset)
    yield dataset, RDF_TYPE, NamedNode(_SD + "Dataset")
    yield dataset, _SD + "defaultGraph", NamedNode(graph)
    for kind in (_SD + "Graph", _VOID + "Dataset"):
        yield graph, RDF_TYPE, NamedNode(kind)
    yield graph, DCTERMS + "title", Literal(name, language="zh")
    yield graph, DCTERMS + "title", Literal(name_en, language="en")
    yield graph, RDFS + "seeAlso", NamedNode(f"{base_url}/.well-known/void")
    yield graph, _VOID + "sparqlEndpoint", NamedNode(endpoint)
    yield graph, _VOID + "uriSpace", Literal(f"{base_url}/")
    yield graph, _VOID + "rootResource", NamedNode(f"{base_url}/")
