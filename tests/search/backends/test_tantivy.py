"""What is particular to the index in files of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.search import EditionDocument, Query
from kg.search.backends.tantivy import open_reader, open_writer

CHILD = """
import sys
from pathlib import Path
from kg.search import EditionDocument
from kg.search.backends.tantivy import open_writer
writer = open_writer(Path(sys.argv[1]))
for event in range(writer.applied_event() + 1, 10_000):
    names = [f"{event}-{n}" for n in range(5)]
    writer.replace(EditionDocument(name, "w", "h", {"title": ("红楼梦",)}, {}, (), 0, "", {}) for name in names)
    writer.commit(event)
    print(event, flush=True)
"""


def edition(number: int, work: int) -> EditionDocument:
    """Return an edition of a work."""
    return EditionDocument(f"i{number}", f"w{work}", "h", {"title": ("red",)}, {"member": ("a",)}, (), 2000, "red", {})


@pytest.mark.parametrize("content", ["{", "", '{"segments": []}'])
def test_damaged_index_says_what_to_do(tmp_path: Path, content: str) -> None:
    """A damaged index names the command that makes it anew, for reader and writer."""
    (tmp_path / "meta.json").write_text(content)
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_reader(tmp_path)
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_writer(tmp_path)


def test_missing_segment_says_what_to_do(tmp_path: Path) -> None:
    """A lost file of the index is a damage that names the command too."""
    writer = open_writer(tmp_path)
    writer.replace([edition(1, 1)])
    writer.commit(1)
    writer.close()
    for path in tmp_path.glob("*.term"):
        path.unlink()
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_reader(tmp_path)


def test_killed_writer_loses_only_what_was_not_committed(tmp_path: Path) -> None:
    """After kill -9 the event and the documents are those of the same commit, and the lock is free."""
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged = int(child.stdout.readline())
        time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
        acknowledged = int(([str(acknowledged), *child.stdout.read().split()])[-1])
        child.wait()
        child.stdout.close()
        reader = open_reader(tmp_path)
        assert reader.applied_event() >= acknowledged
        assert len(reader.hashes()) == 5 * reader.applied_event()
    open_writer(tmp_path).close()


def test_broken_characters_do_not_stop_the_index(tmp_path: Path) -> None:
    """Half a surrogate pair in a record is replaced; the edition is found all the same."""
    writer = open_writer(tmp_path)
    broken = EditionDocument("i", "w", "h", {"title": ("red\ud800 \x00",)}, {}, (), 0, "\ud800", {"title": "red\ud800"})
    writer.replace([broken])
    writer.commit(1)
    writer.close()
    found = open_reader(tmp_path).search(Query("red\ud800"))
    assert found.works[0].editions[0].display == {"title": "red?"}


def test_published_files_are_links(tmp_path: Path) -> None:
    """A generation costs no space, holds no lock, and can be published over an unfinished one."""
    writer = open_writer(tmp_path / "index")
    writer.replace([edition(1, 1)])
    writer.commit(1)
    writer.publish(tmp_path / "published")
    writer.publish(tmp_path / "published")
    writer.close()
    files = list((tmp_path / "published").iterdir())
    assert not [path for path in files if path.suffix == ".lock"]
    assert all(path.stat().st_nlink > 1 for path in files if not path.name.endswith(".json"))


def test_more_editions_than_are_grouped(tmp_path: Path) -> None:
    """Beyond the limit of grouping the number of works is an estimate, a work's editions are still all counted."""
    writer = open_writer(tmp_path)
    writer.replace(edition(number, number % 4) for number in range(40))
    writer.commit(1)
    found = open_reader(tmp_path, grouping_limit=10).search(Query("red", page_size=3, facets=("member",)))
    writer.close()
    assert (found.editions_found, found.works_exact) == (40, False)
    assert [work.editions_found for work in found.works] == [10, 10, 10]
    assert found.facets["member"][0].count == 40
