"""Zip archives (an .xlsx is one) opened with care: their directory is judged before anything in them is unpacked."""

import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kg.records.limits import Limits
from kg.records.piece import Fault

__all__ = ["BROKEN", "archive_members", "is_zip", "judge_archive", "opened_archive"]

# What the standard library raises for archives that are damaged, or packed in ways that it does not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)

_START = b"PK\x03\x04"
_END_RECORD = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_557
_MOST_MEMBERS = 10_000
_MOST_DIRECTORY = 16 << 20
_SPOOLED = 8 << 20
_DRIVE = re.compile(r"[A-Za-z]:")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)")


def is_zip(head: bytes) -> bool:
    """Say whether the first bytes of a file are those of a zip archive."""
    return head.startswith(_START)


@contextmanager
def opened_archive(chunks: Iterable[bytes], limits: Limits) -> Iterator[zipfile.ZipFile | Fault]:
    """Give the archive in a stream, kept in a temporary file meanwhile, or why it is not read."""
    with tempfile.SpooledTemporaryFile(_SPOOLED) as file:
        size = 0
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
        file.seek(max(0, size - _LONGEST_COMMENT))
        fault = _judge_directory(file.read())
        if fault is not None:
            yield fault
            return
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN as error:
            yield _damaged(str(error))
            return
        with archive:
            yield judge_archive(archive, limits) or archive


def _judge_directory(end: bytes) -> Fault | None:
    """Return why an archive is refused by the record at its end, before its directory is read into memory."""
    at = end.rfind(_END_RECORD)
    if at < 0 or at + _END_SIZE > len(end):
        return _damaged("it ends too early")
    count, size = struct.unpack_from("<HI", end, at + 10)
    if count > _MOST_MEMBERS or size > _MOST_DIRECTORY:
        return Fault("too-large", f"The zip archive has more than {_MOST_MEMBERS} members. Unpack it first.", "refused")
    return None


def judge_archive(archive: zipfile.ZipFile, limits: Limits) -> Fault | None:
    """Return why an archive is not read: where its members would go, what they unpack to, a password."""
    for one in archive.infolist():
        if fault := _judge_member(one, limits):
            return fault
    total = sum(one.file_size for one in archive.infolist())
    packed = sum(one.compress_size for one in archive.infolist())
    if total > limits.total_bytes:
        return _too_much(f"more than {limits.total_bytes} bytes")
    if total > limits.ratio_from and total > max(1, packed) * limits.ratio:
        return _too_much(f"{total} bytes out of {packed}, as only a bomb does")
    return None


def _judge_member(one: zipfile.ZipInfo, limits: Limits) -> Fault | None:
    name = one.filename
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in re.split(r"[/\\]", name):
        message = f"The zip archive has a member that leads out of it ('{name[:80]}'). Look who made it."
        return Fault("unsafe-archive", message, "refused")
    if stat.S_ISLNK(one.external_attr >> 16):
        message = f"The zip archive has a link to another file in it ('{name[:80]}'). Pack the file itself."
        return Fault("unsafe-archive", message, "refused")
    if one.flag_bits & 1:
        return Fault("password", "The zip archive has a password. Unpack it and load the files within.", "refused")
    if one.file_size > limits.ratio_from and one.file_size > max(1, one.compress_size) * limits.ratio:
        return _too_much(f"{one.file_size} bytes out of {one.compress_size} ('{name[:80]}'), as only a bomb does")
    return None


def archive_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that are files of someone's, in their order: no folders, no litter of operating systems."""
    return [one for one in archive.infolist() if not one.is_dir() and not _LITTER.search(one.filename)]


def _too_much(what: str) -> Fault:
    return Fault(
        "too-large", f"The zip archive unpacks to {what}; it was not read. Unpack and look at it first.", "refused"
    )


def _damaged(why: str) -> Fault:
    return Fault("packing-damaged", f"The zip archive is damaged ({why}). Ask for the file again.", "refused")
