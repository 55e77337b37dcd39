"""A file as chunks of plain bytes: gzip and zstd are unpacked by their first bytes, within bounds."""

import codecs
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO

from kg.records.limits import Limits
from kg.records.piece import Fault

__all__ = ["Stream", "has_records"]

_CHUNK = 1 << 18
_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_PIECE = 2048  # one byte of a hostile frame can unpack to 40 kB, so frames are fed in small pieces
_WINDOW = 1 << 27
# Where one record of ISO 2709 ends and the next begins.
_BOUNDARY = re.compile(rb"\x1e\x1d[\s\0]*\d{5}[a-z ]")

Report = Callable[[Fault], None]


def has_records(head: bytes) -> bool:
    """Say whether records of ISO 2709 meet in these bytes: then a sign of something else before them is damage."""
    return _BOUNDARY.search(head) is not None


class Stream:
    """The uncompressed bytes of a source; iterate once. `faults` says afterwards what was wrong with the packing."""

    def __init__(self, source: BinaryIO, limits: Limits) -> None:
        self.faults: list[Fault] = []
        self.limits = limits
        self.read = 0
        self._head = b""
        self._packed = 0
        self._ended = False
        self._chunks = self._bounded(self._unpacked(source))

    def head(self, size: int = _HEAD) -> bytes:
        """Return the first bytes, at most about `size`, without using them up."""
        while len(self._head) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._head += chunk
        return self._head

    def transcode(self, encoding: str) -> None:
        """Turn the rest of the stream into UTF-8: UTF-16 cannot be split at bytes. Offsets then count UTF-8."""
        head, chunks = self._head, self._chunks
        self._head = b""
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._chunks = (decoder.decode(chunk).encode("utf-8", "replace") for chunk in _joined(head, chunks))

    def __iter__(self) -> Iterator[bytes]:
        head, self._head = self._head, b""
        if head:
            yield head
        yield from self._chunks

    def _source(self, source: BinaryIO) -> Iterator[bytes]:
        try:
            while chunk := source.read(_CHUNK):
                self._packed += len(chunk)
                yield chunk
        except OSError as error:
            self.faults.append(
                Fault("unreadable", f"The file could not be read on: {error}. Copy it again.", "refused")
            )

    def _unpacked(self, source: BinaryIO) -> Iterator[bytes]:
        chunks = self._source(source)
        first = next(chunks, b"")
        while len(first) < 4 and (more := next(chunks, b"")):
            first += more
        unpack = _gunzip if first[:2] == _GZIP else _unzstd if first[:4] == _ZSTD else None
        if unpack is None or has_records(first[:_HEAD]):
            yield first
            yield from chunks
            return
        yield from _checked(unpack(_joined(first, chunks), self.faults.append), self.faults.append)

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.read += len(chunk)
            if self.read > self.limits.total_bytes:
                self.faults.append(_too_much(f"more than {self.limits.total_bytes} bytes"))
                return
            if self.read > self.limits.ratio_from and self.read > self._packed * self.limits.ratio:
                self.faults.append(_too_much(f"{self.read} bytes out of {self._packed}, as only a bomb does"))
                return
            if chunk:
                yield chunk


def _too_much(what: str) -> Fault:
    message = f"The file unpacks to {what}; reading stopped here. Unpack and look at it first."
    return Fault("too-large", message, "refused")


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _checked(chunks: Iterator[bytes], report: Report) -> Iterator[bytes]:
    first = next(chunks, b"")
    if first[:2] == _GZIP or first[:4] == _ZSTD:
        report(Fault("packed-twice", "The file is compressed twice. Unpack it once and load the result.", "refused"))
        return
    yield first
    yield from chunks


class _Input:
    """A byte queue over chunks, for headers that may straddle two of them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.data = b""

    def fill(self, size: int) -> bool:
        while len(self.data) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                return False
            self.data += chunk
        return True

    def take(self, size: int) -> bytes:
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def skip_text(self) -> bool:
        while b"\x00" not in self.data:
            if len(self.data) > _HEAD or not self.fill(len(self.data) + 1):
                return False
        self.data = self.data[self.data.index(b"\x00") + 1 :]
        return True


def _gunzip(chunks: Iterator[bytes], report: Report) -> Iterator[bytes]:
    """Yield what the members of a gzip file hold; what came out before a fault is kept."""
    source = _Input(chunks)
    while source.fill(1):
        if not source.fill(2) or source.data[:2] != _GZIP:
            if _is_padding(source):
                return
            message = "After the compressed data stand other bytes, which were not read. See whether the file is whole."
            report(Fault("trailing-garbage", message))
            return
        if not _skip_gzip_header(source):
            report(_truncated())
            return
        if not (yield from _inflate(source, report)):
            return


def _is_padding(source: _Input) -> bool:
    while source.fill(1):
        if source.data.strip(b"\x00"):
            return False
        source.data = b""
    return True


def _skip_gzip_header(source: _Input) -> bool:
    if not source.fill(10):
        return False
    flags = source.take(10)[3]
    if flags & 4:
        if not source.fill(2):
            return False
        extra = int.from_bytes(source.take(2), "little")
        if not source.fill(extra):
            return False
        source.take(extra)
    for flag in (8, 16):
        if flags & flag and not source.skip_text():
            return False
    if flags & 2:
        source.fill(2)
        source.take(2)
    return True


def _inflate(source: _Input, report: Report) -> Generator[bytes, None, bool]:
    """Yield what one member holds; the value returned says whether the next may be read."""
    unpacker = zlib.decompressobj(-15)
    crc = size = 0
    while not unpacker.eof:
        if not source.fill(1):
            report(_truncated())
            return False
        fed = unpacker.copy()
        packed = source.data
        try:
            out = unpacker.decompress(packed, _CHUNK)
        except zlib.error:
            yield _salvage(fed, packed)
            message = "The compressed data is damaged; what came before was read. Ask for the file again."
            report(Fault("packing-damaged", message, "refused"))
            return False
        source.data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        crc, size = zlib.crc32(out, crc), size + len(out)
        yield out
    if not source.fill(8):
        report(_truncated())
        return False
    if source.take(8) != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        message = "The checksum of the compressed file is wrong: something in it has changed. Ask for the file again."
        report(Fault("crc", message, "refused"))
        return False
    return True


def _salvage(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    out = b""
    try:
        for start in range(0, len(packed), 16):
            out += unpacker.decompress(packed[start : start + 16], _CHUNK)
    except zlib.error:
        pass
    return out


def _truncated() -> Fault:
    message = "The compressed file ends too early; what came before was read. Ask for it again."
    return Fault("truncated", message, "refused")


def _unzstd(chunks: Iterator[bytes], report: Report) -> Iterator[bytes]:
    """Yield what the frames of a zstd file hold; what came out before a fault is kept."""
    import zstandard  # noqa: PLC0415 - only a zstd file needs it

    source = _Input(chunks)
    while source.fill(1):
        if not source.fill(4) or not _is_zstd_frame(source.data):
            message = "After the compressed data stand other bytes, which were not read. See whether the file is whole."
            report(Fault("trailing-garbage", message))
            return
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        try:
            while not unpacker.eof:
                if not source.fill(1):
                    report(_truncated())
                    return
                yield unpacker.decompress(source.take(_ZSTD_PIECE))
        except zstandard.ZstdError:
            message = "The compressed data is damaged; what came before was read. Ask for the file again."
            report(Fault("packing-damaged", message, "refused"))
            return
        source.data = unpacker.unused_data + source.data


def _is_zstd_frame(data: bytes) -> bool:
    return data[:4] == _ZSTD or data[1:4] == b"\x2a\x4d\x18"
