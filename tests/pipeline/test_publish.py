"""Publishing: what is loaded becomes graphs and documents, once, and every stop on the way is made good."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode

from kg.bibframe import read_instance, read_work
from kg.catalogue import Catalogue, Thing
from kg.errors import BusyError
from kg.matching import merge
from kg.pipeline.publish import follow, publish, published_state
from kg.pipeline.unload import unload
from kg.search.query import Query
from kg.store import publisher_lock

BASE = "http://c.example"
Maker = Callable[..., bytes]


def found(shelf: Any, text: str) -> set[str]:
    """Return the ids of the editions that a search finds."""
    reader = shelf.site.search().open_reader(shelf.generation().index)
    return {hit.id for work in reader.search(Query(text)).works for hit in work.editions}


def test_an_empty_catalogue_is_published_too(shelf: Any) -> None:
    """The portal can start before the first load."""
    report = shelf.publish()
    assert (report.published, report.generation, report.event) == (True, 1, 0)
    assert shelf.check(strict=True).clean


def test_a_loaded_record_is_a_work_an_edition_and_an_item(shelf: Any, record: Maker) -> None:
    """All of it in graphs of its own, and found by searching."""
    shelf.load("A", record("1", "红楼梦", "曹雪芹", isbn="9787020002207", call_number="I242.4/1"))
    shelf.publish()
    edition = read_instance(shelf.view(), BASE, shelf.instance_of("A", "1"))
    assert edition is not None
    work = read_work(shelf.view(), BASE, edition.work_iri.rpartition("/")[2])
    assert work is not None
    assert work.titles[0].main[0].value == "红楼梦"
    assert work.contributions[0].agent.labels[0].value == "曹雪芹"
    assert work.contributions[0].agent.id
    assert (edition.members, edition.records) == (("A",), (f"{BASE}/record/A/1",))
    assert edition.items[0].shelf_marks == ("I242.4/1",)
    assert found(shelf, "hongloumeng") == {edition.id}


def test_a_record_without_holdings_still_has_its_member_as_holder(shelf: Any, record: Maker) -> None:
    """A union catalogue says who has it, even when nobody said where it stands."""
    shelf.load("A", record("1", "红楼梦"))
    shelf.publish()
    edition = read_instance(shelf.view(), BASE, shelf.instance_of("A", "1"))
    assert edition is not None
    assert [(item.iri, item.member) for item in edition.items] == [(f"{BASE}/item/A/1/record", "A")]


def test_an_edition_of_two_members_is_one(shelf: Any, record: Maker) -> None:
    """Both records are named, both members hold it."""
    for member in "AB":
        shelf.load(member, record(f"{member}1", "红楼梦", "曹雪芹", isbn="9787020002207"))
    shelf.publish()
    assert shelf.instance_of("A", "A1") == shelf.instance_of("B", "B1")
    edition = read_instance(shelf.view(), BASE, shelf.instance_of("A", "A1"))
    assert edition is not None
    assert edition.members == ("A", "B")
    assert len(edition.identifiers) == len({found.value for found in edition.identifiers})


def test_publishing_again_does_nothing(shelf: Any, record: Maker) -> None:
    """No event, no generation."""
    shelf.load("A", record("1", "红楼梦"))
    first, again = shelf.publish(), shelf.publish()
    assert (first.published, again.published, again.works) == (True, False, 0)


def test_a_second_load_of_the_same_changes_nothing(shelf: Any, record: Maker) -> None:
    """The dump is the same, byte for byte."""
    records = [record(str(number), f"第{number}回", "曹雪芹", subject="小说") for number in range(5)]
    shelf.load("A", *records)
    shelf.publish()
    before = shelf.dump()
    shelf.load("A", *records)
    shelf.publish()
    assert shelf.dump() == before


def test_a_changed_record_rewrites_only_its_own_graphs(shelf: Any, record: Maker) -> None:
    """Its work, its edition, and agents or subjects of which it says something new."""
    shelf.load("A", *(record(str(number), f"第{number}回", "曹雪芹") for number in range(5)))
    shelf.publish()
    shelf.load("A", record("3", "第三回", "曹雪芹"))
    report = shelf.publish()
    assert (report.graphs_changed, report.documents) == (2, 1)


def test_a_deleted_record_takes_its_graphs_with_it(shelf: Any, record: Maker) -> None:
    """Nobody else mentions its work, its edition or its agent."""
    shelf.load("A", record("1", "红楼梦", "曹雪芹"), record("2", "儒林外史"))
    shelf.publish()
    gone = shelf.instance_of("A", "1")
    shelf.load("A", record("2", "儒林外史"), replace_all=True)
    shelf.publish()
    assert not shelf.view().quads(f"{BASE}/instance/{gone}")
    assert "曹雪芹".encode() not in shelf.dump()
    assert found(shelf, "红楼梦") == set()
    assert shelf.check(strict=True).clean


def test_nothing_published_has_a_blank_node(shelf: Any, record: Maker) -> None:
    """Every node has a stable URI."""
    shelf.load("A", record("1", "红楼梦", "曹雪芹", subject="中国--小说--清代", call_number="I242.4/1"))
    shelf.publish()
    assert not any(isinstance(term, BlankNode) for quad in shelf.view() for term in (quad.subject, quad.object))


def test_an_index_that_is_behind_catches_up(shelf: Any, record: Maker) -> None:
    """Each view goes on from its own event."""
    shelf.load("A", record("1", "红楼梦"))
    shelf.publish()
    for path in sorted(shelf.site.index.iterdir()):
        path.unlink()
    shelf.load("A", record("2", "儒林外史"))
    report = shelf.publish()
    assert report.documents == 2
    assert shelf.check(strict=True).clean


def test_other_rules_make_everything_anew(shelf: Any, record: Maker) -> None:
    """What is published is a function of the version of the rules; another address is another rule."""
    shelf.load("A", record("1", "红楼梦"))
    shelf.publish()
    shelf.site = type(shelf.site)(shelf.site.directory, "http://new.example", shelf.site.mappings, batch=50)
    assert shelf.check().notes
    assert shelf.publish().rebuilt == ("graph", "index")
    assert BASE.encode() not in shelf.dump()
    assert shelf.check(strict=True).clean


def test_a_merge_leaves_a_redirect(shelf: Any, record: Maker) -> None:
    """The dead id's graph holds only that it is the living one."""
    shelf.load("A", record("1", "红楼梦"), record("2", "石头记"))
    shelf.publish()
    table = shelf.catalogue.cluster_table
    first, second = (table.get(shelf.instance_of("A", number)).work for number in "12")
    with shelf.catalogue.transaction():
        table.redirect(second, first)
        shelf.catalogue.touch([Thing("work", first), Thing("work", second)], "merge", "test")
        shelf.catalogue.touch([Thing("instance", shelf.instance_of("A", "2"))], "merge", "test")
    shelf.publish()
    (redirect,) = shelf.view().quads(f"{BASE}/work/{second}")
    assert redirect.object.value == f"{BASE}/work/{first}"
    assert shelf.check(strict=True).clean


def test_only_one_process_publishes(shelf: Any) -> None:
    """Another is told who does."""
    with publisher_lock(shelf.site.lock), pytest.raises(BusyError, match=str(os.getpid())):
        shelf.publish()


def test_following_publishes_what_comes_and_waits_for_others(shelf: Any, record: Maker) -> None:
    """The process beside the portal takes up what is loaded, and lets another publish."""
    reports: list[Any] = []
    with publisher_lock(shelf.site.lock):
        looks = iter([False, True, True])
        follow(shelf.catalogue, shelf.site, interval=0.01, until=lambda: next(looks), told=reports.append)
    assert reports == []
    shelf.load("A", record("1", "红楼梦"))
    follow(shelf.catalogue, shelf.site, interval=0.01, until=lambda: bool(reports), told=reports.append)
    state = published_state(shelf.site.directory)
    assert state is not None
    assert state.event == shelf.catalogue.last_event()


PROGRAM = """
import sys
from pathlib import Path
from kg.catalogue import Catalogue
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
directory, base, mappings = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
with Catalogue.open(directory) as catalogue:
    publish(catalogue, Site(directory, base, mappings, batch=40))
"""


@pytest.mark.slow
def test_a_publisher_killed_at_any_moment_leaves_only_a_backlog(shelf: Any, record: Maker) -> None:
    """After each kill the check is clean without anything being mended, and the next run brings all of it."""
    command = [sys.executable, "-c", PROGRAM, str(shelf.site.directory), BASE, str(shelf.site.mappings)]
    shelf.publish()
    chance = random.Random(7)
    for turn in range(4):
        shelf.load("A", *(record(f"{turn}-{number}", f"第{number}回{turn}", f"作者{number}") for number in range(150)))
        with subprocess.Popen(command) as process:
            time.sleep(chance.uniform(0.4, 1.6))
            process.send_signal(signal.SIGKILL)
        report = shelf.check()
        assert report.clean, report.differences[:3]
        subprocess.run(command, check=True)
        assert shelf.check(strict=True).clean
    assert not list(Path(shelf.site.directory).rglob("*.tmp"))


def test_progress_is_told(shelf: Any, record: Maker) -> None:
    """A long run can say what it does."""
    told: list[tuple[str, int]] = []
    shelf.load("A", record("1", "红楼梦"))
    publish(shelf.catalogue, shelf.site, progress=lambda what, number: told.append((what, number)))
    assert {what for what, _ in told} == {"composed", "written", "publishing"}


def test_who_is_meant_by_a_heading_does_not_depend_on_what_came_first(shelf: Any, record: Maker) -> None:
    """A heading alone means the agent whom another record names so with a URI, as long as that record is there."""
    uri = "http://id.loc.gov/authorities/names/n79077137"
    shelf.load("A", record("1", "呐喊", "鲁迅, 1881-1936"))
    shelf.publish()
    before = shelf.dump()
    shelf.load("B", record("2", "彷徨", f"鲁迅, 1881-1936, {uri}"))
    shelf.publish()
    assert shelf.catalogue.counts()["agents"] == 1
    assert shelf.dump().count(f"/agent> <{uri}>".encode()) == 2
    assert shelf.check(strict=True).clean
    unload(shelf.catalogue, 2, "test")
    shelf.publish()
    assert shelf.dump() == before
    assert shelf.check(strict=True).clean


def test_what_redirects_to_an_edition_follows_it_when_a_load_moves_it(shelf: Any, record: Maker) -> None:
    """The graph of an id that was merged long ago names the one that lives today."""
    books = [
        ("红楼梦", "曹雪芹", "9787020002207"),
        ("水浒传", "施耐庵", "9787020008735"),
        ("三国演义", "罗贯中", "9787020008728"),
    ]
    for number, book in enumerate(books, start=1):
        shelf.load("AB"[number // 3], record(str(number), *book))
    merge(shelf.catalogue, "instance", shelf.instance_of("A", "1"), shelf.instance_of("A", "2"), "cataloguer")
    shelf.publish()
    deletion = bytearray(record("2", *books[1]))
    deletion[5:6] = b"d"
    shelf.load("A", bytes(deletion))
    shelf.load("A", record("1", *books[2]))
    assert shelf.instance_of("A", "1") == shelf.instance_of("B", "3")
    shelf.publish()
    assert shelf.check(strict=True).clean


def test_merged_agents_are_one_in_the_index_too(shelf: Any, record: Maker) -> None:
    """Documents of editions name the agents of their works."""
    shelf.load("A", record("1", "呐喊", "鲁迅, 1881-1936"), record("2", "彷徨", "周树人, 1881-1936"))
    shelf.publish()
    one, two = (entity.id for entity in shelf.catalogue.entities("agent"))
    merge(shelf.catalogue, "agent", one, two, "cataloguer")
    shelf.publish()
    assert shelf.check(strict=True).clean


def test_an_older_copy_of_the_database_makes_all_anew(shelf: Any, record: Maker) -> None:
    """Views that stand at events which the database does not have are another's."""
    shelf.load("A", record("1", "呐喊"))
    shelf.publish()
    with sqlite3.connect(shelf.site.directory / "copy.db") as copy:
        shelf.catalogue.database.connection.backup(copy)
    shelf.load("A", record("2", "彷徨"))
    shelf.publish()
    shelf.catalogue.close()
    (shelf.site.directory / "copy.db").replace(shelf.site.directory / "catalogue.db")
    shelf.catalogue = Catalogue.open(shelf.site.directory)
    assert shelf.publish().rebuilt == ("graph", "index")
    assert shelf.check(strict=True).clean


@pytest.mark.parametrize("change", ["rules", "lost"])
def test_following_publishes_what_no_event_tells_of(shelf: Any, record: Maker, change: str) -> None:
    """New rules after an upgrade, and a generation that is not there any more."""
    shelf.load("A", record("1", "呐喊"))
    shelf.publish()
    if change == "rules":
        shelf.site = replace(shelf.site, profile="lc")
    else:
        shutil.rmtree(shelf.generation().path)
    rounds = iter([False, True, True])
    follow(shelf.catalogue, shelf.site, interval=0, until=lambda: next(rounds))
    assert shelf.check(strict=True).clean
    assert not shelf.check().notes


def test_a_large_event_is_written_in_batches(shelf: Any, record: Maker) -> None:
    """An undo is one event however many records it concerns: memory must not grow with it."""
    shelf.load("A", *(record(str(number), f"第{number}回") for number in range(120)))
    shelf.publish()
    unload(shelf.catalogue, 1, "test")
    written: list[int] = []
    publish(
        shelf.catalogue, shelf.site, progress=lambda what, done: written.append(done) if what == "written" else None
    )
    steps = [after - before for before, after in pairwise([0, *written])]
    assert max(steps) <= shelf.site.batch
    assert shelf.check(strict=True).clean
