"""Z39.50: values in BER, OPAC records, and yaz-ztest of Index Data's YAZ as the foreign server."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.availability import ItemState, Reason, State, System, Wanted, ask, ber, greet
from kg.availability.answer import NoAnswerError
from kg.availability.ber import (
    EXTERNAL,
    OID,
    SEQUENCE,
    Element,
    Tag,
    constructed,
    context,
    integer,
    object_id,
    primitive,
    read_element,
    truth,
)
from kg.availability.protocols.z3950 import OPAC_SYNTAX, items_of


def read(data: bytes) -> Element:
    source = iter(range(len(data)))

    def take(number: int) -> bytes:
        places = [next(source, -1) for _ in range(number)]
        if -1 in places:
            raise NoAnswerError(Reason.BROKEN, "the connection ended within the answer")
        return bytes(data[place] for place in places)

    return read_element(take)


@given(st.integers(0, 3), st.integers(0, 2**20), st.integers(-(2**60), 2**60))
def test_what_is_written_is_read(kind: int, number: int, value: int) -> None:
    """Tags of every class and integers of either sign come back."""
    tag = Tag(kind, number)
    found = read(constructed(SEQUENCE, integer(tag, value), truth(context(1), value=True)))
    assert [part.tag for part in found.parts] == [tag, context(1)]
    assert found.parts[0].number() == value
    assert found.parts[1].truth()


@given(st.binary(max_size=70_000))
def test_lengths_are_read_at_every_size(value: bytes) -> None:
    """Short and long forms of the length."""
    assert read(primitive(context(45), value)).value == value


@pytest.mark.parametrize(
    ("written", "octets"),
    [
        (integer(ber.INTEGER, 128), b"\x02\x02\x00\x80"),
        (integer(ber.INTEGER, -129), b"\x02\x02\xff\x7f"),
        (object_id(OID, "1.2.840.10003.5.102"), bytes.fromhex("06072a8648ce130566")),
        (primitive(context(105), b"x"), b"\x9f\x69\x01x"),
        (primitive(context(205), b""), b"\x9f\x81\x4d\x00"),
        (ber.bits(context(4), (0, 1, 14)), b"\x84\x03\x00\xc0\x02"),
    ],
)
def test_values_have_the_octets_of_the_standard(written: bytes, octets: bytes) -> None:
    """X.690: two's complement, base 128, tags above 30, bits from the left."""
    assert written == octets


def test_lengths_may_be_left_open() -> None:
    """A value that ends with an end of contents is read as one with a length."""
    inner = integer(context(23), 7)
    assert read(b"\x30\x80" + inner + b"\x00\x00") == read(constructed(SEQUENCE, inner))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x05\x02\x01",
        b"\x30\x03\x02\x09\x01",
        b"\x02\x80\x01",
        b"\x30\xff",
        b"\x00\x00",
        b"\x3f\xff\xff\xff\xff\x01",
        b"\x30\x80" * 5_000,
        b"".join([b"\x30\x80", *[b"\x02\x00"] * 60_000]),
    ],
)
def test_what_is_no_ber_is_refused(data: bytes) -> None:
    """Too short, contradictory, nested or split without end."""
    with pytest.raises(NoAnswerError):
        read(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_reason(data: bytes) -> None:
    """Nothing but NoAnswerError is raised."""
    try:
        found = read(data)
    except NoAnswerError:
        return
    assert isinstance(found, Element)


def presented(*holdings: bytes, syntax: str = OPAC_SYNTAX) -> Element:
    opac = constructed(SEQUENCE, constructed(context(2), *holdings))
    external = constructed(EXTERNAL, object_id(OID, syntax), constructed(context(0), opac))
    record = constructed(SEQUENCE, constructed(context(1), constructed(context(1), external)))
    return read(constructed(context(28), record))


def holding(*circulation: bytes, **texts: str) -> bytes:
    numbers = {"local": 9, "shelf": 10, "call": 11, "note": 14, "enumeration": 17}
    said = [primitive(context(numbers[name]), text.encode()) for name, text in texts.items()]
    circulating = [constructed(context(19), *circulation)] if circulation else []
    return constructed(context(2), *said, *circulating)


def circulation(*, now: bool, day: str = "", held: bool = False, place: str = "") -> bytes:
    parts = [truth(context(1), value=now), truth(context(7), value=held)]
    parts += [primitive(context(2), day.encode())] if day else []
    parts += [primitive(context(10), place.encode())] if place else []
    return constructed(SEQUENCE, *parts)


def test_holdings_and_circulation_become_items() -> None:
    """Each circulation record is an item with its holding's place and call number; a holding without is not known."""
    records = presented(
        holding(
            circulation(now=True),
            circulation(now=False, day="2026-12-01", held=True),
            circulation(now=False, day="next week"),
            circulation(now=False, place="装订 Bindery"),
            local="Main",
            shelf="Stacks",
            call="I242.4",
            enumeration="v.1",
        ),
        holding(local="Branch", note="ask at the desk"),
    )
    main = {"location": "Main · Stacks", "call_number": "I242.4", "part": "v.1"}
    assert list(items_of(records, "utf-8")) == [
        ItemState(State.AVAILABLE, **main),  # type: ignore[arg-type]
        ItemState(State.ON_LOAN, "2026-12-01", waiting=1, **main),  # type: ignore[arg-type]
        ItemState(State.ON_LOAN, **main),  # type: ignore[arg-type]
        ItemState(State.UNAVAILABLE, **(main | {"location": "装订 Bindery"})),  # type: ignore[arg-type]
        ItemState(State.UNKNOWN, location="Branch", note="ask at the desk"),
    ]


def test_records_of_another_syntax_have_no_items() -> None:
    """A server that presents MARC for all that it was asked for OPAC records says nothing of items."""
    assert list(items_of(presented(holding(local="x"), syntax="1.2.840.10003.5.10"), "utf-8")) == []


def test_a_surrogate_diagnostic_is_an_answer() -> None:
    """238, record not available in requested syntax, with what the server adds."""
    body = constructed(
        SEQUENCE, object_id(OID, "1.2.840.10003.4.1"), integer(ber.INTEGER, 238), primitive(Tag(0, 26), b"OPAC")
    )
    record = constructed(SEQUENCE, constructed(context(1), constructed(context(2), body)))
    with pytest.raises(NoAnswerError, match="238 OPAC") as raised:
        list(items_of(read(constructed(context(28), record)), "utf-8"))
    assert raised.value.reason is Reason.FAILED


def initialised(*, result: bool) -> bytes:
    return constructed(context(21), truth(context(12), value=result))


@pytest.mark.parametrize(
    ("replies", "reason"),
    [
        ([initialised(result=False)], Reason.REFUSED),
        ([constructed(context(48), integer(context(211), 0))], Reason.FAILED),
        ([constructed(context(25))], Reason.BROKEN),
        ([initialised(result=True), constructed(context(23), integer(context(23), -1))], Reason.BROKEN),
        ([initialised(result=True), constructed(context(23), integer(context(23), 2))], Reason.SEVERAL),
        ([initialised(result=True), constructed(context(23), integer(context(23), 0))], Reason.MISSING),
        (
            [
                initialised(result=True),
                constructed(context(23), constructed(context(130), integer(ber.INTEGER, 1014))),
            ],
            Reason.REFUSED,
        ),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"<p>" * 100], Reason.BROKEN),
    ],
    ids=["refused", "closed", "another answer", "fewer than none", "several", "none", "not allowed", "http"],
)
def test_answers_that_are_none(rogue: Any, replies: list[bytes], reason: Reason) -> None:
    """A refused session, a closed one, answers to something else, diagnostics."""

    def treat(connection: socket.socket) -> None:
        for reply in replies:
            connection.recv(4000)
            connection.sendall(reply)
        connection.recv(4000)

    with rogue(treat) as server:
        system = System("M", "z3950", "127.0.0.1", server.port, seconds=20, user="u", password="p")  # noqa: S106
        found = ask(system, Wanted(records=("1",)))
    assert (found.items, found.reason) == ((), reason), found.detail


@pytest.fixture(scope="module")
def ztest() -> Iterator[int]:
    """Return the port of a yaz-ztest."""
    program = shutil.which("yaz-ztest")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("yaz-ztest is not installed")
        pytest.skip("needs yaz-ztest")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([program, f"tcp:127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def test_yaz_says_what_its_record_holds(ztest: int) -> None:
    """The OPAC record of yaz-ztest: one item, available, with place, call number and item number.

    A term of digits finds as many records there.
    """
    found = ask(System("M", "z3950", "127.0.0.1", ztest, seconds=20), Wanted(records=("1",)))
    place = "Main or Science/Business Reading Rms - STORED OFFSITE"
    assert found.items == (
        ItemState(State.AVAILABLE, location=place, call_number="MLCM 89/00602 (N)", barcode="1226176"),
    )


def test_yaz_finds_none_and_several(ztest: int) -> None:
    """No record is missing; two for one record number are not guessed between; of an ISBN all are shown."""
    system = System("M", "z3950", "127.0.0.1", ztest, seconds=20)
    assert ask(system, Wanted(records=("0",))).reason is Reason.MISSING
    assert ask(system, Wanted(records=("2",))).reason is Reason.SEVERAL
    isbn = System("M", "z3950", "127.0.0.1", ztest, seconds=20, identify="isbn")
    assert len(ask(isbn, Wanted(isbns=("2",))).items) == 2


def test_yaz_refuses_a_database_that_it_has_not(ztest: int) -> None:
    """Its diagnostic 109 is told."""
    found = ask(System("M", "z3950", "127.0.0.1", ztest, seconds=20, database="nowhere"), Wanted(records=("1",)))
    assert found.reason is Reason.FAILED
    assert "109" in found.detail


def test_yaz_says_its_name(ztest: int) -> None:
    """A greeting names the server."""
    assert "YAZ" in greet(System("M", "z3950", "127.0.0.1", ztest, seconds=20)).words
