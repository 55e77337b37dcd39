"""The SQLite file: what opens, what is refused, what is durable together."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Member
from kg.errors import ConflictError, NotFoundError, StoreError


def test_create_then_open_finds_what_was_written(tmp_path: Path) -> None:
    """What one opening wrote, the next reads."""
    with Catalogue.create(tmp_path) as made:
        made.add_member(Member("A", "甲", "marc21"))
    with Catalogue.open(tmp_path, read_only=True) as again:
        assert [member.name for member in again.members()] == ["甲"]


def test_a_second_catalogue_in_a_folder_is_refused(tmp_path: Path) -> None:
    """A catalogue is never made over another."""
    Catalogue.create(tmp_path).close()
    with pytest.raises(ConflictError, match="exists already"):
        Catalogue.create(tmp_path)


def test_a_folder_without_a_catalogue_says_what_to_do(tmp_path: Path) -> None:
    """The error names the command that makes one."""
    with pytest.raises(StoreError, match="lianmu init"):
        Catalogue.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to look at" * 40])
def test_another_file_under_the_name_is_refused(tmp_path: Path, content: bytes) -> None:
    """Only a file that a Lianmu made is opened."""
    (tmp_path / "catalogue.db").write_bytes(content)
    with pytest.raises(StoreError, match="not a catalogue"):
        Catalogue.open(tmp_path)


@pytest.mark.parametrize(("version", "age"), [(99, "newer"), (0, "older")])
def test_the_schema_of_another_version_is_refused(tmp_path: Path, version: int, age: str) -> None:
    """A file of another schema is not touched, and the message says which Lianmu made it."""
    Catalogue.create(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "catalogue.db")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(StoreError, match=f"made by an? {age} Lianmu"):
        Catalogue.open(tmp_path)


def test_writes_are_synced(catalogue: Catalogue) -> None:
    """WAL with synchronous=FULL: what is committed survives a loss of power."""
    assert catalogue.database.value("PRAGMA journal_mode") == "wal"
    assert catalogue.database.value("PRAGMA synchronous") == 2


def test_a_transaction_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    """All writes of a transaction, nested ones too, go together."""

    def work() -> None:
        with catalogue.transaction():
            catalogue.add_member(Member("B", "乙", "marc21"))
            catalogue.member("nobody")

    with pytest.raises(NotFoundError):
        work()
    assert [member.code for member in catalogue.members()] == ["NJU"]


def test_a_reader_cannot_write(catalogue: Catalogue) -> None:
    """A catalogue opened to be read refuses to write."""
    with (
        Catalogue.open(catalogue.database.path.parent, read_only=True) as reader,
        pytest.raises(StoreError, match="read only"),
    ):
        reader.add_member(Member("B", "乙", "marc21"))


def test_threads_share_a_catalogue(catalogue: Catalogue) -> None:
    """Each thread has a connection of its own."""
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(catalogue.members()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]


def test_a_snapshot_does_not_see_later_writes(catalogue: Catalogue) -> None:
    """All reads of a snapshot are of one moment."""
    with Catalogue.open(catalogue.database.path.parent, read_only=True) as reader, reader.snapshot():
        before = len(reader.members())
        catalogue.add_member(Member("B", "乙", "marc21"))
        assert len(reader.members()) == before
    assert len(catalogue.members()) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_opens_its_own_connection(catalogue: Catalogue) -> None:
    """A connection is never used on both sides of a fork."""
    catalogue.members()
    child = os.fork()
    if child == 0:
        os._exit(0 if len(catalogue.members()) == 1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
