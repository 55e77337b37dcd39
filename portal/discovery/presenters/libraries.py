"""Libraries and groups as cards and as pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.catalogue.rows import Group, LoadRow, Member, Membership
from kg.search.query import Results
from portal.discovery.presenters.facets import Share, shares
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.plots import Plot, decade_counts, decade_plot
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase, phrase
from portal.i18n import Wording, later

__all__ = [
    "GroupCard",
    "LibraryCard",
    "LibraryPage",
    "group_cards",
    "group_kind",
    "library_cards",
    "library_page",
    "party_name",
]

_GROUP_KINDS = {
    "consortium": later("Consortium"),
    "region": later("Region"),
    "discipline": later("Discipline"),
    "sector": later("Sector"),
    "tier": later("Tier"),
}
_LOADS_SHOWN = 5


class LibraryCard(NamedTuple):
    """A library in a list: its name, the editions that it holds, the names of its groups."""

    code: str
    name: Phrase
    editions: int
    groups: tuple[str, ...]


class GroupCard(NamedTuple):
    """A group in a list; `role` is that of the member on whose page it stands."""

    code: str
    name: Phrase
    kind: str
    size: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """What the page of a library shows."""

    member: Member
    name: Phrase
    other_name: Phrase | None
    editions: int
    works: int
    kinds: tuple[Share, ...]
    languages: tuple[Share, ...]
    plot: Plot | None
    groups: tuple[GroupCard, ...]
    loads: tuple[LoadRow, ...]


def library_cards(
    members: Iterable[Member],
    counts: Mapping[str, int],
    groups: Mapping[str, Group],
    memberships: Iterable[Membership],
    wording: Wording,
) -> tuple[LibraryCard, ...]:
    """Return the libraries, those that hold most first; `counts` are editions by member code."""
    names: dict[str, list[str]] = {}
    for row in memberships:
        if row.group in groups:
            names.setdefault(row.member, []).append(party_name(groups[row.group], wording).text)
    cards = (
        LibraryCard(
            member.code, party_name(member, wording), counts.get(member.code, 0), tuple(names.get(member.code, ()))
        )
        for member in members
    )
    return tuple(sorted(cards, key=lambda card: (-card.editions, card.name.text)))


def group_cards(
    groups: Iterable[Group], memberships: Iterable[Membership], wording: Wording, member: str = ""
) -> tuple[GroupCard, ...]:
    """Return the groups, only those of `member` if one is named."""
    rows = tuple(memberships)
    cards = []
    for group in groups:
        codes = {row.member for row in rows if row.group == group.code}
        if not member or member in codes:
            role = next((row.role for row in rows if row.group == group.code and row.member == member), "")
            name = party_name(group, wording)
            cards.append(GroupCard(group.code, name, group_kind(group, wording), len(codes), role))
    return tuple(cards)


def group_kind(group: Group, wording: Wording) -> str:
    """Return what kind of group it is, in the reader's language."""
    return wording.gettext(_GROUP_KINDS.get(group.kind, group.kind))


def party_name(party: Member | Group, wording: Wording) -> Phrase:
    """Return the name of a member or group in the reader's language."""
    if wording.language.code == "en" and party.name_en:
        return Phrase(party.name_en)
    return phrase(party.name)


def library_page(
    member: Member, results: Results, groups: tuple[GroupCard, ...], loads: tuple[LoadRow, ...], reader: Reader
) -> LibraryPage:
    """Return what the page of the library shows; `results` are those of a search in its holdings."""
    name = member_name(member.code, {member.code: member}, reader.wording)
    other = next((text for text in (member.name, member.name_en) if text and text != name.text), "")
    within = (("member", member.code),)
    return LibraryPage(
        member=member,
        name=name,
        other_name=phrase(other) if other else None,
        editions=results.editions_found,
        works=results.works_found,
        kinds=shares("kind", results, within, {}, reader),
        languages=shares("language", results, within, {}, reader),
        plot=decade_plot(decade_counts(results)),
        groups=groups,
        loads=loads[:_LOADS_SHOWN],
    )
