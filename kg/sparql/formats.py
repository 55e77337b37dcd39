"""The formats of answers: for rows those of SPARQL 1.1 results, for graphs those of RDF.

Sources: https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/rdf-sparql-XMLres/,
https://www.w3.org/TR/sparql11-results-csv-tsv/, and for service descriptions https://www.w3.org/ns/formats/.
"""

from typing import NamedTuple

__all__ = ["FORMATS", "AnswerFormat", "format_named", "formats_of"]


class AnswerFormat(NamedTuple):
    """A format: its name and aliases in addresses, kind of answer, label, media types (the first is sent), W3C IRI."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    label: str
    extension: str
    media_types: tuple[str, ...]
    iri: str

    @property
    def media_type(self) -> str:
        """Return the media type that is sent."""
        return self.media_types[0]


_W3C = "http://www.w3.org/ns/formats/"

FORMATS: tuple[AnswerFormat, ...] = (
    AnswerFormat(
        "json",
        ("srj",),
        "rows",
        "JSON",
        "srj",
        ("application/sparql-results+json", "application/json", "text/json"),
        _W3C + "SPARQL_Results_JSON",
    ),
    AnswerFormat(
        "xml",
        ("srx",),
        "rows",
        "XML",
        "srx",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        _W3C + "SPARQL_Results_XML",
    ),
    AnswerFormat("csv", (), "rows", "CSV", "csv", ("text/csv",), _W3C + "SPARQL_Results_CSV"),
    AnswerFormat("tsv", (), "rows", "TSV", "tsv", ("text/tab-separated-values",), _W3C + "SPARQL_Results_TSV"),
    AnswerFormat(
        "turtle", ("ttl",), "graph", "Turtle", "ttl", ("text/turtle", "application/x-turtle"), _W3C + "Turtle"
    ),
    AnswerFormat(
        "ntriples",
        ("nt", "n-triples"),
        "graph",
        "N-Triples",
        "nt",
        ("application/n-triples", "text/plain"),
        _W3C + "N-Triples",
    ),
    AnswerFormat(
        "rdfxml",
        ("rdf", "rdf+xml"),
        "graph",
        "RDF/XML",
        "rdf",
        ("application/rdf+xml", "application/xml", "text/xml"),
        _W3C + "RDF_XML",
    ),
    AnswerFormat(
        "jsonld",
        ("json-ld",),
        "graph",
        "JSON-LD",
        "jsonld",
        ("application/ld+json", "application/json"),
        _W3C + "JSON-LD",
    ),
    AnswerFormat("trig", (), "graph", "TriG", "trig", ("application/trig",), _W3C + "TriG"),
    AnswerFormat("nquads", ("nq", "n-quads"), "graph", "N-Quads", "nq", ("application/n-quads",), _W3C + "N-Quads"),
)


def formats_of(kind: str) -> tuple[AnswerFormat, ...]:
    """Return the formats for an answer of this kind, all of them for ""."""
    return tuple(found for found in FORMATS if kind in {"", found.kind})


def format_named(name: str, kind: str = "") -> AnswerFormat | None:
    """Return the format with this name, alias or media type for this kind of answer, None when there is none."""
    wanted = name.strip().lower().replace(" ", "+")
    for found in formats_of(kind):
        if wanted == found.name or wanted in found.aliases or wanted in found.media_types:
            return found
    return None
