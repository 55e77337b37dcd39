"""Merge, split and judgements."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.catalogue import Thing
from kg.errors import ConflictError, NotFoundError, UsageError
from kg.matching import judge, merge, row_from_json, split
from kg.matching import replace as replace_record

BOOK = {"author": "曹雪芹", "pages": "1606页", "year": "1982"}
OTHER = {"author": "曹雪芹", "pages": "300页", "year": "1990", "publisher": "中华书局"}


@pytest.fixture
def state(desk: Any) -> Callable[[str], tuple[str, str]]:
    """Return state and target of a cluster."""

    def look(id_: str) -> tuple[str, str]:
        found = desk.catalogue.cluster(id_)
        return found.state, found.to

    return look


def test_a_merge_keeps_the_older_id(desk: Any, state: Any) -> None:
    """In whatever order they are named, the older stays and the other redirects."""
    one, two = desk.instance(desk.put(**BOOK)), desk.instance(desk.put(**OTHER))
    assert merge(desk.catalogue, "instance", two, one, "cataloguer") == one
    assert state(two) == ("redirect", one)
    assert [record.local_id for record in desk.catalogue.records_of(one)] == ["1", "2"]


def test_a_merge_is_one_event_with_all_it_touched(desk: Any) -> None:
    """Views replay it from the event."""
    one, two = desk.put(**BOOK), desk.put(**OTHER)
    before = desk.catalogue.last_event()
    first, second, work = desk.instance(one), desk.instance(two), desk.work(one)
    merge(desk.catalogue, "instance", first, second, "cataloguer")
    assert desk.catalogue.last_event() == before + 1
    things = {thing for _, thing in desk.catalogue.stale(before, 10)}
    assert things == {Thing("instance", first), Thing("instance", second), Thing("work", work)}


def test_merging_instances_of_two_works_takes_an_empty_work_along(desk: Any, state: Any) -> None:
    """A work without an edition is none."""
    one, two = desk.put("红楼梦", **BOOK), desk.put("石头记", author="脂砚斋")
    works = desk.work(one), desk.work(two)
    merge(desk.catalogue, "instance", desk.instance(one), desk.instance(two), "cataloguer")
    assert state(works[1]) == ("redirect", works[0])


def test_merging_works_brings_their_editions_together(desk: Any, state: Any) -> None:
    """The editions stay what they are."""
    one, two = desk.put("红楼梦", **BOOK), desk.put("石头记", author="脂砚斋")
    works = desk.work(one), desk.work(two)
    merge(desk.catalogue, "work", works[1], works[0], "cataloguer")
    assert desk.catalogue.instances_of(works[0]) == [desk.instance(one), desk.instance(two)]
    assert state(works[1]) == ("redirect", works[0])


def test_names_within_merged_works_become_one(desk: Any) -> None:
    """An unqualified heading of both works is one name, and redirects."""
    works = [desk.work(desk.put("红楼梦", **BOOK)), desk.work(desk.put("石头记", author="脂砚斋"))]
    ids = []
    for work in works:
        ids.append(desk.catalogue.resolve("agent", heading="高鹗", iri="", qualified=False, work=work))
        desk.catalogue.set_mentions(work, {ids[-1]: "[]"})
    merge(desk.catalogue, "work", works[0], works[1], "cataloguer")
    assert [desk.catalogue.entity(id_).state for id_ in ids] == ["live", "redirect"]
    assert desk.catalogue.resolve("agent", heading="高鹗", iri="", qualified=False, work=works[0]) == ids[0]


def test_merging_agents_makes_their_works_stale(desk: Any) -> None:
    """The one with an authority's URI stays, and what named the other is written anew."""
    edition = desk.instance(desk.put(**BOOK))
    work = desk.catalogue.cluster(edition).work
    bare = desk.catalogue.resolve("agent", heading="曹霑, 1715-1763", iri="", qualified=True, work="")
    known = desk.catalogue.resolve("agent", heading="曹雪芹", iri="http://viaf.org/1", qualified=True, work="")
    desk.catalogue.set_mentions(work, {bare: "[]", known: "[]"})
    before = desk.catalogue.last_event()
    assert merge(desk.catalogue, "agent", bare, known, "cataloguer") == known
    things = {thing for _, thing in desk.catalogue.stale(before, 10)}
    assert things == {Thing("agent", bare), Thing("agent", known), Thing("work", work), Thing("instance", edition)}


def test_a_split_leaves_the_id_with_the_larger_part(desk: Any) -> None:
    """Minimum movement: two of three stay, whichever were named."""
    records = [desk.put(**BOOK) for _ in range(3)]
    old = desk.instance(records[0])
    new = split(desk.catalogue, "instance", old, ["NJU/1", "NJU/2"], "cataloguer")
    assert [desk.instance(record) for record in records] == [old, old, new]


def test_a_split_work_takes_its_editions_along(desk: Any) -> None:
    """The editions that leave belong to the new work."""
    one, two = desk.put(**BOOK), desk.put(**OTHER)
    new = split(desk.catalogue, "work", desk.work(one), [desk.instance(two)], "cataloguer")
    assert desk.work(two) == new != desk.work(one)


def test_what_was_split_does_not_join_again(desk: Any) -> None:
    """A judgement outlives the record's next version."""
    one, two = desk.put(**BOOK), desk.put(**BOOK)
    new = split(desk.catalogue, "instance", desk.instance(one), [f"NJU/{two}"], "cataloguer")
    head = desk.catalogue.record_table.head("NJU", two)
    row = row_from_json(desk.catalogue.match_table.row(head.n))
    desk.catalogue.match_table.drop(head.n)
    assert replace_record(desk.catalogue, head, row, desk.load).instance == new


def test_a_later_merge_takes_back_a_split(desk: Any) -> None:
    """The last word counts."""
    one, two = desk.put(**BOOK), desk.put(**BOOK)
    new = split(desk.catalogue, "instance", desk.instance(one), [f"NJU/{two}"], "cataloguer")
    merge(desk.catalogue, "instance", desk.instance(one), new, "cataloguer")
    assert set(desk.catalogue.match_table.judged("instance", 1).values()) == {"same"}


def test_judging_two_records_acts_on_them(desk: Any) -> None:
    """Different parts them, same brings them together."""
    one, two = ("NJU", desk.put(**BOOK)), ("NJU", desk.put(**BOOK))
    judge(desk.catalogue, one, two, "different", "cataloguer")
    assert desk.instance(one[1]) != desk.instance(two[1])
    judge(desk.catalogue, one, two, "same", "cataloguer")
    assert desk.instance(one[1]) == desk.instance(two[1])


def test_what_makes_no_sense_is_refused(desk: Any) -> None:
    """Each refusal says what to do."""
    one, two = desk.instance(desk.put(**BOOK)), desk.instance(desk.put(**OTHER))
    work = desk.catalogue.cluster(one).work
    merge(desk.catalogue, "instance", one, two, "cataloguer")
    cases: list[tuple[type[Exception], Callable[[], object]]] = [
        (ConflictError, lambda: merge(desk.catalogue, "instance", one, two, "x")),
        (ConflictError, lambda: merge(desk.catalogue, "instance", one, one, "x")),
        (ConflictError, lambda: merge(desk.catalogue, "instance", one, work, "x")),
        (NotFoundError, lambda: merge(desk.catalogue, "instance", one, "00000000", "x")),
        (UsageError, lambda: merge(desk.catalogue, "item", one, two, "x")),
        (ConflictError, lambda: split(desk.catalogue, "instance", one, ["NJU/1", "NJU/2"], "x")),
        (NotFoundError, lambda: split(desk.catalogue, "instance", one, ["NJU/9"], "x")),
        (UsageError, lambda: split(desk.catalogue, "instance", one, ["1"], "x")),
    ]
    for error, call in cases:
        with pytest.raises(error):
            call()


def test_whom_a_verdict_parts_takes_along_who_is_more_like(desk: Any) -> None:
    """Of an edition of four the two with the same pages go together; the rest keeps the id."""
    records = [desk.put(**{**BOOK, "pages": pages}) for pages in ("1606页", "1606页", "1603页", "1603页")]
    assert len({desk.instance(record) for record in records}) == 1
    judge(desk.catalogue, ("NJU", records[0]), ("NJU", records[3]), "different", "cataloguer")
    homes = [desk.instance(record) for record in records]
    assert homes[0] == homes[1] != homes[2] == homes[3]


def test_a_word_on_a_record_that_has_gone_still_binds(desk: Any) -> None:
    """Said to be the same as one that was deleted since, a record stays in that edition though it contradicts."""
    one, two = ("NJU", desk.put(**BOOK)), ("NJU", desk.put("石头记", **{**OTHER, "author": "脂砚斋"}))
    third = desk.put(**BOOK)
    judge(desk.catalogue, one, two, "same", "cataloguer")
    desk.catalogue.match_table.drop(1)
    desk.catalogue.record_table.keep(1, desk.load)
    desk.catalogue.record_table.delete(1, load=desk.load)
    head = desk.catalogue.record_table.head(*two)
    row = row_from_json(desk.catalogue.match_table.row(head.n))
    desk.catalogue.match_table.drop(head.n)
    assert replace_record(desk.catalogue, head, row, desk.load).instance == desk.instance(third)
