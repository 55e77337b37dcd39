"""The contract of every way to ask a member's system: what is known, what is unknown and why, and never an exception.

Each protocol has its stand-in here, the demo's server; what hostile servers send is the same for all.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.availability import PROTOCOLS, Reason, State, System, Wanted, ask, greet
from kg.availability.line import MOST_BYTES
from kg.demo.systems import MADE_UP, daia_server, made_up, sip2_server, z3950_server
from kg.demo.systems.servers import MadeUpServer

STAND_INS: Mapping[str, Callable[[], MadeUpServer]] = {
    "daia": daia_server,
    "sip2": sip2_server,
    "z3950": z3950_server,
}
NAMES = PROTOCOLS.names()
Treat = Callable[[socket.socket], None]


def system(protocol: str, port: int, **more: object) -> System:
    return replace(
        System("M", protocol, "127.0.0.1", port, path="/daia", seconds=20.0, user="demo", password="demo"),  # noqa: S106
        **more,  # type: ignore[arg-type]
    )


@contextmanager
def rogue(treat: Treat) -> Iterator[int]:
    """Give the port of a server that treats its first connections so."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                found, _ = server.accept()
                with found:
                    treat(found)
            except OSError:
                if server.fileno() < 0:
                    return

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def test_every_protocol_has_a_stand_in() -> None:
    """A new protocol is tested by all that follows."""
    assert set(NAMES) == set(STAND_INS)


@pytest.mark.parametrize("name", NAMES)
def test_states_arrive_as_the_system_has_them(name: str) -> None:
    """State, date and place are those that the stand-in made up, for a number of ids of which some are odd."""
    today = datetime.now(UTC).date()
    states = set()
    with STAND_INS[name]() as server:
        for record in ("12000001", "a/b c", "红楼梦-1", "%2F+&?#", *map(str, range(12))):
            answer = ask(system(name, server.port), Wanted(records=(record,)))
            expected = made_up(record, today)[: 1 if name == "sip2" else None]
            found = [(item.state, item.until, item.location) for item in answer.items]
            assert found == [(item.state, item.until, item.location) for item in expected], record
            assert all(MADE_UP in item.location for item in answer.items)
            states |= {item.state for item in answer.items}
    assert states == {State.AVAILABLE, State.ON_LOAN, State.UNAVAILABLE}


@pytest.mark.parametrize("name", NAMES)
def test_several_ids_are_asked_for_together(name: str) -> None:
    """The items of all records of a member come in one answer, in the order of the ids."""
    with STAND_INS[name]() as server:
        both = ask(system(name, server.port), Wanted(records=("a1", "b2")))
        each = [ask(system(name, server.port), Wanted(records=(one,))).items for one in ("a1", "b2")]
    assert both.items == each[0] + each[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_system_says_what_it_is(name: str) -> None:
    """A greeting has the protocol's name and what the system calls itself."""
    with STAND_INS[name]() as server:
        greeting = greet(system(name, server.port))
    assert greeting.reason is None
    assert MADE_UP in greeting.words


@pytest.mark.parametrize("name", NAMES)
def test_nobody_there(name: str) -> None:
    """A port on which nobody listens is unreachable, for a question and for a greeting."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = ask(system(name, port), Wanted(records=("1",)))
    assert (answer.items, answer.reason) == ((), Reason.UNREACHABLE)
    assert greet(system(name, port)).reason is Reason.UNREACHABLE


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_does_not_exist(name: str) -> None:
    """A host that cannot be found is unreachable too."""
    answer = ask(system(name, 1, host="nowhere.invalid"), Wanted(records=("1",)))
    assert answer.reason is Reason.UNREACHABLE


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_ask_for(name: str) -> None:
    """Without an id of the kind that the system knows nobody is asked."""
    answer = ask(system(name, 1, identify="barcode", attribute=1032), Wanted(records=("1",)))
    assert answer.reason is Reason.NAMELESS


@pytest.mark.parametrize("name", NAMES)
def test_a_silent_system_costs_no_more_than_its_seconds(name: str) -> None:
    """One that takes the question and says nothing is late; so is one that sends a byte now and then."""
    done = threading.Event()
    gave_up: list[bool] = []

    def silent(_: socket.socket) -> None:
        gave_up.append(not done.wait(60))

    def drip(found: socket.socket) -> None:
        for _ in range(1200):
            found.sendall(b" ")
            if done.wait(0.05):
                return
        gave_up.append(True)

    for treat in (silent, drip):
        done.clear()
        with rogue(treat) as port:
            answer = ask(system(name, port, seconds=0.3), Wanted(records=("1",)))
            # The server would go on for a minute: who waits for its end has not kept the time.
            assert True not in gave_up
            done.set()
        assert answer.items == ()
        assert answer.reason in {Reason.LATE, Reason.BROKEN}


@pytest.mark.parametrize("name", NAMES)
def test_an_endless_answer_is_cut(name: str) -> None:
    """No more bytes are taken than may come, whatever is announced."""
    sent = 0

    def flood(found: socket.socket) -> None:
        nonlocal sent
        found.recv(1000)
        piece = b"HTTP/1.1 200 OK\r\n\r\n[" + b"0123456789abcdef" * 4000
        while sent < 40 * MOST_BYTES:
            found.sendall(piece)
            sent += len(piece)

    with rogue(flood) as port:
        answer = ask(system(name, port), Wanted(records=("1",)))
    assert answer.reason is Reason.BROKEN
    # What the system's buffers hold besides is not counted exactly.
    assert sent < 20 * MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
@given(garbage=st.binary(max_size=300))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_an_unknown_state(name: str, garbage: bytes) -> None:
    """Whatever a server sends, the answer is unknown with a reason and a text."""

    def send(found: socket.socket) -> None:
        found.settimeout(0.5)
        found.recv(1000)
        found.sendall(garbage)

    with rogue(send) as port:
        answer = ask(system(name, port), Wanted(records=("1",)))
    assert answer.items == ()
    assert answer.reason is not None
    assert answer.detail


@pytest.mark.parametrize("name", NAMES)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_damaged_answer_never_raises(name: str, at: int, byte: int, cut: bool) -> None:
    """One byte of the true answers changed, or the rest cut off: an answer or a reason, never an exception."""
    with STAND_INS[name]() as server, rogue(lambda found: _damaged(found, server.port, at, byte, cut=cut)) as port:
        answer = ask(system(name, port, seconds=0.2), Wanted(records=("12000001",)))
    assert bool(answer.items) is (answer.reason is None)


def _damaged(found: socket.socket, port: int, at: int, byte: int, *, cut: bool) -> None:
    """Pass messages to and fro, with one byte of what comes back changed; the longest answer has some 700."""
    seen, at = 0, at % 700
    with socket.create_connection(("127.0.0.1", port)) as other:
        found.settimeout(0.4)
        other.settimeout(0.4)
        while question := found.recv(4000):
            other.sendall(question)
            reply = bytearray(other.recv(4000))
            if not reply:
                return
            place = at - seen
            seen += len(reply)
            if 0 <= place < len(reply):
                reply[place] = byte
                if cut:
                    found.sendall(reply[:place])
                    return
            found.sendall(reply)


@pytest.mark.parametrize("name", NAMES)
def test_one_that_speaks_tls_is_not_believed_without_its_certificate(name: str) -> None:
    """Where the connection shall be encrypted, a server that is not, or is unknown, gets no question."""
    heard: list[bytes] = []

    def listen(found: socket.socket) -> None:
        found.settimeout(0.3)
        heard.append(found.recv(1000))
        found.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}")

    with rogue(listen) as port:
        answer = ask(system(name, port, tls=True), Wanted(records=("secret-id",)))
    assert answer.reason is Reason.UNREACHABLE
    assert not any(b"secret-id" in data or b"demo" in data for data in heard)
