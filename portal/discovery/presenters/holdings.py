"""Who holds an edition: its items by member, and the records that describe it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.bibframe.things import Instance, Item
from kg.catalogue.rows import Member
from portal.discovery.presenters.runs import Timeline, gaps, read_runs, timeline
from portal.discovery.presenters.scripts import Phrase, phrase
from portal.i18n import Wording
from portal.urls import place, safe_href

__all__ = ["Holding", "ItemLine", "RecordLink", "holdings_of", "member_name", "records_of"]


class ItemLine(NamedTuple):
    """One item of a member: where it stands and, for a serial, what of it; `gaps` are the years that are missing."""

    shelf_marks: tuple[str, ...]
    places: tuple[str, ...]
    statements: tuple[str, ...]
    barcodes: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    drawing: Timeline | None = None


class Holding(NamedTuple):
    """A member that holds the edition; without items when its record names none or says nothing of them."""

    code: str
    name: Phrase
    items: tuple[ItemLine, ...]

    @property
    def rows(self) -> int:
        """Return how many rows of a table the holding fills."""
        return max(len(self.items), 1)


class RecordLink(NamedTuple):
    """A record that contributed."""

    member: str
    name: Phrase
    local_id: str


def member_name(code: str, members: Mapping[str, Member], wording: Wording) -> Phrase:
    """Return the member's name in the reader's language, its code when the catalogue does not know it."""
    member = members.get(code)
    if member is None:
        return Phrase(code)
    if wording.language.code == "en" and member.name_en:
        return Phrase(member.name_en)
    return phrase(member.name)


def holdings_of(instance: Instance, members: Mapping[str, Member], wording: Wording, base: str) -> tuple[Holding, ...]:
    """Return the members that hold the edition, in the order of their names."""
    items: dict[str, list[ItemLine]] = {code: [] for code in instance.members}
    scale = _scale(instance.items)
    for item in instance.items:
        items.setdefault(_code(item.member, base), []).append(_line(item, scale))
    found = (
        Holding(code, member_name(code, members, wording), tuple(lines) if any(map(any, lines)) else ())
        for code, lines in items.items()
    )
    return tuple(sorted(found, key=lambda holding: holding.name.text))


def records_of(
    iris: tuple[str, ...], members: Mapping[str, Member], wording: Wording, base: str
) -> tuple[RecordLink, ...]:
    """Return the contributing records with their members' names."""
    places = (where for iri in iris if (where := place(iri, base)) is not None and where.kind == "record")
    return tuple(RecordLink(where.member, member_name(where.member, members, wording), where.id) for where in places)


def _code(member: str, base: str) -> str:
    where = place(member, base)
    return member if where is None else where.id


def _line(item: Item, scale: tuple[int, int]) -> ItemLine:
    runs = tuple(run for statement in item.enumeration for run in read_runs(statement))
    is_one = len(item.enumeration) == 1
    return ItemLine(
        item.shelf_marks,
        item.sublocation,
        tuple(statement.replace("-", "–") if read_runs(statement) else statement for statement in item.enumeration),
        item.barcodes,
        item.notes,
        tuple(address for link in item.locators if (address := safe_href(link))),
        gaps(runs) if is_one else (),
        timeline(runs, *scale) if is_one and runs else None,
    )


def _scale(items: Iterable[Item]) -> tuple[int, int]:
    """Return the first and last year of all the libraries' runs, so that their drawings can be compared."""
    runs = [run for item in items for statement in item.enumeration for run in read_runs(statement)]
    first = min((run.first for run in runs), default=0)
    last = max((max(run.first, run.last) for run in runs), default=0)
    goes_on = any(not run.last for run in runs)
    # What goes on is drawn past the last year that anyone names.
    return first, last + (max((last - first) // 12, 2) if goes_on else 0)
