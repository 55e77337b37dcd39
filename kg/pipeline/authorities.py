"""Authority and holdings records that were loaded, changed or deleted, made ready to be found, and what that touches.

The publisher does it before it composes anything. Of a holdings record the numbers are noted that it belongs to; of an
authority its names and URIs. Works that have one of these, and only those, are looked at again.
"""

from collections.abc import Iterable

from kg.authorities import AuthorityRow, authority_row, form_key, row_from_json, row_to_json
from kg.catalogue import Catalogue, Entity, SeparateRecord, Sought, Thing
from kg.crosswalk.separate import Crosswalks
from kg.description import AuthorityDescription, HoldingsDescription
from kg.description.separate import AnyDescription
from kg.errors import RECORD_ERRORS, UsageError
from kg.matching import things_of
from kg.pipeline.rights import rights_in_force
from kg.pipeline.site import Site
from kg.records import read_stored

__all__ = ["entity_of_group", "group_of", "iri_key", "make_pending", "name_of_group", "rows_of_entity", "successor"]

_BATCH = 200
_MOST_IN_GROUP = 50


def make_pending(catalogue: Catalogue, site: Site, who: str = "publisher") -> int:
    """Make ready what waits for it, in short transactions, each with its event, and return how many records it was."""
    table, done = catalogue.separate_table, 0
    if table.rules() != site.rules:
        with catalogue.transaction():
            table.set_pending()
            table.set_rules(site.rules)
    if not table.is_pending():
        return 0
    crosswalks = Crosswalks(site.mappings, "lean")
    while batch := table.pending(_BATCH):
        read = [(record, _described(crosswalks, record)) for record in batch]
        with catalogue.transaction():
            stale = {thing for record, made in read for thing in _make(catalogue, record, made)}
            if stale:
                catalogue.event_log.append(stale, "authority", who, {"records": len(batch)})
        done += len(batch)
    return done


def _described(crosswalks: Crosswalks, record: SeparateRecord) -> AnyDescription | None:
    """Return what the rules make of a record, None of one that is deleted or cannot be read."""
    if record.state != "live":
        return None
    try:
        read = read_stored(record.raw, carrier=record.carrier, format=record.format, encoding=record.encoding)
        return crosswalks.convert(read, record.local_id)
    except RECORD_ERRORS:
        return None


def _make(catalogue: Catalogue, record: SeparateRecord, made: AnyDescription | None) -> set[Thing]:
    """Note what a record is found by, and return what is stale by it."""
    is_restricted = record.state == "live" and _is_restricted(catalogue, record)
    catalogue.separate_table.set_done(record.n, restricted=is_restricted)
    if record.kind == "holdings":
        before = _held(catalogue, record.n)
        numbers = made.held if isinstance(made, HoldingsDescription) else ()
        catalogue.separate_table.set_held(record.n, record.member, (number.strip() for number in numbers))
        return before | _held(catalogue, record.n)
    # What may not be passed on takes no part: a link would tell of it.
    row = authority_row(made) if isinstance(made, AuthorityDescription) and not is_restricted else None
    return _put(catalogue, record.n, row)


def _is_restricted(catalogue: Catalogue, record: SeparateRecord) -> bool:
    rights = rights_in_force(catalogue, catalogue.member(record.member))
    if rights.for_all is not None:
        return rights.for_all.restricted
    try:
        read = read_stored(record.raw, carrier=record.carrier, format=record.format, encoding=record.encoding)
    except UsageError:
        return rights.for_unreadable.restricted
    return rights.decide(read).restricted


def _held(catalogue: Catalogue, holdings: int) -> set[Thing]:
    records = catalogue.separate_table.held_by(holdings)
    instances = {catalogue.record_table.head_of(number).instance for number in records}
    return {thing for instance in instances for thing in things_of(catalogue, instance)}


def _put(catalogue: Catalogue, record: int, row: AuthorityRow | None) -> set[Thing]:
    table = catalogue.authority_table
    text = row_to_json(row) if row is not None else ""
    if table.row(record) == text:
        return set()
    before = _around(catalogue, record)
    if row is None:
        table.remove(record)
    else:
        # Of subjects, near is not the same.
        iris = (row.iri, *row.same, *(row.close if row.kind == "agent" else ()))
        table.put(record, row.kind, row.iri, text, map(form_key, row.keys()), filter(None, iris))
    return before | _around(catalogue, record)


def _around(catalogue: Catalogue, record: int) -> set[Thing]:
    """Return the works that may name an authority's group, and its entity."""
    table = catalogue.authority_table
    group = group_of(catalogue, record)
    keys = {key for each in group for key in table.keys_of(each)}
    keys |= {iri_key(iri) for each in group for iri in table.iris_of(each)}
    found = set(table.works_with(sorted(keys)))
    entity = entity_of_group(catalogue, group) if group else None
    return found | ({Thing(entity.kind, entity.id)} if entity is not None else set())


def iri_key(iri: str) -> int:
    """Return the number by which works are found that name an authority's URI."""
    return form_key(f"iri|{iri}")


def group_of(catalogue: Catalogue, record: int) -> tuple[int, ...]:
    """Return the authority records of all files that mean the same as one, by the URIs that they share; () for none.

    Where that would join two records of one file, each stands alone.
    """
    table = catalogue.authority_table
    if not table.row(record):
        return ()
    found, waiting = {record}, [record]
    while waiting and len(found) <= _MOST_IN_GROUP:
        reached = {other for iri in table.iris_of(waiting.pop()) for other in table.by_iri(iri)} - found
        found |= reached
        waiting += sorted(reached)
    files = [iri.rpartition("/")[0] for iri in {table.own_name(each)[0] for each in found} if iri]
    return (record,) if len(files) != len(set(files)) else tuple(sorted(found))


def name_of_group(catalogue: Catalogue, group: Iterable[int]) -> tuple[str, str]:
    """Return the URI by which a group's entity is found, and its name among ours where it has no URI."""
    names = [catalogue.authority_table.own_name(record) for record in group]
    return min((iri for iri, _ in names if iri), default=""), min((own for _, own in names), default="")


def entity_of_group(catalogue: Catalogue, group: Iterable[int]) -> Entity | None:
    """Return the agent or subject that a group of authority records is about, None before a work names it."""
    numbers = tuple(group)
    if not numbers:
        return None
    iri, own = name_of_group(catalogue, numbers)
    kind = row_from_json(catalogue.authority_table.row(numbers[0])).kind
    id_ = catalogue.entity_table.find(Sought(kind, own, iri, True, ""))
    return catalogue.entity(id_) if id_ else None


def rows_of_entity(catalogue: Catalogue, entity: Entity) -> tuple[AuthorityRow, ...]:
    """Return what authority records say of an agent or a subject, in order of their first arrival."""
    table = catalogue.authority_table
    records = table.by_iri(entity.iri) if entity.iri else []
    if entity.heading.startswith("authority:"):
        number = table.named(entity.heading)
        records = [number] if number is not None else []
    group = {each for record in records for each in group_of(catalogue, record)}
    rows = (row_from_json(table.row(record)) for record in sorted(group))
    return tuple(row for row in rows if row.kind == entity.kind)


def successor(catalogue: Catalogue, entity: Entity) -> str:
    """Return the id of whom an agent or subject that is gone turned out to be, "" where that is not known.

    It is known by its URI, else by its heading where works have been linked by it.
    """
    table = catalogue.authority_table
    records = table.by_iri(entity.iri) if entity.iri else table.linked_by(entity.kind, entity.heading, entity.work)
    if not records:
        return ""
    found = entity_of_group(catalogue, group_of(catalogue, records[0]))
    is_other = found is not None and found.state == "live" and found.id != entity.id and found.kind == entity.kind
    return found.id if found is not None and is_other else ""
