"""Leader and coded fields of a record that a table's row makes: MARC 21 leader and 008, UNIMARC leader, 100, 101, 102.

https://www.loc.gov/marc/bibliographic/bd008.html, https://www.ifla.org/g/unimarc-rg/
"""

from dataclasses import dataclass

from kg.records.record import Field
from kg.records.wordlists import WordLists

__all__ = ["Coded", "fixed_fields"]

_FILL = "|"
# What MARC 21 calls m is l in UNIMARC.
_UNIMARC_KINDS = {"m": "l"}


@dataclass
class Coded:
    """What a row says of a record's coded data; "" and () where it says nothing."""

    format: str
    title: str = ""
    kind: str = ""
    years: tuple[str, ...] = ()
    is_open: bool = False
    place: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    has_issn: bool = False
    is_online: bool = False


def fixed_fields(coded: Coded, place: str, lists: WordLists) -> tuple[str, list[Field]]:
    """Return leader and coded fields; `place` is a country or a Chinese place whose country is known.

    The day of cataloguing stays unsaid: the same row must give the same record on any day.
    """
    if coded.format == "dublincore":
        return "", []
    if coded.format == "marc21":
        return _marc21(coded, lists.countries.get(place.casefold(), ""))
    return _unimarc(coded, lists.iso.get(place.casefold(), "").upper())


def _marc21(coded: Coded, country: str) -> tuple[str, list[Field]]:
    leader = f"00000n{coded.kind} a22000003  4500"
    dates = _dates(coded, single="s", current="c", ended="d", unknown="n", several="m")
    form = _FILL * 5 + "o" + _FILL * 11 if coded.is_online else _FILL * 17
    text = f"{_FILL * 6}{dates}{country:<3}{form}{coded.language or _FILL * 3:<3} d"
    fields = [Field("008", "", (), text)]
    if len(coded.languages) > 1:
        fields.append(Field("041", "0 ", tuple(("a", code) for code in coded.languages), ""))
    return leader, fields


def _unimarc(coded: Coded, country: str) -> tuple[str, list[Field]]:
    letter = _UNIMARC_KINDS.get(coded.kind[:1], coded.kind[:1])
    leader = f"00000n{letter}{coded.kind[1:2]}0 22000003  450 "
    dates = _dates(coded, single="d", current="a", ended="b", unknown="u", several="g")
    cataloguing = "chi" if coded.format in {"cnmarc", "cmarc"} else "   "
    script = "ea" if coded.language == "chi" else "  "
    fields = [Field("100", "  ", (("a", f"{'':8}{dates}   y0{cataloguing}y50      {script}"),), "")]
    if codes := coded.languages or ((coded.language,) if coded.language else ()):
        fields.append(Field("101", "0 ", tuple(("a", code) for code in codes), ""))
    if country:
        fields.append(Field("102", "  ", (("a", country),), ""))
    return leader, fields


def _dates(coded: Coded, *, single: str, current: str, ended: str, unknown: str, several: str) -> str:
    """Return type of date and two dates, nine characters."""
    first = coded.years[0] if coded.years else ""
    last = coded.years[1] if len(coded.years) > 1 else ""
    if coded.kind.endswith("s"):
        return f"{ended if last else current}{first or 'uuuu'}{last or '9999'}"
    if not first:
        return (
            f"{unknown}{'uuuu' if coded.format == 'marc21' else '    '}{'uuuu' if coded.format == 'marc21' else '    '}"
        )
    return f"{several}{first}{last}" if last else f"{single}{first}    "
