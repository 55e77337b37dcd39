"""Blocking keys, by which records that may be of one edition find each other, and titles that say too little."""

import hashlib
from collections.abc import Iterator

from kg.matching.row import MatchRow

__all__ = ["COLLECTIVE", "GENERIC", "STOP_WORDS", "blocking_keys", "hashed", "lookup_keys"]

# Letters of a title that make a key.
LETTERS = 16
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
    return [hashed(key) for key in dict.fromkeys(_keys(row, row.year))]


def lookup_keys(row: MatchRow) -> list[int]:
    """Return the keys under which to look for records of the same edition: those of the years beside it too."""
    texts = dict.fromkeys(_keys(row, row.year))
    if row.year:
        texts |= dict.fromkeys(_title_keys(row, row.year - 1)) | dict.fromkeys(_title_keys(row, row.year + 1))
    return [hashed(text) for text in texts]


def hashed(text: str) -> int:
    """Return a key as a signed 64-bit number."""
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
    if surname and row.pages and words:
        yield f"y|{surname}|{row.pages}|{max(words, key=len)}"
    if row.pages and year and row.publisher and words:
        yield f"p|{row.pages}|{year}|{row.publisher[:4]}|{max(words, key=len)}"


def _title_keys(row: MatchRow, year: int) -> Iterator[str]:
    for title in row.titles[:2]:
        letters = title.replace(" ", "")
        if not row.is_han and len(letters) < LETTERS and title == row.title:
            # Where title and subtitle part is drawn differently, so a short title goes on in its subtitle.
            whole = letters + row.subtitle.replace(" ", "")
            if len(whole) > len(letters):
                yield f"t|{whole[:LETTERS]}|{year}"
        yield f"t|{letters[: 6 if row.is_han else LETTERS]}|{year}"
