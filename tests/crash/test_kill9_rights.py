"""`kill -9` while it is decided what may be passed on, and while that is published: no record comes out by it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.demo.iso2709 import make_record

LIANMU = [sys.executable, "-m", "kg.cli"]
RULES = (["--redistribute", "no"], ["--redistribute", "yes"], ["--rule", "deny 100$a A*"], ["--rule", "deny 245"])


def marc(number: int) -> bytes:
    """Return a record; each author has six books."""
    lines = [f"001 {number}", f"1001 $a{'ABCDE'[number % 5]}uthor {number // 6},$d1900-", f"24510$aBook {number}"]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


def lianmu(*arguments: str) -> str:
    """Run a command that must succeed, and return what it prints."""
    done = subprocess.run([*LIANMU, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_change_of_rights_survives_kill_9(tmp_path: Path) -> None:
    """The check is clean after each kill; at the end nothing of the member is public."""
    folder = str(tmp_path / "catalogue")
    lianmu("init", folder)
    lianmu("member", "add", "H", "--name", "H", "--format", "marc21", "--catalogue", folder)
    (tmp_path / "h.mrc").write_bytes(b"".join(map(marc, range(300))))
    lianmu("load", "H", str(tmp_path / "h.mrc"), "-q", "--catalogue", folder)
    chance = random.Random(5)
    for changes in RULES:
        killed(chance.uniform(0.3, 1.2), "member", "set", "H", *changes, "--catalogue", folder)
        lianmu("check", "-q", "--catalogue", folder)
        killed(chance.uniform(0.5, 2.0), "publish", "-q", "--catalogue", folder)
        lianmu("check", "-q", "--catalogue", folder)
    lianmu("member", "set", "H", "--redistribute", "no", "--no-rules", "--catalogue", folder)
    lianmu("publish", "-q", "--catalogue", folder)
    lianmu("check", "-q", "--strict", "--catalogue", folder)
    assert "/record/" not in lianmu("dump", "--catalogue", folder)


def killed(seconds: float, *arguments: str) -> None:
    """Start a command and kill it after a while."""
    process = subprocess.Popen(
        [*LIANMU, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
