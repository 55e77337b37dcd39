"""Many compressed files written at once: what goes to several files is compressed once and laid into each.

A gzip file (RFC 1952) is one deflate stream, and a deflate stream may be put together from pieces that were compressed
apart if each ends on a whole byte. So time and memory do not grow with the number of members: a thousand files need
neither a thousand compressors nor a thousand open files. There is no time and no name in the head, so the same content
is the same bytes.
"""

import hashlib
import os
import zlib
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["CompressedFiles", "Written"]

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_LEVEL = 6

# Compressed at a time; a file's bytes written at a time; text that waits, at most.
_BLOCK = 256 * 1024
_WRITE = 64 * 1024
_WAITING = 64 * 1024 * 1024
# Blocks on their way to the files, at most.
_UNDER_WAY = 8

Targets = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a file became: its size, its SHA-256, and the size of what is in it."""

    size: int
    sha256: str
    content_size: int


class CompressedFiles:
    """gzip files in one folder, each beginning with its preamble.

    One thread beside the caller's compresses and writes, block after block in the order in which they were full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File] = {}
        self._waiting: dict[Targets, list[bytes]] = {}
        self._sizes: dict[Targets, int] = {}
        self._total = 0
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compressing")
        self._under_way: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._worker.shutdown(cancel_futures=True)

    def begin(self, name: str, preamble: bytes) -> None:
        """Begin a file."""
        self._files[name] = _File(self._folder / name)
        if preamble:
            # At once: what waits for several files may be full before what waits for one.
            self._submit((name,), preamble)

    def write(self, targets: Targets, content: bytes) -> None:
        """Add content to each of the files."""
        self._waiting.setdefault(targets, []).append(content)
        size = self._sizes.get(targets, 0) + len(content)
        self._sizes[targets] = size
        self._total += len(content)
        if size >= _BLOCK:
            self._compress(targets)
        elif self._total >= _WAITING:
            self._compress_all()

    def close(self) -> Mapping[str, Written]:
        """Write what waits, make everything durable, and return what each file became."""
        self._compress_all()
        while self._under_way:
            self._under_way.popleft().result()
        return {name: file.close() for name, file in sorted(self._files.items())}

    def _compress_all(self) -> None:
        for targets in sorted(self._waiting):
            self._compress(targets)

    def _compress(self, targets: Targets) -> None:
        content = b"".join(self._waiting.pop(targets, ()))
        self._total -= self._sizes.pop(targets, 0)
        self._submit(targets, content)

    def _submit(self, targets: Targets, content: bytes) -> None:
        """Let the other thread lay content into files; raise what befell it."""
        while len(self._under_way) >= _UNDER_WAY:
            self._under_way.popleft().result()
        self._under_way.append(self._worker.submit(_lay, [self._files[name] for name in targets], content))


class _File:
    """One gzip file, appended to piece by piece and open only meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending = bytearray(_HEAD)
        self._sum = zlib.crc32(b"")
        self._content_size = self._size = 0
        self._digest = hashlib.sha256()

    def add(self, content: bytes, block: bytes) -> None:
        """Add a compressed block of some content."""
        self._sum = zlib.crc32(content, self._sum)
        self._content_size += len(content)
        self._pending += block
        if len(self._pending) >= _WRITE:
            self._append(durable=False)

    def close(self) -> Written:
        """Write the end of the file."""
        self._pending += _LAST_BLOCK
        self._pending += self._sum.to_bytes(4, "little")
        self._pending += (self._content_size % 2**32).to_bytes(4, "little")
        self._append(durable=True)
        return Written(self._size, self._digest.hexdigest(), self._content_size)

    def _append(self, *, durable: bool) -> None:
        with self._path.open("ab") as stream:
            stream.write(self._pending)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        self._digest.update(self._pending)
        self._size += len(self._pending)
        self._pending = bytearray()


def _lay(files: list[_File], content: bytes) -> None:
    """Add content to files as deflate blocks that end on a whole byte and refer to nothing before them."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = compressor.compress(content) + compressor.flush(zlib.Z_SYNC_FLUSH)
    for file in files:
        file.add(content, block)
