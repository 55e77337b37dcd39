"""SIP2, the 3M Standard Interchange Protocol 2.00: login (93/94), item information (17/18), status (99/98) over TCP.

A message is a number of two digits, fixed fields, then fields of two letters ended by `|`; `AY` has its sequence, `AZ`
the checksum, and a carriage return ends it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from kg.availability.answer import ItemState, NoAnswerError, Reason, State, clean, iso_day, small_number
from kg.availability.line import Line
from kg.availability.system import System

__all__ = ["DEFAULT_PORT", "ask", "checksum", "fields_of", "greet", "item_of", "message"]

DEFAULT_PORT = 6001
_LONGEST = 8_192
_RESEND = "96"
# Of a response 18: two digits each of circulation status, security marker and fee type, then the transaction's date.
_FIXED = 2 + 2 + 2 + 2 + 18
# Of a response 98: six flags, timeout period, retries, date and time, version.
_FIXED_STATUS = 2 + 6 + 3 + 3 + 18 + 4

# Circulation statuses: 01 other, 02 on order, 03 available, 04 charged, 05 charged, not to be recalled yet, 06 in
# process, 07 recalled, 08 on the hold shelf, 09 to be re-shelved, 10 in transit, 11 claimed returned, 12 lost,
# 13 missing.
_STATES: Mapping[str, State] = {
    "01": State.UNAVAILABLE,
    "02": State.UNAVAILABLE,
    "03": State.AVAILABLE,
    "04": State.ON_LOAN,
    "05": State.ON_LOAN,
    "06": State.UNAVAILABLE,
    "07": State.ON_LOAN,
    "08": State.UNAVAILABLE,
    "09": State.AVAILABLE,
    "10": State.UNAVAILABLE,
    "11": State.UNAVAILABLE,
    "12": State.UNAVAILABLE,
    "13": State.UNAVAILABLE,
}


def ask(system: System, names: tuple[str, ...], line: Line) -> tuple[ItemState, ...]:
    """Return the state of each barcode; those that the system does not know are left out while it knows others."""
    talk = _Talk(system, line)
    talk.log_in()
    found = []
    for name in names:
        if "|" in name:
            continue
        answer = talk.exchange(f"17{_moment()}AO{system.institution}|AB{name}|AC|", "18")
        item = item_of(answer, name)
        if item is not None:
            found.append(item)
    if not found:
        raise NoAnswerError(Reason.MISSING, f"the system knows nothing of {', '.join(names[:3])}")
    return tuple(found)


def greet(system: System, line: Line) -> str:
    """Return the institution and library that the system's status names."""
    talk = _Talk(system, line)
    talk.log_in()
    answer = talk.exchange("9900302.00", "98")
    if len(answer) < _FIXED_STATUS:
        raise NoAnswerError(Reason.BROKEN, "the system's status is too short")
    if answer[2] != "Y":
        raise NoAnswerError(Reason.FAILED, "the system says that it is off line")
    fields = fields_of(answer[_FIXED_STATUS:])
    names = [fields.get("AM", ""), fields.get("AO", "")]
    return " ".join(["SIP2", *dict.fromkeys(filter(None, names))])


def checksum(text: bytes) -> str:
    """Return the four digits that make the sum of all bytes 0 modulo 65536."""
    return f"{-sum(text) & 0xFFFF:04X}"


def message(text: str, sequence: int, encoding: str) -> bytes:
    """Return a message with its sequence number and checksum, as it is sent."""
    body = f"{text}AY{sequence}AZ".encode(encoding)
    return body + checksum(body).encode("ascii") + b"\r"


def fields_of(text: str) -> dict[str, str]:
    """Return the variable fields by their two letters, the first of each."""
    found: dict[str, str] = {}
    for part in text.split("|"):
        if len(part) >= 2 and not part.startswith("AY"):
            found.setdefault(part[:2], part[2:])
    return found


def item_of(answer: str, name: str) -> ItemState | None:
    """Return the item of a response 18, None where the system knows none; raise NoAnswerError for no response."""
    if len(answer) < _FIXED or answer[2:4] not in _STATES:
        raise NoAnswerError(Reason.BROKEN, "the item's information has no circulation status")
    status, fields = answer[2:4], fields_of(answer[_FIXED:])
    if fields.get("AB") != name:
        raise NoAnswerError(Reason.BROKEN, f"the answer is about another item than {name}")
    # A status "other" without a title is how an unknown item is answered.
    if status == "01" and not fields.get("AJ", "").strip():
        return None
    state = _STATES[status]
    return ItemState(
        state=state,
        until=iso_day(fields.get("AH")) if state is State.ON_LOAN else "",
        location=clean(fields.get("AP")) or clean(fields.get("AQ")),
        call_number=clean(fields.get("CS")),
        barcode=clean(name),
        waiting=small_number(fields.get("CF")),
        note=clean(fields.get("CH")),
    )


class _Talk:
    """Messages to and fro on one line."""

    def __init__(self, system: System, line: Line) -> None:
        self._system = system
        self._line = line
        self._sequence = 0

    def log_in(self) -> None:
        """Log in where the settings name a user; raise NoAnswerError where the system refuses."""
        system = self._system
        if not system.user:
            return
        if "|" in system.user + system.password + system.location:
            raise NoAnswerError(Reason.REFUSED, "user, password or location hold a |, which SIP2 cannot say")
        place = f"CP{system.location}|" if system.location else ""
        answer = self.exchange(f"9300CN{system.user}|CO{system.password}|{place}", "94")
        if answer[2:3] != "1":
            raise NoAnswerError(Reason.REFUSED, "the login is refused: are user and password right?")

    def exchange(self, text: str, expected: str) -> str:
        """Send a message and return its answer; once more where the system asks for that."""
        sent = message(text, self._sequence, self._system.encoding)
        for _ in range(2):
            self._line.send(sent)
            answer = self._receive()
            if not answer.startswith(_RESEND):
                break
        self._sequence = (self._sequence + 1) % 10
        if not answer.startswith(expected):
            raise NoAnswerError(Reason.BROKEN, f"the answer to {text[:2]} is not {expected}")
        return answer

    def _receive(self) -> str:
        found = b""
        while not found.strip():
            found = self._line.until(b"\r\n", _LONGEST)
        _require_sum(found, self._sequence)
        return found.decode(self._system.encoding)


def _require_sum(found: bytes, sequence: int) -> None:
    """Raise NoAnswerError where there is a checksum and it, or the sequence, is wrong; both may be left out."""
    head, mark, given = found.rpartition(b"AZ")
    if not mark or len(given) != 4:
        return
    if given.upper() != checksum(head + mark).encode("ascii"):
        raise NoAnswerError(Reason.BROKEN, "the answer's checksum is wrong")
    if head[-3:-1] == b"AY" and head[-1:] != str(sequence).encode("ascii") and not found.startswith(b"96"):
        raise NoAnswerError(Reason.BROKEN, "the answer belongs to another question")


def _moment() -> str:
    """Return the time as the protocol writes it; `Z` in the place of the time zone is UTC."""
    return datetime.now(UTC).strftime("%Y%m%d   Z%H%M%S")
