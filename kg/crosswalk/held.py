"""Whether an example holds: what the rules make of its record contains its graph."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph

from kg.crosswalk.convert import Crosswalk
from kg.crosswalk.examples import read_example
from kg.crosswalk.rules import Example
from kg.crosswalk.separate import convert_any
from kg.crosswalk.syntax import PREFIXES
from kg.description import convert_nquads
from kg.errors import MappingError
from kg.namespaces import BF, RDF_TYPE

__all__ = ["missing_from"]

_BASE = "http://example.org/"
_RECORD = _BASE + "record/1"
_ROOTS = {f"{_RECORD}#{name}" for name in ("work", "instance", "authority")}
_HEAD = "".join(
    f"@prefix {prefix}: <{'http://id.loc.gov/datatypes/' if prefix == 'edtf' else iri}> .\n"
    for prefix, iri in PREFIXES.items()
)

_Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode
_Graph = dict[object, dict[str, list[object]]]


def missing_from(crosswalk: Crosswalk, name: str, example: Example) -> list[str]:
    """Return the statements of an example that the result lacks, none where the example holds.

    Raise MappingError for a record or a graph that cannot be read.
    """
    made = convert_any(crosswalk, read_example(example.record, name), "1")
    text = "".join(convert_nquads(made, base=_BASE))
    result = _graph_of(pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES))
    try:
        wanted = _graph_of(pyoxigraph.parse(_HEAD + example.graph, pyoxigraph.RdfFormat.TURTLE, base_iri=_RECORD))
    except SyntaxError as error:
        raise MappingError(f"the graph of an example is not Turtle: {error}.") from error
    return list(_missing(result, wanted))


def _graph_of(quads: Iterable[pyoxigraph.Quad]) -> _Graph:
    graph: _Graph = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        graph[quad.subject][quad.predicate.value].append(quad.object)
    return graph


def _is_variable(node: object) -> bool:
    """Return whether a node stands for any node: blank nodes and local names but those of the roots."""
    if isinstance(node, pyoxigraph.BlankNode):
        return True
    return isinstance(node, pyoxigraph.NamedNode) and node.value.startswith(_RECORD + "#") and node.value not in _ROOTS


def _contains(graph: _Graph, subject: object, example: _Graph, wanted: object) -> bool:
    return all(
        any(_is_same(graph, have, example, need) for have in graph[subject].get(predicate, ()))
        for predicate, objects in example.get(wanted, {}).items()
        for need in objects
    )


def _is_same(graph: _Graph, have: object, example: _Graph, need: object) -> bool:
    if _is_variable(need):
        return not isinstance(have, pyoxigraph.Literal) and _contains(graph, have, example, need)
    if have != need or not isinstance(need, pyoxigraph.NamedNode) or need.value in _ROOTS:
        return have == need
    return _contains(graph, have, example, need)


def _missing(graph: _Graph, example: _Graph) -> Iterator[str]:
    objects = {need for said in example.values() for needs in said.values() for need in needs}
    items = [node for node, said in graph.items() if pyoxigraph.NamedNode(BF + "Item") in said.get(RDF_TYPE, ())]
    for wanted, said in example.items():
        if _is_variable(wanted):
            if wanted not in objects and not any(_contains(graph, one, example, wanted) for one in items):
                yield "no item says what the example's item says"
            continue
        if wanted in objects and getattr(wanted, "value", "") not in _ROOTS:
            continue
        for predicate, needs in said.items():
            have = graph[wanted].get(predicate, ())
            for need in needs:
                if not any(_is_same(graph, one, example, need) for one in have):
                    yield f"{_short(wanted)} {_short(predicate)} {_written(example, need)}; made: {_made(graph, have)}"


def _made(graph: _Graph, have: Iterable[object]) -> str:
    return " | ".join(_written(graph, one) for one in have) or "nothing"


def _written(graph: _Graph, node: object, depth: int = 0) -> str:
    """Return a node with what is said of it, as far as helps to see what differs."""
    said = graph.get(node, {})
    if isinstance(node, pyoxigraph.Literal) or not said or depth > 3 or getattr(node, "value", "") in _ROOTS:
        return _short(node)
    inner = [
        f"{_short(predicate)} {', '.join(_written(graph, one, depth + 1) for one in objects)}"
        for predicate, objects in said.items()
    ]
    return f"[ {' ; '.join(inner)} ]"


def _short(node: object) -> str:
    if isinstance(node, pyoxigraph.Literal):
        return str(node)
    iri = str(getattr(node, "value", node))
    if iri.startswith(_RECORD):
        return f"<{iri.removeprefix(_RECORD)}>"
    if iri == RDF_TYPE:
        return "a"
    fits = [(prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    prefix, base = max(fits, key=lambda pair: len(pair[1]), default=("", ""))
    return f"{prefix}:{iri.removeprefix(base)}" if base else f"<{iri}>"
