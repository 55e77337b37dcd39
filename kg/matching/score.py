"""How alike two records are: findings, each worth some bits, that add up."""

import re
from collections.abc import Iterable

from rapidfuzz.fuzz import ratio

from kg.matching.keys import COLLECTIVE, GENERIC
from kg.matching.row import MatchRow
from kg.matching.titles import title_findings
from kg.matching.weights import Weights, weights_in_force
from kg.text import is_han, pinyin

__all__ = ["features", "findings", "score"]

BOOK_NUMBERS = frozenset({"isbn", "issn"})
_HOUSE = re.compile(r"(?:有限(?:责任)?公司|股份|集团|出版(?:社|公司|集团|事业|发行)?|文化事业|总?社|总店)+$")
PERFORMED = frozenset({"MusicAudio", "NotatedMusic"})
MUSIC_NUMBERS = frozenset({"music"})


def features(one: MatchRow, other: MatchRow, weights: Weights | None = None) -> dict[str, float]:
    """Return what was found, with its bits by these weights (those in force)."""
    bits = (weights or weights_in_force()).bits
    return {name: bits[name] for name in findings(one, other)}


def score(found: dict[str, float], weights: Weights | None = None) -> float:
    """Return the sum of the evidence, in bits; 0 is even odds."""
    return (weights or weights_in_force()).prior + sum(found.values())


def findings(one: MatchRow, other: MatchRow) -> list[str]:
    """Return the names of what was found."""
    found = [*title_findings(one, other), _author(one, other), _publisher(one, other), _pages(one, other)]
    found += [*_edition(one, other), *_numbers(one, other), _part(one, other), _carrier(one, other), _form(one, other)]
    found.append(_year(one, other, set(found)))
    found += _caution(one, other)
    if one.title in GENERIC | COLLECTIVE and not {"author equal", "author compatible", "number shared"} & set(found):
        found.append("generic title")
    if "author other" in found and _agrees_besides(set(found)):
        found[found.index("author other")] = "entry under another name"
    if {"numbers differ", "publisher other"} <= set(found):
        found = [name for name in found if name not in {"numbers differ", "publisher other"}]
        found.append("number and publisher other")
    return [name for name in found if name]


def _author(one: MatchRow, other: MatchRow) -> str:
    if not one.authors or not other.authors:
        return ""
    is_spelt = bool(one.author_roman) and one.author_roman == other.author_roman
    if is_spelt or sorted(one.author.split()) == sorted(other.author.split()):
        return "author equal"
    if set(one.authors) & set(other.authors) or _compatible(one.author, other.author):
        return "author compatible"
    if one.is_han or other.is_han or one.kind.split(":")[0] in PERFORMED:
        return "author surely other"
    alike = any(_compatible(a, b) for a in one.authors for b in other.authors)
    return "author like" if alike or _shares_words(one.authors, other.authors) else "author other"


def _agrees_besides(found: set[str]) -> bool:
    """Return whether title, year, pages and publisher agree: then one library chose the editor, another the body."""
    titles = {"title equal", "title equal with subtitle", "title nearly equal"}
    publishers = {"publisher equal", "publisher within", "publisher like"}
    return (
        bool(titles & found and publishers & found and {"pages equal", "pages near"} & found)
        and "year equal" in found
        and not {"title short", "subtitle other", "subtitle word other"} & found
    )


def _compatible(one: str, other: str) -> bool:
    """Return whether one name may be a shorter or slightly otherwise spelt form of the other."""
    ours, theirs = one.split(), other.split()
    if ours[:1] != theirs[:1]:
        return ratio(one, other) >= 85
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(ours[1:], theirs[1:], strict=False))


def _shares_words(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Return whether two names have as many long words in common as the shorter one has at least half of."""
    for a in ours:
        for b in theirs:
            x, y = ({word for word in name.split() if len(word) > 3} for name in (a, b))
            if x and y and 2 * len(x & y) >= min(len(x), len(y)):
                return True
    return False


def _year(one: MatchRow, other: MatchRow, found: set[str]) -> str:
    if not one.years or not other.years:
        return "year possible" if _within(one, other) else "year missing"
    if one.year == other.year or set(one.years) & set(other.years):
        return "year equal"
    if {"number shared", "publisher equal", "pages equal"} <= found and found & {
        "title equal",
        "title equal with subtitle",
    }:
        # Some libraries write the year of printing; the same number, publisher and pages outweigh it.
        return "year of printing"
    if _within(one, other):
        return "year possible"
    return "year near" if min(abs(a - b) for a in one.years for b in other.years) <= 2 else "year other"


def _within(one: MatchRow, other: MatchRow) -> bool:
    """Return whether the year of one lies in the years between which the other was published."""
    return any(bool(a.span and b.year) and a.span[0] <= b.year <= a.span[1] for a, b in ((one, other), (other, one)))


def _publisher(one: MatchRow, other: MatchRow) -> str:
    if not one.publisher or not other.publisher:
        return ""
    if is_han(one.publisher) != is_han(other.publisher):
        # Divided in another way, or spelt by another system, the same name still says nothing against.
        return "publisher equal" if _spelt(one.publisher) == _spelt(other.publisher) else ""
    if is_han(one.publisher):
        return _han_publisher(*(_HOUSE.sub("", text) or text for text in (one.publisher, other.publisher)))
    alike = ratio(one.publisher, other.publisher)
    if alike >= 90:
        return "publisher equal"
    ours, theirs = ({word for word in text.split() if len(word) > 1} for text in (one.publisher, other.publisher))
    if ours and theirs and (ours <= theirs or theirs <= ours):
        return "publisher within"
    contained = one.publisher in other.publisher or other.publisher in one.publisher
    return "publisher like" if alike >= 60 or ours & theirs or contained else "publisher other"


def _han_publisher(one: str, other: str) -> str:
    """Compare two Chinese houses by what is their own: 出版社 is in most names."""
    if one == other:
        return "publisher equal"
    return "publisher within" if one in other or other in one else "publisher other"


def _spelt(text: str) -> str:
    return (pinyin(text) if is_han(text) else text).replace(" ", "")


def _pages(one: MatchRow, other: MatchRow) -> str:
    if not one.pages or not other.pages:
        return "pages one side" if one.pages or other.pages else ""
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


def _numbers(one: MatchRow, other: MatchRow) -> list[str]:
    shared = {text.split(":")[0] for text in set(one.identifiers) & set(other.identifiers)}
    both = {text.split(":")[0] for text in one.identifiers} & {text.split(":")[0] for text in other.identifiers}
    found = []
    if shared - MUSIC_NUMBERS:
        found.append("number shared")
    elif both & BOOK_NUMBERS:
        found.append("numbers differ")
    if shared & MUSIC_NUMBERS:
        found.append("music number shared")
    elif both & MUSIC_NUMBERS:
        found.append("music numbers differ")
    return found


def _part(one: MatchRow, other: MatchRow) -> str:
    return "part one side" if bool(one.parts) != bool(other.parts) else ""


def _carrier(one: MatchRow, other: MatchRow) -> str:
    """Return the finding where one record is of no paper and the other does not say: most that are silent are print."""
    said = {one.carrier, other.carrier}
    if "" not in said or said <= {"", "print"}:
        return ""
    return "microform one side" if "microform" in said else "carrier one side"


def _form(one: MatchRow, other: MatchRow) -> str:
    """Return the finding where a score and its parts, or a large and a study score, meet."""
    return "form of score other" if one.form and other.form and one.form != other.form else ""


def _caution(one: MatchRow, other: MatchRow) -> list[str]:
    """Return what makes joining rash though nothing contradicts: early prints, and slips in the code of a language."""
    found = []
    if (one.is_early or other.is_early) and not (one.is_han or other.is_han):
        found.append("print before 1801")
    if one.languages and other.languages and not set(one.languages) & set(other.languages):
        found.append("language code other")
    return found
