"""What members hold together, asked of a catalogue: kept at publication, checked, made anew."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kg.catalogue import Group, Membership
from kg.pipeline.overlap import last_copy_lines, overlap_of, widely_held_lines
from kg.pipeline.rebuild import rebuild
from kg.pipeline.rights import decide_pending


@pytest.fixture
def full(shelf: Any, record: Callable[..., bytes]) -> Any:
    """Return a catalogue in which A and B have one edition together; A has it twice."""
    both = ("红楼梦", "曹雪芹", "9787020002207")
    shelf.load("A", record("1", *both), record("2", *both), record("3", "围城"))
    shelf.load("B", record("1", *both, subject="章回小说"), record("2", "边城"))
    shelf.publish()
    return shelf


def test_two_records_of_a_member_are_one_copy(full: Any) -> None:
    """Editions are counted, not records."""
    found = overlap_of(full.catalogue)
    assert (found.editions, dict(found.held), found.together("A", "B")) == (3, {"A": 2, "B": 2}, 1)
    by_decade = overlap_of(full.catalogue, kind="decade", only="1980")
    assert (by_decade.editions, by_decade.together("A", "B")) == (3, 1)
    assert [row.code for row in overlap_of(full.catalogue, kind="language").classes] == ["chi"]


def test_a_group_is_compared_as_if_there_were_no_others(full: Any) -> None:
    """What the group's one member has is all its own."""
    full.catalogue.add_group(Group("g", "组"))
    full.catalogue.add_membership(Membership("g", "A"))
    assert dict(overlap_of(full.catalogue, group="g").alone) == {"A": 2}
    lines = [line.split("\t")[1] for line in last_copy_lines(full.catalogue, "A", "http://c.example", group="g")]
    assert lines == ["local id", "1", "2", "3"]


def test_last_copies_and_widely_held_editions(full: Any) -> None:
    """The one list has what a member alone holds, the other what several do."""
    alone = [line.rstrip("\n").split("\t") for line in last_copy_lines(full.catalogue, "A", "http://c.example")]
    assert [(row[1], row[4]) for row in alone[1:]] == [("3", "围城")]
    (_, row) = widely_held_lines(full.catalogue, 1980, 2, 10, "http://c.example")
    assert row.split("\t")[2:] == ["1982", "2", "A B\n"]
    assert len(list(widely_held_lines(full.catalogue, 1983, 2, 10, "http://c.example"))) == 1


def test_what_is_gone_is_counted_no_longer(full: Any, record: Callable[..., bytes]) -> None:
    """A deletion takes an edition's row away and what its records lacked."""
    full.load("B", record("2", "边城"), replace_all=True)
    full.publish()
    assert overlap_of(full.catalogue, kind="decade").together("A", "B") == 0
    assert full.catalogue.edition_table.lacking("A") == {}
    full.load("A", record("1", "红楼梦", "曹雪芹", "9787020002207"), replace_all=True)
    full.publish()
    assert not full.catalogue.edition_table.stray(10)
    assert full.check(strict=True).clean


@pytest.mark.parametrize("change", ["UPDATE edition SET year = 1900", "DELETE FROM lack"])
def test_check_finds_what_does_not_fit_and_rebuilding_mends_it(full: Any, change: str) -> None:
    """These rows are made from the records, and nothing else may be in them."""
    assert full.check(strict=True).clean
    full.catalogue.database.write(change)
    faults = full.check().differences
    assert {fault.kind for fault in faults} == {"counted edition"}
    rebuild(full.catalogue, full.site, "index")
    assert full.check(strict=True).clean


def test_what_may_not_be_passed_on_is_counted_but_in_no_list(full: Any) -> None:
    """Nor does anybody learn from it what their record lacks."""
    before = overlap_of(full.catalogue).together("A", "B")
    assert full.catalogue.edition_table.lacking("A") == {"subjects": (2, 2)}
    full.catalogue.change_member(replace(full.catalogue.member("B"), redistribute="no"))
    decide_pending(full.catalogue, "yes", "test")
    full.publish()
    assert overlap_of(full.catalogue).together("A", "B") == before
    assert full.catalogue.edition_table.lacking("A") == {}
    (_, row) = widely_held_lines(full.catalogue, 1980, 2, 10, "http://c.example")
    assert row.split("\t")[3:] == ["2", "A\n"]
    assert len(list(last_copy_lines(full.catalogue, "B", "http://c.example", shared=True))) == 1
    assert len(list(last_copy_lines(full.catalogue, "B", "http://c.example"))) == 2
