"""Who had a part in a work: names in all scripts, roles in the reader's language."""

from collections.abc import Iterable
from typing import NamedTuple

from kg.bibframe.things import Contribution, Role
from portal.discovery.presenters.scripts import Phrase, arrange
from portal.terms import Terms

__all__ = ["Credit", "credits_of"]


class Credit(NamedTuple):
    """A contributor: `agent` is the id of its page or ""."""

    agent: str
    names: tuple[Phrase, ...]
    roles: tuple[str, ...]
    primary: bool


def credits_of(contributions: Iterable[Contribution], terms: Terms) -> tuple[Credit, ...]:
    """Return the contributors, main entries first, one entry a person with all the roles."""
    merged: dict[object, Credit] = {}
    for contribution in contributions:
        names = arrange(contribution.agent.labels)
        if not names:
            continue
        credit = Credit(contribution.agent.id, names, _roles(contribution.roles, terms), contribution.primary)
        key = contribution.agent.id or names
        before = merged.get(key)
        merged[key] = credit if before is None else _join(before, credit)
    return tuple(sorted(merged.values(), key=lambda credit: not credit.primary))


def _join(one: Credit, other: Credit) -> Credit:
    roles = tuple(dict.fromkeys(one.roles + other.roles))
    return Credit(one.agent, one.names, roles, one.primary or other.primary)


def _roles(roles: Iterable[Role], terms: Terms) -> tuple[str, ...]:
    labels = (terms.iri("relators", role.iri) if role.iri else role.label for role in roles)
    return tuple(dict.fromkeys(label for label in labels if label))
