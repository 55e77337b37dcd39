"""Work keys, by which an edition finds its work: who made it, and a title that every edition of it may have."""

import re
from collections.abc import Iterator

from kg.matching.keys import COLLECTIVE, GENERIC, hashed
from kg.matching.row import MatchRow
from kg.text import is_han

__all__ = ["work_keys", "work_lookup_keys"]

# Things that are works of their own even under a shared title.
SINGLE = frozenset({"StillImage", "Object", "Collection", "MixedMaterial"})
# From this length on a title with the surname alone tells works apart; shorter ones want the whole name.
TELLING = 12
_SELECTED = re.compile(
    r"^(?:the )?(?:selected|collected|complete|best|new|early|later|major|great) |[ ]selections?$|选$"
)
# What cataloguers wrote into a uniform title behind the title: the language and the year of a translation.
_BEHIND = re.compile(
    r"(?: (?:english|french|german|spanish|italian|russian|chinese|japanese|latin|greek|polish|portuguese|dutch|swedish"
    r"|danish|norwegian|finnish|czech|hungarian|korean|arabic|hebrew|englisch|deutsch|franzosisch|anglais|allemand|francais)"
    r"(?: and \w+)?)?(?: \d{4})?$"
)
_AND = re.compile(r" (?:and|und|et|y|e) ")
_ALTERNATIVE = re.compile(r" (?:or|oder|ou) (?:the |die |der |das |l |le |la |les )?\w+")


def work_keys(row: MatchRow) -> list[int]:
    """Return the keys under which an edition's work is found, the surest first; none for what must stay alone."""
    return _hashed([*_keys(row), *_across(row, own=True)])


def work_lookup_keys(row: MatchRow) -> list[int]:
    """Return the keys under which to look for an edition's work, the surest first."""
    return _hashed([*_keys(row), *_across(row, own=False)])


def _hashed(texts: list[str]) -> list[int]:
    return [hashed("work|" + _AND.sub(" ", text)) for text in dict.fromkeys(texts)]


def _kind(row: MatchRow) -> str:
    """Return what it is made of; a book whose leader says serial is the same work."""
    return row.kind if not row.author else row.kind.split(":")[0]


def _named(row: MatchRow) -> list[str]:
    """Return the original and uniform titles that tell one work from others."""
    titles = (_BEHIND.sub("", title) or title for title in (*row.originals, row.uniform))
    return [title for title in dict.fromkeys(titles) if title and not _is_generic(title)]


def _keys(row: MatchRow) -> Iterator[str]:
    if row.is_serial:
        yield from ("id|" + number for number in row.identifiers if number.startswith(("issn:", "cn:")))
    if row.kind.split(":")[0] in SINGLE:
        return
    parts = "/".join(row.parts)
    if row.author:
        yield from _by_author(row, parts)
    elif row.title and row.year and not _is_generic(row.title) and len(row.title) > 1:
        for title in _named(row):
            yield f"anonymous|{title}|{_kind(row)}"
        yield f"{row.title}|{parts}|{row.year}|{row.subtitle[:30]}|{_kind(row)}"


def _by_author(row: MatchRow, parts: str) -> Iterator[str]:
    for title in _named(row):
        yield from _titled(row, title, "")
    for title in row.titles:
        if _is_generic(title):
            # Selected poems of one year are one selection; those of another may be other poems.
            yield f"{row.author}|{title}|{row.subtitle[:30]}|{parts}|{row.year}|{_kind(row)}"
            continue
        yield from _titled(row, title, parts)
        first = _ALTERNATIVE.split(title)[0]
        if len(first) >= TELLING // 2 and first != title:
            yield from _titled(row, first, parts)
    if row.roman and row.author_roman:
        yield f"pinyin|{row.author_roman}|{row.roman}|{parts}|{_kind(row)}"


def _titled(row: MatchRow, title: str, parts: str) -> Iterator[str]:
    yield f"{row.author}|{title}|{parts}|{_kind(row)}"
    if is_han(row.author):
        return
    surname, _, rest = row.author.partition(" ")
    if len(title.replace(" ", "")) >= TELLING:
        yield f"surname|{surname}|{title}|{parts}|{_kind(row)}"
    elif rest:
        yield f"initial|{surname} {rest[0]}|{title}|{parts}|{_kind(row)}"


def _across(row: MatchRow, *, own: bool) -> Iterator[str]:
    """Yield keys by which a translation whose author is written in Chinese meets the work that it names.

    Each side looks under what the other gives, so that two books of one Western title by two authors never meet.
    """
    if not row.author or row.kind.split(":")[0] in SINGLE:
        return
    named = [title for title in _named(row) if not is_han(title)]
    if is_han(row.author):
        sides, titles = (("translation",) if own else ("original", "translation")), named
    else:
        sides, titles = (("original",) if own else ("translation",)), [*named, *row.titles]
    for title in dict.fromkeys(titles):
        if len(title.replace(" ", "")) >= TELLING and not _is_generic(title) and not is_han(title):
            yield from (f"{side}|{title}|{_kind(row)}" for side in sides)


def _is_generic(title: str) -> bool:
    bare = _SELECTED.sub("", title).strip()
    return title in GENERIC or title in COLLECTIVE or bare in COLLECTIVE or bare in GENERIC
