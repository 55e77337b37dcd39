"""Fields of UNIMARC and its national formats as one text, as `bflc:marcKey` has those of MARC 21."""

from collections.abc import Callable

from kg.crosswalk.source import Source
from kg.description.node import Literal

__all__ = ["unimarc_key"]

_PINYIN = "zh-latn-pinyin"


def unimarc_key(places: str, private: str = "") -> Callable[[Source], list[Literal]]:
    """Return a function that writes a field as one text if it has one of `places`, less what is `private`.

    A place is a tag with the subfields meant, `200bz`, those after a stroke only where they are repeated, `200bz/a`; a
    tag alone means the field whatever it has. Pinyin stands in `$9` after the subfield that it reads. A dollar sign in
    a text is written `{dollar}`, as MARCMaker does.
    """
    wanted = {place[:3]: _codes_of(place[3:]) for place in places.split()}
    hidden = {place[:3]: frozenset(place[3:]) for place in private.split()}

    def key(field: Source) -> list[Literal]:
        codes = wanted.get(field.tag)
        if codes is None or field.language == _PINYIN or not _is_meant(field, *codes):
            return []
        unseen = hidden.get(field.tag, frozenset())
        pairs = [(code, text) for code, text in _with_pinyin(field) if code not in unseen and len(code) == 1]
        if not pairs:
            return []
        shown = "".join(f"${code}{text.replace('$', '{dollar}')}" for code, text in pairs)
        return [Literal(f"{field.first('stood') or field.tag}{field.ind1}{field.ind2}{shown}")]

    return key


def _codes_of(place: str) -> tuple[frozenset[str], frozenset[str]]:
    once, _, repeated = place.partition("/")
    return frozenset(once), frozenset(repeated)


def _is_meant(field: Source, codes: frozenset[str], repeated: frozenset[str]) -> bool:
    if not codes and not repeated:
        return True
    return not codes.isdisjoint(field.by) or any(len(field.by.get(code, ())) > 1 for code in repeated)


def _with_pinyin(field: Source) -> list[tuple[str, str]]:
    """Return the subfields with the reading of each in `$9` after it."""
    other = field.other
    if other is None or other.language != _PINYIN:
        return list(field.subfields)
    rest = list(other.subfields)
    pairs: list[tuple[str, str]] = []
    for pair in field.subfields:
        pairs.append(pair)
        reading = next((one for one in rest if one[0] == pair[0]), None)
        if reading is not None:
            rest.remove(reading)
            pairs.append(("9", reading[1]))
    return pairs
