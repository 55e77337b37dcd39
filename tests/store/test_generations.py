"""Generations: whole or not there, switched at once, kept while they are read."""

import errno
import fcntl
import shutil
import threading
import time
from pathlib import Path

import pytest

from kg.errors import BusyError, StoreError
from kg.store import Generations, GraphView, GraphWriter, publisher_lock

GRAPHS = [f"http://c.example/work/w{number}" for number in range(20)]


class _Copy:
    """A view that can be published without a store."""

    def publish(self, directory: Path) -> None:
        directory.mkdir()
        (directory / "content").write_text("x")


def published(generations: Generations, event: int, keep: int = 3) -> int:
    return generations.publish({"graph": _Copy(), "index": _Copy()}, event=event, keep=keep).number


def test_there_is_no_generation_before_the_first(tmp_path: Path) -> None:
    """An empty folder has no current generation."""
    assert Generations(tmp_path / "generations").current() is None


def test_the_last_published_is_the_current_one(tmp_path: Path) -> None:
    """Number, event and facts are those of the manifest."""
    generations = Generations(tmp_path / "generations")
    published(generations, 4)
    generations.publish({"graph": _Copy()}, event=9, facts={"rules": "r"})
    current = generations.current()
    assert current is not None
    assert (current.number, current.event, current.facts["rules"]) == (2, 9, "r")
    assert (current.graph / "content").is_file()


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    """Old generations go, so that the disk does not fill."""
    generations = Generations(tmp_path / "generations")
    for event in range(5):
        published(generations, event)
    assert sorted(path.name for path in (tmp_path / "generations").glob("gen-*")) == [
        "gen-00000003",
        "gen-00000004",
        "gen-00000005",
    ]


def test_a_generation_that_goes_while_it_is_taken_hold_of_is_not_given(tmp_path: Path) -> None:
    """Between the look at the link and the lock a publisher may remove it; then the newer one is held."""
    generations = Generations(tmp_path / "generations")
    published(generations, 1)
    held: list[int] = []

    def read() -> None:
        with generations.hold() as generation:
            assert generation is not None
            held.append(generation.number)

    reader = threading.Thread(target=read)
    with (tmp_path / "generations/gen-00000001/manifest.json").open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX)
        reader.start()
        time.sleep(0.2)
        published(generations, 2)
        shutil.rmtree(tmp_path / "generations/gen-00000001")
    reader.join()
    assert held == [2]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    """No traceback, and readers keep what they have."""

    class Full:
        def publish(self, directory: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", str(directory))

    generations = Generations(tmp_path / "generations")
    published(generations, 1)
    with pytest.raises(StoreError, match="No space left"):
        generations.publish({"graph": Full()}, event=2)
    current = generations.current()
    assert current is not None
    assert current.number == 1


def test_a_held_generation_stays(tmp_path: Path) -> None:
    """Whoever reads a generation for long keeps it."""
    generations = Generations(tmp_path / "generations")
    published(generations, 1)
    with generations.hold() as held:
        for event in range(2, 7):
            published(generations, event, keep=1)
        assert held is not None
        assert (held.graph / "content").is_file()


def test_leftovers_are_removed_and_a_lost_link_is_set_again(tmp_path: Path) -> None:
    """A publisher killed between rename and switch leaves a whole generation without a link."""
    generations = Generations(tmp_path / "generations")
    published(generations, 1)
    (tmp_path / "generations" / "gen-00000002.tmp" / "graph").mkdir(parents=True)
    (tmp_path / "generations" / "current").unlink()
    generations.repair()
    current = generations.current()
    assert current is not None
    assert current.number == 1
    assert not list((tmp_path / "generations").glob("*.tmp"))


def test_an_unreadable_manifest_says_what_to_do(tmp_path: Path) -> None:
    """A damaged generation is an error with advice, not an empty catalogue."""
    generations = Generations(tmp_path / "generations")
    published(generations, 1)
    (tmp_path / "generations" / "gen-00000001" / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="lianmu publish"):
        generations.current()


def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    """Who is refused learns which process to wait for."""
    with publisher_lock(tmp_path / "publisher.lock"), pytest.raises(BusyError, match=r"Process \d+"):
        publisher_lock(tmp_path / "publisher.lock").__enter__()


def test_the_lock_can_be_taken_again(tmp_path: Path) -> None:
    """Leaving the block frees it."""
    for _ in range(2):
        with publisher_lock(tmp_path / "publisher.lock"):
            pass


def test_readers_see_one_event_in_all_graphs(tmp_path: Path) -> None:
    """While generations are published, a reader never finds graphs of two events beside each other."""
    generations = Generations(tmp_path / "generations")
    seen: list[set[str]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with generations.hold() as held:
                if held is not None:
                    view = GraphView.open(held.graph)
                    seen.append({quad.object.value for graph in GRAPHS for quad in view.quads(graph)})
                    assert view.applied_event() == held.event

    readers = [threading.Thread(target=read) for _ in range(2)]
    with GraphWriter.open(tmp_path / "graph") as writer:
        for reader in readers:
            reader.start()
        for event in range(1, 16):
            graphs = {graph: f'<{graph}> <http://e/p> "{event}" <{graph}> .\n'.encode() for graph in GRAPHS}
            writer.replace(graphs, event=event)
            generations.publish({"graph": writer}, event=event)
        stop.set()
        for reader in readers:
            reader.join()
    assert seen
    assert all(len(values) == 1 for values in seen)
