"""The column beside the results: each facet's values with counts, the chosen filters, and where a click leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.catalogue.rows import Member
from kg.search.query import FacetValue, Query, Results
from portal.arguments import FACETS
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase
from portal.i18n import later
from portal.urls import Pairs, changed, without

__all__ = ["Choice", "FacetColumn", "Share", "chosen_filters", "facet_columns", "facet_label", "shares"]

_LABELS = {"member": later("Library"), "kind": later("Kind"), "language": later("Language")}
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its label, its count, whether it is chosen, and the address that chooses or drops it."""

    label: Phrase
    count: int
    chosen: bool
    address: str


class FacetColumn(NamedTuple):
    """A facet: the first values, and the rest behind "more"."""

    name: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A value with its count and its share of the greatest, in percent."""

    label: Phrase
    count: int
    share: float
    address: str


def facet_label(name: str, value: str, members: Mapping[str, Member], reader: Reader) -> Phrase:
    """Return a facet value in the reader's language."""
    if name == "member":
        return member_name(value, members, reader.wording)
    return Phrase(reader.terms.code("kinds" if name == "kind" else "languages", value))


def facet_columns(
    results: Results, pairs: Pairs, members: Mapping[str, Member], reader: Reader
) -> tuple[FacetColumn, ...]:
    """Return the facets that have something to choose; `pairs` are the arguments of this search's address.

    `members` are the libraries among which can be chosen: all, or those of a group.
    """
    columns = []
    for name in FACETS:
        values = [value for value in results.facets.get(name, ()) if name != "member" or value.value in members]
        values.sort(key=lambda value: ((name, value.value) not in pairs, -value.count))
        choices = tuple(_choice(name, value, pairs, members, reader) for value in values)
        if choices:
            label = reader.wording.gettext(_LABELS[name])
            columns.append(FacetColumn(name, label, choices[:_SHOWN], choices[_SHOWN:]))
    return tuple(columns)


def shares(
    name: str, results: Results, within: Pairs, members: Mapping[str, Member], reader: Reader
) -> tuple[Share, ...]:
    """Return a facet's greatest values as bars, each leading to a search for it `within` the given arguments."""
    values = sorted(results.facets.get(name, ()), key=lambda value: -value.count)[:_SHOWN]
    return tuple(
        Share(
            facet_label(name, value.value, members, reader),
            value.count,
            round(100 * value.count / values[0].count, 1),
            changed([*within, (name, value.value)]),
        )
        for value in values
        if value.count > 0
    )


def chosen_filters(query: Query, pairs: Pairs, members: Mapping[str, Member], reader: Reader) -> tuple[Choice, ...]:
    """Return the filters in force, each with the address of the search without it."""
    found = [
        Choice(facet_label(name, value, members, reader), 0, True, without(pairs, name, value))
        for name, value in dict.fromkeys(pairs)
        if value in query.filters.get(name, ())
    ]
    if query.year_from or query.year_to:
        years = f"{query.year_from or ''}–{query.year_to or ''}"
        found.append(Choice(Phrase(years), 0, True, changed(pairs, **{"from": None, "to": None, "page": None})))
    return tuple(found)


def _choice(name: str, value: FacetValue, pairs: Pairs, members: Mapping[str, Member], reader: Reader) -> Choice:
    chosen = (name, value.value) in pairs
    address = without(pairs, name, value.value) if chosen else _with(pairs, name, value.value)
    return Choice(facet_label(name, value.value, members, reader), value.count, chosen, address)


def _with(pairs: Pairs, name: str, value: str) -> str:
    return changed([*((key, text) for key, text in pairs if key != "page"), (name, value)])
