"""How much of members' stored records the rules map: counted from the database, by format, and kept for the portal."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.catalogue import Catalogue, SeparateRecord, StoredRecord
from kg.crosswalk.coverage import LEFT_OUT, MAPPED, NO_RULE, Coverage, Tally
from kg.crosswalk.separate import rules_for
from kg.errors import CatalogueError, UsageError
from kg.pipeline.site import Site
from kg.records import Record, read_stored

__all__ = ["MOST_COUNTED", "MemberCoverage", "Tallies", "keep_coverage", "kept_coverage", "stored_records"]

MOST_COUNTED = 1000
"""Of a member with more records so many are counted for the portal, from all parts of its stock."""
_PAGE = 500
_SAMPLES = 20
_PLACES = 30
_FILE = "coverage.json"


@dataclass(slots=True)
class Tallies:
    """A tally for each format and kind (`marc21`, `marc21-authority`); its rules are compiled when it first comes."""

    mappings: Path
    profile: str = "lean"
    by_format: dict[str, Tally] = field(default_factory=dict)
    coverages: dict[str, Coverage] = field(default_factory=dict)

    def count(self, record: Record) -> None:
        """Count one record; raise MappingError when the rules of its format are bad."""
        name = rules_for(record)
        if name not in self.coverages:
            self.coverages[name] = Coverage.load(self.mappings, name, profile=self.profile)
        if name not in self.by_format:
            self.by_format[name] = Tally()
        self.coverages[name].count(record, self.by_format[name])


@dataclass(frozen=True, slots=True)
class MemberCoverage:
    """What was counted of a member's records in one format: subfields by what became of them, places without a rule.

    `counted` of the member's `records` (in all formats) were looked at.
    """

    member: str
    format: str
    records: int
    counted: int
    mapped: int
    left_out: int
    without_rule: int
    places: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Return the share of the subfields that are mapped, those left out on purpose not counted; 1 for none."""
        total = self.mapped + self.without_rule
        return self.mapped / total if total else 1.0


def stored_records(catalogue: Catalogue, member: str) -> Iterator[Record]:
    """Yield a member's live records of all kinds; one that cannot be read any more is passed over."""
    yield from _read(catalogue.separate_table.all(member))
    after = 0
    while page := catalogue.record_table.page(member, after, _PAGE):
        yield from _read(page)
        after = page[-1].n


def keep_coverage(catalogue: Catalogue, site: Site, *, seconds: float = 20.0) -> int:
    """Count the members whose records or rules changed since they were counted, and return how many were.

    It stops after so many seconds; the next call goes on. The figures stand in the catalogue's folder for the portal.
    """
    path = site.directory / _FILE
    kept = _read_kept(path)
    now = [site.rules, catalogue.last_event()]
    if kept.get("at") == now:
        return 0
    end = time.monotonic() + seconds
    tallies = Tallies(site.mappings, site.profile)
    before = kept.get("members", {})
    members: dict[str, Any] = {}
    done = 0
    late = False
    for member in catalogue.members():
        mark = [site.rules, *(f"{load.id} {load.state} {load.event}" for load in catalogue.loads(member.code))]
        old = before.get(member.code)
        if old is not None and old["mark"] == mark:
            members[member.code] = old
        elif time.monotonic() > end:
            late = True
            members |= {member.code: old} if old is not None else {}
        else:
            members[member.code] = {"mark": mark, **_count_member(catalogue, member.code, tallies)}
            done += 1
    _write(path, {"at": None if late else now, "members": members})
    return done


def kept_coverage(directory: Path) -> tuple[MemberCoverage, ...]:
    """Return the figures kept in a catalogue's folder, none before they were first counted."""
    return tuple(
        MemberCoverage(
            member,
            name,
            found["records"],
            counted["counted"],
            counted[MAPPED],
            counted[LEFT_OUT],
            counted[NO_RULE],
            tuple((place, times) for place, times in counted["places"]),
        )
        for member, found in _read_kept(directory / _FILE).get("members", {}).items()
        for name, counted in found["formats"].items()
    )


def _count_member(catalogue: Catalogue, member: str, tallies: Tallies) -> dict[str, Any]:
    tallies.by_format.clear()
    records, found = _sample(catalogue, member)
    for record in found:
        try:
            tallies.count(record)
        except CatalogueError:
            # Records of a format without rules, or with rules that are being changed: they say so where they are run.
            continue
    return {
        "records": records,
        "formats": {
            name: {
                "counted": tally.records,
                **{state: tally.subfields[state] for state in (MAPPED, LEFT_OUT, NO_RULE)},
                "places": Counter(tally.unmapped).most_common(_PLACES),
            }
            for name, tally in sorted(tallies.by_format.items())
        },
    }


def _sample(catalogue: Catalogue, member: str) -> tuple[int, Iterator[Record]]:
    """Return how many live records a member has, and all of them or some of every part."""
    records, least, greatest = catalogue.record_table.span(member)
    separate = catalogue.separate_table.count_live(member)
    if records + separate <= MOST_COUNTED:
        return records + separate, stored_records(catalogue, member)

    def parts() -> Iterator[Record]:
        yield from _read(catalogue.separate_table.page(member, 0, MOST_COUNTED))
        after = least - 1
        for part in range(_SAMPLES):
            after = max(after, least - 1 + (greatest - least) * part // _SAMPLES)
            page = catalogue.record_table.page(member, after, MOST_COUNTED // _SAMPLES)
            yield from _read(page)
            after = page[-1].n if page else after

    return records + separate, parts()


def _read(page: Iterable[StoredRecord | SeparateRecord]) -> Iterator[Record]:
    for stored in page:
        try:
            yield read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
        except UsageError:
            continue


def _read_kept(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found


def _write(path: Path, kept: dict[str, Any]) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
