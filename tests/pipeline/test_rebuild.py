"""Views made anew: the same content, and readers never without one."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.pipeline.rebuild import rebuild
from kg.pipeline.views import Graphs, Views

Maker = Callable[..., bytes]


@pytest.fixture
def published(shelf: Any, record: Maker) -> Any:
    """Return a catalogue with published works."""
    shelf.load("A", *(record(str(number), f"第{number}回", "曹雪芹", subject="小说") for number in range(8)))
    shelf.publish()
    return shelf


@pytest.mark.parametrize("view", ["graph", "index"])
def test_what_is_made_anew_is_the_same(published: Any, view: str) -> None:
    """The database alone decides what is published."""
    before, number = published.dump(), published.generation().number
    report = rebuild(published.catalogue, published.site, view)
    assert report.rebuilt == (view,)
    assert published.dump() == before
    assert published.generation().number == number + 1
    assert published.check(strict=True).clean


def test_under_other_rules_both_views_are_made_anew(published: Any) -> None:
    """A graph by the new rules must not hide that the index is by the old ones."""
    site = replace(published.site, profile="lc")
    assert rebuild(published.catalogue, site, "graph").rebuilt == ("graph", "index")


def test_a_lost_folder_is_made_good(published: Any) -> None:
    """A view is never the only place of anything."""
    before = published.dump()
    for path in sorted(published.site.graph.rglob("*"), reverse=True):
        path.unlink()
    rebuild(published.catalogue, published.site, "graph")
    assert published.dump() == before


def test_readers_keep_the_old_generation_until_the_switch(published: Any) -> None:
    """While a view is made, the current generation stands."""
    held = published.view()
    rebuild(published.catalogue, published.site, "graph")
    assert list(held.graphs())


def test_a_switch_that_was_killed_half_way_is_taken_back(published: Any, record: Maker) -> None:
    """The live view had been moved away and the new one not yet put there."""
    directory: Path = published.site.directory
    published.site.graph.rename(directory / "graph.old.tmp")
    (directory / "graph.new.tmp").mkdir()
    published.load("A", record("new", "新书"))
    published.publish()
    assert published.check(strict=True).clean
    assert not list(directory.glob("*.tmp"))


def test_a_kill_between_switch_and_publication_is_made_good(published: Any) -> None:
    """What was made anew reaches the readers with the next run, though no event is new."""
    number = published.generation().number
    with Views.open_anew(published.site, ["index"]) as views:
        views.write(Graphs({}, {}), [], [], 0)
    views.switch()
    report = published.publish()
    assert report.published
    assert published.generation().number == number + 1
    assert published.check(strict=True).clean


def test_an_unknown_view_is_refused(published: Any) -> None:
    """There are two."""
    with pytest.raises(UsageError, match="graph, index"):
        rebuild(published.catalogue, published.site, "portal")


def test_a_kill_between_the_switches_of_two_stores_is_made_good(published: Any) -> None:
    """The graph is switched last: an old graph beside newer parts is seen to be old, and all are made anew."""
    published.site = replace(published.site, profile="lc")
    with Views.open_anew(published.site, ["graph", "index"]) as views:
        views.write(Graphs({}, {}), [], [], published.catalogue.last_event())
    directory: Path = published.site.directory
    for name in ("index", "restricted"):
        shutil.rmtree(directory / name)
        (directory / f"{name}.new.tmp").rename(directory / name)
    assert published.publish().rebuilt == ("graph", "index")
    assert published.check(strict=True).clean
