"""Many gzip files at once: any reader of gzip reads each, the same content is the same bytes, order is kept."""

import gzip
import hashlib
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.pipeline.dumps.files import CompressedFiles
from kg.pipeline.dumps.order import graphs_in_order

LARGE = bytes(range(256)) * 2048


def test_each_file_holds_what_was_written_to_it_in_order(tmp_path: Path) -> None:
    """Content for one file and content for several keep their order within each kind; preambles come first."""
    with CompressedFiles(tmp_path) as files:
        files.begin("a.gz", b"head of a\n")
        files.begin("b.gz", b"head of b\n")
        files.write(("a.gz", "b.gz"), b"1\n")
        files.write(("a.gz", "b.gz"), b"2\n")
        files.write(("b.gz",), b"only b\n")
        written = files.close()
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == b"head of a\n1\n2\n"
    found = gzip.decompress((tmp_path / "b.gz").read_bytes())
    assert found.startswith(b"head of b\n")
    assert sorted(found.splitlines()) == [b"1", b"2", b"head of b", b"only b"]
    assert written["a.gz"].content_size == len(b"head of a\n1\n2\n")


def test_large_content_is_one_stream_for_every_reader(tmp_path: Path) -> None:
    """One gzip member, so also readers that stop after the first have everything; size and digest are the file's."""
    with CompressedFiles(tmp_path) as files:
        files.begin("a.gz", b"")
        for _ in range(5):
            files.write(("a.gz",), LARGE)
        written = files.close()["a.gz"]
    raw = (tmp_path / "a.gz").read_bytes()
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert reader.decompress(raw) == LARGE * 5
    assert reader.eof
    assert reader.unused_data == b""
    assert (written.size, written.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())


def test_gunzip_reads_it(tmp_path: Path) -> None:
    """The program that everybody has."""
    if shutil.which("gunzip") is None:
        pytest.skip("needs gunzip")
    with CompressedFiles(tmp_path) as files:
        files.begin("a.gz", b"head\n")
        files.write(("a.gz",), LARGE)
        files.close()
    done = subprocess.run(["gunzip", "--stdout", str(tmp_path / "a.gz")], capture_output=True, check=True)
    assert done.stdout == b"head\n" + LARGE


def test_the_same_content_is_the_same_bytes(tmp_path: Path) -> None:
    """No time and no name is in the file."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with CompressedFiles(tmp_path / folder) as files:
            files.begin("a.gz", b"head\n")
            files.write(("a.gz",), LARGE)
            files.close()
    assert (tmp_path / "one" / "a.gz").read_bytes() == (tmp_path / "two" / "a.gz").read_bytes()


def test_what_befalls_a_file_is_raised(tmp_path: Path) -> None:
    """A folder that went, a disk that is full: the writer hears of it."""
    files = CompressedFiles(tmp_path / "not there")
    files.begin("a.gz", b"")
    files.write(("a.gz",), b"x")
    with files, pytest.raises(FileNotFoundError):
        files.close()


@given(st.sets(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8)), st.integers(1, 5))
def test_names_come_sorted_however_many(names: set[str], piece: int) -> None:
    """Sorted in pieces on disk they come as sorted at once, editions and works before all else."""
    base = "http://c.example"
    things = [f"{base}/{kind}/{name}" for name in names for kind in ("agent", "instance", "vocabulary", "work")]
    first = sorted(name for name in things if name.split("/")[3] in {"instance", "work"})
    rest = sorted(set(things) - set(first))
    assert list(graphs_in_order(things, base, Path("/tmp"), piece=piece)) == first + rest  # noqa: S108 - anonymous files
