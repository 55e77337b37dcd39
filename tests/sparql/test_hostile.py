"""Hostile queries given to a worker directly, past the first look: each ends in a named error, nothing else ends."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.sparql import Limits, Pool, QueryError, Question

GRACE = 3.0
DOUBLING = "BIND(CONCAT(?x{0}, ?x{0}) AS ?x{1}) "

HOSTILE = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "string doubling": "SELECT (STRLEN(?x40) AS ?n) { BIND('aaaaaaaaaa' AS ?x0) "
    + "".join(DOUBLING.format(i, i + 1) for i in range(40))
    + "}",
    "group concat": "SELECT (GROUP_CONCAT(?f) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "free path": "SELECT (COUNT(*) AS ?n) { ?a (<urn:a>|!<urn:a>)* ?b . ?c (<urn:a>|!<urn:a>)* ?d }",
    "star join": "SELECT * {" + "".join(f"?s ?p{i} ?o{i} . " for i in range(300)) + "}",
    "optionals": "SELECT * {" + "OPTIONAL { ?s ?p ?o } " * 200 + "}",
    "deep path": "SELECT * { ?a (" + "/".join(["(<urn:a>|^<urn:b>)*"] * 900) + ") ?b }",
    "large values": "SELECT * { VALUES ?x {" + "1 " * 9000 + "} VALUES ?y {" + "2 " * 900 + "} }",
    "answer": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
}
HARMLESS = {
    "braces": "{" * 2500,
    "parentheses": "SELECT (" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) {}",
    "negations": "SELECT (" + "!" * 19_000 + "1 AS ?x) {}",
    "regular expression": 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(x+x+)+y")) } LIMIT 5',
    "nul": "SELECT * { ?s ?p '\x00' }",
    "update": "LOAD <http://127.0.0.1:8/>",
}


def ask(pool: Pool, text: str) -> str:
    """Return the kind of error in which the query ends, or "answered"."""
    try:
        with pool.ask(Question(text, "json")).body:
            return "answered"
    except QueryError as error:
        return error.kind


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_query_ends_in_a_named_error_and_the_next_is_answered(pool: Pool, limits: Limits, name: str) -> None:
    """Time, memory or size: the limit is named, in time, and another worker is there at once."""
    begun = time.monotonic()
    assert ask(pool, HOSTILE[name]) in {"time", "memory", "answer", "crash"}
    assert time.monotonic() - begun < limits.seconds + GRACE
    assert ask(pool, "ASK {}") == "answered"


@pytest.mark.parametrize("name", HARMLESS)
def test_odd_query_leaves_the_worker_working(pool: Pool, name: str) -> None:
    """What the parser can refuse or answer, it does."""
    assert ask(pool, HARMLESS[name]) in {"answered", "syntax", "crash"}
    assert ask(pool, "ASK {}") == "answered"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Return a port of this machine and the connections that were made to it."""
    server = socket.create_server(("127.0.0.1", 0))
    calls: list[str] = []

    def count() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            calls.append(str(address))
            connection.close()

    threading.Thread(target=count, daemon=True).start()
    yield server.getsockname()[1], calls
    server.close()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <http://localhost:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{ VALUES ?e {{ <http://127.0.0.1:{port}/> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        "PREFIX : <http://127.0.0.1:{port}/> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
        "SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "LOAD <http://127.0.0.1:{port}/>",
    ],
)
def test_no_connection_is_made_even_past_the_first_look(pool: Pool, listener: tuple[int, list[str]], text: str) -> None:
    """The wall is the worker's, not the tokenizer's."""
    port, calls = listener
    ask(pool, text.format(port=port))
    time.sleep(0.05)
    assert calls == []


def test_the_listener_would_have_heard(listener: tuple[int, list[str]]) -> None:
    """The test above can fail."""
    port, calls = listener
    socket.create_connection(("127.0.0.1", port)).close()
    deadline = time.monotonic() + 5
    while not calls and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(calls) == 1


def test_every_thread_of_a_worker_is_filtered_and_stands_behind(pool: Pool) -> None:
    """The filter holds for all threads, no privileges can be had, and searches come first."""
    ask(pool, "ASK {}")
    (pid,) = pool.pids()
    for task in Path(f"/proc/{pid}/task").iterdir():
        status = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
        assert status["Seccomp"] == "2"
        assert status["NoNewPrivs"] == "1"
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE
    assert os.getpriority(os.PRIO_PROCESS, pid) == 19
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"HOME=" not in environment.replace(b"PYTHONHOME=", b"")
