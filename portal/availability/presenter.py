"""What members' systems said of an edition, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.availability import Availability, ItemState, Reason, State, Use
from kg.availability.enquiries import Known
from kg.catalogue.rows import Member
from portal.i18n import Wording, later

__all__ = ["Brief", "Holder", "ItemRow", "Party", "brief", "holders", "party", "silent_members"]

_WITHOUT_ANSWER: Mapping[Reason, str] = {
    Reason.UNREACHABLE: later("Its system cannot be reached at the moment."),
    Reason.LATE: later("Its system did not answer in time."),
    Reason.BROKEN: later("Its system gave an answer that cannot be understood."),
    Reason.REFUSED: later("Its system refuses to answer."),
    Reason.FAILED: later("Its system reports a fault of its own."),
    Reason.MISSING: later("Its system does not know this edition."),
    Reason.SEVERAL: later("Its system cannot tell which of several editions is meant."),
    Reason.SILENT: later("Its system names no copy."),
    Reason.NAMELESS: later("Its record has no number by which its system could be asked."),
    Reason.PAUSED: later("Its system failed several times and is left alone for a moment."),
    Reason.BUSY: later("Its system is being asked by others: look again in a moment."),
}
_STILL_ASKED = later("Its system is still being asked: look again in a moment.")
_AVAILABLE: Mapping[Use, str] = {
    Use.UNSAID: later("available"),
    Use.LOAN: later("can be borrowed"),
    Use.HERE: later("can be used in the library"),
    Use.ONLINE: later("can be used online"),
}
_OTHERWISE: Mapping[State, str] = {
    State.ON_LOAN: later("on loan"),
    State.UNAVAILABLE: later("not available"),
    State.UNKNOWN: later("not known"),
}
_AGAIN = frozenset({Reason.BUSY, Reason.PAUSED, Reason.LATE, Reason.UNREACHABLE})


class Party(NamedTuple):
    """A member: its code and its name in the reader's language."""

    code: str
    name: str


class ItemRow(NamedTuple):
    """One item: its state in words, and what else the system says."""

    state: str
    is_available: bool
    details: tuple[str, ...]
    location: str
    call_number: str
    notes: tuple[str, ...]


class Holder(NamedTuple):
    """A member and its items; without any, `message` says why."""

    party: Party
    items: tuple[ItemRow, ...]
    message: str
    asked: str
    left_out: int
    may_look_again: bool


class Brief(NamedTuple):
    """A member's answer in a few words."""

    party: Party
    words: str


def party(code: str, members: Mapping[str, Member], wording: Wording) -> Party:
    """Return the member's name in the reader's language, its code when the catalogue does not know it."""
    member = members.get(code)
    if member is None:
        return Party(code, code)
    return Party(code, member.name_en if wording.language.code == "en" and member.name_en else member.name)


def holders(answers: Mapping[str, Known | None], members: Mapping[str, Member], wording: Wording) -> tuple[Holder, ...]:
    """Return what each member's system said, in the order of the members' names."""
    found = (_holder(party(code, members, wording), known, wording) for code, known in answers.items())
    return tuple(sorted(found, key=lambda holder: holder.party.name))


def silent_members(
    codes: Iterable[str], answers: Mapping[str, Known | None], members: Mapping[str, Member], wording: Wording
) -> tuple[Party, ...]:
    """Return the members that hold the edition and have no system that could be asked."""
    return tuple(sorted((party(code, members, wording) for code in codes if code not in answers), key=lambda p: p.name))


def brief(answers: Mapping[str, Known], members: Mapping[str, Member], wording: Wording) -> tuple[Brief, ...]:
    """Return in a few words what systems said before, of those that named an item."""
    found = ((party(code, members, wording), known.answer) for code, known in answers.items() if known.answer.items)
    return tuple(sorted(Brief(who, _best(answer, wording)) for who, answer in found))


def _holder(who: Party, known: Known | None, wording: Wording) -> Holder:
    if known is None:
        return Holder(who, (), wording.gettext(_STILL_ASKED), "", 0, may_look_again=True)
    answer = known.answer
    seconds = int(known.age)
    asked = (
        wording.ngettext("asked %(num)s second ago", "asked %(num)s seconds ago", seconds)
        if seconds
        else wording.gettext("asked just now")
    )
    if answer.reason is not None:
        again = answer.reason in _AGAIN
        return Holder(who, (), wording.gettext(_WITHOUT_ANSWER[answer.reason]), asked, 0, may_look_again=again)
    rows = tuple(_row(item, wording) for item in answer.items)
    return Holder(who, rows, "", asked, answer.left_out, may_look_again=False)


def _row(item: ItemState, wording: Wording) -> ItemRow:
    details = []
    if item.waiting:
        details.append(wording.ngettext("%(num)s reader waits", "%(num)s readers wait", item.waiting))
    if item.reservable:
        details.append(wording.gettext("can be reserved"))
    barcode = f"{wording.gettext('Barcode')} {item.barcode}" if item.barcode else ""
    return ItemRow(
        state=_state(item, wording),
        is_available=item.state is State.AVAILABLE,
        details=tuple(details),
        location=item.location,
        call_number=item.call_number,
        notes=tuple(filter(None, (item.part, item.note, barcode))),
    )


def _state(item: ItemState, wording: Wording) -> str:
    if item.state is State.AVAILABLE:
        return wording.gettext(_AVAILABLE[item.use])
    if item.state is State.ON_LOAN and item.until:
        return wording.gettext("on loan until %(day)s", day=wording.date(item.until))
    return wording.gettext(_OTHERWISE[item.state])


def _best(answer: Availability, wording: Wording) -> str:
    """Return the state of the item that is had soonest, and of how many it is one."""
    order = list(State)
    item = min(answer.items, key=lambda one: (order.index(one.state), one.until or "9"))
    free = sum(one.state is State.AVAILABLE for one in answer.items)
    if free and len(answer.items) > 1:
        return wording.gettext(
            "%(free)s of %(all)s available", free=wording.number(free), all=wording.number(len(answer.items))
        )
    return _state(item, wording)
