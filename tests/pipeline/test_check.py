"""The check: clean for what is right, and every planted fault named."""

from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.pipeline.check import Difference

BASE = "http://c.example"
Maker = Callable[..., bytes]


@pytest.fixture
def published(shelf: Any, record: Maker) -> Any:
    """Return a catalogue with two published works."""
    shelf.load("A", record("1", "红楼梦", "曹雪芹", subject="小说"), record("2", "儒林外史"))
    shelf.publish()
    return shelf


def named(shelf: Any, *, strict: bool = False) -> set[tuple[str, str, str]]:
    """Return place, fault and kind of every difference."""
    return {(found.where, found.what, found.kind) for found in shelf.check(strict=strict).differences}


def test_what_is_published_is_clean(published: Any) -> None:
    """Counts and hashes of both sides agree for every kind."""
    report = published.check(strict=True)
    assert report.clean
    assert report.tallies["graph work"].expected == report.tallies["graph work"].found == 2
    assert all(tally.expected_hash == tally.found_hash for tally in report.tallies.values())


def test_a_backlog_is_no_fault(published: Any, record: Maker) -> None:
    """What was loaded after the generation is waiting, not wrong, unless one asks strictly."""
    published.load("A", record("1", "石头记", "高鹗"), record("3", "西游记"))
    report = published.check()
    assert report.clean
    assert report.backlog > 0
    assert not published.check(strict=True).clean


def test_a_catalogue_that_was_never_published_is_all_backlog(shelf: Any, record: Maker) -> None:
    """Nothing is wrong before the first publication."""
    shelf.load("A", record("1", "红楼梦"))
    report = shelf.check()
    assert (report.clean, report.generation, report.backlog) == (True, 0, 2)
    assert not shelf.check(strict=True).clean


def test_a_graph_that_is_lost_is_named(published: Any) -> None:
    """By kind and id, and the count of the whole does not fit either."""
    instance = published.instance_of("A", "1")
    store = Store(str(published.generation().graph))
    store.remove_graph(NamedNode(f"{BASE}/instance/{instance}"))
    store.flush()
    del store
    differences = published.check().differences
    assert any((found.what, found.id) == ("missing", instance) for found in differences)
    assert ("generation", "count", "graph") in named(published)


def test_a_statement_too_many_is_named(published: Any) -> None:
    """A graph that says more than its records do differs."""
    graph = NamedNode(f"{BASE}/instance/{published.instance_of('A', '1')}")
    store = Store(str(published.generation().graph))
    store.add(Quad(graph, NamedNode("http://e/p"), Literal("x"), graph))
    store.flush()
    del store
    assert Difference(
        "graph", "different", "instance", published.instance_of("A", "1"), "0 statements missing, 1 extra"
    ) in (published.check().differences)


def test_a_graph_of_nothing_is_named(published: Any) -> None:
    """A graph that belongs to nothing in the database is extra."""
    graph = NamedNode(f"{BASE}/work/nosuchid")
    store = Store(str(published.generation().graph))
    store.add(Quad(graph, NamedNode("http://e/p"), Literal("x"), graph))
    store.flush()
    del store
    assert ("graph", "extra", "graph") in named(published)


def test_documents_lost_and_too_many_are_named(published: Any) -> None:
    """The index is compared by the hash of each document."""
    module = published.site.search()
    index = module.open_writer(published.generation().index)
    index.delete([published.instance_of("A", "1")])
    index.commit(published.generation().event)
    index.close()
    assert named(published) == {("index", "missing", "instance")}


def test_an_index_at_another_event_is_named(published: Any) -> None:
    """Both views of a generation stand at its event."""
    index = published.site.search().open_writer(published.generation().index)
    index.commit(published.generation().event + 5)
    index.close()
    assert ("generation", "event", "index") in named(published)


def test_an_id_that_leads_nowhere_is_named(published: Any) -> None:
    """A redirect must lead to something live."""
    table = published.catalogue.cluster_table
    work = table.get(published.instance_of("A", "1")).work
    other = table.get(published.instance_of("A", "2")).work
    published.catalogue.database.write("UPDATE cluster SET state = 'redirect', target = ? WHERE id = ?", (other, work))
    published.catalogue.database.write("UPDATE cluster SET state = 'gone' WHERE id = ?", (other,))
    assert ("database", "dangling", "work") in named(published)


def test_a_change_without_an_event_is_named(published: Any, record: Maker) -> None:
    """The database is compared as it is, not as its log says."""
    published.catalogue.database.write("UPDATE record SET state = 'deleted' WHERE local_id = '1'")
    assert {("graph", "extra", "instance"), ("index", "extra", "instance")} <= named(published)


def test_an_unreadable_graph_is_named(published: Any) -> None:
    """A damaged generation is a fault with a name, not a crash."""
    for path in published.generation().graph.glob("CURRENT"):
        path.unlink()
    assert ("generation", "unreadable", "graph") in named(published)


def test_checking_writes_nothing(published: Any) -> None:
    """The folder is as it was, but for what the engines keep beside their files (shared memory, a lock)."""

    def state() -> dict[str, int]:
        paths = [path for path in published.site.directory.rglob("*") if path.is_file()]
        return {
            str(path): path.stat().st_mtime_ns
            for path in paths
            if "catalogue.db" not in path.name and path.suffix != ".lock"
        }

    before = state()
    published.check()
    assert {path for path, _ in state().items() ^ before.items()} == set()
