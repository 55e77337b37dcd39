"""What is counted of members' records after publishing, for the pages of rules."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.pipeline.coverage import MOST_COUNTED, keep_coverage, kept_coverage


def test_members_are_counted_once_until_something_changes(shelf: Any, record: Callable[..., bytes]) -> None:
    """A second call does nothing; a load has its member counted again."""
    shelf.load("A", record("1", "红楼梦"))
    assert keep_coverage(shelf.catalogue, shelf.site) >= 1
    assert keep_coverage(shelf.catalogue, shelf.site) == 0
    (one,) = kept_coverage(shelf.site.directory)
    assert (one.member, one.format, one.records, one.counted) == ("A", "marc21", 1, 1)
    assert 0 < one.share <= 1
    shelf.load("A", record("2", "西游记"))
    assert keep_coverage(shelf.catalogue, shelf.site) == 1
    assert kept_coverage(shelf.site.directory)[0].counted == 2


def test_what_there_is_no_time_for_is_counted_the_next_time(shelf: Any, record: Callable[..., bytes]) -> None:
    """Publishing never waits long for figures."""
    shelf.load("A", record("1", "红楼梦"))
    assert keep_coverage(shelf.catalogue, shelf.site, seconds=-1) == 0
    assert kept_coverage(shelf.site.directory) == ()
    assert keep_coverage(shelf.catalogue, shelf.site) >= 1


@pytest.mark.parametrize("more", [0, 7])
def test_of_a_large_member_a_part_is_counted(shelf: Any, record: Callable[..., bytes], more: int) -> None:
    """From all parts of its stock, and it is said how many of how many."""
    number = MOST_COUNTED + more
    shelf.load("A", *(record(str(n), f"Title {n}") for n in range(number)))
    keep_coverage(shelf.catalogue, shelf.site)
    (one,) = kept_coverage(shelf.site.directory)
    assert one.records == number
    assert MOST_COUNTED * 0.9 < one.counted <= MOST_COUNTED


def test_no_figures_before_the_first_count(shelf: Any) -> None:
    """The portal shows none."""
    assert kept_coverage(shelf.site.directory) == ()
