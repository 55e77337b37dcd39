"""`lianmu dump` and `lianmu dumps` as a new user calls them."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from kg.demo.iso2709 import make_record


def lianmu(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def marc(local_id: str, title: str) -> bytes:
    lines = [f"001 {local_id}", "008 110101s1999    enk           000 0 eng d", f"24510$a{title}"]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published catalogue of two members, one of them in a group."""
    folder = tmp_path_factory.mktemp("dumps") / "catalogue"
    assert lianmu("init", folder).returncode == 0
    for code, title in (("A", "The tempest"), ("B", "Macbeth")):
        file = folder.parent / f"{code}.mrc"
        file.write_bytes(marc("1", title))
        given = ("--name", code, "--format", "marc21", "--licence", "CC0-1.0", "--catalogue", folder)
        assert lianmu("member", "add", code, *given).returncode == 0
        assert lianmu("load", code, file, "--catalogue", folder, "--no-publish").returncode == 0
    assert lianmu("group", "add", "G", "--name", "组", "--kind", "tier", "--catalogue", folder).returncode == 0
    assert lianmu("group", "join", "G", "A", "--catalogue", folder).returncode == 0
    done = lianmu("publish", "--quiet", "--catalogue", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("option", [("--member", "A"), ("--member", "a"), ("--group", "G")])
def test_one_stream_may_be_of_a_member_or_a_group(catalogue: Path, option: tuple[str, str]) -> None:
    """Only what their records describe."""
    done = lianmu("dump", *option, "--catalogue", catalogue)
    assert done.returncode == 0, done.stderr
    assert "The tempest" in done.stdout
    assert "Macbeth" not in done.stdout
    assert f"{len(done.stdout.splitlines())} statements written." in done.stderr


def test_a_dump_of_nobody_is_refused(catalogue: Path) -> None:
    """With those there are; and not of both at once."""
    unknown = lianmu("dump", "--member", "Z", "--catalogue", catalogue)
    assert (unknown.returncode, "There are: A, B" in unknown.stderr) == (8, True)
    assert lianmu("dump", "--member", "A", "--group", "G", "--catalogue", catalogue).returncode == 2


def test_make_list_verify_remove(catalogue: Path) -> None:
    """A set is made, told of, found whole, found damaged, and removed."""
    made = lianmu("dumps", "make", "--formats", "nquads,turtle", "--catalogue", catalogue)
    assert made.returncode == 0, made.stderr
    name = made.stdout.partition(":")[0]
    again = lianmu("dumps", "make", "--formats", "nquads turtle", "--catalogue", catalogue)
    assert "already" in again.stdout
    assert name in lianmu("dumps", "list", "--catalogue", catalogue).stdout
    whole = lianmu("dumps", "verify", "--catalogue", catalogue)
    assert (whole.returncode, whole.stdout) == (0, f"{name}: whole.\n")
    file = catalogue / "dumps" / name / "member-A.nq.gz"
    file.write_bytes(gzip.compress(b"<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n"))
    damaged = lianmu("dumps", "verify", name, "--catalogue", catalogue)
    assert damaged.returncode == 1
    assert "FAULT\tmember-A.nq.gz" in damaged.stdout
    assert lianmu("dumps", "remove", name, "--catalogue", catalogue).returncode == 0
    assert lianmu("dumps", "verify", "--catalogue", catalogue).returncode == 8


def test_a_set_may_be_of_some_members(catalogue: Path) -> None:
    """The whole and what was named."""
    made = lianmu("dumps", "make", "--member", "B", "--formats", "nquads", "--force", "--catalogue", catalogue)
    folder = catalogue / "dumps" / made.stdout.partition(":")[0]
    assert {path.name for path in folder.glob("*.gz")} == {"lianmu-all.nq.gz", "member-B.nq.gz"}


def test_following_without_a_rhythm_is_refused(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With dumps.every_hours = 0 they are made by hand alone."""
    monkeypatch.setenv("LIANMU_DUMPS_EVERY_HOURS", "0")
    done = lianmu("dumps", "make", "--follow", "--catalogue", catalogue)
    assert done.returncode == 2
    assert "every_hours" in done.stderr


def test_following_makes_a_set_and_ends_at_a_signal(catalogue: Path) -> None:
    """As beside `lianmu serve`: one set at once, and a quiet end."""
    for found in lianmu("dumps", "list", "--catalogue", catalogue).stdout.splitlines()[1:]:
        lianmu("dumps", "remove", found.split("\t")[0], "--catalogue", catalogue)
    command = [sys.executable, "-m", "kg.cli", "dumps", "make", "--follow", "--catalogue", str(catalogue)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as follower:
        assert follower.stderr is not None
        assert "dumps of" in follower.stderr.readline()
        follower.terminate()
        assert follower.wait(timeout=30) == 0
    assert len(lianmu("dumps", "list", "--catalogue", catalogue).stdout.splitlines()) == 2


@pytest.mark.parametrize("name", ["dumps make", "dumps list", "dumps verify", "dumps remove"])
def test_every_subcommand_has_help_with_an_example(name: str) -> None:
    """`--help` shows how it is called."""
    assert f"Example: lianmu {name}" in lianmu(*name.split(), "--help").stdout
