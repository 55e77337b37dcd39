"""How much of a record comes back from its graph: `python tests/bench/round_trip.py FORMAT FILE…`, or a folder.

A value is (tag, subfield, text in lower case without marks) of a standard tag, counted as often as it stands. Not
counted: local tags (9XX, X9X but 490), tags that MARC 21 has given up (262, 305, 440 …), its local $9, links between
fields ($6, $8), and control fields unless `--control` asks for them.
"""

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.description import convert_nquads
from kg.records import Problem, Record, kind_of, read_records

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
Value = tuple[str, str, str]
_MARKS = re.compile(r"[\W_]+")
_OBSOLETE = frozenset(
    {
        "211",
        "212",
        "214",
        "241",
        "261",
        "262",
        "265",
        "301",
        "302",
        "303",
        "304",
        "305",
        "308",
        "315",
        "350",
        "359",
        "440",
        "503",
        "512",
        "523",
        "527",
        "537",
        "543",
        "570",
        "582",
        "652",
        "840",
    }
)
_LOCAL = {
    "marc21": re.compile(r"9..|.9[0-8]|.99|..9"),
    "unimarc": re.compile(r"9..|.9.|..9"),
    "cnmarc": re.compile(r"90[6-9]|9[1-9].|.9[5-9]"),
}
_STANDARD_NINES = {"marc21": {"490"}, "unimarc": {"029"}, "cnmarc": {"905", "690", "091", "692", "694"}}


def normal(text: str) -> str:
    """Return a text in lower case without marks and blanks, so that punctuation makes no difference."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def values_of(record: Record, dialect: str) -> Iterator[Value]:
    """Yield the values of a record's standard tags."""
    for field in record.fields:
        if dialect == "marc21" and field.tag in _OBSOLETE:
            continue
        if field.tag not in _STANDARD_NINES[dialect] and _LOCAL[dialect].fullmatch(field.tag):
            continue
        if field.value:
            yield field.tag, "", normal(field.value)
        for code, text in field.subfields:
            if code not in ("689" if dialect == "marc21" else "68") and normal(text):
                yield field.tag, code, normal(text)


def lost_of(record: Record, back: Record, dialect: str) -> tuple[Counter[Value], Counter[Value]]:
    """Return all values of a record, and those that did not come back."""
    had = Counter(values_of(record, dialect))
    return had, had - Counter(values_of(back, dialect))


def there_and_back(
    records: Iterable[Record], crosswalk: Crosswalk, ways: dict[str, Backward]
) -> Iterator[tuple[Record, Record]]:
    """Yield each record with what came of its graph alone, with pinyin where the record has it."""
    for number, record in enumerate(records):
        lines = "".join(convert_nquads(crosswalk.convert(record, f"r{number}"), base="http://example.org/"))
        for description in read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS)):
            yield record, ways[_habit(record) if "A" in ways else ""].convert(description)


def _habit(record: Record) -> str:
    return "A" if any(code.isupper() for field in record.fields for code, _ in field.subfields) else ""


def read_all(paths: Iterable[Path], dialect: str) -> Iterator[Record]:
    """Yield the bibliographic records of files and folders."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if not file.is_file():
                continue
            for found in read_records(file, name=file.name, format=dialect, encoding=""):
                if not isinstance(found, Problem) and not found.deleted and kind_of(found) == "bibliographic":
                    yield found


def main() -> None:
    """Print the share of values that came back, and for the tags what was lost most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format", choices=("marc21", "unimarc", "cnmarc"))
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--profile", default="lc", choices=("lc", "lean"))
    parser.add_argument("--control", action="store_true", help="count control fields (001-009) as well")
    parser.add_argument("--show", default="", help="print lost values of this tag")
    parser.add_argument("--most", type=int, default=40)
    asked = parser.parse_args()
    crosswalk = Crosswalk.load(MAPPINGS, asked.format, profile=asked.profile)
    back = {"": Backward.load(MAPPINGS, asked.format)}
    if asked.format == "cnmarc":
        back["A"] = Backward.load(MAPPINGS, asked.format, pinyin="A")
    had: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    for record, made in there_and_back(read_all(asked.paths, asked.format), crosswalk, back):
        all_of_them, gone = lost_of(record, made, asked.format)
        for values, counter in ((all_of_them, had), (gone, lost)):
            for (tag, code, _), count in values.items():
                if tag >= "010" or asked.control:
                    counter[tag, code] += count
        if asked.show:
            for value in gone:
                have = [one for one in values_of(made, asked.format) if one[0] == value[0]]
                if asked.show == "all" or (value[0] == asked.show[:3] and value[1] == (asked.show[3:] or value[1])):
                    print(record.file, *value, "| has:", *(f"${code}{text[:40]}" for _, code, text in have))
    total, missing = sum(had.values()), sum(lost.values())
    share = 1 - missing / max(total, 1)
    print(f"{asked.format} {asked.profile}: {total} values, {total - missing} came back: {share:.4f}")
    for (tag, code), count in lost.most_common(asked.most):
        print(f"  {tag} ${code}: {count} of {had[tag, code]} lost")


if __name__ == "__main__":
    main()
