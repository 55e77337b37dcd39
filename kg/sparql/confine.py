"""How a worker takes from itself what strangers' queries must not have: memory, processor, files, network, outliving.

Done by the worker before it reads the first question; nothing of it can be undone from inside.
"""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

from kg.sparql import seccomp

__all__ = ["allow_seconds", "confine", "die_with", "yield_to_others"]

_PARENT_DEATH_SIGNAL = 1
_STACK_BYTES = 64 * 1024**2
_FILES = 4096
_LEAST_URGENT = 19


def die_with(parent: int) -> None:
    """Let the kernel end this process when the thread that started it ends; end now if `parent` is gone already."""
    if hasattr(signal, "SIGKILL") and Path("/proc").is_dir():
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def confine(memory_bytes: int, *, allow_unconfined: bool) -> bool:
    """Set the limits and forbid network, programs and writing; tell whether the latter could be had.

    Raise OSError where it could not and `allow_unconfined` is not set.
    """
    # Deep recursion of the parser needs stack; what it needs beyond this is a fault that ends the process.
    _lower(resource.RLIMIT_STACK, _STACK_BYTES)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _FILES)
    _lower(resource.RLIMIT_AS, memory_bytes)
    with contextlib.suppress(OSError):
        # Where memory runs out all the same, the kernel takes this process first.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    found = seccomp.machine()
    try:
        if found is None:
            raise OSError("no filter of system calls is known for this machine")  # noqa: TRY301 - one way out for both
        seccomp.forbid(found)
    except OSError:
        if not allow_unconfined:
            raise
        return False
    return True


def yield_to_others() -> None:
    """Run only when nothing else wants the processor, so that a reader's search does not wait for a query."""
    with contextlib.suppress(OSError):
        os.nice(_LEAST_URGENT)
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def allow_seconds(seconds: float) -> None:
    """Let this process use so much more of the processor, should its owner fail to end it in time."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, hard))


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # The stack's hard limit stays: the library reads it when it makes threads.
    resource.setrlimit(limit, (wanted, hard if limit == resource.RLIMIT_STACK else wanted))
