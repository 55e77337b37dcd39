"""What machine a benchmark ran on, and how to time a piece of work on it."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["describe", "finish", "median_seconds", "peak_mib", "percentile"]

# A child begins with the size of the process that it was forked from, so that one is as small as can be.
_WATCH = """
import os, sys
null = os.open(os.devnull, os.O_WRONLY)
files = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=files)
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def describe() -> str:
    """Return processor, cores, memory, system and Python in one line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


def median_seconds(work: Callable[[], object], *, runs: int = 5) -> tuple[float, float, float]:
    """Run `work` once to warm up, then `runs` times; return least, median and greatest CPU seconds."""
    work()
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken), statistics.median(taken), max(taken)


def finish(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its CPU seconds and its greatest resident size in MiB; raise CalledProcessError."""
    ran = subprocess.run([sys.executable, "-c", _WATCH, *command], check=True, capture_output=True, text=True)
    seconds, peak = ran.stdout.split()
    return float(seconds), _mib(int(peak))


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def peak_mib(*, children: bool = False) -> float:
    """Return the greatest resident size of this process, or of its ended children, in MiB."""
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return _mib(resource.getrusage(who).ru_maxrss)


def _mib(size: int) -> float:
    """Return a resident size as the system counts it (kilobytes, on macOS bytes) in MiB."""
    return size * (1 if sys.platform == "darwin" else 1024) / 1024**2


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
