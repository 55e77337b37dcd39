"""DAIA 1.0, the Document Availability Information API: JSON over HTTP (https://gbv.github.io/daia/daia.html)."""

import json
from collections.abc import Iterable, Iterator
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote

from kg.availability.answer import ItemState, NoAnswerError, Reason, State, Use, clean, iso_day, small_number
from kg.availability.line import MOST_BYTES, Line
from kg.availability.system import System

__all__ = ["DEFAULT_PORT", "ask", "greet", "items_of"]

DEFAULT_PORT = 0
_MOST_SEEN = 10_000
_AGENT = "Lianmu"

# A parsed answer is anything that JSON can say until it has been looked at.
Json = Any


def ask(system: System, names: tuple[str, ...], line: Line) -> tuple[ItemState, ...]:
    """Return the items of the documents that the names mean, all asked for at once."""
    asked = tuple(name for name in names if "|" not in name)
    if not asked:
        raise NoAnswerError(Reason.NAMELESS, "an id with | in it cannot be asked for in DAIA")
    return items_of(_get(system, asked, line), asked)


def greet(system: System, line: Line) -> str:
    """Return what the institution calls itself in an answer about nothing."""
    answer = _get(system, ("lianmu-check",), line)
    institution = answer.get("institution")
    named = institution.get("content") or institution.get("id") if isinstance(institution, dict) else ""
    return " ".join(filter(None, ["DAIA", clean(named)]))


def items_of(answer: Json, asked: tuple[str, ...]) -> tuple[ItemState, ...]:
    """Return the items of an answer that belong to what was asked; raise NoAnswerError where it is none of DAIA."""
    if not isinstance(answer, dict) or not isinstance(answer.get("document"), list):
        raise NoAnswerError(Reason.BROKEN, "the answer is not DAIA: it has no list 'document'")
    documents = [one for one in answer["document"][:_MOST_SEEN] if isinstance(one, dict) and _is_asked(one, asked)]
    if not documents:
        raise NoAnswerError(Reason.MISSING, f"the system knows nothing of {', '.join(asked[:3])}")
    return tuple(_item(one) for document in documents for one in _dicts(document.get("item")))


def _get(system: System, names: tuple[str, ...], line: Line) -> dict[str, Json]:
    """Send the question and return the answer's object."""
    ids = "|".join(quote(name, safe="") for name in names).replace("|", "%7C")
    shown_port = system.address if system.port not in {80, 443} else system.address.rpartition(":")[0]
    head = [
        f"GET {system.path}?id={ids}&format=json HTTP/1.1",
        f"Host: {shown_port}",
        f"User-Agent: {_AGENT}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "Connection: close",
        *([f"Authorization: Bearer {system.password}"] if system.password else []),
    ]
    line.send(("\r\n".join(head) + "\r\n\r\n").encode("ascii"))
    try:
        response = HTTPResponse(line, method="GET")  # type: ignore[arg-type]
        response.begin()
        body = response.read(MOST_BYTES)
    except HTTPException as error:
        raise NoAnswerError(Reason.BROKEN, f"the answer is not HTTP: {type(error).__name__}") from error
    _require_good(response, body)
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise NoAnswerError(Reason.BROKEN, "the answer is not DAIA: it is no JSON object")
    return answer


def _require_good(response: HTTPResponse, body: bytes) -> None:
    status = response.status
    if 300 <= status < 400:
        target = clean(response.getheader("Location") or "nowhere")
        raise NoAnswerError(Reason.BROKEN, f"it redirects to {target}, which is not followed: correct the setting url")
    if status in {401, 403}:
        raise NoAnswerError(Reason.REFUSED, f"it answers HTTP {status}: is the password (a token) right?")
    if status == 404 and body.lstrip()[:1] == b"{":
        raise NoAnswerError(Reason.MISSING, "it answers HTTP 404 with a reason")
    if status != 200:
        raise NoAnswerError(Reason.FAILED, f"it answers HTTP {status}")


def _is_asked(document: dict[str, Json], asked: tuple[str, ...]) -> bool:
    """Tell whether the document is one that was asked for, under its own id or as it says that it was requested."""
    if document.get("requested"):
        return document["requested"] in asked
    known = document.get("id")
    return known in asked or (isinstance(known, str) and len(asked) == 1 and known.endswith(asked[0]))


def _item(found: dict[str, Json]) -> ItemState:
    open_ = {_service(one): one for one in _dicts(found.get("available"))}
    shut = {_service(one): one for one in _dicts(found.get("unavailable"))}
    state, use, said = _state(open_, shut)
    places = (found.get("department"), found.get("storage"))
    return ItemState(
        state=state,
        use=use,
        until=iso_day(said.get("expected")) if state is State.ON_LOAN else "",
        location=" · ".join(filter(None, (clean(one.get("content")) for one in places if isinstance(one, dict)))),
        call_number=_label(found.get("label")),
        part=clean(found.get("about")),
        # A link with a service that comes back is where it is asked for.
        reservable=True if state is State.ON_LOAN and said.get("href") else None,
        waiting=small_number(said.get("queue")),
    )


def _state(open_: dict[str, dict[str, Json]], shut: dict[str, dict[str, Json]]) -> tuple[State, Use, dict[str, Json]]:
    """Return the state that services give an item, and the statement from which it was taken."""
    for service, use in (("openaccess", Use.ONLINE), ("loan", Use.LOAN), ("remote", Use.ONLINE)):
        if service in open_:
            return State.AVAILABLE, use, open_[service]
    loan = shut.get("loan", {})
    if loan and _comes_back(loan):
        return State.ON_LOAN, Use.UNSAID, loan
    if "presentation" in open_:
        return State.AVAILABLE, Use.HERE, open_["presentation"]
    here = shut.get("presentation", {})
    if here and _comes_back(here):
        return State.ON_LOAN, Use.UNSAID, here
    if shut:
        return State.UNAVAILABLE, Use.UNSAID, loan or here
    return State.UNKNOWN, Use.UNSAID, {}


def _comes_back(said: dict[str, Json]) -> bool:
    return bool(said.get("expected")) or bool(small_number(said.get("queue")))


def _service(said: dict[str, Json]) -> str:
    """Return a service's short name; services are also given as URIs (http://purl.org/ontology/dso#Loan)."""
    name = said.get("service")
    return name.replace("#", "/").rpartition("/")[2].lower() if isinstance(name, str) else ""


def _label(label: Json) -> str:
    """Return the call number: a text, or as in DAIA 0.5 objects with `content`."""
    return clean(label) or " ".join(filter(None, (clean(one.get("content")) for one in _dicts(label))))


def _dicts(value: Json) -> Iterator[dict[str, Json]]:
    """Yield the objects of a list, or the one that stands without a list."""
    values: Iterable[Json] = [value] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for number, one in enumerate(values):
        if number >= _MOST_SEEN:
            return
        if isinstance(one, dict):
            yield one
