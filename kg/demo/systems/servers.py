"""The stand-in servers, each with its protocol's messages; what they know is in `states.py`."""

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from kg.availability import ItemState, State, Use
from kg.availability.ber import (
    EXTERNAL,
    OID,
    SEQUENCE,
    Element,
    bits,
    constructed,
    context,
    integer,
    object_id,
    primitive,
    read_element,
    truth,
)
from kg.availability.protocols.sip2 import fields_of, message
from kg.availability.protocols.z3950 import OPAC_SYNTAX
from kg.demo.systems.states import MADE_UP, made_up
from kg.errors import CatalogueError

__all__ = ["MadeUpServer", "daia_server", "sip2_server", "z3950_server"]

_HOST = "127.0.0.1"
_SERVICES = {Use.LOAN: "loan", Use.HERE: "presentation"}
_SIP2_STATES = {State.AVAILABLE: "03", State.ON_LOAN: "04", State.UNAVAILABLE: "13", State.UNKNOWN: "01"}


class MadeUpServer(socketserver.ThreadingTCPServer):
    """A server on this machine alone; as a context it serves in a thread until the context ends."""

    allow_reuse_address = True
    daemon_threads = True

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def daia_server(port: int = 0) -> MadeUpServer:
    """Return a server of DAIA 1.0 on the port, 0 for any that is free; raise OSError where it cannot be had."""
    return MadeUpServer((_HOST, port), _Daia)


def sip2_server(port: int = 0) -> MadeUpServer:
    """Return a server of SIP2; the login is demo, demo."""
    return MadeUpServer((_HOST, port), _Sip2)


def z3950_server(port: int = 0) -> MadeUpServer:
    """Return a server of Z39.50 that presents holdings in OPAC records."""
    return MadeUpServer((_HOST, port), _Z3950)


def _states(name: str) -> tuple[ItemState, ...]:
    return made_up(name, datetime.now(UTC).date())


class _Daia(BaseHTTPRequestHandler):
    """Answers `?id=A|B&format=json`."""

    def do_GET(self) -> None:
        """Answer with a document for each id."""
        ids = parse_qs(urlsplit(self.path).query).get("id", [""])[0].split("|")
        documents = [{"id": f"urn:demo:{name}", "requested": name, "item": _daia_items(name)} for name in ids]
        answer = {"document": documents, "institution": {"content": MADE_UP}}
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is that of the standard library
        """Write no log."""


def _daia_items(name: str) -> list[dict[str, Any]]:
    return [_daia_item(item) for item in _states(name)]


def _daia_item(item: ItemState) -> dict[str, Any]:
    found: dict[str, Any] = {"id": f"urn:demo:{item.barcode}", "storage": {"content": item.location}}
    if item.state is State.AVAILABLE:
        return found | {"available": [{"service": _SERVICES[item.use]}]}
    back = {"expected": item.until, "queue": item.waiting, "href": "https://demo.example/"} if item.until else {}
    return found | {"unavailable": [{"service": "loan"} | back]}


class _Sip2(socketserver.StreamRequestHandler):
    """Answers 93, 99 and 17."""

    def handle(self) -> None:
        """Answer each message until the other side ends."""
        while line := _until_return(self.rfile):
            text, _, sequence = line.decode("utf-8").rpartition("AY")
            self.wfile.write(message(_sip2_answer(text), int(sequence[:1] or 0), "utf-8"))


def _until_return(file: Any) -> bytes:
    found = b""
    while (sign := file.read(1)) not in {b"\r", b""}:
        found += sign
    return found.strip()


def _sip2_answer(text: str) -> str:
    moment = datetime.now(UTC).strftime("%Y%m%d   Z%H%M%S")
    if text.startswith("93"):
        fields = fields_of(text[4:])
        return "941" if (fields.get("CN"), fields.get("CO")) == ("demo", "demo") else "940"
    if text.startswith("99"):
        return f"98YNNNNN010003{moment}2.00AOdemo|AM{MADE_UP}|BXNNNNNNNYNNNNNNNN|"
    if not text.startswith("17"):
        return "96"
    name = fields_of(text[20:]).get("AB", "")
    for item in _states(name)[:1]:
        due = f"AH{item.until}|" if item.until else ""
        head = f"18{_SIP2_STATES[item.state]}0001{moment}CF{item.waiting or 0}|{due}"
        return f"{head}AB{name}|AJ{MADE_UP}|AP{item.location}|"
    return f"18010101{moment}AB{name}|AJ|"


class _Z3950(socketserver.StreamRequestHandler):
    """Answers init, search and present; every search finds one record, whose items the term makes up."""

    def handle(self) -> None:
        """Answer each request until the other side ends."""
        name = ""
        try:
            while self.rfile.peek(1):  # type: ignore[attr-defined]
                request = read_element(self.rfile.read)
                name = next(_terms(request), name)
                self.wfile.write(_z3950_answer(request, name))
        except (CatalogueError, ValueError, KeyError):
            # Whoever speaks something else is hung up on.
            return


def _terms(element: Element) -> Iterator[str]:
    """Yield the terms of a search."""
    if element.tag == context(45):
        yield element.value.decode("utf-8")
    for part in element.parts:
        yield from _terms(part)


def _z3950_answer(request: Element, name: str) -> bytes:
    kind = request.tag.number
    if kind == 20:
        size = integer(context(5), 1_000_000) + integer(context(6), 1_000_000)
        head = bits(context(3), (0, 1, 2)) + bits(context(4), (0, 1)) + size
        return constructed(context(21), head, truth(context(12), value=True), primitive(context(111), MADE_UP.encode()))
    found = integer(context(24), int(kind == 24)) + integer(context(25), 1)
    if kind == 22:
        return constructed(context(23), integer(context(23), int(bool(name))), found, truth(context(22), value=True))
    return constructed(context(25), found, integer(context(27), 0), constructed(context(28), _opac_record(name)))


def _opac_record(name: str) -> bytes:
    holdings = constructed(context(2), *(_holding(item) for item in _states(name)))
    single = constructed(context(0), constructed(SEQUENCE, holdings))
    external = constructed(EXTERNAL, object_id(OID, OPAC_SYNTAX), single)
    return constructed(SEQUENCE, constructed(context(1), constructed(context(1), external)))


def _holding(item: ItemState) -> bytes:
    circulation = [truth(context(1), value=item.state is State.AVAILABLE)]
    if item.until:
        circulation.append(primitive(context(2), item.until.encode()))
    circulation += [primitive(context(5), item.barcode.encode()), truth(context(7), value=bool(item.waiting))]
    return constructed(
        context(2),
        primitive(context(9), item.location.encode()),
        constructed(context(19), constructed(SEQUENCE, *circulation)),
    )
