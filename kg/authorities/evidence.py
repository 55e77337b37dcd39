"""Whether a heading of a work means what an authority record is about: evidence in bits, named, and the decision.

The weights stand in one table. A Chinese name alone has none, nor has pinyin that stands for one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.authorities.keys import heading_key, years_of
from kg.authorities.row import AuthorityRow
from kg.text import fold, is_han, name_key, split_pinyin, title_key

__all__ = ["BITS", "LINKED", "Candidate", "Heading", "Link", "link"]

BITS: Mapping[str, float] = {
    "id": 20,
    "judged same": 30,
    "dates equal": 8,
    "dates contradict": -30,
    "name of a body": 7,
    "subject string": 8,
    "heading equal": 7,
    "name equal": 3,
    "name equal to a reference": 2,
    "only initials": -4,
    "Chinese name": 0,
    "long Chinese name": 3,
    "dates on one side": -1,
    "title in common": 6,
    "name in common": 4,
}
LINKED = 5.0
"""Bits from which a heading is linked without asking; fewer, but some, are a question for people."""
_DOUBTFUL = 0.0
_MARGIN = 4.0
_LONG_HAN = 4
_INITIAL = re.compile(r"^[a-z]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a work: its names in all scripts, and what stands beside it.

    `titles`: keys of the work's titles, `names`: keys of its other names.
    """

    kind: str
    labels: tuple[str, ...]
    scheme: str = ""
    is_person: bool = False
    titles: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def form_keys(self) -> tuple[str, ...]:
        """Return the keys by which authorities of this heading are found."""
        found = (heading_key(self.kind, label, self.scheme, is_person=self.is_person) for label in self.labels)
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An authority record that a heading may mean; `group` is the same for all records of one thing."""

    record: int
    group: str
    row: AuthorityRow
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A heading's authority record with the evidence; `linked`: without asking, else a question for people."""

    record: int
    bits: float
    features: tuple[str, ...]
    linked: bool


def link(heading: Heading, candidates: Sequence[Candidate]) -> tuple[Link, ...]:
    """Return the one link of a heading, or the doubtful ones, or nothing; the order of candidates does not matter."""
    judged = [one for one in candidates if one.verdict == "same"]
    if judged:
        best = min(judged, key=lambda one: (one.group, one.record))
        return (Link(best.record, BITS["judged same"], ("judged same",), linked=True),)
    denied = {one.group for one in candidates if one.verdict == "different"}
    weighed = [(one, _features(heading, one.row)) for one in candidates if one.group not in denied]
    found = [(one, sum(BITS[name] for name in names), names) for one, names in weighed]
    best_of: dict[str, tuple[Candidate, float, tuple[str, ...]]] = {}
    for entry in sorted(found, key=lambda each: (-each[1], each[0].record)):
        best_of.setdefault(entry[0].group, entry)
    ranked = sorted((entry for entry in best_of.values() if entry[1] >= _DOUBTFUL), key=lambda each: -each[1])
    if not ranked:
        return ()
    is_clear = all(one[1] - other[1] >= _MARGIN for one, other in pairwise(ranked[:2]))
    if ranked[0][1] >= LINKED and is_clear and not ranked[0][0].verdict:
        return (_made(ranked[0], linked=True),)
    return tuple(_made(entry, linked=False) for entry in ranked)


def _made(entry: tuple[Candidate, float, tuple[str, ...]], *, linked: bool) -> Link:
    return Link(entry[0].record, entry[1], entry[2], linked=linked)


def _features(heading: Heading, row: AuthorityRow) -> tuple[str, ...]:
    """Return the names of what speaks for and against."""
    if heading.kind == "subject":
        return ("subject string",)
    if not heading.is_person:
        return ("name of a body",)
    best = max((_of_label(label, row, heading) for label in heading.labels), key=_total, default=())
    return (*best, *_surroundings(heading, row)) if best else ("dates contradict",)


def _total(features: tuple[str, ...]) -> float:
    return sum(BITS[name] for name in features)


def _of_label(label: str, row: AuthorityRow, heading: Heading) -> tuple[str, ...]:
    key = heading_key(heading.kind, label, is_person=True)
    equal = [form for form in row.forms if row.key_of(form.text) == key]
    if not equal:
        return ()
    years = _years(heading)
    found = [_dates(years, (row.born, row.died))]
    if any(is_han(char) for char in label):
        long_ = len(key.rpartition("|")[2]) >= _LONG_HAN
        found.append("long Chinese name" if long_ else "Chinese name")
    elif _is_romanised(label, row):
        # One spelling for many names.
        found.append("Chinese name")
    elif _is_initials(label):
        found += ["name equal", "only initials"]
    elif not any(years) and any(title_key(form.text) == title_key(label) and form.preferred for form in equal):
        found.append("heading equal")
    else:
        found.append("name equal" if any(form.preferred for form in equal) else "name equal to a reference")
    return tuple(filter(None, found))


def _is_romanised(label: str, row: AuthorityRow) -> bool:
    """Return whether a name in Latin letters may stand for a Chinese one: it is pinyin, or the record has one."""
    words = [word for word in re.findall(r"[a-z]+", name_key(label)) if len(word) > 1]
    is_chinese = any(is_han(char) for form in row.forms if form.preferred for char in form.text)
    return is_chinese or (bool(words) and all(split_pinyin(word) for word in words))


def _years(heading: Heading) -> tuple[str, str]:
    every = [years_of(label) for label in heading.labels]
    born, died = (next((years[at] for years in every if years[at]), "") for at in (0, 1))
    return born, died


def _dates(ours: tuple[str, str], theirs: tuple[str, str]) -> str:
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one and other]
    if any(one != other for one, other in pairs):
        return "dates contradict"
    if pairs:
        return "dates equal"
    return "dates on one side" if any(ours) or any(theirs) else ""


def _is_initials(label: str) -> bool:
    """Return whether no forename is written out."""
    forenames = fold(label).replace(".", " ").partition(",")[2].split()
    letters = [word for word in forenames if not any(char.isdigit() or char == "-" for char in word)]
    return not letters or all(_INITIAL.match(word) for word in letters)


def _surroundings(heading: Heading, row: AuthorityRow) -> tuple[str, ...]:
    titles = {title_key(title) for title in row.titles}
    cited = {re.sub(r"\W*\d{4}$", "", title) for title in titles} | titles
    found = ["title in common"] if heading.titles & cited else []
    if heading.names & {heading_key("agent", name, is_person=True) for name in row.related}:
        found.append("name in common")
    return tuple(found)
