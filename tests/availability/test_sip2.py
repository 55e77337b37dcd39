"""SIP2: messages, checksums, circulation statuses, login, and what servers get wrong."""

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.availability import ItemState, Reason, State, System, Wanted, ask
from kg.availability.answer import NoAnswerError
from kg.availability.protocols.sip2 import checksum, fields_of, item_of, message

MOMENT = "20261121    150000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"990 402.00AY1AZ", "FCB4"),  # page 26 of the SIP2 Developer's Guide
        (b"9300CNLoginUserID|COLoginPassword|CPLocation Institution ID|AY1AZ", "E883"),
        (b"9900402.00AZ", "FD6F"),
        (b"96AZ", "FEF6"),
    ],
)
def test_the_checksum_is_that_of_other_implementations(text: bytes, expected: str) -> None:
    """Messages with the checksums that the guide and other programs give them."""
    assert checksum(text) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 9))
def test_a_message_sums_to_nothing(text: str, sequence: int) -> None:
    """The bytes of a message and its checksum make 0 modulo 65536."""
    sent = message(text, sequence, "utf-8")
    assert sent.endswith(b"\r")
    body, given_sum = sent[:-5], int(sent[-5:-1], 16)
    assert (sum(body) + given_sum) % 65536 == 0


def said(status: str, *fields: str, name: str = "b1") -> str:
    return f"18{status}0001{MOMENT}AB{name}|AJ红楼梦|" + "".join(f"{field}|" for field in fields)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("01", State.UNAVAILABLE),
        ("02", State.UNAVAILABLE),
        ("03", State.AVAILABLE),
        ("04", State.ON_LOAN),
        ("05", State.ON_LOAN),
        ("06", State.UNAVAILABLE),
        ("07", State.ON_LOAN),
        ("08", State.UNAVAILABLE),
        ("09", State.AVAILABLE),
        ("10", State.UNAVAILABLE),
        ("11", State.UNAVAILABLE),
        ("12", State.UNAVAILABLE),
        ("13", State.UNAVAILABLE),
    ],
)
def test_each_circulation_status_has_a_state(status: str, state: State) -> None:
    """All thirteen of the standard."""
    found = item_of(said(status), "b1")
    assert found is not None
    assert found.state is state


def test_all_that_is_said_of_an_item() -> None:
    """Due date, place, call number, queue."""
    found = item_of(said("04", "AH20261201    235900", "AP中文书库", "AQMain", "CSI242.4/1", "CF2"), "b1")
    assert found == ItemState(State.ON_LOAN, "2026-12-01", "", "中文书库", "I242.4/1", "b1", waiting=2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("20261201    235900", "2026-12-01"),
        ("2026-12-01 23:59:00", "2026-12-01"),
        ("2026/1/5", "2026-01-05"),
        ("2026年12月1日", "2026-12-01"),
        ("01/12/2026", ""),
        ("12-01-26", ""),
        ("20261332", ""),
        ("", ""),
    ],
)
def test_due_dates_are_read_where_they_mean_one_day(due: str, day: str) -> None:
    """The standard leaves the form open: what may mean two days is left out."""
    found = item_of(said("04", f"AH{due}"), "b1")
    assert found is not None
    assert found.until == day


def test_an_unknown_item_is_none() -> None:
    """`Other` without a title, as Koha and SIPServer answer."""
    assert item_of(f"18010101{MOMENT}ABb1|AJ|", "b1") is None


@pytest.mark.parametrize("answer", ["18", "18990001" + MOMENT + "ABb1|", said("03", name="b2"), "18030001" + MOMENT])
def test_what_is_no_information_of_the_item_is_refused(answer: str) -> None:
    """Too short, an unknown status, another item, no item."""
    with pytest.raises(NoAnswerError):
        item_of(answer, "b1")


@given(st.text(max_size=80))
def test_any_text_is_an_item_or_a_reason(text: str) -> None:
    """Nothing but NoAnswerError is raised, whatever follows the number."""
    assert isinstance(fields_of(text), dict)
    for answer in (text, "18" + text, f"18030001{MOMENT}ABb1|{text}"):
        with suppress(NoAnswerError):
            found = item_of(answer, "b1")
            assert found is None or found.barcode == "b1"


class Server:
    """Answers SIP2 as its table says: by the first two signs of the question; keeps what it heard."""

    def __init__(self, replies: dict[str, list[bytes] | bytes]) -> None:
        self.replies = {
            kind: list(found) if isinstance(found, list) else [found] * 9 for kind, found in replies.items()
        }
        self.heard: list[str] = []

    def __call__(self, connection: Any) -> None:
        """Answer until the other side ends."""
        while question := connection.recv(4000):
            self.heard.append(question.decode("utf-8"))
            sequence = re.search(rb"AY(\d)AZ", question)
            assert sequence is not None
            reply = self.replies[question[:2].decode()].pop(0)
            connection.sendall(reply.replace(b"SEQ", sequence[1]))


def summed(text: str, encoding: str = "utf-8", sequence: int = 0) -> bytes:
    return message(text, sequence, encoding)


def asked(rogue: Any, replies: dict[str, list[bytes] | bytes], **more: Any) -> tuple[Any, Server]:
    server = Server(replies)
    with rogue(server) as running:
        return ask(System("M", "sip2", "127.0.0.1", running.port, seconds=20, **more), Wanted(records=("b1",))), server


def test_login_comes_first(rogue: Any) -> None:
    """93 with user, password and place, then 17 with the next sequence number."""
    replies = {"93": summed("941"), "17": summed(said("03"), sequence=1)}
    found, server = asked(rogue, replies, user="lib", password="s3cret", location="web", institution="NJU")  # noqa: S106
    assert [item.state for item in found.items] == [State.AVAILABLE]
    assert server.heard[0].startswith("9300CNlib|COs3cret|CPweb|AY0AZ")
    assert re.match(r"17\d{8}   Z\d{6}AONJU\|ABb1\|AC\|AY1AZ[0-9A-F]{4}\r$", server.heard[1])


def test_a_refused_login_ends_it(rogue: Any) -> None:
    """940 is a refusal; nothing more is asked, and the password stands in no text."""
    found, server = asked(rogue, {"93": summed("940")}, user="lib", password="s3cret")  # noqa: S106
    assert found.reason is Reason.REFUSED
    assert len(server.heard) == 1
    assert "s3cret" not in found.detail


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (summed(said("03"))[:-5] + b"0000\r", Reason.BROKEN),
        (summed(said("03"), sequence=5), Reason.BROKEN),
        (summed("941"), Reason.BROKEN),
        (summed(said("03", "AP中文"), "gb18030"), Reason.BROKEN),
        (b"x" * 20_000, Reason.BROKEN),
        (summed(f"18010101{MOMENT}ABb1|AJ|"), Reason.MISSING),
    ],
    ids=["checksum", "sequence", "another answer", "another encoding", "endless", "unknown item"],
)
def test_bad_answers_have_a_reason(rogue: Any, reply: bytes, reason: Reason) -> None:
    """A wrong sum, another question's answer, another encoding, a message without end."""
    found, _ = asked(rogue, {"17": reply})
    assert (found.items, found.reason) == ((), reason), found.detail


def test_an_answer_without_checksum_is_taken(rogue: Any) -> None:
    """The standard lets a system leave error detection out; some end a message with a line feed too."""
    found, _ = asked(rogue, {"17": said("03").encode() + b"\r\n"})
    assert [item.state for item in found.items] == [State.AVAILABLE]


def test_a_question_is_sent_again_when_the_system_asks(rogue: Any) -> None:
    """96 asks for it once more; a second 96 is an end."""
    found, server = asked(rogue, {"17": [b"96AZFEF6\r", summed(said("03"))]})
    assert [item.state for item in found.items] == [State.AVAILABLE]
    assert server.heard[0] == server.heard[1]
    found, server = asked(rogue, {"17": b"96AZFEF6\r"})
    assert (found.reason, len(server.heard)) == (Reason.BROKEN, 2)


def test_the_encoding_is_that_of_the_settings(rogue: Any) -> None:
    """A system that writes GB 18030 is read so."""
    found, _ = asked(rogue, {"17": summed(said("03", "AP中文书库"), "gb18030")}, encoding="gb18030")
    assert found.items[0].location == "中文书库"
