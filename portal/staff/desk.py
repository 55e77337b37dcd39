"""What one of the staff may see and do: every answer is of their member's own things, or it is that there is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from kg.catalogue import Actor, AuditFilter, AuditRow, Catalogue, LoadRow, Member
from kg.catalogue.oversight import ProblemCount, ProblemFilter, ProblemLine
from kg.errors import ConflictError, NotFoundError
from kg.pipeline.acts import undo_load
from kg.pipeline.publish import published_state

__all__ = ["MOST_UNDONE", "Desk", "LoadState", "Overview", "Undoing"]

# Undoing more takes longer than a browser waits; the command line has the time.
MOST_UNDONE = 20_000
LATEST = 6
CONFLICTS = 5


class LoadState(NamedTuple):
    """A load with who began it."""

    row: LoadRow
    who: str


class Undoing(NamedTuple):
    """What undoing a load would do with records; `later` names loads that must be undone first, with a record."""

    counts: Mapping[str, int]
    later: tuple[tuple[int, str, str], ...]

    @property
    def total(self) -> int:
        """Return how many records are concerned."""
        return sum(self.counts.values())


class Overview(NamedTuple):
    """The state of things: numbers, the publisher's place, the latest loads, the problems by reason."""

    counts: Mapping[str, int]
    last_event: int
    published_event: int
    generation: int
    loads: tuple[LoadRow, ...]
    problems: tuple[ProblemCount, ...]


@dataclass(frozen=True)
class Desk:
    """The catalogue as one person works on it. `scope` is the member's code that bounds it, "" for no bounds.

    Whatever lies outside raises NotFoundError, as what is not there does.
    """

    catalogue: Catalogue
    writing: Callable[[], Catalogue]
    actor: Actor
    scope: str
    directory: Path

    def members(self) -> list[Member]:
        """Return the members that may be chosen."""
        return [member for member in self.catalogue.members() if self.may_see(member.code)]

    def may_see(self, member: str) -> bool:
        """Return whether a member's things are this person's business."""
        return not self.scope or member.casefold() == self.scope.casefold()

    def narrowed(self, member: str) -> str:
        """Return the member asked for, or the only one that there is for this person."""
        return self.scope or member

    def overview(self) -> Overview:
        """Return the state of things."""
        with self.catalogue.snapshot():
            generation = published_state(self.directory)
            return Overview(
                counts=self._counts(),
                last_event=self.catalogue.last_event(),
                published_event=generation.event if generation else 0,
                generation=generation.number if generation else 0,
                loads=tuple(self.loads(limit=LATEST)),
                problems=tuple(self.problem_counts(ProblemFilter())),
            )

    def is_published(self, event: int) -> bool:
        """Return whether readers see what an event changed."""
        generation = published_state(self.directory)
        return generation is not None and generation.event >= event > 0

    def _counts(self) -> dict[str, int]:
        if not self.scope:
            return self.catalogue.counts()
        records = self.catalogue.record_table.count_live(self.scope)
        return {"records": records, "loads": self.catalogue.oversight.load_count(member=self.scope)}

    def loads(self, *, member: str = "", state: str = "", limit: int, skip: int = 0) -> list[LoadRow]:
        """Return loads, the latest first."""
        numbers = self.catalogue.oversight.load_numbers(
            member=self.narrowed(member), state=state, limit=limit, skip=skip
        )
        return [self.catalogue.load(number) for number in numbers]

    def load_count(self, *, member: str = "", state: str = "") -> int:
        """Return how many loads there are."""
        return self.catalogue.oversight.load_count(member=self.narrowed(member), state=state)

    def load(self, number: int) -> LoadState:
        """Return one load; raise NotFoundError."""
        row = self.catalogue.load(number)
        if not self.may_see(row.member):
            raise NotFoundError(f"There is no load {number}.")
        return LoadState(row, self.catalogue.oversight.load_by(number))

    def undoing(self, number: int) -> Undoing:
        """Return what undoing a load would do; raise NotFoundError, or ConflictError when it is undone already."""
        if self.load(number).row.state in {"undone", "running"}:
            raise ConflictError(f"Load {number} is {self.load(number).row.state}: there is nothing to undo.")
        later = self.catalogue.record_table.changed_later(number, CONFLICTS)
        return Undoing(self.catalogue.oversight.unload_counts(number), tuple(later))

    def undo(self, number: int, reason: str) -> int:
        """Undo a load and return the number of the line in the audit trail."""
        undoing = self.undoing(number)
        if undoing.total > MOST_UNDONE:
            raise ConflictError(f"Load {number} has {undoing.total} records: `lianmu unload {number}` undoes it.")
        return self.act(lambda catalogue: undo_load(catalogue, self.actor, number, reason=reason))

    def act(self, work: Callable[[Catalogue], object]) -> int:
        """Do something that writes its line of the audit trail, wholly or not at all, and return the line's number."""
        catalogue = self.writing()
        with catalogue.transaction():
            work(catalogue)
            return catalogue.audit_table.rows(AuditFilter(who=self.actor.name), limit=1)[0].n

    def problem_counts(self, wanted: ProblemFilter) -> list[ProblemCount]:
        """Return how many problems there are of each kind."""
        return self.catalogue.oversight.problem_counts(self._bounded(wanted))

    def every_problem(self, wanted: ProblemFilter) -> Iterator[ProblemLine]:
        """Yield problems in the same order as `problems`, however many there are."""
        return self.catalogue.oversight.every_problem(self._bounded(wanted))

    def problems(self, wanted: ProblemFilter, *, limit: int, skip: int = 0) -> list[ProblemLine]:
        """Return problems, those of the latest load first."""
        return self.catalogue.oversight.problems(self._bounded(wanted), limit=limit, skip=skip)

    def problem(self, number: int) -> tuple[ProblemLine, bytes]:
        """Return one problem with its bytes; raise NotFoundError."""
        line, raw = self.catalogue.oversight.problem(number)
        if not self.may_see(line.member):
            raise NotFoundError(f"There is no problem {number}.")
        return line, raw

    def _bounded(self, wanted: ProblemFilter) -> ProblemFilter:
        return replace(wanted, member=self.narrowed(wanted.member))

    def every_line(self, wanted: AuditFilter) -> Iterator[AuditRow]:
        """Yield lines in the same order as `trail`, however many there are."""
        return self.catalogue.audit_table.every(self._own(wanted))

    def trail(self, wanted: AuditFilter, *, limit: int, skip: int = 0) -> list[AuditRow]:
        """Return lines of the audit trail, the latest first: of a member's staff only their own."""
        return self.catalogue.audit_table.rows(self._own(wanted), limit=limit, skip=skip)

    def trail_count(self, wanted: AuditFilter) -> int:
        """Return how many lines there are."""
        return self.catalogue.audit_table.count(self._own(wanted))

    def trail_line(self, number: int) -> AuditRow:
        """Return one line; raise NotFoundError."""
        found = self.catalogue.audit_table.get(number)
        if self.scope and found.who != self.actor.name:
            raise NotFoundError(f"There is no line {number} in the audit trail.")
        return found

    def _own(self, wanted: AuditFilter) -> AuditFilter:
        return replace(wanted, who=self.actor.name) if self.scope else wanted
