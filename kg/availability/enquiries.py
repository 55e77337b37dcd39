"""Questions of many readers to members' systems: asked once at a time, kept for a moment, and not of dead systems."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kg.availability.answer import Availability, Reason, Wanted
from kg.availability.asking import ask as ask_once
from kg.availability.asking import without_answer
from kg.availability.system import System

__all__ = ["PAUSE_SECONDS", "Enquiries", "Known", "Limits", "Question"]

FAILURES_BEFORE_PAUSE = 3
PAUSE_SECONDS = 30.0
_MOST_KEPT = 2_000
_FAILURE_SECONDS = 10.0
# What says that the system is not well; the others are about one record.
_FAILURES = frozenset({Reason.UNREACHABLE, Reason.LATE, Reason.BROKEN, Reason.REFUSED, Reason.FAILED})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which system."""

    system: System
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Known:
    """An answer and how many seconds old it is."""

    answer: Availability
    age: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an answer is kept, how many questions are under way at a time, and how many callers wait for them."""

    keep_seconds: float = 45.0
    questions: int = 16
    callers: int = 2


class _Flight:
    """A question that is under way, for all who want its answer."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.known: Known | None = None


@dataclass(slots=True)
class _Health:
    """How one system has answered lately: failures in a row, until when it is left alone, questions under way."""

    failures: int = 0
    paused_until: float = 0.0
    under_way: int = 0


class Enquiries:
    """Asks systems in threads of their own, so that no caller waits longer than it wants; safe from several threads."""

    def __init__(
        self,
        limits: Limits,
        *,
        ask: Callable[[System, Wanted], Availability] = ask_once,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._callers = threading.BoundedSemaphore(limits.callers) if limits.callers else None
        self._kept: OrderedDict[Question, tuple[float, Availability]] = OrderedDict()
        self._flights: dict[Question, _Flight] = {}
        self._health: dict[str, _Health] = {}

    def known(self, question: Question) -> Known | None:
        """Return the answer that is kept, or None; nothing is asked."""
        with self._lock:
            return self._find(question)

    def ask(self, questions: Iterable[Question], seconds: float) -> Mapping[Question, Known | None]:
        """Return the answers that are kept or come within so many seconds; None for one that is still under way.

        Where as many callers wait already as may, this one gets at once what is there.
        """
        flights = {question: self._begin(question) for question in dict.fromkeys(questions)}
        if any(not flight.landed.is_set() for flight in flights.values()):
            self._wait(flights.values(), seconds)
        return {question: flight.known if flight.landed.is_set() else None for question, flight in flights.items()}

    def _wait(self, flights: Iterable[_Flight], seconds: float) -> None:
        if self._callers is None or not self._callers.acquire(blocking=False):
            return
        try:
            deadline = self._clock() + seconds
            for flight in flights:
                flight.landed.wait(max(deadline - self._clock(), 0))
        finally:
            self._callers.release()

    def _begin(self, question: Question) -> _Flight:
        """Return the question's flight: landed where the answer is known or may not be asked for, else under way."""
        with self._lock:
            flight = self._flights.get(question)
            if flight is not None:
                return flight
            flight = _Flight()
            flight.known = self._find(question) or self._refuse(question.system)
            if flight.known is not None:
                flight.landed.set()
                return flight
            self._flights[question] = flight
            self._health[question.system.member].under_way += 1
        try:
            threading.Thread(
                target=self._fly, args=(question, flight), name=f"ask {question.system.member}", daemon=True
            ).start()
        except RuntimeError:
            # The process has as many threads as it may.
            self._land(question, flight, without_answer(Reason.BUSY, "no thread can be had"))
        return flight

    def _fly(self, question: Question, flight: _Flight) -> None:
        answer = without_answer(Reason.BROKEN, "the question ended without an answer")
        try:
            answer = self._ask(question.system, question.wanted)
        finally:
            self._land(question, flight, answer)

    def _land(self, question: Question, flight: _Flight, answer: Availability) -> None:
        with self._lock:
            now = self._clock()
            health = self._health[question.system.member]
            health.under_way -= 1
            if answer.reason is not Reason.BUSY:
                self._judge(health, answer.reason, now)
                self._kept[question] = (now, answer)
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            flight.known = Known(answer, 0.0)
            self._flights.pop(question, None)
        flight.landed.set()

    def _find(self, question: Question) -> Known | None:
        kept = self._kept.get(question)
        if kept is None:
            return None
        age = self._clock() - kept[0]
        is_failure = kept[1].reason in _FAILURES
        if age < (min(_FAILURE_SECONDS, self._limits.keep_seconds) if is_failure else self._limits.keep_seconds):
            return Known(kept[1], age)
        del self._kept[question]
        return None

    def _refuse(self, system: System) -> Known | None:
        """Return why the system may not be asked at this moment, or None."""
        health = self._health.setdefault(system.member, _Health())
        if self._clock() < health.paused_until:
            words = f"it failed {health.failures} times in a row; it is asked again in a moment"
            return Known(without_answer(Reason.PAUSED, words), 0.0)
        # After a pause one question tries, the others wait for what it finds.
        most = 1 if health.failures >= FAILURES_BEFORE_PAUSE else system.connections
        if health.under_way >= most or len(self._flights) >= self._limits.questions:
            return Known(without_answer(Reason.BUSY, "as many questions as may are under way"), 0.0)
        return None

    def _judge(self, health: _Health, reason: Reason | None, now: float) -> None:
        if reason not in _FAILURES:
            health.failures = 0
            return
        health.failures += 1
        if health.failures >= FAILURES_BEFORE_PAUSE:
            health.paused_until = now + PAUSE_SECONDS
