"""What the page of the endpoint shows: the editor, the examples, and the answer as a table or as Turtle."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from kg.namespaces import PREFIXES, XSD
from kg.sparql import Answer, AnswerFormat, formats_of
from portal.site import Site, wording
from portal.sparql.examples import Example, examples
from portal.sparql.problems import Problem
from portal.sparql.protocol import Asked
from portal.urls import safe_href

__all__ = ["Cell", "Page", "Results", "permalink", "results_of"]

# What fits into a line of a request that servers and proxies take (RFC 9112, 3, asks for 8,000 bytes).
_LONGEST_LINK = 7900
_LONGEST_WAY_BACK = 2000
_PATH = "/sparql"
_WELCOME = """PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>

SELECT ?work ?title
WHERE {
  ?work a bf:Work ;
        bf:title/bf:mainTitle ?title .
}
LIMIT 20
"""
_NUMBERS = frozenset({XSD + "integer", XSD + "decimal", XSD + "double", XSD + "float"})
_PLAIN = frozenset({"", XSD + "string"})


class Cell(NamedTuple):
    """One value: its text, where it leads, whether that is outside, its language or datatype, and its whole IRI."""

    text: str
    href: str = ""
    is_foreign: bool = False
    language: str = ""
    datatype: str = ""
    is_number: bool = False
    iri: str = ""


class Results(NamedTuple):
    """An answer as the page shows it: rows under names, yes or no, or Turtle."""

    form: str
    names: tuple[str, ...]
    rows: tuple[tuple[tuple[Cell, ...], ...], ...]
    is_true: bool
    text: str
    is_cut: bool
    seconds: float


class Page(NamedTuple):
    """All that the template needs. `here` is the address of this page in the other language."""

    query: str
    format: str
    examples: tuple[Example, ...]
    example: Example | None
    results: Results | None
    problem: Problem | None
    advice: str
    excerpt: str
    formats: Mapping[str, tuple[AnswerFormat, ...]]
    downloads: tuple[tuple[AnswerFormat, str], ...]
    link: str
    here: str
    address: str

    @classmethod
    def of(  # noqa: PLR0913 - a page has as many parts
        cls,
        site: Site,
        *,
        asked: Asked | None = None,
        example: str = "",
        results: Results | None = None,
        problem: Problem | None = None,
        kind: str = "",
        limits: Mapping[str, str] | None = None,
    ) -> Self:
        """Return the page for a query that was answered or refused, or for an example, or to begin with."""
        known = examples(site.settings.base_url)
        chosen = next((found for found in known if found.name == example), None)
        query = asked.query if asked is not None and asked.query is not None else (chosen.query if chosen else _WELCOME)
        link = permalink(asked) if asked is not None else ""
        return cls(
            query,
            asked.format if asked is not None else "",
            known,
            chosen,
            results,
            problem,
            _advice(problem, limits or {}),
            _excerpt(query, problem),
            {"rows": formats_of("rows"), "graph": formats_of("graph")},
            tuple((fmt, permalink(asked, fmt.name)) for fmt in formats_of(kind)) if results and asked else (),
            link,
            (f"{_PATH}?example={chosen.name}" if chosen else "") or (link if len(link) <= _LONGEST_WAY_BACK else _PATH),
            site.settings.base_url + _PATH,
        )


def permalink(asked: Asked, format_name: str = "") -> str:
    """Return the path at which the same is asked by GET, "" for a query that is too long for an address."""
    pairs = [("query", asked.query or "")]
    pairs += [("default-graph-uri", iri) for iri in asked.default_graphs or ()]
    pairs += [("named-graph-uri", iri) for iri in asked.named_graphs or ()]
    wanted = format_name or asked.format
    path = f"{_PATH}?{urlencode([*pairs, *([('format', wanted)] if wanted else [])])}"
    return path if asked.query and len(path) <= _LONGEST_LINK else ""


def results_of(answer: Answer, body: bytes, base_url: str, root: str = "") -> Results:
    """Return the answer for the page; its addresses of this catalogue lead to where the page is served."""
    if answer.form == "graph":
        return Results("graph", (), (), False, body.decode(), answer.is_cut, answer.seconds)
    content: dict[str, Any] = json.loads(body)
    if "boolean" in content:
        return Results("boolean", (), (), content["boolean"], "", False, answer.seconds)
    names = tuple(content["head"]["vars"])
    rows = tuple(
        tuple((cell_of(row[name], base_url, root),) if name in row else () for name in names)
        for row in content["results"]["bindings"]
    )
    return Results("rows", names, rows, False, "", answer.is_cut, answer.seconds)


def cell_of(term: Mapping[str, Any], base_url: str, root: str = "") -> Cell:
    """Return a term of SPARQL results in JSON as a reader sees it."""
    value = term["value"]
    if term["type"] == "uri":
        return _link(value, base_url, root)
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    if term["type"] == "triple":
        return Cell(" ".join(cell_of(part, base_url, root).text for part in value.values()))
    datatype = term.get("datatype", "")
    shown = "" if datatype in _PLAIN else _short(datatype)
    return Cell(value, language=term.get("xml:lang", ""), datatype=shown, is_number=datatype in _NUMBERS)


def _link(iri: str, base_url: str, root: str) -> Cell:
    if iri.startswith(base_url + "/"):
        path = iri.removeprefix(base_url)
        return Cell(path, href=root + path, iri=iri)
    return Cell(_short(iri), href=safe_href(iri), is_foreign=True, iri=iri)


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and "/" not in rest:
            return f"{prefix}:{rest}"
    return iri


def _advice(problem: Problem | None, limits: Mapping[str, str]) -> str:
    if problem is None:
        return ""
    values = {**limits, "retry": str(problem.retry_seconds)}
    text = wording().gettext(problem.advice) if problem.advice else ""
    return text % values if text else ""


def _excerpt(query: str, problem: Problem | None) -> str:
    """Return the line of the query in which the parser stopped, with a mark below the place."""
    if problem is None or not problem.line:
        return ""
    lines = query.splitlines()
    if problem.line > len(lines):
        return ""
    start = max(problem.column - 60, 0)
    line = lines[problem.line - 1].replace("\t", " ")[start : start + 100]
    return f"{line}\n{' ' * (problem.column - 1 - start)}^"
