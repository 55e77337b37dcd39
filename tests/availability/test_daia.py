"""DAIA: the state that services give an item, whose documents count, and answers of HTTP that are none."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.availability import ItemState, Reason, State, System, Use, Wanted, ask
from kg.availability.answer import NoAnswerError
from kg.availability.protocols.daia import items_of

LOAN, HERE = {"service": "loan"}, {"service": "presentation"}


def answer(*items: dict[str, Any], **document: Any) -> dict[str, Any]:
    return {"document": [{"id": "urn:x:1", "requested": "1", "item": list(items), **document}]}


def only(item: dict[str, Any]) -> ItemState:
    (found,) = items_of(answer(item), ("1",))
    return found


@pytest.mark.parametrize(
    ("item", "state", "use"),
    [
        ({"available": [LOAN, HERE]}, State.AVAILABLE, Use.LOAN),
        ({"available": [HERE], "unavailable": [LOAN]}, State.AVAILABLE, Use.HERE),
        ({"available": [{"service": "openaccess"}]}, State.AVAILABLE, Use.ONLINE),
        ({"available": [{"service": "http://purl.org/ontology/dso#Loan"}]}, State.AVAILABLE, Use.LOAN),
        ({"available": LOAN}, State.AVAILABLE, Use.LOAN),
        ({"unavailable": [LOAN | {"expected": "2026-12-01"}, HERE]}, State.ON_LOAN, Use.UNSAID),
        ({"unavailable": [LOAN | {"expected": "unknown"}]}, State.ON_LOAN, Use.UNSAID),
        ({"unavailable": [LOAN | {"queue": 2}]}, State.ON_LOAN, Use.UNSAID),
        ({"unavailable": [LOAN, HERE]}, State.UNAVAILABLE, Use.UNSAID),
        ({"available": [{"service": "interloan"}]}, State.UNKNOWN, Use.UNSAID),
        ({}, State.UNKNOWN, Use.UNSAID),
        ({"available": "yes", "unavailable": 7}, State.UNKNOWN, Use.UNSAID),
    ],
)
def test_services_give_the_state(item: dict[str, Any], state: State, use: Use) -> None:
    """Loan counts before reading on the spot; what is expected back is on loan, what is not is not available."""
    found = only(item)
    assert (found.state, found.use) == (state, use)


def test_all_that_is_said_of_an_item() -> None:
    """Place, call number, part, day, queue and reservation are taken over."""
    found = only(
        {
            "label": "I242.4/1",
            "about": "v. 2",
            "department": {"content": "总馆"},
            "storage": {"content": "三楼"},
            "unavailable": [LOAN | {"expected": "2026-12-01T12:00:00", "queue": 3, "href": "https://x.example/r"}],
        }
    )
    assert found == ItemState(
        State.ON_LOAN, "2026-12-01", Use.UNSAID, "总馆 · 三楼", "I242.4/1", part="v. 2", reservable=True, waiting=3
    )


@pytest.mark.parametrize("expected", ["2026-13-45", "soon", 7, None, "9999999999", ["2026-12-01"], "01/12/2026"])
def test_a_day_that_is_none_is_left_out(expected: object) -> None:
    """A due date is a day of the calendar, year first, or nothing."""
    assert only({"unavailable": [LOAN | {"expected": expected, "queue": 1}]}).until == ""


@pytest.mark.parametrize("queue", [-1, 10**30, "many", True, 2.5, None])
def test_a_queue_that_is_none_is_left_out(queue: object) -> None:
    """How many wait is a small number or not said."""
    assert only({"unavailable": [LOAN | {"expected": "unknown", "queue": queue}]}).waiting is None


def test_texts_are_made_harmless() -> None:
    """Controls, lone surrogates and great lengths do not reach a page."""
    found = only({"label": "a\x00\x1b[31m\ud800b\nc", "storage": {"content": "x" * 5000}})
    assert found.call_number == "a [31m b c"
    assert len(found.location) == 200


@pytest.mark.parametrize(
    ("document", "count"),
    [({"requested": "1"}, 1), ({"requested": "2"}, 0), ({"requested": "", "id": "urn:x:1"}, 1)],
)
def test_a_document_that_was_not_asked_for_does_not_count(document: dict[str, str], count: int) -> None:
    """A server that mixes up its answers does not lend another book's state."""
    if count:
        assert len(items_of(answer(LOAN, **document), ("1",))) == count
    else:
        with pytest.raises(NoAnswerError) as raised:
            items_of(answer(LOAN, **document), ("1",))
        assert raised.value.reason is Reason.MISSING


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["document", "item", "available", "unavailable", "service", "expected", "queue", "label", "id",
                 "requested", "storage", "department", "content", "href"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON, JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_is_items_or_a_reason(found: Any, item: Any) -> None:
    """Whatever stands where DAIA should, nothing but NoAnswerError is raised."""
    for one in (found, answer(item), {"document": [{"requested": "1", "item": item}, found]}):
        try:
            items = items_of(one, ("1",))
        except NoAnswerError:
            continue
        assert all(isinstance(entry.location, str) and len(entry.location) < 500 for entry in items)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\n\r\n", Reason.BROKEN),
        (b"HTTP/1.1 401 No\r\n\r\n", Reason.REFUSED),
        (b"HTTP/1.1 503 Busy\r\n\r\n", Reason.FAILED),
        (b'HTTP/1.1 404 No\r\n\r\n{"error": "unknown id"}', Reason.MISSING),
        (b"HTTP/1.1 404 No\r\n\r\n<html>", Reason.FAILED),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000, Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"9" * 100_000, Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08", Reason.BROKEN),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n{}", Reason.BROKEN),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Reason.BROKEN),
        (b'HTTP/1.1 200 OK\r\n\r\n{"document": []}', Reason.MISSING),
        (b'HTTP/1.1 200 OK\r\n\r\n{"document": [{"requested": "1"}]}', Reason.SILENT),
    ],
)
def test_answers_that_are_none(rogue: Any, reply: bytes, reason: Reason) -> None:
    """Each kind of bad answer has its reason; a redirect is not followed."""

    def treat(found: Any) -> None:
        found.recv(2000)
        found.sendall(reply)

    with rogue(treat) as server:
        found = ask(System("M", "daia", "127.0.0.1", server.port, seconds=20, path="/d"), Wanted(records=("1",)))
    assert (found.items, found.reason) == ((), reason), found.detail
    assert server.connections == 1


def test_the_question_is_a_uri(rogue: Any) -> None:
    """Ids are escaped, so that none adds a header or an argument; the token goes into its own header."""
    heard: list[bytes] = []

    def treat(found: Any) -> None:
        heard.append(found.recv(4000))

    with rogue(treat) as server:
        place = System("M", "daia", "127.0.0.1", server.port, seconds=20, path="/d", id_form="ppn:{}", password="t0ken")  # noqa: S106
        ask(place, Wanted(records=("a b&format=xml#é", "2")))
    lines = heard[0].decode("ascii").split("\r\n")
    assert lines[0] == "GET /d?id=ppn%3Aa%20b%26format%3Dxml%23%C3%A9%7Cppn%3A2&format=json HTTP/1.1"
    assert "Authorization: Bearer t0ken" in lines


@pytest.mark.parametrize("name", ["1\r\nX-Evil: 1", "1\x00", "", " "])
def test_ids_with_controls_are_not_asked_for(name: str) -> None:
    """An id that no system can have is not sent."""
    assert ask(System("M", "daia", "127.0.0.1", 1), Wanted(records=(name,))).reason is Reason.NAMELESS
