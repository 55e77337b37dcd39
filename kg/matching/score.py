"""How alike two records are: bits of evidence that add up, and contradictions that forbid whatever else agrees."""

from collections.abc import Callable

from rapidfuzz.fuzz import ratio

from kg.matching.keys import STOP_WORDS
from kg.matching.row import MatchRow
from kg.text import is_han, pinyin

__all__ = ["PRIOR", "WEIGHTS", "features", "score", "vetoes"]

PRIOR = -12.0
# Bits for each finding; measured by hand on labelled pairs of editions.
WEIGHTS: dict[str, float] = {
    "title equal": 9,
    "title nearly equal": 6,
    "title like": 1,
    "title other": -9,
    "title short": -3,
    "title numbers other": -6,
    "title in pinyin": 5,
    "subtitle other": -5,
    "author equal": 5,
    "author compatible": 4,
    "author other": -5,
    "year equal": 4,
    "year near": -5,
    "year other": -12,
    "year of printing": -2,
    "year missing": -1,
    "publisher equal": 3,
    "publisher like": 1,
    "publisher other": -3,
    "pages equal": 4,
    "pages near": 2.5,
    "pages like": 0.3,
    "pages other": -4,
    "edition equal": 2,
    "edition one side": -0.7,
    "revised one side": -2,
    "part one side": -6,
    "number shared": 6,
    "numbers differ": -3.5,
    # Another number and another publisher: two publishers' editions, even from the same plates.
    "number and publisher other": -9,
    "carrier one side": -8,
    "abridged one side": -8,
}

ONE_OF_A_KIND = frozenset({"StillImage", "Manuscript", "Object", "Collection", "MixedMaterial", ""})


def vetoes(one: MatchRow, other: MatchRow) -> list[str]:
    """Return what forbids that two records are of one edition."""
    return [name for name, forbids in _VETOES.items() if forbids(one, other)]


def features(one: MatchRow, other: MatchRow) -> dict[str, float]:
    """Return what was found, with its bits."""
    found = [*_title(one, other), _author(one, other), _publisher(one, other), _pages(one, other)]
    found += [*_edition(one, other), _numbers(one, other), _part(one, other), _carrier(one, other)]
    found.append(_year(one, other, set(found)))
    if {"numbers differ", "publisher other"} <= set(found):
        found = [name for name in found if name not in {"numbers differ", "publisher other"}]
        found.append("number and publisher other")
    return {name: WEIGHTS[name] for name in found if name}


def score(found: dict[str, float]) -> float:
    """Return the sum of the evidence, in bits; 0 is even odds."""
    return PRIOR + sum(found.values())


def _title(one: MatchRow, other: MatchRow) -> list[str]:
    if one.is_han != other.is_han and not set(one.titles) & set(other.titles):
        return _title_across_scripts(one, other)
    best = max((ratio(a, b) for a in one.titles for b in other.titles), default=0.0)
    whole = ratio(f"{one.title} {one.subtitle}".strip(), f"{other.title} {other.subtitle}".strip())
    if best == 100:
        found = ["title equal"]
    elif max(best, whole) >= 90:
        found = ["title nearly equal"]
    else:
        found = ["title like" if max(best, whole) >= 75 else "title other"]
    if min(len(one.title), len(other.title)) < (4 if one.is_han else 12):
        found.append("title short")
    if best < 100 and _numbers_differ(one.title, other.title):
        found.append("title numbers other")
    if _subtitles_differ(one, other, most=0 if "title short" in found else 1):
        found.append("subtitle other")
    return found


def _numbers_differ(one: str, other: str) -> bool:
    """Return whether both titles have numbers and no number is in both, as with the issues of a magazine."""
    ours, theirs = ({word for word in title.split() if word.isdigit()} for title in (one, other))
    return bool(ours and theirs) and not ours & theirs


def _subtitles_differ(one: MatchRow, other: MatchRow, *, most: int) -> bool:
    """Return whether each subtitle has numbers, or more than so many words, that the other lacks."""
    if not one.subtitle or not other.subtitle:
        return False
    ours, theirs = _own_words(one.subtitle, other.subtitle), _own_words(other.subtitle, one.subtitle)
    if any(map(str.isdigit, ours)) and any(map(str.isdigit, theirs)):
        return True
    return min(len(ours), len(theirs)) > most or (ratio(one.subtitle, other.subtitle) < 50 and bool(ours and theirs))


def _own_words(subtitle: str, other: str) -> list[str]:
    """Return the words that say something of a subtitle and stand, spelt or shortened in any way, not in the other."""
    ours, theirs = subtitle.split(), other.split()
    rest = [word for word in theirs if word not in ours]
    words = [word for word in ours if word not in theirs and word not in STOP_WORDS]
    telling = [word for word in words if len(word) > 1 or word.isdigit()]
    return [word for word in telling if not any(_is_one_word(word, word_) for word_ in rest)]


def _is_one_word(one: str, other: str) -> bool:
    if one.isdigit() or other.isdigit():
        return False
    return one.startswith(other) or other.startswith(one) or ratio(one, other) >= 80


def _title_across_scripts(one: MatchRow, other: MatchRow) -> list[str]:
    """Return the finding for a romanised and a Chinese title: 法制史 and 法治史 are spelt alike, so authors decide."""
    alike = one.roman and one.roman == other.roman and one.author_roman and one.author_roman == other.author_roman
    return ["title in pinyin"] if alike else ["title other"]


def _author(one: MatchRow, other: MatchRow) -> str:
    if not one.authors or not other.authors:
        return ""
    if one.author == other.author or (one.author_roman and one.author_roman == other.author_roman):
        return "author equal"
    if set(one.authors) & set(other.authors) or _compatible(one.author, other.author):
        return "author compatible"
    return "author other"


def _compatible(one: str, other: str) -> bool:
    """Return whether one name may be a shorter or slightly otherwise spelt form of the other."""
    ours, theirs = one.split(), other.split()
    if ours[:1] != theirs[:1]:
        return ratio(one, other) >= 85
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(ours[1:], theirs[1:], strict=False))


def _year(one: MatchRow, other: MatchRow, found: set[str]) -> str:
    if not one.years or not other.years:
        return "year missing"
    if set(one.years) & set(other.years):
        return "year equal"
    if {"number shared", "title equal", "publisher equal", "pages equal"} <= found:
        # Some libraries write the year of printing; the same number, publisher and pages outweigh it.
        return "year of printing"
    return "year near" if min(abs(a - b) for a in one.years for b in other.years) <= 2 else "year other"


def _publisher(one: MatchRow, other: MatchRow) -> str:
    if not one.publisher or not other.publisher:
        return ""
    if is_han(one.publisher) != is_han(other.publisher):
        # Divided in another way, or spelt by another system, the same name still says nothing against.
        return "publisher equal" if _spelt(one.publisher) == _spelt(other.publisher) else ""
    alike = ratio(one.publisher, other.publisher)
    if alike >= 90:
        return "publisher equal"
    shared = set(one.publisher.split()) & set(other.publisher.split())
    contained = one.publisher in other.publisher or other.publisher in one.publisher
    return "publisher like" if alike >= 60 or shared or contained else "publisher other"


def _spelt(text: str) -> str:
    return (pinyin(text) if is_han(text) else text).replace(" ", "")


def _pages(one: MatchRow, other: MatchRow) -> str:
    if not one.pages or not other.pages:
        return ""
    apart = abs(one.pages - other.pages)
    return next(name for most, name in _PAGES_APART if apart <= most)


_PAGES_APART = ((0, "pages equal"), (3, "pages near"), (10, "pages like"), (10**9, "pages other"))


def _edition(one: MatchRow, other: MatchRow) -> list[str]:
    found = []
    if one.edition and one.edition == other.edition:
        found.append("edition equal")
    elif one.edition > 1 or other.edition > 1:
        found.append("edition one side")
    if one.revised != other.revised:
        found.append("revised one side")
    if {one.abridged, other.abridged} == {"", "yes"}:
        found.append("abridged one side")
    return found


def _numbers(one: MatchRow, other: MatchRow) -> str:
    if set(one.identifiers) & set(other.identifiers):
        return "number shared"
    schemes = {text.split(":")[0] for text in one.identifiers} & {text.split(":")[0] for text in other.identifiers}
    return "numbers differ" if schemes & {"isbn", "issn"} else ""


def _part(one: MatchRow, other: MatchRow) -> str:
    return "part one side" if bool(one.parts) != bool(other.parts) else ""


def _carrier(one: MatchRow, other: MatchRow) -> str:
    """Return the finding where one record is of no paper and the other does not say: most that are silent are print."""
    said = {one.carrier, other.carrier}
    return "carrier one side" if "" in said and not said <= {"", "print"} else ""


def _han_titles_differ(one: MatchRow, other: MatchRow) -> bool:
    """One other character makes another book in Chinese, unless one title goes on in the other's subtitle."""
    if not (one.is_han and other.is_han) or set(one.titles) & set(other.titles):
        return False
    shorter, longer = sorted((one, other), key=lambda row: len(row.title))
    if longer.title.startswith(shorter.title):
        return longer.title[len(shorter.title) :].strip() not in shorter.subtitle or not shorter.subtitle
    return len(longer.title) < 25


def _is_one_of_a_kind(one: MatchRow, other: MatchRow) -> bool:
    """Tell pictures, manuscripts and objects: two of one title are two, unless a number says that they are one."""
    kinds = {one.kind.split(":")[0], other.kind.split(":")[0]}
    return bool(kinds & ONE_OF_A_KIND) and not set(one.identifiers) & set(other.identifiers)


def _says_too_little(one: MatchRow, other: MatchRow) -> bool:
    """Tell where only title, year and publisher could agree, as with reports, minutes and programmes.

    Tables of one database have the same author too, and only their subtitles tell them apart.
    """
    if set(one.identifiers) & set(other.identifiers) or (one.pages and other.pages):
        return False
    return not (one.authors and other.authors) or _subtitle_goes_elsewhere(one, other)


def _subtitle_goes_elsewhere(one: MatchRow, other: MatchRow) -> bool:
    """Return whether a subtitle has words of its own and is not just a part of the other."""
    shorter, longer = sorted((one.subtitle, other.subtitle), key=len)
    if not shorter or shorter in longer:
        return False
    return bool(_own_words(longer, shorter) or _own_words(shorter, longer))


def _durations_differ(one: MatchRow, other: MatchRow) -> bool:
    """Tell two recordings by how long they play; libraries round the time, by minutes or to the hour."""
    shorter, longer = sorted((one.minutes, other.minutes))
    return shorter > 0 and longer - shorter > max(5, longer * 0.15)


_VETOES: dict[str, Callable[[MatchRow, MatchRow], bool]] = {
    "parts differ": lambda a, b: bool(a.parts and b.parts) and not set(a.parts) & set(b.parts),
    "kind differs": lambda a, b: bool(a.kind and b.kind) and a.kind != b.kind,
    "carrier differs": lambda a, b: bool(a.carrier and b.carrier) and a.carrier != b.carrier,
    "durations differ": _durations_differ,
    "one is abridged": lambda a, b: {a.abridged, b.abridged} == {"yes", "no"},
    "edition numbers differ": lambda a, b: bool(a.edition and b.edition) and a.edition != b.edition,
    "languages differ": lambda a, b: bool(a.languages and b.languages) and not set(a.languages) & set(b.languages),
    "Chinese titles differ": _han_titles_differ,
    "one of a kind": _is_one_of_a_kind,
    "too little said": _says_too_little,
    "early print": lambda a, b: a.is_early or b.is_early,
}
