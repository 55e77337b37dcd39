"""The decision on one record: the member's word, else its licence; then the first of its rules that applies."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from kg.errors import UsageError
from kg.records import Record
from kg.rights.licences import recognise
from kg.rights.rules import Rule, parse_rules

__all__ = ["Cause", "Decision", "Rights"]

# Raised when the same words come to mean something else, so that records are decided on again.
_MEANING = "1"
_OPEN, _RESTRICTED = f"{_MEANING} open", f"{_MEANING} restricted"


class Cause(StrEnum):
    """What decided on a record."""

    MEMBER = "member"
    LICENCE = "licence"
    UNKNOWN_LICENCE = "unknown-licence"
    UNSTATED = "unstated"
    RULE = "rule"
    UNREADABLE = "unreadable"


_REASONS: dict[Cause, tuple[str, str]] = {
    Cause.MEMBER: (
        "the member has said that its records may be passed on",
        "the member has said that its records may not be passed on",
    ),
    Cause.LICENCE: (
        "the member's licence ({detail}) lets its records be passed on",
        "the member's licence ({detail}) does not let its records be passed on",
    ),
    Cause.UNKNOWN_LICENCE: (
        "",
        "the member's licence ({detail}) is not known here, so its records are not passed on",
    ),
    Cause.UNSTATED: (
        "the member names no licence; who joins a union catalogue shares its records",
        "the member names no licence, and here such records are not passed on",
    ),
    Cause.RULE: ("the member's rule `{detail}` allows it", "the member's rule `{detail}` forbids it"),
    Cause.UNREADABLE: ("", "the record cannot be read any more, so the member's rules cannot be asked"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a record is kept from being passed on, and why; `detail` is the licence or the rule that decided."""

    restricted: bool
    cause: Cause
    detail: str = ""

    @property
    def reason(self) -> str:
        """Return the reason in plain words."""
        return _REASONS[self.cause][self.restricted].format(detail=self.detail)


@dataclass(frozen=True)
class Rights:
    """What a member says of the redistribution of its records: a decision for all, and rules that overrule it."""

    general: Decision
    rules: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, redistribute: str, licence: str, rules: str, unstated: str = "yes") -> "Rights":
        """Return the rights that a member's settings mean; `unstated` stands where it names no licence.

        Raise UsageError for a rule that is none, or a word other than yes and no.
        """
        for word in (redistribute, unstated):
            if word not in {"", "yes", "no"}:
                raise UsageError(f"'{word}' does not say whether records may be passed on: write yes or no.")
        return cls(_general(redistribute, " ".join(licence.split()), unstated), parse_rules(rules))

    @classmethod
    def of_basis(cls, basis: str) -> "Rights | None":
        """Return rights that decide as those did whose `basis` this is; None for the basis of another Lianmu."""
        general, _, rules = basis.partition("\n")
        if general not in {_OPEN, _RESTRICTED}:
            return None
        return cls(Decision(general == _RESTRICTED, Cause.MEMBER), parse_rules(rules))

    def decide(self, record: Record) -> Decision:
        """Return whether the record may be passed on, and why."""
        for rule in self.rules:
            if rule.applies_to(record):
                return Decision(not rule.allows, Cause.RULE, rule.text)
        return self.general

    @property
    def for_all(self) -> Decision | None:
        """Return the decision on every record, None where rules look into each."""
        return None if self.rules else self.general

    @property
    def for_unreadable(self) -> Decision:
        """Return the decision on a record that cannot be read: with rules it is withheld, since one might forbid it."""
        return self.for_all or Decision(restricted=True, cause=Cause.UNREADABLE)

    @cached_property
    def basis(self) -> str:
        """Return all that a decision depends on but the record: equal texts, equal decisions."""
        return "\n".join([_RESTRICTED if self.general.restricted else _OPEN, *(rule.text for rule in self.rules)])


def _general(redistribute: str, licence: str, unstated: str) -> Decision:
    if redistribute:
        return Decision(redistribute == "no", Cause.MEMBER)
    if not licence:
        return Decision(unstated == "no", Cause.UNSTATED)
    known = recognise(licence)
    if known is None:
        # What was passed on against a library's terms cannot be called back; what was withheld can be passed on later.
        return Decision(restricted=True, cause=Cause.UNKNOWN_LICENCE, detail=licence)
    detail = licence if licence.casefold() == known.name.casefold() else f"{licence}: {known.name}"
    return Decision(not known.is_open, Cause.LICENCE, detail)
