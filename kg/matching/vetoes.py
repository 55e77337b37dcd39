"""What forbids that two records are of one edition, whatever else agrees."""

from collections.abc import Callable

from kg.matching.row import MatchRow
from kg.matching.titles import subtitle_goes_elsewhere, whole_title

__all__ = ["VETOES", "vetoes"]

ONE_OF_A_KIND = frozenset({"StillImage", "Manuscript", "Object", "Collection", "MixedMaterial", ""})


def vetoes(one: MatchRow, other: MatchRow) -> list[str]:
    """Return the names of what forbids that two records are of one edition."""
    return [name for name, forbids in VETOES.items() if forbids(one, other)]


def _set_and_volume(one: MatchRow, other: MatchRow) -> bool:
    """Tell a whole from one of its volumes; a Chinese record without volume is of the whole, unless pages agree."""
    if one.is_volume == other.is_volume:
        return False
    if one.is_set or other.is_set:
        return True
    return one.is_han and not (one.parts and other.parts) and not (one.pages and one.pages == other.pages)


def _forms_differ(one: MatchRow, other: MatchRow) -> bool:
    """Tell study scores, vocal scores and parts from each other; what is just called a score may be any."""
    return bool(one.form and other.form) and one.form != other.form and "score" not in {one.form, other.form}


def _shares_number(one: MatchRow, other: MatchRow) -> bool:
    return bool(set(one.identifiers) & set(other.identifiers))


def _languages_differ(one: MatchRow, other: MatchRow) -> bool:
    """Return whether no language is in both; where author, year and pages are the same, one code is a slip."""
    if not one.languages or not other.languages or set(one.languages) & set(other.languages):
        return False
    said = (one.author, one.pages, one.year)
    is_slip = all(said) and said == (other.author, other.pages, other.year) and set(one.titles) & set(other.titles)
    return one.is_han or not is_slip


def _han_titles_differ(one: MatchRow, other: MatchRow) -> bool:
    """One other character makes another book in Chinese, unless one title goes on in the other's subtitle."""
    if not (one.is_han and other.is_han) or set(one.titles) & set(other.titles):
        return False
    if whole_title(one).replace(" ", "") == whole_title(other).replace(" ", ""):
        return False
    shorter, longer = sorted((one, other), key=lambda row: len(row.title))
    if longer.title.startswith(shorter.title):
        return longer.title[len(shorter.title) :].strip() not in shorter.subtitle or not shorter.subtitle
    return len(longer.title) < 25


def _is_one_of_a_kind(one: MatchRow, other: MatchRow) -> bool:
    """Tell pictures, manuscripts and objects: two of one title are two, unless a number says that they are one."""
    kinds = {one.kind.split(":")[0], other.kind.split(":")[0]}
    return bool(kinds & ONE_OF_A_KIND) and not _shares_number(one, other)


def _says_too_little(one: MatchRow, other: MatchRow) -> bool:
    """Tell where only title, year and publisher could agree, as with reports, minutes and programmes.

    Tables of one database have the same author too, and only their subtitles tell them apart.
    """
    if _shares_number(one, other) or (one.pages and other.pages):
        return False
    if one.is_serial and other.is_serial:
        return not (one.year and one.year == other.year)
    if one.volumes > 1 and one.volumes == other.volumes and set(one.titles) & set(other.titles):
        return not (one.authors and other.authors) and subtitle_goes_elsewhere(one, other)
    if one.authors and other.authors:
        return subtitle_goes_elsewhere(one, other)
    return one.is_han or len(min(one.title, other.title, key=len).split()) < 4 or subtitle_goes_elsewhere(one, other)


def _durations_differ(one: MatchRow, other: MatchRow) -> bool:
    """Tell two recordings by how long they play; libraries round the time, by minutes or to the hour."""
    shorter, longer = sorted((one.minutes, other.minutes))
    return shorter > 0 and longer - shorter > max(5, longer * 0.15)


def _scales_differ(one: MatchRow, other: MatchRow) -> bool:
    """Tell two maps by their scales; libraries compute them from bars and round them."""
    smaller, larger = sorted((one.scale, other.scale))
    return smaller > 0 and larger > smaller * 1.05


def _is_early(one: MatchRow, other: MatchRow) -> bool:
    """Tell old Chinese prints and manuscripts: copies of an edition differ. Western ones are weighed."""
    return any(row.is_block_print or (row.is_early and row.is_han) for row in (one, other))


VETOES: dict[str, Callable[[MatchRow, MatchRow], bool]] = {
    "parts differ": lambda a, b: bool(a.parts and b.parts) and not set(a.parts) & set(b.parts),
    "set and volume": _set_and_volume,
    "kind differs": lambda a, b: bool(a.kind and b.kind) and a.kind != b.kind,
    "carrier differs": lambda a, b: bool(a.carrier and b.carrier) and a.carrier != b.carrier,
    "media differ": lambda a, b: bool(a.medium and b.medium) and a.medium != b.medium,
    "durations differ": _durations_differ,
    "forms of score differ": _forms_differ,
    "scales differ": _scales_differ,
    "one is abridged": lambda a, b: {a.abridged, b.abridged} == {"yes", "no"},
    "edition numbers differ": lambda a, b: bool(a.edition and b.edition) and a.edition != b.edition,
    "languages differ": _languages_differ,
    "Chinese titles differ": _han_titles_differ,
    "one of a kind": _is_one_of_a_kind,
    "too little said": _says_too_little,
    "early print": _is_early,
}
