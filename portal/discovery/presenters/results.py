"""A row of results: a work with those of its editions that were found, told at a glance."""

from collections.abc import Mapping
from typing import NamedTuple

from kg.bibframe.things import Text
from kg.catalogue.rows import Member
from kg.search.query import Hit, WorkHit
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase, arrange, phrase

__all__ = ["EditionRow", "NameLine", "WorkRow", "work_row"]

_EDITIONS_SHOWN = 3
_NAMES_SHOWN = 3


class NameLine(NamedTuple):
    """A contributor: the id of its page or "", and its name in each script."""

    agent: str
    names: tuple[Phrase, ...]


class EditionRow(NamedTuple):
    """An edition that was found: what distinguishes it, and who holds it."""

    id: str
    year: str
    statement: Phrase | None
    edition: Phrase | None
    online: bool
    holders: tuple[Phrase, ...]


class WorkRow(NamedTuple):
    """A work: what, who, when, which kind, in which language, who holds it; `more` editions are not in the row."""

    id: str
    titles: tuple[Phrase, ...]
    names: tuple[NameLine, ...]
    responsibility: Phrase | None
    years: str
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    editions: tuple[EditionRow, ...]
    more: int


def work_row(hit: WorkHit, members: Mapping[str, Member], reader: Reader) -> WorkRow:
    """Return the row of a work; its best edition gives the title."""
    editions = tuple(_edition(entry, members, reader) for entry in hit.editions)
    best = hit.editions[0].display
    years = sorted(entry.year for entry in editions if entry.year)
    names = _names(best.get("names"))
    return WorkRow(
        id=hit.work,
        titles=_titles(best),
        names=names,
        responsibility=None if names else _phrase(best, "responsibility"),
        years="–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        kinds=_labels(hit, "kind", "kinds", reader),
        languages=_labels(hit, "languages", "languages", reader),
        editions=editions[:_EDITIONS_SHOWN],
        more=max(hit.editions_found - _EDITIONS_SHOWN, 0),
    )


def _edition(hit: Hit, members: Mapping[str, Member], reader: Reader) -> EditionRow:
    display = hit.display
    year = display.get("year")

    return EditionRow(
        id=hit.id,
        year=str(year) if isinstance(year, int) and year > 0 else "",
        statement=_phrase(display, "publication"),
        edition=_phrase(display, "edition"),
        online=display.get("online") is True,
        holders=tuple(member_name(code, members, reader.wording) for code in _strings(display.get("members"))),
    )


def _titles(display: Mapping[str, object]) -> tuple[Phrase, ...]:
    title, subtitle, part = (_string(display.get(key)) for key in ("title", "subtitle", "part"))
    if not title:
        return ()
    colon, stop = ("：", "　") if phrase(title).lang == "zh" else (" : ", ". ")
    whole = title + (colon + subtitle if subtitle else "") + (stop + part if part else "")
    return arrange(Text(text) for text in (whole, *_strings(display.get("other_titles"))))


def _names(value: object) -> tuple[NameLine, ...]:
    lines = []
    for entry in value if isinstance(value, list | tuple) else ():
        if isinstance(entry, Mapping):
            names = arrange(Text(text) for text in _strings(entry.get("labels")))
            if names:
                lines.append(NameLine(_string(entry.get("id")), names))
    return tuple(dict.fromkeys(lines))[:_NAMES_SHOWN]


def _labels(hit: WorkHit, key: str, list_name: str, reader: Reader) -> tuple[str, ...]:
    codes = dict.fromkeys(code for entry in hit.editions for code in _strings(entry.display.get(key)))
    return tuple(reader.terms.code(list_name, code) for code in codes)


def _phrase(display: Mapping[str, object], key: str) -> Phrase | None:
    text = _string(display.get(key))
    return phrase(text) if text else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: object) -> tuple[str, ...]:
    """Return a display field as texts: it holds one or a list of them."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list | tuple) else ()
