"""MARC 21 records with romanised fields and the original script in 880, as the demo's overseas libraries catalogue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.demo.iso2709 import make_record

__all__ = ["romanised_records"]

Entry = dict[str, Any]  # a book of books.toml or world.toml

_DAY = "20261101"
_LEADER = "%05dnam a22%05d i 4500"

# Script codes of $6, with the orientation for what is written from right to left.
_SCRIPTS = {
    "chinese": "{dollar}1", "japanese": "{dollar}1", "korean": "{dollar}1", "cyrillic": "(N", "greek": "(S",
    "arabic": "(3/r", "hebrew": "(2/r",
}  # fmt: skip


@dataclass(frozen=True)
class _House:
    """A library: its code, how its record ids and shelves are called."""

    code: str
    prefix: str
    shelves: str


_HOUSES = {"haiwai": _House("HWZW", "hwzw", "East Asian stacks"), "harbour": _House("HPLW", "hplw", "World literature")}


def romanised_records(house: str, wanted: Callable[[Entry], bool]) -> Callable[[Entry], Iterator[bytes]]:
    """Return a function that makes the records of the books that this library holds."""
    own = _HOUSES[house]

    def records(entries: Entry) -> Iterator[bytes]:
        for number, book in enumerate(entries["book"], start=1):
            if wanted(book):
                yield make_record(_record(book, number, own), _LEADER, "utf-8")

    return records


def _record(book: Entry, number: int, house: _House) -> list[str]:
    west = book["west"]
    script = _SCRIPTS[book.get("script", "chinese")]
    pairs = _pairs(book)
    linked = [f"{tag}$6880-{index:02d}{text}" for index, (tag, text, _) in enumerate(pairs, start=1)]
    vernacular = [
        f"880{tag[3:]}$6{tag[:3]}-{index:02d}/{script}{text}" for index, (tag, _, text) in enumerate(pairs, start=1)
    ]
    volumes = int(book["extent"].removesuffix("册")) if "extent" in book else 0
    return [
        f"001 {house.prefix}{number:05d}",
        f"003 {house.code}",
        f"005 {_DAY}090000.0",
        f"008 {_coded(book)}",
        f"040  $a{house.code}$beng$erda$c{house.code}",
        *([f"050 4$a{west['call']}"] if "language" not in book else []),
        f"066  $c{script.split('/')[0]}",
        *(line for line in linked if line < "300"),
        *([f"300  $a{volumes} volumes"] if volumes else []),
        "336  $atext$btxt$2rdacontent",
        "337  $aunmediated$bn$2rdamedia",
        "338  $avolume$bnc$2rdacarrier",
        *(line for line in linked if line > "300"),
        _holding(west, number, house),
        *vernacular,
    ]


def _coded(book: Entry) -> str:
    """Return the text of 008."""
    country, language = book["west"].get("country", "cc "), book.get("language", "chi")
    return f"{_DAY[2:]}{_dates(book['year'])}{country}           000 {_literary(book)} {language} d"


def _holding(west: Entry, number: int, house: _House) -> str:
    mark, barcode = f"{west['title'][0]}{number}", f"{house.prefix[0].upper()}{number:07d}"
    return f"852  $a{house.code}$b{house.shelves}$h{west['call']}$i{mark}$p{barcode}"


def _pairs(book: Entry) -> list[tuple[str, str, str]]:
    """Return tag with indicators, romanised and original text of the fields that stand in both scripts."""
    west = book["west"]
    names = [tuple(part.strip() for part in name.split("|")) for name in west["names"]]
    pairs = [("1001 " if index == 0 else "7001 ", *_romanised_name(name)) for index, name in enumerate(names)]
    by = west.get("by_original") or book.get("by", "")
    indicators = "24510" if names else "24500"
    title = (
        indicators,
        _title(west["title"], west.get("by", "")),
        _title(west.get("original", book["title"]), by),
    )
    place, publisher = west.get("place_original", book["place"]), west.get("publisher_original", book["publisher"])
    end = "." if book["year"].isdigit() else ""
    original = f"$a{place} :$b{publisher},$c{book['year']}{end}"
    after = [title]
    if "edition" in book:
        after.append(("250  ", "$aDi 2 ban.", f"$a{book['edition']}."))
    after.append(("264 1", f"$a{west['place']} :$b{west['publisher']},$c{book['year']}{end}", original))
    return [*pairs[:1], *after, *pairs[1:]]


def _title(title: str, by: str) -> str:
    return f"$a{title} /$c{by}." if by else f"$a{title}."


def _romanised_name(name: tuple[str, ...]) -> tuple[str, str]:
    romanised, original, role = name
    return _heading(romanised, role), _heading(original, role)


def _heading(text: str, role: str) -> str:
    """Return $a, $d and $e; no comma follows an open date."""
    return f"$a{_with_dates(text)}{'' if text.endswith('-') else ','}$e{role}."


def _with_dates(heading: str) -> str:
    """Return a heading with its dates, if it has any, in $d."""
    start, _, last = heading.rpartition(", ")
    return f"{start},$d{last}" if last[:4].isdigit() or last.startswith("approximately") else heading


def _dates(year: str) -> str:
    start, _, end = year.partition("-")
    return f"m{start}{end}" if end else f"s{start}    "


def _literary(book: Entry) -> str:
    return "1" if book.get("class", "I24").startswith("I24") else "0"
