"""The process that parses and runs strangers' queries: `python -m kg.sparql.worker GRAPH MEMORY PARENT [unconfined]`.

It opens one published graph, takes from itself what queries must not have, says that it is ready, and answers
questions from its standard input until that ends. A query that hangs is ended from outside; one that takes too much
memory or stack ends this process, and nothing else.
"""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.namespaces import PREFIXES
from kg.sparql.confine import allow_seconds, confine, die_with, yield_to_others
from kg.sparql.frames import DATA, END, ERROR, READY, Question, read_frame, write_frame

__all__ = ["main"]

_PIECE = 64 * 1024
_PLACE = re.compile(r"error at (\d+):(\d+)")
_ROWS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_XML = frozenset({"xml", "rdfxml"})
# Control characters, which XML 1.0 has no way to write (Char, https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME_AT_END = re.compile(r"[^\W\d][\w.-]*$")
_WITH_PREFIXES = frozenset({"turtle", "trig", "rdfxml"})


def main(arguments: list[str]) -> int:
    """Answer questions until there are no more; the exit code is 1 where the graph or the confinement failed."""
    graph, memory, parent, *rest = arguments
    die_with(int(parent))
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    kind = "unavailable"
    try:
        store = _open(Path(graph))
        kind = "unconfined"
        confine(int(memory), allow_unconfined="unconfined" in rest)
    except OSError as error:
        _fail(outgoing, kind, str(error))
        return 1
    yield_to_others()
    write_frame(outgoing, READY)
    while (frame := read_frame(incoming)) is not None:
        _answer(store, Question.from_bytes(frame[1]), outgoing)
    return 0


def _open(graph: Path) -> Store:
    store = Store.read_only(str(graph))
    # What is loaded on first use is loaded while files may still be opened at leisure.
    list(store.quads_for_pattern(None, None, None, DefaultGraph()))
    return store


def _answer(store: Store, question: Question, outgoing: IO[bytes]) -> None:
    allow_seconds(question.seconds)
    pipe = _Pipe(outgoing, is_xml=question.format in _XML)
    try:
        facts = _serialize(_run(store, question), question, pipe)
    except SyntaxError as error:
        _fail(outgoing, "syntax", str(error))
    except MemoryError:
        _fail(outgoing, "memory", "The query needed more memory than it may have.")
    except (ConnectionError, PermissionError):
        # The wall: the query tried to reach another server.
        _fail(outgoing, "service", "SERVICE is not allowed: this endpoint asks no other.")
    except OSError as error:
        _fail(outgoing, "unavailable", str(error))
    except (ValueError, RuntimeError) as error:
        _fail(outgoing, "evaluation", str(error))
    else:
        pipe.finish()
        write_frame(outgoing, END, json.dumps(facts).encode())


def _fail(outgoing: IO[bytes], kind: str, message: str) -> None:
    place = _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    content = {"kind": kind, "message": message, "line": line, "column": column}
    write_frame(outgoing, ERROR, json.dumps(content).encode())


def _run(store: Store, question: Question) -> QuerySolutions | QueryBoolean | QueryTriples:
    if question.default_graphs is None and question.named_graphs is None:
        return store.query(question.text, use_default_graph_as_union=question.union)
    # https://www.w3.org/TR/sparql11-protocol/#dataset: what the request names is the whole dataset.
    return store.query(
        question.text,
        default_graph=[NamedNode(iri) for iri in question.default_graphs or ()],
        named_graphs=[NamedNode(iri) for iri in question.named_graphs or ()],
    )


def _serialize(
    result: QuerySolutions | QueryBoolean | QueryTriples, question: Question, pipe: "_Pipe"
) -> dict[str, Any]:
    """Write the answer to the pipe; return its form and whether it was cut."""
    formats = _GRAPHS if isinstance(result, QueryTriples) else _ROWS
    if question.format not in formats:
        raise ValueError(f"Answers to this query are not written in this format; there are {', '.join(formats)}.")
    if isinstance(result, QueryTriples):
        return _write_graph(result, question, pipe)
    if isinstance(result, QueryBoolean):
        result.serialize(pipe, _ROWS[question.format])
        return {"form": "boolean", "cut": False}
    if question.rows:
        return {"form": "rows", "cut": _write_rows(result, question.rows, pipe)}
    result.serialize(pipe, _ROWS[question.format])
    return {"form": "rows", "cut": False}


def _write_graph(result: QueryTriples, question: Question, pipe: "_Pipe") -> dict[str, Any]:
    statements: Iterator[Triple] = islice(result, question.rows) if question.rows else result
    if question.format == "rdfxml":
        statements = _with_names(statements)
    prefixes = PREFIXES if question.format in _WITH_PREFIXES else None
    serialize(statements, pipe, _GRAPHS[question.format], prefixes=prefixes)
    cut = bool(question.rows) and next(result, None) is not None
    return {"form": "graph", "cut": cut}


def _with_names(statements: Iterator[Triple]) -> Iterator[Triple]:
    """Yield the statements; raise ValueError at a property that RDF/XML cannot write as an element."""
    for statement in statements:
        if not _NAME_AT_END.search(statement.predicate.value):
            raise ValueError(f"The property <{statement.predicate.value}> has no name in XML. Choose another format.")
        yield statement


def _write_rows(result: QuerySolutions, limit: int, pipe: "_Pipe") -> bool:
    """Write the first rows as SPARQL results in JSON; tell whether there were more."""
    names = [variable.value for variable in result.variables]
    rows = [
        {name: _term(value) for name, value in zip(names, solution, strict=True) if value is not None}
        for solution in islice(result, limit)
    ]
    content = {"head": {"vars": names}, "results": {"bindings": rows}}
    pipe.write(json.dumps(content, ensure_ascii=False).encode())
    return next(result, None) is not None


def _term(term: NamedNode | BlankNode | Literal | Triple) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        return _literal(term)
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}


def _literal(term: Literal) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        found["datatype"] = term.datatype.value
    return found


class _Pipe(BytesIO):
    """A file whose content goes out as frames of data, some kilobytes at a time."""

    def __init__(self, outgoing: IO[bytes], *, is_xml: bool) -> None:
        super().__init__()
        self._outgoing = outgoing
        self._is_xml = is_xml
        self._pieces = bytearray()

    def write(self, piece: Any) -> int:
        """Take a piece of the answer."""
        self._pieces += piece
        if len(self._pieces) >= _PIECE:
            self.finish()
        return len(piece)

    def finish(self) -> None:
        """Send what is left."""
        if self._pieces:
            # In frames of one size, whatever the pieces: the owner keeps a frame in memory until it is whole.
            for start in range(0, len(self._pieces), _PIECE):
                content = bytes(self._pieces[start : start + _PIECE])
                write_frame(self._outgoing, DATA, _NOT_XML.sub(b"\xef\xbf\xbd", content) if self._is_xml else content)
            self._pieces.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
