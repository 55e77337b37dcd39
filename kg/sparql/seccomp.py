"""A filter of system calls for the process that runs strangers' queries: no network, no programs, no files written.

Linux only (https://man7.org/linux/man-pages/man2/seccomp.2.html), by ctypes, without privileges. A forbidden call
fails with EACCES; one of another architecture's numbering ends the process. `clone` is allowed for threads only, and
`clone3`, whose arguments a filter cannot see, is said not to exist, so that the C library falls back to `clone`.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

__all__ = ["Machine", "forbid", "machine", "program"]

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NO_NEW_PRIVILEGES, _FILTER_ALL_THREADS, _SET_MODE_FILTER = 38, 1, 1
_CLONE_THREAD: Final = 0x00010000
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Machine(NamedTuple):
    """A kind of processor: its number for filters, where foreign numberings of calls begin, its numbers of calls."""

    audit: int
    foreign_from: int  # 0: there is none
    seccomp: int
    clone: int
    clone3: int
    tgkill: int
    opening: dict[int, int]  # a call that opens files -> which argument has the flags
    forbidden: frozenset[int]


# Numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux. In this order:
# network; programs and processes; looking into and stopping others; io_uring, which does all of it without calls;
# kernel and mounts; keys; names of files made, changed, removed.
_X86_64 = (
    *(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),
    *(57, 58, 59, 322),
    *(62, 101, 129, 200, 297, 310, 311, 424, 434, 438),
    *(425, 426, 427),
    *(155, 161, 165, 166, 169, 175, 176, 246, 272, 298, 304, 308, 313, 320, 321, 323, 428, 429, 430, 431, 432, 442),
    *(248, 249, 250),
    *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133, 188, 189, 190, 197, 198, 199),
    *(258, 259, 260, 263, 264, 265, 266, 268, 285, 316, 437, 452),
)
_ARM64 = (
    *(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
    *(221, 281),
    *(129, 117, 130, 138, 240, 270, 271, 424, 434, 438),
    *(425, 426, 427),
    *(41, 51, 39, 40, 142, 104, 105, 106, 97, 241, 265, 268, 273, 280, 282, 294, 428, 429, 430, 431, 432, 442),
    *(217, 218, 219),
    *(45, 46, 47, 38, 276, 34, 35, 36, 37, 33, 52, 53, 54, 55, 5, 6, 7, 14, 15, 16, 437, 452),
)

_MACHINES = {
    "x86_64": Machine(0xC000003E, 0x40000000, 317, 56, 435, 234, {2: 1, 257: 2}, frozenset(_X86_64)),
    "aarch64": Machine(0xC00000B7, 0, 277, 220, 435, 131, {56: 2}, frozenset(_ARM64)),
}


def machine() -> Machine | None:
    """Return the machine that this is, None where no filter is known for it."""
    return _MACHINES.get(platform.machine()) if platform.system() == "Linux" else None


def forbid(of: Machine) -> None:
    """Filter the calls of this process for good; raise OSError where the kernel refuses that."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs was refused")
    code = program(of, os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))
    if libc.syscall(of.seccomp, _SET_MODE_FILTER, _FILTER_ALL_THREADS, head):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")


def program(of: Machine, own: int) -> bytes:
    """Return the filter for the process `own` as instructions of the classic BSD packet filter."""
    return b"".join(struct.pack("HBBI", *instruction) for instruction in _instructions(of, own))


_Instruction = tuple[int, int, int, int]


def _instructions(of: Machine, own: int) -> Iterator[_Instruction]:
    yield _load(_ARCHITECTURE)
    yield _EQUAL, 1, 0, of.audit
    yield _RETURN, 0, 0, _KILL
    yield _load(_NUMBER)
    if of.foreign_from:
        yield _AT_LEAST, 0, 1, of.foreign_from
        yield _RETURN, 0, 0, _KILL
    yield from _failing([of.clone3], errno.ENOSYS)
    yield from _failing(sorted(of.forbidden), errno.EACCES)
    yield from _on_argument(of.clone, 0, _CLONE_THREAD, fails_when_set=False)
    # `abort` signals its own process by this call; no other may be signalled.
    yield from (
        (_EQUAL, 0, 4, of.tgkill),
        _load(_ARGUMENTS),
        (_EQUAL, 1, 0, own),
        (_RETURN, 0, 0, _FAIL | errno.EACCES),
        (_RETURN, 0, 0, _ALLOW),
    )
    for call, argument in of.opening.items():
        yield from _on_argument(call, argument, _WRITING, fails_when_set=True)
    yield _RETURN, 0, 0, _ALLOW


def _failing(calls: Iterable[int], code: int) -> Iterator[_Instruction]:
    for call in calls:
        yield _EQUAL, 0, 1, call
        yield _RETURN, 0, 0, _FAIL | code


def _on_argument(call: int, argument: int, bits: int, *, fails_when_set: bool) -> Iterator[_Instruction]:
    """Yield what decides one call by bits of one argument; the register holds the number of the call before."""
    yield _EQUAL, 0, 4, call
    yield _load(_ARGUMENTS + 8 * argument)
    yield (_ANY_BIT, 0, 1, bits) if fails_when_set else (_ANY_BIT, 1, 0, bits)
    yield _RETURN, 0, 0, _FAIL | errno.EACCES
    yield _RETURN, 0, 0, _ALLOW


def _load(offset: int) -> _Instruction:
    return _LOAD, 0, 0, offset
