"""Libraries and groups as cards and as pages."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.catalogue.rows import Group, LoadRow, Member, Membership
from kg.rights import recognise
from kg.search.query import Results
from portal.discovery.presenters.facets import Share, shares
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.plots import Plot, decade_counts, decade_plot
from portal.discovery.presenters.results import WorkRow, work_row
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase, phrase
from portal.i18n import Wording, later
from portal.urls import safe_href

__all__ = [
    "Findings",
    "GroupCard",
    "GroupKind",
    "LibraryCard",
    "LibraryPage",
    "Licence",
    "group_cards",
    "group_kind",
    "groups_by_kind",
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
_SHARED_SHOWN = 8


class LibraryCard(NamedTuple):
    """A library in a list: its name, the editions that it holds, the names of its groups.

    `share` is that of the greatest library, in percent; `format` is the code of what it catalogues in. A group to which
    all belong tells nothing of one of them and is left out.
    """

    code: str
    name: Phrase
    editions: int
    groups: tuple[str, ...]
    format: str
    share: float


class GroupKind(NamedTuple):
    """The groups of one kind."""

    label: str
    groups: tuple["GroupCard", ...]


class Licence(NamedTuple):
    """What a library says about the reuse of its records: its words, their address, and what they mean."""

    text: str
    href: str
    meaning: str


class GroupCard(NamedTuple):
    """A group in a list; `role` is that of the member on whose page it stands."""

    code: str
    name: Phrase
    kind: str
    size: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the catalogue knows of a library: figures, latest publications, loads, and its overlap with others."""

    figures: Results
    newest: Results
    loads: tuple[LoadRow, ...]
    alone: int
    shared: tuple[tuple[str, int], ...]
    members: Mapping[str, Member]


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
    licence: Licence | None
    alone: int
    shared: tuple[Share, ...]
    newest: tuple[WorkRow, ...]


def library_cards(
    members: Iterable[Member],
    counts: Mapping[str, int],
    groups: Mapping[str, Group],
    memberships: Iterable[Membership],
    wording: Wording,
) -> tuple[LibraryCard, ...]:
    """Return the libraries, those that hold most first; `counts` are editions by member code."""
    rows = tuple(memberships)
    chosen = tuple(members)
    sizes = Counter(row.group for row in rows)
    everyone = len({row.member for row in rows})
    names: dict[str, list[str]] = {}
    for row in rows:
        if row.group in groups and sizes[row.group] < everyone:
            names.setdefault(row.member, []).append(party_name(groups[row.group], wording).text)
    most = max((counts.get(member.code, 0) for member in chosen), default=0) or 1
    cards = (
        LibraryCard(
            member.code,
            party_name(member, wording),
            counts.get(member.code, 0),
            tuple(names.get(member.code, ())),
            member.format,
            round(100 * counts.get(member.code, 0) / most, 1),
        )
        for member in chosen
    )
    return tuple(sorted(cards, key=lambda card: (-card.editions, card.name.text)))


def groups_by_kind(cards: Iterable[GroupCard]) -> tuple[GroupKind, ...]:
    """Return the groups kind by kind, in the order in which readers think of them."""
    kinds: dict[str, list[GroupCard]] = {}
    for card in cards:
        kinds.setdefault(card.kind, []).append(card)
    return tuple(GroupKind(label, tuple(found)) for label, found in kinds.items())


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


def library_page(member: Member, found: Findings, groups: tuple[GroupCard, ...], reader: Reader) -> LibraryPage:
    """Return what the page of the library shows."""
    results = found.figures
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
        loads=found.loads[:_LOADS_SHOWN],
        licence=_licence(member, reader.wording),
        alone=found.alone,
        shared=_shared(found, reader),
        newest=tuple(work_row(hit, found.members, reader) for hit in found.newest.works),
    )


def _shared(found: Findings, reader: Reader) -> tuple[Share, ...]:
    """Return the libraries that hold most of the same editions; a bar is the part of this library's editions."""
    whole = found.figures.editions_found or 1
    return tuple(
        Share(member_name(code, found.members, reader.wording), count, round(100 * count / whole, 1), code)
        for code, count in found.shared[:_SHARED_SHOWN]
    )


def _licence(member: Member, wording: Wording) -> Licence | None:
    known = recognise(member.licence)
    if member.redistribute == "no" or (known is not None and not known.is_open):
        meaning = wording.gettext("Its records can be searched here, but are not passed on.")
    elif member.redistribute == "yes" or known is not None:
        meaning = wording.gettext("Its records may be passed on and used again.")
    else:
        meaning = ""
    if not member.licence and not meaning:
        return None
    return Licence(member.licence, safe_href(member.licence), meaning)
