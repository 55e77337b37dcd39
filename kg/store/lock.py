"""Locks that one process at a time holds, such as the publisher's; the kernel frees them when that process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BusyError

__all__ = ["publisher_lock"]


@contextmanager
def publisher_lock(path: Path, doing: str = "publishing this catalogue") -> Iterator[None]:
    """Hold the lock on the file `path`; raise BusyError, with the holder's process id, when another process has it.

    `doing` says in that error what the holder does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file stays for good: a file that is removed and made again could be locked twice.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, doing)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, doing: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise BusyError(f"Process {holder} is {doing} (lock {path}). Wait for it, or end it and call again.") from error
