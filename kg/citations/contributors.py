"""Who had which part in an edition, as citations know it: authors, editors, translators, others by their role."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.bibframe.things import Agent, Contribution, Text
from kg.bibframe.values import is_latin
from kg.citations.citation import Contributor, Name
from kg.citations.names import organisation_name, person_name
from kg.citations.plain import one_line
from kg.text import fold

__all__ = ["contributors_of"]

_ROLES = (
    ("author", frozenset({"aut", "cre", "art", "cmp", "ctg", "dis", "lbt", "lyr", "pht", "prg"})),
    ("editor", frozenset({"edt", "com", "edc", "pbd"})),
    ("translator", frozenset({"trl"})),
)
_NO_ROLE = "ctb"
# "Agent" is a creator of Dublin Core, which does not say what it is; its comma does.
_PERSONS = frozenset({"Person", "Agent"})
# What ends the names of the authors in a statement of responsibility: the next statement, or words of another part.
_OTHER_PART = re.compile(
    r" ; |\b(?:with|edit|ed\.|eds\.|trans|ill|introd|foreword|preface|photo|drawings|assisted|compiled|arranged|notes)",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"^\W*(?:by )?(?:edit|eds?\.|compiled|hrsg|hg\.|herausgegeben|sous la dir|a cura|red\. )"
    r"|主编|编辑|[^改]编(?:著)?\W*$",
    re.IGNORECASE,
)


def contributors_of(
    contributions: Sequence[Contribution], responsibility: Sequence[Text], relators: Mapping[str, str]
) -> tuple[Contributor, ...]:
    """Return who had a part, main entries first; `relators` gives words for the codes of other roles.

    MARC names most joint authors without a role. One whom the statement of responsibility names beside the author is
    an author; where nobody is an author or editor, all without a role are authors, or editors if the statement says
    that they edited.
    """
    ordered = sorted(contributions, key=lambda entry: not entry.primary)
    made = [found for entry in ordered if entry.agent.labels for found in _contributor(entry)]
    statements = [fold(_OTHER_PART.split(one_line(text.value), maxsplit=1)[0]) for text in responsibility]
    authors = [entry for entry in made if entry.role == "author"]
    together = [said for said in statements if any(_is_named(author, said) for author in authors)]
    unnamed_role = "editor" if any(_EDITED.search(one_line(text.value)) for text in responsibility) else "author"
    nobody = not any(entry.role in {"author", "editor"} for entry in made)
    told = (
        replace(entry, role=unnamed_role if nobody else "author")
        if entry.role == _NO_ROLE and (nobody or any(_is_named(entry, said) for said in together))
        else entry
        for entry in made
    )
    return _once(replace(entry, role=relators.get(entry.role, entry.role)) for entry in told)


def _once(found: Iterable[Contributor]) -> tuple[Contributor, ...]:
    """Return one entry a name and role; records that spell a name's dates or pinyin differently mean one person."""
    once: dict[tuple[Name, str], Contributor] = {}
    for entry in found:
        before = once.setdefault((entry.name, entry.role), entry)
        if before.romanised is None and entry.romanised is not None:
            once[entry.name, entry.role] = entry
    return tuple(once.values())


def _contributor(entry: Contribution) -> Iterator[Contributor]:
    name, romanised = _names(entry.agent)
    codes = [role.iri.rpartition("/")[2] or one_line(role.label) for role in entry.roles]
    roles = [next((role for role, known in _ROLES if code in known), code) for code in codes]
    if not roles or (entry.primary and set(roles) == {_NO_ROLE}):
        roles = ["author" if entry.primary else _NO_ROLE]
    for role in dict.fromkeys(roles):
        yield Contributor(name, role, romanised, entry.agent.kind in _PERSONS)


def _names(agent: Agent) -> tuple[Name, Name | None]:
    make = person_name if agent.kind in _PERSONS else organisation_name
    labels = [label for label in (one_line(text.value) for text in agent.labels) if label]
    if not labels:
        return Name(literal=one_line(agent.iri)), None
    if is_latin(labels[0]):
        return make(labels[0]), None
    latin = sorted((label for label in labels[1:] if is_latin(label)), key=lambda label: "," not in label)
    return make(labels[0]), make(latin[0]) if latin else None


def _is_named(entry: Contributor, statement: str) -> bool:
    """Tell whether a folded statement of responsibility names the contributor."""
    key = fold(entry.name.key)
    return (
        bool(key)
        and re.search(rf"(?<!\w){re.escape(key)}(?!\w)" if is_latin(key) else re.escape(key), statement) is not None
    )
