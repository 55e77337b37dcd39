"""JSON-LD lines: each line a document by itself, all lines together exactly the same quads."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from kg.exports import parse_lines
from kg.exports.jsonldlines import part, write, write_to
from kg.namespaces import BF, PREFIXES, RDF, RDF_TYPE, XSD

WORK, OTHER = "http://c.example/work/w1", "http://c.example/work/w2"
LINES = [
    f"<{WORK}> <{RDF_TYPE}> <{BF}Work> <{WORK}> .\n",
    f"<{WORK}> <{BF}title> <{WORK}#title-1> <{WORK}> .\n",
    f'<{WORK}#title-1> <{BF}mainTitle> "红楼梦"@zh <{WORK}> .\n',
    f"<{OTHER}> <{RDF_TYPE}> <{BF}Work> <{OTHER}> .\n",
]


def read(content: bytes) -> set[Quad]:
    return {quad for line in content.splitlines() for quad in parse(line, format=RdfFormat.JSON_LD)}


def test_a_line_is_a_graph_with_its_name() -> None:
    """One thing, one line; a title inside its work; only the prefixes that the line uses."""
    first, second = (json.loads(line) for line in write(parse_lines(LINES)).splitlines())
    assert (first["@id"], second["@id"]) == (WORK, OTHER)
    assert first["@context"] == {"bf": BF}
    (node,) = first["@graph"]
    assert node["bf:title"]["bf:mainTitle"] == {"@language": "zh", "@value": "红楼梦"}


def test_graphs_that_come_mixed_are_sorted_out() -> None:
    """What fits in memory has one line a graph in whatever order it comes."""
    mixed = [LINES[0], LINES[3], *LINES[1:3]]
    assert write(parse_lines(mixed)) == write(parse_lines(LINES))


def test_a_stream_has_the_same_lines() -> None:
    """A stream of graphs one after another is written as it comes."""
    stream = io.BytesIO()
    write_to(parse_lines(LINES), stream)
    assert stream.getvalue() == part(parse_lines(LINES)) == write(parse_lines(LINES))


def test_line_breaks_in_texts_break_no_line() -> None:
    """A text with every kind of line break stays on its line for readers that split at line feeds."""
    quad = Quad(NamedNode(WORK), NamedNode(BF + "summary"), Literal("a\nb\r\nc\x0bd\u2028e\u0085f"), NamedNode(WORK))
    written = write([quad])
    assert written.count(b"\n") == 1
    assert list(parse(written, format=RdfFormat.JSON_LD)) == [quad]


# IRIs that JSON-LD could take for something else: schemes that are prefixes, namespaces alone, fragments, slashes.
SCHEMES = [f"{prefix}:x" for prefix in ("bf", "rdf", "xsd", "skos")]
PARTS = [WORK, f"{WORK}#a", f"{WORK}#b", OTHER, f"{OTHER}#a"]
TERMS = [f"{BF}Work", BF, f"{BF}/x", f"{BF}//x", f"{BF}a:b", RDF_TYPE, f"{XSD}date", *PREFIXES.values()]
STRANGE = ["urn:x:y", "mailto:a@b.example", "http://c.example/红", "http://c.example/%E7%BA%A2?q=1#f"]
iris = st.sampled_from([*SCHEMES, *PARTS, *TERMS, *STRANGE])
nodes = iris.map(NamedNode)
blanks = st.sampled_from(["b0", "b1"]).map(BlankNode)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
datatypes = st.sampled_from([f"{XSD}date", f"{XSD}integer", f"{XSD}boolean", f"{XSD}double", "bf:x", f"{RDF}HTML"])
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["zh", "zh-latn", "en-gb"])),
    st.builds(lambda text, kind: Literal(text, datatype=NamedNode(kind)), texts, datatypes),
)
graphs = st.one_of(nodes, st.just(DefaultGraph()))
quads = st.builds(Quad, nodes, nodes, st.one_of(nodes, literals), graphs)


@settings(deadline=None, max_examples=300)
@given(st.lists(quads, max_size=12))
def test_all_lines_together_say_exactly_the_same(given_quads: list[Quad]) -> None:
    """Every quad comes back, graph and all, and nothing else does."""
    assert read(write(given_quads)) == set(given_quads)


@settings(deadline=None)
@given(
    st.lists(st.builds(Quad, blanks, nodes, st.one_of(nodes, blanks, literals), st.just(NamedNode(WORK))), max_size=6)
)
def test_blank_nodes_are_kept_within_their_line(given_quads: list[Quad]) -> None:
    """Labels of blank nodes may change, the number of statements may not."""
    assert len(read(write(given_quads))) == len(set(given_quads))
