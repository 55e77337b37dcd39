"""What is said when a query is not answered: one table from reasons to statuses and words, and three ways to say it.

Programs that accept JSON get `application/problem+json` (RFC 9457), a browser the page of the endpoint, others text.
"""

import json
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from flask import Response

from kg.sparql import QueryError
from portal.i18n import later
from portal.negotiation import HTML, choose
from portal.sparql.protocol import RequestError

__all__ = ["PROBLEMS", "Problem", "problem_of", "problem_response", "wants_page"]

_TEXT, _JSON = "text/plain", "application/problem+json"


class Problem(NamedTuple):
    """Why there is no answer: a word for programs, the status, a heading for people, the details, where, how long."""

    kind: str
    status: HTTPStatus
    title: str
    detail: str
    advice: str
    line: int = 0
    column: int = 0
    retry_seconds: int = 0

    @property
    def untold(self) -> str:
        """Return what the parser or the store says beyond the advice and the place, in its own words."""
        if self.kind not in _EXPLAINED or self.advice == _PREFIX_ADVICE:
            return ""
        return self.detail.removeprefix(f"error at {self.line}:{self.column}: ")


class _Entry(NamedTuple):
    """What is said of one kind; `advice` is for the page, in the reader's language, with the limits filled in."""

    status: HTTPStatus
    title: str
    advice: str
    retry_seconds: int = 0


PROBLEMS: Mapping[str, _Entry] = {
    "empty": _Entry(
        HTTPStatus.BAD_REQUEST, later("There is no query"), later("Write a query in the box, or take an example.")
    ),
    "characters": _Entry(
        HTTPStatus.BAD_REQUEST,
        later("The query is not readable text"),
        later("It must be UTF-8 without control characters."),
    ),
    "parameters": _Entry(
        HTTPStatus.BAD_REQUEST,
        later("The request has a parameter that cannot be used"),
        later("The parameters are query, default-graph-uri, named-graph-uri and format."),
    ),
    "syntax": _Entry(
        HTTPStatus.BAD_REQUEST,
        later("The query is not SPARQL"),
        later("The parser of SPARQL 1.1 stopped here. Is a bracket, a quotation mark or a PREFIX missing before it?"),
    ),
    "evaluation": _Entry(
        HTTPStatus.BAD_REQUEST, later("The query cannot be carried out"), later("The graph store says why:")
    ),
    "nesting": _Entry(
        HTTPStatus.BAD_REQUEST,
        later("The query is nested too deeply"),
        later("Brackets may stand inside each other %(nesting)s levels deep."),
    ),
    "optionals": _Entry(
        HTTPStatus.BAD_REQUEST,
        later("The query has too many OPTIONALs"),
        later("A query may have %(optionals)s of them. Ask in several queries."),
    ),
    "update": _Entry(
        HTTPStatus.FORBIDDEN,
        later("Updates are not allowed"),
        later("The catalogue is only read here: SELECT, ASK, CONSTRUCT and DESCRIBE."),
    ),
    "service": _Entry(
        HTTPStatus.FORBIDDEN,
        later("SERVICE is not allowed"),
        later("This endpoint asks no other. Ask the other endpoint yourself and bring the answers together."),
    ),
    "method": _Entry(HTTPStatus.METHOD_NOT_ALLOWED, later("Queries are sent by GET or POST"), ""),
    "format": _Entry(
        HTTPStatus.NOT_ACCEPTABLE,
        later("Not available in the format asked for"),
        later("Tables are for SELECT and ASK, RDF formats for CONSTRUCT and DESCRIBE."),
    ),
    "length": _Entry(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        later("The query is too long"),
        later("A query may have %(text)s kilobytes."),
    ),
    "media type": _Entry(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        later("The query was sent in an unknown way"),
        later("Send it as application/sparql-query or as a field of a form."),
    ),
    "budget": _Entry(
        HTTPStatus.TOO_MANY_REQUESTS,
        later("Too many queries in a short time"),
        later("Your queries have used the time that one client may use. Ask again in %(retry)s seconds."),
    ),
    "time": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The query took too long"),
        later("It was stopped after %(seconds)s seconds, the limit."),
        60,
    ),
    "memory": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The query needed too much memory"),
        later("It was stopped at %(memory)s megabytes, the limit."),
        60,
    ),
    "answer": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The answer is too large"),
        later("An answer may have %(answer)s megabytes. Ask for a part with LIMIT and OFFSET."),
        60,
    ),
    "crash": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The query could not be run"),
        later("The process that ran it ended. Write the query more simply, or ask again."),
        60,
    ),
    "busy": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("Other queries are being answered at this moment"),
        later("Ask again in some seconds."),
        5,
    ),
    "unpublished": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("Nothing has been published yet"),
        later("There is nothing to ask until the first records are published."),
        60,
    ),
    "unavailable": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The catalogue cannot be read at this moment"),
        later("Please try again in a minute. If it stays like this, tell those who run the catalogue."),
        60,
    ),
    "unconfined": _Entry(
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("Queries cannot be answered on this machine"),
        later("Its system cannot keep queries away from the network. Tell those who run the catalogue."),
        3600,
    ),
}
# The texts of these come from the system, and may name what is inside.
_LONGEST_DETAIL = 400
_NO_PREFIX = "Prefix not found"
_PREFIX_SAID = "a prefix is used that no PREFIX line declares"
_PREFIX_ADVICE = later("A prefix is used that no PREFIX line declares.")
_EXPLAINED = frozenset({"syntax", "evaluation", "parameters", "format"})
# Ranges of letters, of which the parser names dozens.
_RANGES = re.compile(r",? ?\[[^\[\]]*\.\.[^\[\]]*\]")
_UNTOLD = frozenset({"unconfined", "unpublished", "unavailable"})


def problem_of(error: QueryError | RequestError, *, wait: float = 0.0) -> Problem:
    """Return what is to be said of an error; `wait` is how long the client has to."""
    entry = PROBLEMS[error.kind]
    detail = "" if error.kind in _UNTOLD else _readable(str(error))
    advice = _PREFIX_ADVICE if detail.endswith(_PREFIX_SAID) else entry.advice
    line, column = (error.line, error.column) if isinstance(error, QueryError) else (0, 0)
    retry = math.ceil(wait) or entry.retry_seconds
    return Problem(error.kind, entry.status, entry.title, detail, advice, line, column, retry)


def wants_page(accept: str) -> bool:
    """Tell whether a client with this `Accept` header is told of problems by a page."""
    return choose(accept, [_TEXT, _JSON, "application/json", HTML]) == HTML


def problem_response(problem: Problem, accept: str, page: str = "") -> Response:
    """Return the problem as a page, where one is given, as JSON or as text."""
    if page:
        response = Response(page, content_type="text/html; charset=utf-8")
    elif choose(accept, [_TEXT, _JSON, "application/json", "application/sparql-results+json"]) in {None, _TEXT}:
        response = Response(_as_text(problem), content_type="text/plain; charset=utf-8")
    else:
        response = Response(_as_json(problem), content_type=_JSON)
    response.status_code = problem.status
    response.cache_control.no_store = True
    if problem.retry_seconds:
        response.headers["Retry-After"] = str(problem.retry_seconds)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    if problem.kind == "media type":
        response.headers["Accept-Post"] = "application/sparql-query, application/x-www-form-urlencoded"
    return response


def _readable(detail: str) -> str:
    """Return a message of the parser on one line, and not longer than a person reads."""
    text = _RANGES.sub("", " ".join(detail.split()))
    place, _, rest = text.partition(": ")
    if _NO_PREFIX in rest:
        return f"{place}: {_PREFIX_SAID}"
    return text if len(text) <= _LONGEST_DETAIL else text[:_LONGEST_DETAIL].rpartition(" ")[0] + " …"


def _as_text(problem: Problem) -> str:
    lines = [problem.title, problem.detail]
    if problem.line and f"{problem.line}:{problem.column}" not in problem.detail:
        lines.append(f"line {problem.line}, column {problem.column}")
    return "\n".join(line for line in lines if line) + "\n"


def _as_json(problem: Problem) -> str:
    content: dict[str, str | int] = {
        "type": "about:blank",
        "title": problem.title,
        "status": int(problem.status),
        "detail": problem.detail,
        "code": problem.kind,
    }
    if problem.line:
        content |= {"line": problem.line, "column": problem.column}
    if problem.retry_seconds:
        content["retryAfter"] = problem.retry_seconds
    return json.dumps({key: value for key, value in content.items() if value != ""}, ensure_ascii=False) + "\n"
