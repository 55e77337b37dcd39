"""How much of a record comes back from its graph: `python tests/bench/round_trip.py FORMAT FILE…`, or a folder.

A value is (tag, subfield, text in lower case without marks) of a standard tag, counted as often as it stands; with
`--exact` the text as it stands. Two shares are printed: of all standard tags, and without those that MARC 21 has given
up (262, 305, 440 …). Not counted: local tags (9XX, X9X but 490, tags that are no numbers), MARC 21's local $9, links
between fields ($6, $8). What a record has that its source had not is counted as added.

`--no-keys` takes the fields that a graph keeps as they stood out of it before the way back, so that only what BIBFRAME
itself says is counted. `--control` adds the coded positions, each of them a value: leader/05-09 and 17-19, 005, and
every position of 006, 007 and 008.
"""

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path

import pyoxigraph

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.description import convert_nquads
from kg.namespaces import BF, BFLC, LIANMU
from kg.records import Problem, Record, kind_of, read_records

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
UNIMARC_KEY = LIANMU + "unimarcKey"
Value = tuple[str, str, str]
_MARKS = re.compile(r"[\W_]+")
# The tags that MARC 21 has given up.
_OBSOLETE = re.compile(r"090|21[124]|241|26[125]|30[123458]|315|35[09]|440|503|512|52[37]|537|543|570|582|652|840")
_LOCAL = {
    "marc21": re.compile(r"9..|.9[0-8]|.99|..9|.*[^0-9].*"),
    "unimarc": re.compile(r"9..|.9.|..9|.*[^0-9].*"),
    "cnmarc": re.compile(r"90[6-9]|9[1-9].|.9[5-9]|.*[^0-9].*"),
    "cmarc": re.compile(r"9..|.9[5-9]|.*[^0-9].*"),
}
_CODED = frozenset({"006", "007", "008"})
_STANDARD_NINES = {"marc21": {"490"}, "unimarc": {"029"}, "cnmarc": {"905", "690", "091", "692", "694"}, "cmarc": set()}


def normal(text: str) -> str:
    """Return a text in lower case without marks and blanks, so that punctuation makes no difference."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def values_of(record: Record, dialect: str, *, exact: bool = False) -> Iterator[Value]:
    """Yield the values of a record's standard tags, control fields whole."""
    for field in record.fields:
        if field.tag not in _STANDARD_NINES[dialect] and _LOCAL[dialect].fullmatch(field.tag):
            continue
        if field.value:
            yield field.tag, "", normal(field.value)
        for code, text in field.subfields:
            if code not in ("689" if dialect == "marc21" else "68") and normal(text):
                yield field.tag, code, text if exact else normal(text)


def positions_of(record: Record) -> Iterator[Value]:
    """Yield the coded positions of MARC 21: of the leader what is not the carrier's own, of 006 to 008 every sign."""
    yield from (("LDR", f"{at:02}", record.leader[at : at + 1]) for at in (5, 6, 7, 8, 9, 17, 18, 19))
    for field in record.fields:
        if field.tag == "005":
            yield "005", "", field.value.strip()
        elif field.tag in _CODED:
            kind = field.value[:1] if field.tag != "008" else ""
            yield from ((field.tag, f"{kind}{at:02}", sign) for at, sign in enumerate(field.value))


def lost_of(
    record: Record, back: Record, dialect: str, *, exact: bool = False
) -> tuple[Counter[Value], Counter[Value]]:
    """Return all values of a record, and those that did not come back."""
    had = Counter(values_of(record, dialect, exact=exact))
    return had, had - Counter(values_of(back, dialect, exact=exact))


def is_obsolete(tag: str, dialect: str) -> bool:
    """Return whether a tag is one that the standard has given up."""
    return dialect == "marc21" and _OBSOLETE.fullmatch(tag) is not None


def there_and_back(
    records: Iterable[Record], crosswalk: Crosswalk, ways: dict[str, Backward], *, keys: bool = True
) -> Iterator[tuple[Record, Record]]:
    """Yield each record with what came of its graph alone, with pinyin where the record has it.

    Without `keys` the graph says nothing of fields as they stood.
    """
    for number, record in enumerate(records):
        lines = "".join(convert_nquads(crosswalk.convert(record, f"r{number}"), base="http://example.org/"))
        quads = list(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))
        for description in read_descriptions(quads if keys else without_keys(quads)):
            yield record, ways[_habit(record) if "A" in ways else ""].convert(description)


def without_keys(quads: Iterable[pyoxigraph.Quad]) -> list[pyoxigraph.Quad]:
    """Return quads without the fields kept as they stood; the keys of names and titles stay."""
    said = list(quads)
    about = {quad.object for quad in said if quad.predicate.value == BF + "adminMetadata"}
    return [
        quad
        for quad in said
        if quad.predicate.value != UNIMARC_KEY
        and not (quad.predicate.value == BFLC + "marcKey" and quad.subject in about)
    ]


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


@dataclass
class Tally:
    """How many values there were, by tag and subfield, how many are lost, and how many a record has of its own."""

    had: Counter[tuple[str, str]] = dataclass_field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = dataclass_field(default_factory=Counter)
    added: int = 0

    def add(self, had: Counter[Value], lost: Counter[Value], added: int = 0) -> None:
        """Count the values of one record."""
        for values, counter in ((had, self.had), (lost, self.lost)):
            for (tag, code, _), count in values.items():
                counter[tag, code] += count
        self.added += added

    def share(self, left_out: Callable[[str], bool] = lambda _tag: False) -> tuple[int, int, float]:
        """Return how many values there were, how many came back, and the share, less the tags that are left out."""
        total = sum(count for (tag, _), count in self.had.items() if not left_out(tag))
        missing = sum(count for (tag, _), count in self.lost.items() if not left_out(tag))
        return total, total - missing, 1 - missing / max(total, 1)


def main() -> None:
    """Print the share of values that came back, and for the tags what was lost most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format", choices=("marc21", "unimarc", "cnmarc", "cmarc"))
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--profile", default="lc", choices=("lc", "lean"))
    parser.add_argument("--exact", action="store_true", help="count a text as back only with its marks and capitals")
    parser.add_argument("--control", action="store_true", help="count leader and control fields as well, on their own")
    parser.add_argument(
        "--no-keys", action="store_true", help="do not read the fields that a graph keeps as they stood"
    )
    parser.add_argument("--show", default="", help="print lost values of this tag, or of `all`")
    parser.add_argument("--most", type=int, default=40)
    asked = parser.parse_args()
    crosswalk = Crosswalk.load(MAPPINGS, asked.format, profile=asked.profile)
    back = {"": Backward.load(MAPPINGS, asked.format)}
    if asked.format == "cnmarc":
        back["A"] = Backward.load(MAPPINGS, asked.format, pinyin="A")
    data, control = Tally(), Tally()
    for record, made in there_and_back(read_all(asked.paths, asked.format), crosswalk, back, keys=not asked.no_keys):
        had, lost = (_data(one) for one in lost_of(record, made, asked.format, exact=asked.exact))
        extra = _data(Counter(values_of(made, asked.format, exact=asked.exact))) - had
        data.add(had, lost, extra.total())
        if asked.format == "marc21":
            coded = Counter(positions_of(record))
            control.add(coded, coded - Counter(positions_of(made)))
        if asked.show:
            _show(record, made, lost, asked)
    _print(asked, data, control if asked.control else None)


def _data(values: Counter[Value]) -> Counter[Value]:
    """Return the values of data fields alone."""
    return Counter({value: count for value, count in values.items() if value[0] >= "010"})


def _show(record: Record, made: Record, lost: Counter[Value], asked: argparse.Namespace) -> None:
    for tag, code, text in lost:
        if asked.show == "all" or (tag == asked.show[:3] and code == (asked.show[3:] or code)):
            have = [one for one in values_of(made, asked.format, exact=asked.exact) if one[0] == tag]
            print(record.file, tag, code, text, "| has:", *(f"${code}{text[:40]}" for _, code, text in have))


def _print(asked: argparse.Namespace, data: Tally, control: Tally | None) -> None:
    total, kept, share = data.share()
    print(f"{asked.format} {asked.profile}: {total} values, {kept} came back: {share:.4f}")
    total, kept, share = data.share(lambda tag: is_obsolete(tag, asked.format))
    print(f"  without obsolete tags: {total} values, {kept} came back: {share:.4f}")
    print(f"  values that the source had not: {data.added}")
    _print_lost(data, asked.most)
    if control is not None:
        total, kept, share = control.share()
        print(f"coded positions: {total}, {kept} came back: {share:.4f}")
        for tag in sorted({tag for tag, _ in control.had}):
            total, kept, share = control.share(lambda one, tag=tag: one != tag)  # type: ignore[misc]
            print(f"  {tag}: {total}, {kept} came back: {share:.4f}")
        _print_lost(control, asked.most)


def _print_lost(tally: Tally, most: int) -> None:
    for (tag, code), count in tally.lost.most_common(most):
        print(f"  {tag} ${code}: {count} of {tally.had[tag, code]} lost")


if __name__ == "__main__":
    main()
