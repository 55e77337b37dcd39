"""`kill -9` in the middle of load and publish: nothing accepted is lost, and the check is clean after each round."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.demo import demo_members

LIANMU = [sys.executable, "-m", "kg.cli"]
ROUNDS = 4


def lianmu(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LIANMU, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    assert lianmu("init", str(folder)).returncode == 0
    return folder


def started(catalogue: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*LIANMU, *arguments, "--catalogue", str(catalogue)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
def test_load_and_publish_survive_kill_9(catalogue: Path) -> None:
    """After each kill the check finds no fault; after the resumed load everything is there."""
    member = next(m for m in demo_members() if m.code == "hathi-a")
    added = lianmu(
        "member", "add", member.code, "--name", member.name, "--format", member.format, "--catalogue", str(catalogue)
    )
    assert added.returncode == 0, added.stderr
    choose = random.Random(7)
    with member.open_files() as (path,):
        for _ in range(ROUNDS):
            process = started(catalogue, "load", member.code, str(path))
            time.sleep(choose.uniform(0.3, 3.0))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            checked = lianmu("check", "--catalogue", str(catalogue))
            assert checked.returncode == 0, checked.stdout + checked.stderr
        done = lianmu("load", member.code, str(path), "--catalogue", str(catalogue))
    assert done.returncode == 0, done.stderr
    final = lianmu("check", "--strict", "--catalogue", str(catalogue))
    assert final.returncode == 0, final.stdout + final.stderr
