"""What passes between the parts of a reader: a record's bytes, how to read them, and what is wrong with them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.records.columns import Columns
from kg.records.limits import Limits
from kg.records.record import Problem, Record

__all__ = ["Fault", "Faults", "Piece", "Reading", "problem"]

_MESSAGE = 500


class Fault(NamedTuple):
    """Something wrong, before it is known where; the words are those of `Problem`."""

    reason: str
    message: str
    severity: str = "warning"


class Faults:
    """Collects what is wrong with one record: one fault a reason, with the number of times it was met."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._first: dict[str, Fault] = {}
        self._more: dict[str, int] = {}
        for fault in faults:
            self.add(fault.reason, fault.message)

    def add(self, reason: str, message: str) -> None:
        """Note a fault; a further one of the same reason is only counted."""
        if reason in self._first:
            self._more[reason] = self._more.get(reason, 0) + 1
        else:
            self._first[reason] = Fault(reason, message)

    def __bool__(self) -> bool:
        return bool(self._first)

    def all(self) -> tuple[Fault, ...]:
        """Return the faults in the order in which each reason was first met."""
        return tuple(
            fault._replace(message=f"{fault.message} ({more} more like it in this record.)")
            if (more := self._more.get(fault.reason, 0))
            else fault
            for fault in self._first.values()
        )


class Piece(NamedTuple):
    """The bytes between two boundaries of a file; `fault` is set when they are known to be no record."""

    raw: bytes
    offset: int
    faults: tuple[Fault, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True)
class Reading:
    """How the records of one file are to be read.

    `format` is the dialect that was decided ("" while it is not), `encoding` the character set that the caller
    asked for or the XML declares, `usual` the one that records of this file without a usable flag turned out to have;
    `columns` is what the columns of a table become.
    """

    name: str = ""
    format: str = ""
    encoding: str = ""
    usual: str = ""
    limits: Limits = field(default_factory=Limits)
    columns: Columns | None = None

    def problems(self, faults: Faults, record: Record) -> tuple[Problem, ...]:
        """Return the faults of a record as problems that say where it stands."""
        return tuple(
            problem(fault, self.name, record.offset, record.number, local_id=record.identifier or record.control("001"))
            for fault in faults.all()
        )


def problem(fault: Fault, name: str, offset: int, number: int = 0, *, local_id: str = "", raw: bytes = b"") -> Problem:
    """Return the fault with its place."""
    return Problem(fault.severity, fault.reason, fault.message[:_MESSAGE], name, offset, number, local_id.strip(), raw)
