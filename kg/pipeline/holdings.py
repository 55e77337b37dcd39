"""Holdings between records and the catalogue: kept with a record, found by edition, compared and made anew."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any, NamedTuple

from kg.catalogue import Catalogue
from kg.catalogue.holdings import HeldRow, HoldingRow, SpanRow
from kg.errors import UsageError
from kg.holdings import Holding, Pattern, Place, Point, Span, Terms, places_of, read_holdings
from kg.holdings.model import point_of
from kg.records import Record, read_stored

__all__ = ["Held", "held_of", "keep_holdings", "kept_otherwise", "places_for", "rebuild_holdings"]

_SMALL = 500
LEVELS = Point._fields[:7]


class Held(NamedTuple):
    """A holding with the library and the record that state it; a `restricted` one is in nothing that is passed on."""

    member: str
    local_id: str
    instance: str
    restricted: bool
    holding: Holding


def keep_holdings(catalogue: Catalogue, number: int, record: Record, *, separate: bool = False) -> None:
    """Keep what a stored record says of holdings, in the place of what was kept of it; `number` is the record's."""
    catalogue.holding_table.replace(number, [_row(one) for one in read_holdings(record)], separate=separate)


def held_of(catalogue: Catalogue, instance: str) -> list[Held]:
    """Return what all live records say that their libraries hold of an instance, by member and record."""
    return [_held(row) for row in catalogue.holding_table.of_instance(instance)]


def places_for(catalogue: Catalogue, instance: str, *, shared: bool = False) -> list[Place]:
    """Return what each library has of an instance and where, also on another carrier as another edition of the work.

    A library whose records say nothing of copies has one place without statements.
    `shared`: only what may be passed on.
    """
    stated = held_of(catalogue, instance)
    silent = {(one.member, one.local_id) for one in stated}
    for member, local_id, restricted in catalogue.holding_table.records_of(instance):
        if (member, local_id) not in silent:
            stated.append(Held(member, local_id, instance, restricted, Holding("")))
    carriers = {one.holding.carrier for one in stated}
    if any(span.first.year is not None or span.goes_on for one in stated for span in one.holding.spans):
        for other in _other_editions(catalogue, instance):
            of_other = held_of(catalogue, other)
            stated += [one for one in of_other if one.holding.spans and one.holding.carrier not in {*carriers, ""}]
    return places_of(
        (one.member, one.local_id, one.restricted, one.holding) for one in stated if not (shared and one.restricted)
    )


def _other_editions(catalogue: Catalogue, instance: str) -> list[str]:
    cluster = catalogue.cluster(instance)
    return [] if cluster is None else [one for one in catalogue.instances_of(cluster.work) if one != instance]


def rebuild_holdings(catalogue: Catalogue) -> int:
    """Make what is kept of holdings anew from the live records, and return how many records' was another."""
    changed = 0
    for separate in (False, True):
        batch: list[tuple[int, Record]] = []
        for number, record in _live(catalogue, separate=separate):
            if _is_kept(catalogue, number, record, separate=separate):
                continue
            changed += 1
            batch.append((number, record))
            if len(batch) >= _SMALL:
                _keep_all(catalogue, batch, separate=separate)
                batch = []
        _keep_all(catalogue, batch, separate=separate)
    return changed


def kept_otherwise(catalogue: Catalogue) -> Iterator[str]:
    """Yield `member/local id` of the live records of which something else is kept than they say."""
    for separate in (False, True):
        for number, record in _live(catalogue, separate=separate):
            if not _is_kept(catalogue, number, record, separate=separate):
                head = catalogue.separate_table.need(number) if separate else catalogue.record_table.head_of(number)
                yield f"{head.member}/{head.local_id}"


def _keep_all(catalogue: Catalogue, batch: list[tuple[int, Record]], *, separate: bool) -> None:
    with catalogue.transaction():
        for number, record in batch:
            keep_holdings(catalogue, number, record, separate=separate)


def _is_kept(catalogue: Catalogue, number: int, record: Record, *, separate: bool) -> bool:
    kept = catalogue.holding_table.of_record(number, separate=separate)
    return kept == [_row(one) for one in read_holdings(record)]


def _live(catalogue: Catalogue, *, separate: bool) -> Iterator[tuple[int, Record]]:
    for number in catalogue.holding_table.live_records(separate=separate):
        stored = catalogue.separate_table.need(number) if separate else catalogue.record_table.get_number(number)
        try:
            yield (
                number,
                read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding),
            )
        except UsageError:
            continue  # its carrier is not read any more: what was kept of it stays


def _row(holding: Holding) -> HoldingRow:
    return HoldingRow(
        holding.source,
        holding.statement,
        holding.failure,
        holding.location,
        holding.call_number,
        holding.carrier,
        holding.unit,
        holding.address,
        _packed(holding.terms) if holding.terms != Terms() else "",
        _packed(holding.pattern) if holding.pattern is not None else "",
        tuple(_span_row(span) for span in holding.spans),
    )


def _packed(value: Terms | Pattern) -> str:
    said = {key: one for key, one in asdict(value).items() if one}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _unpacked(text: str) -> dict[str, Any]:
    """Return the values of terms or of a pattern by name, as their classes have them; checked when they were packed."""
    said: dict[str, Any] = json.loads(text) if text else {}
    return {key: tuple(one) if isinstance(one, list) else one for key, one in said.items()}


def _span_row(span: Span) -> SpanRow:
    return SpanRow(
        span.status,
        span.certain,
        span.goes_on,
        span.from_before,
        span.unit,
        (span.first.series, span.last.series),
        span.first[:7],
        span.last[:7],
    )


def _held(row: HeldRow) -> Held:
    kept = row.holding
    terms, pattern = _unpacked(kept.terms), _unpacked(kept.pattern)
    return Held(
        row.member,
        row.local_id,
        row.instance,
        row.restricted,
        Holding(
            kept.source,
            kept.statement,
            tuple(_span(one) for one in kept.spans),
            kept.failure,
            kept.location,
            kept.call_number,
            kept.carrier,
            kept.unit,
            kept.address,
            Terms(**terms),
            Pattern(**pattern) if pattern else None,
        ),
    )


# Many libraries hold the same of a publication.
@lru_cache(maxsize=8192)
def _span(row: SpanRow) -> Span:
    first, last = row.series
    return Span(
        point_of(dict(zip(LEVELS, row.first, strict=True)), first),
        point_of(dict(zip(LEVELS, row.last, strict=True)), last),
        row.status,
        row.certain,
        row.goes_on,
        row.from_before,
        row.unit,
    )
