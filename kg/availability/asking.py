"""Asking a member's system once: its answer, or why there is none; nothing that a system does raises an error."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kg.availability.answer import MOST_ITEMS, Availability, ItemState, NoAnswerError, Reason, Wanted, clean
from kg.availability.line import open_line
from kg.availability.system import PROTOCOLS, System, names_of

__all__ = ["Greeting", "ask", "greet", "without_answer"]

# What a reader of an answer may stumble over that no check foresaw.
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a system says of itself; without `words` of it, `reason` and `detail` say why it does not answer."""

    words: str
    seconds: float
    reason: Reason | None = None
    detail: str = ""


def ask(system: System, wanted: Wanted, *, clock: Callable[[], float] = time.monotonic) -> Availability:
    """Return what the system says of the items, within its seconds (and the time that its host's name takes)."""
    try:
        names = names_of(system, wanted)
        with open_line(system, clock=clock) as line:
            items: tuple[ItemState, ...] = PROTOCOLS.get(system.protocol).ask(system, names, line)
    except NoAnswerError as error:
        return without_answer(error.reason, str(error))
    except _STUMBLES as error:
        return without_answer(Reason.BROKEN, f"the answer cannot be read: {type(error).__name__}: {error}")
    if not items:
        return without_answer(Reason.SILENT, "the answer names no item")
    return Availability(items[:MOST_ITEMS], _now(), left_out=max(len(items) - MOST_ITEMS, 0))


def greet(system: System, *, clock: Callable[[], float] = time.monotonic) -> Greeting:
    """Return whether the system answers at all, and what it says of itself."""
    begun = clock()
    try:
        with open_line(system, clock=clock) as line:
            words = clean(PROTOCOLS.get(system.protocol).greet(system, line))
    except NoAnswerError as error:
        return Greeting("", clock() - begun, error.reason, clean(str(error)))
    except _STUMBLES as error:
        return Greeting("", clock() - begun, Reason.BROKEN, clean(f"{type(error).__name__}: {error}"))
    return Greeting(words or "answers", clock() - begun)


def without_answer(reason: Reason, detail: str) -> Availability:
    """Return that nothing is known, and why."""
    return Availability((), _now(), reason, clean(detail))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
