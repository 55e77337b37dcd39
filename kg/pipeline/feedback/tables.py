"""The tables of what the catalogue found about a member's records, each a stream of lines of tab-separated values."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from kg.catalogue import Catalogue
from kg.catalogue.oversight import ProblemFilter
from kg.citations import guarded
from kg.errors import CatalogueError
from kg.matching import evidence
from kg.overlap import STATEMENTS
from kg.pipeline.coverage import Tallies, stored_records
from kg.pipeline.feedback.titles import title_of

__all__ = ["TABLES", "Table", "Wish", "table_lines"]

_LOADS = 5
_EACH_PAIR = 6
_SIGNS = str.maketrans(dict.fromkeys("\t\r\n\v\f\x85\u2028\u2029", " "))
_JOINED = {"": "alone", "rules": "without asking", "person": "by a person"}
_DIALECTS = frozenset({"marc21", "unimarc", "cnmarc"})


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose tables, of which catalogue: its public address, and its rules."""

    catalogue: Catalogue
    member: str
    base_url: str
    mappings: Path
    profile: str = "lean"


_Rows = Iterator[tuple[object, ...]]


class Table(NamedTuple):
    """A table: the names of its columns, and what makes its rows."""

    columns: tuple[str, ...]
    rows: Callable[[Wish], _Rows]


def table_lines(name: str, wish: Wish) -> Iterator[str]:
    """Yield the lines of the table of `TABLES` with this name, its head first."""
    table = TABLES[name]
    yield _line(table.columns)
    yield from map(_line, table.rows(wish))


def _line(cells: Iterable[object]) -> str:
    return "\t".join(str(cell).translate(_SIGNS) for cell in cells) + "\n"


def _editions(wish: Wish) -> _Rows:
    for own in wish.catalogue.edition_table.own(wish.member):
        uris = (f"{wish.base_url}/instance/{own.instance}", f"{wish.base_url}/work/{own.work}")
        yield wish.member, own.local_id, *uris, own.holders, _JOINED[own.joined]


def _duplicates(wish: Wish) -> _Rows:
    catalogue = wish.catalogue
    for instance, numbers in catalogue.edition_table.duplicates(wish.member):
        few = len(numbers) <= _EACH_PAIR
        pairs = list(combinations(numbers, 2)) if few else [(numbers[0], other) for other in numbers[1:]]
        for one, other in pairs:
            yield f"{wish.base_url}/instance/{instance}", len(numbers), "one edition", *_pair(catalogue, one, other)
    for one, other in catalogue.edition_table.doubtful(wish.member):
        uri = f"{wish.base_url}/instance/{catalogue.record_table.head_of(one).instance}"
        yield uri, 1, "perhaps one edition", *_pair(catalogue, one, other)


def _pair(catalogue: Catalogue, one: int, other: int) -> tuple[str, ...]:
    """Return two records' ids, titles, and how alike they are."""
    records = [catalogue.record_table.get_number(n) for n in (one, other)]
    ids, titles = ([stored.local_id for stored in records], [guarded(title_of(stored)) for stored in records])
    return (*ids, *titles, *_reasons(catalogue, one, other))


def _reasons(catalogue: Catalogue, one: int, other: int) -> tuple[str, str]:
    """Return the score of two records and what it is made of, as it was when they met, else as it is found now."""
    verdict = catalogue.match_table.judged("instance", one).get(other, "")
    said = ["a person said so"] if verdict == "same" else []
    for a, b, score, text, _ in catalogue.match_table.edges(one):
        found: object = json.loads(text) if {a, b} == {one, other} else {}
        if isinstance(found, dict) and found:
            return f"{score:.1f}", "; ".join([*said, *map(_bits, found.items())])
    for entry in evidence(catalogue, [(one, other)]):
        found_now = [*map(_bits, entry.features.items()), *(f"against it: {veto}" for veto in entry.vetoes)]
        return f"{entry.score:.1f}", "; ".join([*said, *found_now])
    return "", "; ".join(said)


def _bits(pair: tuple[str, object]) -> str:
    name, bits = pair
    return f"{name} {bits:+g}" if isinstance(bits, int | float) else f"{name} {bits}"


def _unmapped(wish: Wish) -> _Rows:
    tallies = Tallies(wish.mappings, wish.profile)
    for record in stored_records(wish.catalogue, wish.member):
        try:
            tallies.count(record)
        except CatalogueError:
            # Records of a format without rules, or with rules that are being changed: they say so where they are run.
            continue
    for name, tally in sorted(tallies.by_format.items()):
        for place, times in tally.unmapped.most_common():
            yield name, place, times, guarded(" | ".join(tally.examples[place]))


def _described_better(wish: Wish) -> _Rows:
    for wanting in wish.catalogue.edition_table.wanting(wish.member):
        uri = f"{wish.base_url}/instance/{wanting.instance}"
        download = f"{uri}.{wanting.format}" if wanting.format in _DIALECTS else f"{uri}.mrc"
        numbers = (wanting.numbers.get(kind, 0) for kind in STATEMENTS)
        yield wanting.local_id, uri, *numbers, download


def _last_copies(wish: Wish) -> _Rows:
    for own in wish.catalogue.edition_table.alone(wish.member):
        title = guarded(title_of(wish.catalogue.record_table.get_number(own.n)))
        uris = (f"{wish.base_url}/instance/{own.instance}", f"{wish.base_url}/work/{own.work}")
        yield own.local_id, *uris, title, "no" if own.restricted else "yes"


def _problems(wish: Wish) -> _Rows:
    for load in wish.catalogue.loads(wish.member)[:_LOADS]:
        for line in wish.catalogue.oversight.every_problem(ProblemFilter(load=load.id)):
            place = (line.file, line.offset, line.number, line.local_id)
            yield line.load, line.severity, line.reason, guarded(line.message), *place


TABLES: Mapping[str, Table] = {
    "editions": Table(("member", "local id", "edition", "work", "members with the edition", "joined"), _editions),
    "duplicates": Table(
        (
            "edition",
            "own records",
            "state",
            "local id",
            "other local id",
            "title",
            "other title",
            "score in bits",
            "reasons",
        ),
        _duplicates,
    ),
    "described-better": Table(("local id", "edition", *STATEMENTS, "download"), _described_better),
    "last-copies": Table(("local id", "edition", "work", "title", "may be passed on"), _last_copies),
    "unmapped": Table(("format", "field", "times", "examples"), _unmapped),
    "problems": Table(
        ("load", "severity", "reason", "message", "file", "offset", "record", "local id"),
        _problems,
    ),
}
"""The tables by their names, which are those of their files without `.tsv`."""
