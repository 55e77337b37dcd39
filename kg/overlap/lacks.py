"""What others say of an edition that one record does not: counted by the kind of statement.

Of subjects, class numbers, authorities' URIs and ISBNs each is counted that the record has not; a summary, a table of
contents or pinyin counts once, and only where the record has none at all.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.bibframe import Reader
from kg.bibframe.things import Text
from kg.description import Description, Node
from kg.text import fold, is_han

__all__ = ["STATEMENTS", "Said", "lacks", "reader_of", "said", "together"]

STATEMENTS = ("subjects", "classes", "summaries", "contents", "authorities", "isbns", "pinyin")
"""The kinds of statement, in the order in which they are shown."""
_ISBN = re.compile(r"(?:978(\d{9})|(979\d{9}))\d(?!\d)|(?<!\d)(\d{9})[\dXx](?!\d)")
_WHOLE = frozenset({"summaries", "contents", "pinyin"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one record says, by kind of statement; `is_han`: its title is in Chinese characters."""

    values: Mapping[str, frozenset[str]]
    is_han: bool


class _AsWritten:
    """The names that a record itself gives: what the catalogue made of a heading is no merit of the record."""

    def iri(self, node: Node) -> str:
        """Return the authority's URI in the record, "" for none."""
        return node.iri

    def id(self, node: Node) -> str:
        """Return ""."""
        del node
        return ""


def reader_of() -> Reader:
    """Return a reader of single records' descriptions."""
    return Reader(_AsWritten())


def said(description: Description) -> Said:
    """Return what one record says."""
    reader = reader_of()
    work, instance = reader.work(description.work, "", ""), reader.instance(description.instance, "", "")
    titles = [text for title in (*instance.titles, *work.titles) for text in title.main]
    subjects = (*work.subjects, *work.genres)
    agents = [contribution.agent for contribution in work.contributions]
    values: dict[str, Iterable[str]] = {
        "subjects": (fold(subject.labels[0].value) for subject in subjects if subject.labels),
        "classes": (f"{one.kind}|{one.source}|{fold(one.portion)}" for one in work.classifications),
        "summaries": _folded(work.summaries),
        "contents": _folded(work.contents),
        "authorities": [*(agent.iri for agent in agents), *(subject.iri for subject in subjects)],
        "isbns": (_isbn(one.value) for one in instance.identifiers if one.kind == "Isbn"),
        "pinyin": ("yes" for text in titles if "-latn" in text.language.casefold()),
    }
    found = {kind: frozenset(filter(None, values[kind])) for kind in STATEMENTS}
    return Said(found, any(is_han(text.value) for text in titles))


def together(records: Iterable[Said]) -> Said:
    """Return what several records say together."""
    found = list(records)
    values = {kind: frozenset[str]().union(*(one.values[kind] for one in found)) for kind in STATEMENTS}
    return Said(values, any(one.is_han for one in found))


def lacks(own: Said, others: Said) -> dict[str, int]:
    """Return how many statements of each kind the others have that one record has not; kinds without any left out."""
    found = {kind: _missing(kind, own, others) for kind in STATEMENTS}
    return {kind: number for kind, number in found.items() if number}


def _missing(kind: str, own: Said, others: Said) -> int:
    if kind not in _WHOLE:
        return len(others.values[kind] - own.values[kind])
    if kind == "pinyin" and not own.is_han:
        return 0
    return int(bool(others.values[kind]) and not own.values[kind])


def _folded(texts: Iterable[Text]) -> Iterable[str]:
    return (fold(text.value) for text in texts)


def _isbn(value: str) -> str:
    """Return what is the same in both lengths of an ISBN: the nine figures before the check digit; "" for none."""
    found = _ISBN.match(value.replace("-", "").replace(" ", ""))
    return "" if found is None else next(filter(None, found.groups()))
