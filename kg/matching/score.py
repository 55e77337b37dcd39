"""How alike two records are: bits of evidence that add up, and contradictions that forbid whatever else agrees."""

from collections.abc import Callable

from rapidfuzz.fuzz import ratio

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
}

ONE_OF_A_KIND = frozenset({"StillImage", "Manuscript", "Object", "Collection", "MixedMaterial", ""})


def vetoes(one: MatchRow, other: MatchRow) -> list[str]:
    """Return what forbids that two records are of one edition."""
    return [name for name, forbids in _VETOES.items() if forbids(one, other)]


def features(one: MatchRow, other: MatchRow) -> dict[str, float]:
    """Return what was found, with its bits."""
    found = [*_title(one, other), _author(one, other), _publisher(one, other), _pages(one, other)]
    found += [*_edition(one, other), _numbers(one, other), _part(one, other)]
    found.append(_year(one, other, set(found)))
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
    if one.subtitle and other.subtitle and ratio(one.subtitle[:40], other.subtitle[:40]) < 50 and whole < 75:
        found.append("subtitle other")
    return found


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
    return found


def _numbers(one: MatchRow, other: MatchRow) -> str:
    if set(one.identifiers) & set(other.identifiers):
        return "number shared"
    schemes = {text.split(":")[0] for text in one.identifiers} & {text.split(":")[0] for text in other.identifiers}
    return "numbers differ" if schemes & {"isbn", "issn"} else ""


def _part(one: MatchRow, other: MatchRow) -> str:
    return "part one side" if bool(one.parts) != bool(other.parts) else ""


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
    """Tell where only title, year and publisher could agree, as with reports, minutes and programmes."""
    if set(one.identifiers) & set(other.identifiers):
        return False
    return not (one.authors and other.authors) and not (one.pages and other.pages)


_VETOES: dict[str, Callable[[MatchRow, MatchRow], bool]] = {
    "parts differ": lambda a, b: bool(a.parts and b.parts) and not set(a.parts) & set(b.parts),
    "kind differs": lambda a, b: bool(a.kind and b.kind) and a.kind != b.kind,
    "carrier differs": lambda a, b: a.carrier != b.carrier,
    "edition numbers differ": lambda a, b: bool(a.edition and b.edition) and a.edition != b.edition,
    "languages differ": lambda a, b: bool(a.languages and b.languages) and not set(a.languages) & set(b.languages),
    "Chinese titles differ": _han_titles_differ,
    "one of a kind": _is_one_of_a_kind,
    "too little said": _says_too_little,
    "early print": lambda a, b: a.is_early or b.is_early,
}
