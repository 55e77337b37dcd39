"""Makes the demo's own files from `source/*.toml`: CNMARC with pinyin in $9 or $A; MARC 21 with 880; a table."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.demo.iso2709 import make_record
from kg.demo.romanised import romanised_records
from kg.demo.table import table_bytes

__all__ = ["FILES", "build_file", "build_files"]

Entry = dict[str, Any]  # a table of books.toml

_DAY = "20261101"
_CNMARC_LEADER = "%%05dna%s0 22%%05d   450 "
_AUTHORITY_LEADER = "%05dcx  a22%05d   45  "
_SECONDARY = frozenset(
    ["译", "注", "校注", "点校", "集解", "索隐", "正义", "辑校", "音注", "补注", "校点", "校订", "校", "注释"]
)
_PLACES = {"北京": "110000", "上海": "310000", "南京": "320000", "武汉": "420000", "重庆": "500000", "广州": "440000",
           "海口": "460000", "杭州": "330000"}  # fmt: skip
_LITERATURE = {"I24": "a", "I20": "y", "I21": "z", "I22": "g", "I23": "b", "I26": "c"}


@dataclass(frozen=True)
class _Habit:
    """How one of the two CNMARC members catalogues."""

    letter: str
    agency: str
    first_id: int
    charset: str
    pinyin: Callable[[str, str], str]
    says_kind: bool


def _small_pinyin(_code: str, reading: str) -> str:
    return f"$9{reading}"


def _capital_pinyin(code: str, reading: str) -> str:
    return f"${code.upper()}{' '.join(syllable.capitalize() for syllable in reading.split())}"


_NINE = _Habit("n", "JNTSG", 12_000_000, "50  ", _small_pinyin, says_kind=True)
_CAPITAL = _Habit("c", "BYDX", 2_026_000, "0120", _capital_pinyin, says_kind=False)
_PRIVATE = _Habit("p", "SWZ", 700_000, "50  ", _small_pinyin, says_kind=True)


def build_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file that is made from the tables in `folder`, by name."""
    return {name: build_file(folder, name) for name in FILES}


def build_file(folder: Path, name: str) -> bytes:
    """Return the bytes of one of `FILES`."""
    source, build = FILES[name]
    entries = tomllib.loads((folder / source).read_text(encoding="utf-8"))
    return b"".join(build(entries))


def _cnmarc(habit: _Habit, encoding: str) -> Callable[[Entry], Iterator[bytes]]:
    def records(entries: Entry) -> Iterator[bytes]:
        for number, book in enumerate(entries["book"], start=1):
            if habit.letter in book["held"]:
                yield make_record(_book(book, habit, number), _CNMARC_LEADER % "m", encoding)
        for number, serial in enumerate(entries["serial"], start=501):
            if habit.letter in serial:
                yield make_record(_serial(serial, habit, number), _CNMARC_LEADER % "s", encoding)

    return records


def _head(entry: Entry, habit: _Habit, number: int) -> Iterator[str]:
    yield f"001 {habit.first_id + number}"
    yield f"005 {_DAY}090000.0"
    if "issn" in entry:
        yield f"011  $a{entry['issn']}"
    if "cn" in entry:
        yield f"091  $a{entry['cn']}"


def _coded(entry: Entry, habit: _Habit, dates: str) -> Iterator[str]:
    yield f"100  $a{_DAY}{dates}em y0chiy{habit.charset}    ea"
    yield f"101{'1' if 'from' in entry else '0'} $achi" + (f"$c{entry['from']}" if "from" in entry else "")
    yield f"102  $aCN$b{_PLACES[entry['place']]}"


def _book(book: Entry, habit: _Habit, number: int) -> list[str]:
    start, _, end = book["year"].partition("-")
    names = [tuple(part.strip() for part in name.split("|")) for name in book["names"]]
    return [
        *_head(book, habit, number),
        *_coded(book, habit, f"g{start}{end}" if end else f"d{start}    "),
        f"105  $ay   z   000{_LITERATURE.get(book['class'][:3], 'y')}y",
        "106  $ar",
        _title(book, habit, "专著"),
        *_published(book, start if not end else book["year"]),
        *_series(book),
        *_original(book, habit),
        *_subjects(book),
        *(_name(name, habit, first=index == 0) for index, name in enumerate(names)),
        f"801 0$aCN$b{habit.agency}$c{_DAY}",
        _holding(book, habit, number),
    ]


def _serial(serial: Entry, habit: _Habit, number: int) -> list[str]:
    end = serial.get("end", "")
    return [
        *_head(serial, habit, number),
        *_coded(serial, habit, f"{'b' if end else 'a'}{serial['start']}{end or '9999'}"),
        "106  $ar",
        *([f"110  $aa{serial['frequency']}a   0xx0"] if "frequency" in serial else []),
        _title(serial, habit, "期刊"),
        *_published(serial, f"{serial['start']}-{end}"),
        *([f"430 1$12001 $a{serial['continues']}"] if "continues" in serial else []),
        *_subjects(serial),
        f"801 0$aCN$b{habit.agency}$c{_DAY}",
        f"905  $a{habit.agency}$d{serial['class']}$v{serial[habit.letter]}",
    ]


def _title(entry: Entry, habit: _Habit, kind: str) -> str:
    parts = [f"$a{entry['title']}", habit.pinyin("a", entry["pinyin"])]
    if habit.says_kind:
        parts.append(f"$b{kind}")
    optional = (("h", "part"), ("i", "part_name"), ("e", "subtitle"))
    parts.extend(f"${code}{entry[key]}" for code, key in optional if key in entry)
    statements = entry["by"].split(" ; ") if "by" in entry else []
    parts.extend(f"${'g' if index else 'f'}{statement}" for index, statement in enumerate(statements))
    return "2001 " + "".join(parts)


def _published(entry: Entry, date: str) -> Iterator[str]:
    if "edition" in entry:
        yield f"205  $a{entry['edition']}"
    publisher = f"$c{entry['publisher']}" if "publisher" in entry else ""
    yield f"210  $a{entry['place']}{publisher}$d{date}"
    if "extent" in entry:
        yield f"215  $a{entry['extent']}"


def _series(book: Entry) -> Iterator[str]:
    if "series" in book:
        yield f"2252 $a{book['series']}"
        yield f"410 0$12001 $a{book['series']}"


def _original(book: Entry, habit: _Habit) -> Iterator[str]:
    if "original" in book:
        yield f"454 1$12001 $a{book['original']}" if habit is not _CAPITAL else f"50010$a{book['original']}$mChinese"


def _subjects(entry: Entry) -> Iterator[str]:
    for subject in entry["subjects"]:
        yield f"6060 $a{subject}"
    yield f"690  $a{entry['class']}$v5"


def _name(name: tuple[str, ...], habit: _Habit, *, first: bool) -> str:
    label, reading, addition, dates, role = name
    last = "2" if role in _SECONDARY and not first else "1"
    read = habit.pinyin("a", reading)
    if addition == "@":
        return f"71{last}02$a{label}{read}$4{role}"
    added = f"$c({addition})" if addition else ""
    born = f"$f({dates})" if dates else ""
    start = f"{added}$a{label}{read}" if habit is not _CAPITAL else f"$a{label}{read}{added}"
    return f"70{last} 0{start}{born}$4{role}"


def _holding(book: Entry, habit: _Habit, number: int) -> str:
    volumes = int(book["extent"].removesuffix("册")) if "extent" in book else 1
    if habit is not _CAPITAL:
        letter = habit.agency[0]
        return f"905  $a{habit.agency}$b{letter}{number:07d}$d{book['class']}$e{number}$f{volumes}"
    barcode = f"{number * 100:08d}" + (f"-{number * 100 + volumes - 1}" if volumes > 1 else "")
    return f"905  $aBYDX$b{barcode}$c中文书库$s{book['class']}/{book['pinyin'][0].upper()}{number}"


def _authorities(entries: Entry) -> Iterator[bytes]:
    """Yield CNMARC authority records of persons."""
    for entry in entries["authority"]:
        dates = f"$f{entry['dates']}"
        lines = [
            f"001 {entry['id']}",
            f"005 {_DAY}090000.0",
            *([f"033  $ahttp://www.wikidata.org/entity/{entry['same']}"] if "same" in entry else []),
            f"100  $a{_DAY}achiy50      ea",
            f"200 0$a{entry['heading']}$A{entry['pinyin']}{dates}",
            *(f"400 0$a{name}{dates}" for name in entry["names"]),
            *(f"400 1$a{last}$b{first}{dates}" for last, first in (name.split(" | ") for name in entry["latin"])),
            f"810  $a{entry['source']}",
        ]
        yield make_record(lines, _AUTHORITY_LEADER, "utf-8")


_Build = Callable[[Entry], Iterator[bytes]]

# Each file: the table that it is made from, and how.
FILES: dict[str, tuple[str, _Build]] = {
    "guifan.mrc": ("authorities.toml", _authorities),
    "jiangnan.mrc": ("books.toml", _cnmarc(_NINE, "utf-8")),
    "beiyuan.mrc": ("books.toml", _cnmarc(_CAPITAL, "gb18030")),
    "shiwen.mrc": ("books.toml", _cnmarc(_PRIVATE, "utf-8")),
    "haiwai.mrc": ("books.toml", romanised_records("haiwai", lambda book: "o" in book["held"])),
    "harbour.mrc": ("world.toml", romanised_records("harbour", lambda _: True)),
    "qingxi.csv": ("books.toml", table_bytes),
}
