"""Blocking keys, by which records that may be of one edition find each other, and work keys, which decide the work."""

import hashlib
from collections.abc import Iterator

from kg.matching.row import MatchRow

__all__ = ["blocking_keys", "lookup_keys", "work_keys"]

# Titles that say so little that, without an author, they join nothing.
GENERIC = frozenset(
    [
        "works",
        "poems",
        "letters",
        "essays",
        "plays",
        "selections",
        "report",
        "annual report",
        "proceedings",
        "bulletin",
        "journal",
        "sermon",
        "speech",
        "untitled",
        "memoirs",
        "stories",
        "catalogue",
        "catalog",
        "诗选",
        "诗集",
        "文集",
        "论文集",
        "全集",
        "选集",
        "作品集",
        "散文集",
        "小说集",
        "高等数学",
        "大学英语",
        "年鉴",
        "年报",
        "通讯",
        "学报",
    ]
)
# Uniform titles of many works at once: two books that have one need not share a single text.
COLLECTIVE = frozenset(
    [
        "works",
        "selections",
        "selected works",
        "complete works",
        "collected works",
        "novels",
        "short stories",
        "stories",
        "tales",
        "fiction",
        "nonfiction",
        "prose",
        "prose works",
        "poems",
        "poetry",
        "poetical works",
        "plays",
        "drama",
        "dramatic works",
        "essays",
        "correspondence",
        "letters",
        "speeches",
        "sermons",
        "interviews",
        "laws etc",
        "treaties etc",
        "songs",
        "operas",
        "symphonies",
        "concertos",
        "sonatas",
        "quartets",
        "trios",
        "masses",
        "motets",
        "cantatas",
        "music",
        "instrumental music",
        "vocal music",
        "chamber music",
        "choral music",
        "orchestra music",
        "piano music",
        "organ music",
        "werke",
        "romane",
        "erzahlungen",
        "gedichte",
        "briefe",
        "dramen",
        "oeuvres",
        "oeuvres completes",
        "romans",
        "nouvelles",
        "poesies",
        "correspondance",
        "theatre",
        "obras",
        "obras completas",
        "novelas",
        "poesias",
        "opere",
        "сочинения",
        "избранное",
        "全集",
        "选集",
        "文集",
        "文选",
        "作品",
        "作品集",
        "作品选",
        "著作",
        "诗集",
        "诗选",
        "诗文集",
        "词集",
        "散文",
        "散文集",
        "小说",
        "小说集",
        "短篇小说",
        "戏剧集",
        "书信",
        "书信集",
    ]
)
# Things that are works of their own even under a shared title.
SINGLE = frozenset({"StillImage", "Object", "Collection", "MixedMaterial"})
STOP_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "on",
        "for",
        "to",
        "with",
        "from",
        "by",
        "der",
        "die",
        "das",
        "und",
        "le",
        "la",
        "les",
        "et",
        "de",
        "du",
        "des",
        "el",
        "los",
    ]
)


def blocking_keys(row: MatchRow) -> list[int]:
    """Return the keys under which a record is found, as signed 64-bit numbers."""
    return [_hashed(key) for key in dict.fromkeys(_keys(row, row.year))]


def lookup_keys(row: MatchRow) -> list[int]:
    """Return the keys under which to look for records of the same edition: those of the years beside it too."""
    texts = dict.fromkeys(_keys(row, row.year))
    if row.year:
        texts |= dict.fromkeys(_title_keys(row, row.year - 1)) | dict.fromkeys(_title_keys(row, row.year + 1))
    return [_hashed(text) for text in texts]


def work_keys(row: MatchRow) -> list[int]:
    """Return the keys by which a work is found, the surest first; none for what must stay alone."""
    return [_hashed("work|" + key) for key in dict.fromkeys(_work_keys(row))]


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _keys(row: MatchRow, year: int) -> Iterator[str]:
    yield from ("id|" + identifier for identifier in row.identifiers)
    yield from _title_keys(row, year)
    if row.roman:
        yield f"r|{row.roman[:20]}|{year}"
    words = sorted({word for word in row.title.split() if word not in STOP_WORDS and len(word) > 2})
    surname = row.author.split(" ")[0]
    if len(words) >= 3:
        longest = sorted(sorted(words, key=len)[-3:])
        yield f"w|{' '.join(longest)}|{surname[:5]}"
    if surname and year and row.pages:
        yield f"a|{surname}|{year}|{row.pages}"
    if row.pages and year and row.publisher and words:
        yield f"p|{row.pages}|{year}|{row.publisher[:4]}|{max(words, key=len)}"


def _title_keys(row: MatchRow, year: int) -> Iterator[str]:
    for title in row.titles[:2]:
        letters = title.replace(" ", "")
        yield f"t|{letters[: 6 if row.is_han else 16]}|{year}"


def _work_keys(row: MatchRow) -> Iterator[str]:
    continuing = row.kind.endswith(":continuing")
    if continuing:
        yield from ("id|" + identifier for identifier in row.identifiers if identifier.startswith("issn:"))
    if row.kind.split(":")[0] in SINGLE:
        return
    parts = "/".join(row.parts)
    uniform = "" if row.uniform.removesuffix(" selections") in COLLECTIVE else row.uniform
    titles = dict.fromkeys(title for title in (uniform, *row.titles) if title)
    if row.author:
        for title in titles:
            yield f"{row.author}|{title}|{parts if title != uniform else ''}|{row.kind}"
        if row.roman and row.author_roman:
            yield f"pinyin|{row.author_roman}|{row.roman}|{parts}|{row.kind}"
    elif row.title and row.year and row.title not in GENERIC and len(row.title) > 1:
        yield f"{row.title}|{parts}|{row.year}|{row.subtitle[:30]}|{row.kind}"
