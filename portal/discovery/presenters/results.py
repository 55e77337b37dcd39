"""A row of results: a work with those of its editions that were found, told at a glance."""

from collections.abc import Mapping
from typing import NamedTuple

from kg.bibframe.things import Text
from kg.catalogue.rows import Member
from kg.search.query import Hit, WorkHit
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase, arrange

__all__ = ["EditionRow", "WorkRow", "work_row"]

_SHOWN = 3


class EditionRow(NamedTuple):
    """An edition that was found."""

    id: str
    titles: tuple[Phrase, ...]
    year: str
    statement: tuple[Phrase, ...]
    edition: tuple[Phrase, ...]
    holders: tuple[Phrase, ...]


class WorkRow(NamedTuple):
    """A work: what, who, when, which kind, in which language, who holds it."""

    id: str
    titles: tuple[Phrase, ...]
    names: tuple[Phrase, ...]
    years: str
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    editions: tuple[EditionRow, ...]
    more: int
    holders: tuple[Phrase, ...]


def work_row(hit: WorkHit, members: Mapping[str, Member], reader: Reader) -> WorkRow:
    """Return the row of a work; its best edition gives the title."""
    editions = tuple(_edition(entry, members, reader) for entry in hit.editions)
    best = hit.editions[0].display
    years = sorted(entry.year for entry in editions if entry.year)
    return WorkRow(
        id=hit.work,
        titles=editions[0].titles,
        names=_phrases(best, "names"),
        years="–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        kinds=_labels(hit, "kinds", "kinds", reader),
        languages=_labels(hit, "languages", "languages", reader),
        editions=editions[:_SHOWN],
        more=max(hit.editions_found - _SHOWN, 0),
        holders=tuple(dict.fromkeys(holder for entry in editions for holder in entry.holders)),
    )


def _edition(hit: Hit, members: Mapping[str, Member], reader: Reader) -> EditionRow:
    display = hit.display
    return EditionRow(
        id=hit.id,
        titles=_phrases(display, "title"),
        year=_year(display.get("year")),
        statement=_phrases(display, "publication"),
        edition=_phrases(display, "edition"),
        holders=tuple(member_name(code, members, reader.wording) for code in _strings(display.get("members"))),
    )


def _labels(hit: WorkHit, key: str, list_name: str, reader: Reader) -> tuple[str, ...]:
    codes = dict.fromkeys(code for entry in hit.editions for code in _strings(entry.display.get(key)))
    return tuple(reader.terms.code(list_name, code) for code in codes)


def _year(value: object) -> str:
    return str(value) if isinstance(value, int) and value > 0 else ""


def _phrases(display: Mapping[str, object], key: str) -> tuple[Phrase, ...]:
    """Return the texts of a display field, each a pair of text and language tag."""
    value = display.get(key)
    pairs = value if isinstance(value, list | tuple) else ()
    return arrange(Text(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list | tuple) and pair)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list | tuple) else ()
