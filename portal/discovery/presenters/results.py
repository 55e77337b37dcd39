"""A row of results: a work with those of its editions that were found, told at a glance."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.bibframe.things import Text
from kg.catalogue.rows import Member
from kg.search.query import Hit, WorkHit
from portal.discovery.presenters.holdings import member_name
from portal.discovery.presenters.names import bare_name
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.scripts import Phrase, arrange, phrase, typeset

__all__ = ["EditionRow", "KindLabel", "NameLine", "WorkRow", "work_row"]

_EDITIONS_SHOWN = 3
_NAMES_SHOWN = 3
_NOT_WORD = re.compile(r"[\W_]+")
# Han characters are also those of Japanese and Korean; the language of the edition says which shapes are meant.
_HAN_LANGUAGES = {"jpn": "ja", "kor": "ko"}


class NameLine(NamedTuple):
    """A contributor: the id of its page or "", and its name in each script, without dates."""

    agent: str
    names: tuple[Phrase, ...]


class KindLabel(NamedTuple):
    """A kind of resource: its code, which chooses the sign, and what it is called."""

    code: str
    label: str


class EditionRow(NamedTuple):
    """An edition that was found: what distinguishes it, and who holds it."""

    id: str
    year: str
    statement: Phrase | None
    edition: Phrase | None
    online: bool
    holders: tuple[Phrase, ...]


class WorkRow(NamedTuple):
    """A work: what, who, when, which kind, in which language, who holds it.

    `more` editions and `names_more` names are not in the row.
    """

    id: str
    titles: tuple[Phrase, ...]
    names: tuple[NameLine, ...]
    names_more: int
    responsibility: Phrase | None
    years: str
    kinds: tuple[KindLabel, ...]
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
        names=names[:_NAMES_SHOWN],
        names_more=max(len(names) - _NAMES_SHOWN, 0),
        responsibility=None if names else _phrase(best, "responsibility"),
        years="–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        kinds=tuple(KindLabel(code, reader.terms.code("kinds", code)) for code in _codes(hit, "kind")),
        languages=tuple(reader.terms.code("languages", code) for code in _codes(hit, "languages")),
        editions=editions[:_EDITIONS_SHOWN],
        more=max(hit.editions_found - _EDITIONS_SHOWN, 0),
    )


def _edition(hit: Hit, members: Mapping[str, Member], reader: Reader) -> EditionRow:
    display = hit.display
    year = display.get("year")
    return EditionRow(
        id=hit.id,
        year=str(year) if isinstance(year, int) and year > 0 else "",
        statement=typeset(publication) if (publication := _phrase(display, "publication")) else None,
        edition=_phrase(display, "edition"),
        online=display.get("online") is True,
        holders=tuple(member_name(code, members, reader.wording) for code in _strings(display.get("members"))),
    )


def _titles(display: Mapping[str, object]) -> tuple[Phrase, ...]:
    title, subtitle, part = (_string(display.get(key)) for key in ("title", "subtitle", "part"))
    if not title:
        return ()
    colon, stop = ("：", "　") if phrase(title).lang == "zh" else (" : ", ". ")
    language = next(iter(_strings(display.get("languages"))), "")
    whole = title + (colon + subtitle if subtitle else "") + (stop + part if part else "")
    found = arrange(Text(text) for text in (whole, *_strings(display.get("other_titles"))))
    tag = _HAN_LANGUAGES.get(language, "zh")
    return tuple(entry._replace(lang=tag) if entry.lang == "zh" else entry for entry in found)


def _names(value: object) -> tuple[NameLine, ...]:
    """Return the contributors, each once: a name with and without dates is one here, where no dates are shown."""
    lines: dict[str, NameLine] = {}
    for entry in value if isinstance(value, list | tuple) else ():
        if not isinstance(entry, Mapping):
            continue
        names = tuple(map(bare_name, arrange(Text(text) for text in _strings(entry.get("labels")))))
        if names:
            lines.setdefault(_NOT_WORD.sub("", names[0].text).casefold(), NameLine(_string(entry.get("id")), names))
    return tuple(lines.values())


def _codes(hit: WorkHit, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for entry in hit.editions for code in _strings(entry.display.get(key))))


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
