"""Packing: gzip and zstd by their first bytes, faults in them, bombs, limits, and memory that does not grow."""

import gzip
import io
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard

from kg.records import Limits, Problem, Record, read_records
from kg.records.identity import is_incomplete

Read = Callable[..., tuple[list[Record], list[Problem]]]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zstandard.ZstdCompressor().compress(data)])
def test_packed_files_are_known_by_their_bytes(
    make: SimpleNamespace, read: Read, pack: Callable[[bytes], bytes]
) -> None:
    """Names do not count, and several members or frames are one file."""
    data = make.book("a1") + make.book("a2")
    records, problems = read(pack(data[:100]) + pack(data[100:]))
    assert ([r.control("001") for r in records], problems) == (["a1", "a2"], [])


def test_offsets_count_unpacked_bytes(make: SimpleNamespace, read: Read) -> None:
    """A problem's place can be found after unpacking."""
    records, _ = read(gzip.compress(make.book("a1") + make.book("a2")))
    assert records[1].offset == len(make.book("a1"))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda packed: packed[:-12], "truncated"),
        (lambda packed: packed[:-4], "truncated"),
        (lambda packed: packed[:-8] + b"\0\0\0\0" + packed[-4:], "crc"),
    ],
)
def test_damaged_gzip_keeps_what_came_out(
    make: SimpleNamespace, read: Read, spoil: Callable[[bytes], bytes], reason: str
) -> None:
    """The records are kept, and the run is incomplete."""
    records, problems = read(spoil(gzip.compress(b"".join(make.book(f"a{n}") for n in range(300)))))
    assert len(records) >= 290
    assert reason in {p.reason for p in problems}
    assert any(is_incomplete(p) for p in problems)


def test_truncated_zstd_is_noticed(make: SimpleNamespace, read: Read) -> None:
    """A frame that ends too early is not taken for a whole one."""
    packed = zstandard.ZstdCompressor().compress(make.book("a1") * 400)
    assert "truncated" in {p.reason for p in read(packed[:-5])[1]}


def test_bytes_after_the_archive_are_told(make: SimpleNamespace, read: Read) -> None:
    """Rubbish is reported, zero bytes of padding are not."""
    packed = gzip.compress(make.book("a1"))
    assert [p.reason for p in read(packed + b"rubbish")[1]] == ["trailing-garbage"]
    assert read(packed + b"\0" * 512)[1] == []


def test_packed_twice_is_refused(make: SimpleNamespace, read: Read) -> None:
    """Depth of packing is one."""
    records, problems = read(gzip.compress(gzip.compress(make.book("a1"))))
    assert (records, [p.reason for p in problems]) == ([], ["packed-twice"])


class _Bomb(io.RawIOBase):
    """A gzip stream of one record and then zero bytes without end, made as it is read."""

    def __init__(self, first: bytes) -> None:
        self._packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        self._ready = self._packer.compress(first)

    def read(self, size: int = -1) -> bytes:
        while len(self._ready) < size:
            self._ready += self._packer.compress(b"\0" * (1 << 20))
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken


def test_bomb_is_stopped_with_little_memory(make: SimpleNamespace) -> None:
    """What unpacks without end is given up by its ratio."""
    tracemalloc.start()
    found = list(read_records(_Bomb(make.book("a1"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], Record)
    assert isinstance(found[-1], Problem)
    assert found[-1].reason == "too-large"
    assert peak < 64 << 20


class _Endless(io.RawIOBase):
    """A file made of one piece, repeated."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._rest = piece * 50
        self._piece = piece * 50
        self._times = times // 50

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._times:
            self._rest += self._piece
            self._times -= 1
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


@pytest.mark.parametrize("kind", ["iso2709", "marcxml"])
def test_memory_does_not_grow_with_the_file(make: SimpleNamespace, kind: str) -> None:
    """20,000 records pass through as little memory as some hundreds."""
    piece = make.book("a1") if kind == "iso2709" else make.xml_book("x1").encode()
    tracemalloc.start()
    count = sum(isinstance(one, Record) for one in read_records(_Endless(piece, 20_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 20_000
    assert peak < 16 << 20


@pytest.mark.parametrize("head", [b"00100nam a2200049 a 4500", b"<collection><record><leader>"])
def test_record_without_end_is_bounded(head: bytes) -> None:
    """A record over the limit is damaged, and only its beginning is kept."""
    limits = Limits(record_bytes=1 << 20)
    found = list(read_records(io.BytesIO(head + b"x\x1e" + b"y" * (3 << 20)), limits=limits))
    assert "too-large" in {one.reason for one in found if isinstance(one, Problem)}
    assert all(len(one.raw) <= 1 << 20 for one in found if isinstance(one, Problem))


def test_records_after_an_endless_one_are_read(make: SimpleNamespace) -> None:
    """Reading goes on after the next terminator."""
    limits = Limits(record_bytes=1 << 20)
    data = make.book("a1") + b"9" * (3 << 20) + b"\x1d" + make.book("a2")
    found = list(read_records(io.BytesIO(data), limits=limits))
    assert [one.control("001") for one in found if isinstance(one, Record)] == ["a1", "a2"]


def test_too_many_fields_are_damage(make: SimpleNamespace) -> None:
    """A record of separators only does not become a million fields."""
    raw = make.book("a1")
    flood = raw[:-1] + b"\x1e" * 60_000 + b"\x1d"
    found = list(read_records(io.BytesIO(flood + raw)))
    assert [type(one) for one in found] == [Problem, Record]


def test_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    """A missing file is a refusal, not an exception."""
    found = list(read_records(tmp_path / "no.mrc"))
    assert [(one.severity, one.reason) for one in found] == [("refused", "unreadable")]


@pytest.mark.parametrize(
    "data",
    [
        b"00100nam a2200049 a 4500\x1e" + b"\x1d0" * 200_000,
        b"00100nam  2200049 a 4500" + b"245001500007" * 20_000 + b"\x1e" + b"10\x1fa\x1e" * 19_000 + b"\x1d",
        b"<collection><record><leader/>" + b"<!--" * 100_000 + b"</record></collection>",
        b"<OAI-PMH><ListRecords>" + b"<record><metadata>" * 20_000,
        b"<collection><leader/><record>" + b'<a "' * 100_000,
        b"<collection><record><leader>&eacute;</leader>" + b"&eacute;" * 50_000 + b"</record></collection>",
    ],
)
def test_hostile_bytes_take_linear_time(data: bytes) -> None:
    """Nothing in a file makes the reader search the same bytes again and again."""
    start = time.process_time()
    found = list(read_records(io.BytesIO(data)))
    assert time.process_time() - start < 5
    assert len(found) < 300
