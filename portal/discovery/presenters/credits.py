"""Who had a part in a work: names in all scripts, roles in the reader's language."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.bibframe.things import Contribution, Role
from portal.discovery.presenters.names import bare_name, is_dated, readable_name
from portal.discovery.presenters.scripts import Phrase, arrange
from portal.terms import Terms

__all__ = ["Credit", "credits_of"]

_YEARS = re.compile(r"\d{3,4}")
_NOT_WORD = re.compile(r"[\W_]+")


class Credit(NamedTuple):
    """A contributor: `agent` is the id of its page or "", `search` the name that a search finds it by."""

    agent: str
    names: tuple[Phrase, ...]
    roles: tuple[str, ...]
    primary: bool
    search: str = ""


def credits_of(contributions: Iterable[Contribution], terms: Terms) -> tuple[Credit, ...]:
    """Return the contributors, main entries first, one entry a person with all the roles.

    Within one work a bare name and the same name with dates are one person; the one with dates stands.
    """
    merged: dict[object, Credit] = {}
    for contribution in contributions:
        names = arrange(contribution.agent.labels)
        if not names:
            continue
        credit = Credit(contribution.agent.id, names, _roles(contribution.roles, terms), contribution.primary)
        key = contribution.agent.id or names
        before = merged.get(key)
        merged[key] = credit if before is None else _join(before, credit)
    found = sorted(_with_dates(_same_dates(merged.values())), key=lambda credit: not credit.primary)
    return tuple(map(_readable, found))


def _same_dates(found: Iterable[Credit]) -> list[Credit]:
    """Join credits of one name with the same dates: catalogues have a heading each for the person."""
    kept: dict[object, Credit] = {}
    for credit in found:
        dated = next((name for name in credit.names if is_dated(name.text)), None)
        if dated is None:
            key: object = credit
        else:
            key = (_plain(bare_name(dated)), tuple(_YEARS.findall(dated.text)))
        kept[key] = _join(kept[key], credit) if key in kept else credit
    return list(kept.values())


def _plain(name: Phrase) -> str:
    return _NOT_WORD.sub("", name.text).casefold()


def _readable(credit: Credit) -> Credit:
    """Return the credit with its names as they are read, and the first without dates as what to search for."""
    return credit._replace(names=tuple(map(readable_name, credit.names)), search=bare_name(credit.names[0]).text)


def _with_dates(found: list[Credit]) -> list[Credit]:
    """Join each bare name to the one credit of the work that has it with dates, if there is just one."""
    dated = {place: _bare_names(credit) for place, credit in enumerate(found) if _is_dated(credit)}
    kept = dict(enumerate(found))
    for place, credit in enumerate(found):
        own = _bare_names(credit)
        others = [other for other, names in dated.items() if names & own]
        if place not in dated and len(others) == 1:
            kept[others[0]] = _join(kept[others[0]], credit)
            del kept[place]
    return list(kept.values())


def _is_dated(credit: Credit) -> bool:
    return any(is_dated(name.text) for name in credit.names)


def _bare_names(credit: Credit) -> set[str]:
    """Return the names without dates, case and punctuation."""
    return {_plain(bare_name(name)) for name in credit.names} - {""}


def _join(one: Credit, other: Credit) -> Credit:
    roles = tuple(dict.fromkeys(one.roles + other.roles))
    return Credit(one.agent, one.names, roles, one.primary or other.primary)


def _roles(roles: Iterable[Role], terms: Terms) -> tuple[str, ...]:
    labels = (terms.iri("relators", role.iri) if role.iri else role.label for role in roles)
    return tuple(dict.fromkeys(label for label in labels if label))
