"""Many readers' questions: asked once, kept for a moment, never of a dead system, and nobody waits too long."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from kg.availability import Availability, ItemState, Reason, State, System, Wanted, without_answer
from kg.availability.enquiries import PAUSE_SECONDS, Enquiries, Limits, Question

GOOD = Availability((ItemState(State.AVAILABLE),), "2026-11-21T15:00:00+00:00")


def question(record: str = "1", member: str = "M", **more: Any) -> Question:
    return Question(System(member, "sip2", "127.0.0.1", 1, **more), Wanted((record,)))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Systems:
    """Stands in for all systems: answers as it is told when its gate is open, and counts."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer: Callable[[], Availability] = lambda: GOOD
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Semaphore(0)

    def __call__(self, system: System, wanted: Wanted) -> Availability:
        """Answer."""
        self.asked.append((system.member, wanted.records[0]))
        self.begun.release()
        self.gate.wait(20)
        return self.answer()


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands."""
    return Clock()


@pytest.fixture
def systems() -> Systems:
    """Return systems that answer at once."""
    return Systems()


@pytest.fixture
def enquiries(systems: Systems, clock: Clock) -> Enquiries:
    """Return enquiries of these systems, with room for six questions and three callers that wait."""
    return Enquiries(Limits(keep_seconds=45, questions=6, callers=3), ask=systems, clock=clock)


def ask(enquiries: Enquiries, *questions: Question) -> list[Any]:
    return [known and known.answer for known in enquiries.ask(questions, 20).values()]


def test_an_answer_is_kept_for_a_moment(enquiries: Enquiries, systems: Systems, clock: Clock) -> None:
    """The second reader gets the first one's answer and its age; after the moment the system is asked anew."""
    assert ask(enquiries, question()) == [GOOD]
    clock.now += 44
    known = enquiries.known(question())
    assert known is not None
    assert (known.age, ask(enquiries, question()), len(systems.asked)) == (44, [GOOD], 1)
    clock.now += 2
    assert enquiries.known(question()) is None
    assert (ask(enquiries, question()), len(systems.asked)) == ([GOOD], 2)


def test_a_failure_is_kept_shorter(enquiries: Enquiries, systems: Systems, clock: Clock) -> None:
    """A system that was late a while ago is given another chance."""
    systems.answer = lambda: without_answer(Reason.LATE, "x")
    ask(enquiries, question())
    clock.now += 11
    ask(enquiries, question())
    assert len(systems.asked) == 2


def test_a_crowd_asks_once(enquiries: Enquiries, systems: Systems) -> None:
    """Readers who ask the same while it is under way get the one answer."""
    systems.gate.clear()
    found: list[Any] = []
    crowd = [threading.Thread(target=lambda: found.extend(ask(enquiries, question()))) for _ in range(3)]
    for one in crowd:
        one.start()
    systems.begun.acquire(timeout=20)
    systems.gate.set()
    for one in crowd:
        one.join(20)
    assert (found, systems.asked) == ([GOOD] * 3, [("M", "1")])


def test_members_are_asked_at_the_same_time(enquiries: Enquiries, systems: Systems) -> None:
    """Each system is asked before any has answered."""
    systems.gate.clear()
    three = [question(member=member) for member in "ABC"]
    waiting = threading.Thread(target=ask, args=(enquiries, *three))
    waiting.start()
    assert all(systems.begun.acquire(timeout=20) for _ in three)
    systems.gate.set()
    waiting.join(20)
    assert {member for member, _ in systems.asked} == {"A", "B", "C"}


def test_nobody_waits_longer_than_they_want(enquiries: Enquiries, systems: Systems) -> None:
    """An answer that has not come is None; it is there for the next reader when it comes."""
    systems.gate.clear()
    assert list(enquiries.ask([question()], 0.01).values()) == [None]
    systems.gate.set()
    assert ask(enquiries, question()) == [GOOD]
    assert len(systems.asked) == 1


def test_only_some_callers_wait(systems: Systems, clock: Clock) -> None:
    """Where as many wait as may, the next one gets at once what is there: nothing, but its question is under way."""
    enquiries = Enquiries(Limits(callers=1), ask=systems, clock=clock)
    systems.gate.clear()
    first = threading.Thread(target=ask, args=(enquiries, question("1")))
    first.start()
    systems.begun.acquire(timeout=20)
    # The gate is shut, so these return only if they do not wait.
    for record in ("1", "2"):
        while first.is_alive() and enquiries._callers._value != 0:  # type: ignore[union-attr]
            pass
        assert list(enquiries.ask([question(record)], 20).values()) == [None]
    systems.gate.set()
    first.join(20)


def test_a_dead_system_is_left_alone_for_a_while(enquiries: Enquiries, systems: Systems, clock: Clock) -> None:
    """After three failures in a row nobody asks; then one question tries; when that goes well, all may."""
    systems.answer = lambda: without_answer(Reason.UNREACHABLE, "x")
    for number in range(3):
        ask(enquiries, question(str(number)))
    assert ask(enquiries, question("9"))[0].reason is Reason.PAUSED
    assert ask(enquiries, question("9", member="other"))[0].reason is Reason.UNREACHABLE
    assert len(systems.asked) == 4
    clock.now += PAUSE_SECONDS + 1
    systems.gate.clear()
    systems.answer = lambda: GOOD
    enquiries.ask([question("a")], 0)
    assert ask(enquiries, question("b"))[0].reason is Reason.BUSY
    systems.gate.set()
    assert ask(enquiries, question("a")) == [GOOD]
    assert ask(enquiries, question("b")) == [GOOD]


def test_a_failed_trial_begins_another_pause(enquiries: Enquiries, systems: Systems, clock: Clock) -> None:
    """One trial a pause, as long as the system is dead."""
    systems.answer = lambda: without_answer(Reason.LATE, "x")
    for number in range(3):
        ask(enquiries, question(str(number)))
    clock.now += PAUSE_SECONDS + 1
    assert ask(enquiries, question("a"))[0].reason is Reason.LATE
    assert ask(enquiries, question("b"))[0].reason is Reason.PAUSED


@pytest.mark.parametrize("reason", [Reason.MISSING, Reason.NAMELESS, Reason.SILENT, Reason.SEVERAL])
def test_what_a_system_does_not_know_is_no_failure(enquiries: Enquiries, systems: Systems, reason: Reason) -> None:
    """Answers about one record do not stop others."""
    systems.answer = lambda: without_answer(reason, "x")
    for number in range(5):
        ask(enquiries, question(str(number)))
    assert len(systems.asked) == 5


def test_a_system_has_only_so_many_connections(enquiries: Enquiries, systems: Systems) -> None:
    """One slow system gets as many questions as its settings allow, and leaves room for the others."""
    systems.gate.clear()
    for number in range(2):
        enquiries.ask([question(str(number), connections=2)], 0)
    assert ask(enquiries, question("2", connections=2))[0].reason is Reason.BUSY
    enquiries.ask([question("2", member="other")], 0)
    systems.gate.set()
    assert ask(enquiries, question("2", member="other")) == [GOOD]


def test_threads_are_bounded(enquiries: Enquiries, systems: Systems) -> None:
    """No more questions are under way than may be, however many members are asked; busy is not kept."""
    systems.gate.clear()
    found = enquiries.ask([question(member=f"m{number}") for number in range(20)], 0)
    assert sum(known is None for known in found.values()) == 6
    assert {known.answer.reason for known in found.values() if known} == {Reason.BUSY}
    systems.gate.set()
    while any(enquiries.known(question(member=f"m{number}")) is None for number in range(6)):
        pass
    assert ask(enquiries, question(member="m19")) == [GOOD]


def test_a_fault_of_ours_is_an_answer_too(enquiries: Enquiries, systems: Systems) -> None:
    """Should asking ever raise, the reader who waits is told that nothing is known."""

    def fail() -> Availability:
        raise KeyboardInterrupt

    systems.answer = fail
    hook, threading.excepthook = threading.excepthook, lambda _: None
    try:
        assert ask(enquiries, question())[0].reason is Reason.BROKEN
    finally:
        threading.excepthook = hook
