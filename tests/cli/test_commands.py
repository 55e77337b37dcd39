"""The commands in the order a new user calls them, on a catalogue of two small members."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.program import COMMANDS, program
from kg.demo.iso2709 import make_record


def marc(local_id: str, title: str, author: str = "Shakespeare, William,", status: str = "n") -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        f"1001 $a{author}$d1564-1616.",
        f"24510$a{title} /$cby {author}",
        "260  $aLondon :$bArden,$cc1999.",
        "300  $a366 p.",
    ]
    return make_record(lines, f"%05d{status}am a22%05d a 4500", "utf-8")


def lianmu(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    assert lianmu("init", folder).returncode == 0
    for code, name in (("A", "甲馆"), ("B", "乙馆")):
        added = lianmu("member", "add", code, "--name", name, "--format", "marc21", "--catalogue", folder)
        assert added.returncode == 0, added.stderr
    return folder


@pytest.fixture
def tempest(tmp_path: Path) -> Path:
    path = tmp_path / "tempest.mrc"
    path.write_bytes(marc("1", "The tempest") + marc("2", "Macbeth"))
    return path


def dump(catalogue: Path) -> str:
    done = lianmu("dump", "--catalogue", catalogue)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    """`--help` of each command, and of what is below it, shows how it is called."""
    result = CliRunner().invoke(program, [name, "--help"])
    assert result.exit_code == 0
    if name not in {"member", "group", "mapping"}:
        assert f"Example: lianmu {name}" in result.output or f"lianmu {name}" in result.output.split("Example:")[1]


@pytest.mark.parametrize(
    "name",
    [
        "member add",
        "member set",
        "member list",
        "member show",
        "member remove",
        "group add",
        "group list",
        "mapping check",
    ],
)
def test_every_subcommand_has_help_with_an_example(name: str) -> None:
    """The same for what stands below `member`, `group` and `mapping`."""
    result = CliRunner().invoke(program, [*name.split(), "--help"])
    assert f"Example: lianmu {name}" in result.output


def test_init_twice_changes_nothing(catalogue: Path) -> None:
    """A second init on the same folder is a conflict, not a new catalogue."""
    done = lianmu("init", catalogue)
    assert done.returncode == 7
    assert "nothing was changed" in done.stderr


def test_a_folder_without_catalogue_is_said_so(tmp_path: Path) -> None:
    """Each command says that there is no catalogue and how to make one."""
    done = lianmu("status", "--catalogue", tmp_path)
    assert done.returncode == 2
    assert "lianmu init" in done.stderr


def test_settings_show_their_origin(catalogue: Path) -> None:
    """`settings` names value and origin of each."""
    done = lianmu("settings", "--catalogue", catalogue)
    assert "serve.port\t8000\tdefault" in done.stdout


def test_the_same_edition_of_two_members_is_one(catalogue: Path, tempest: Path) -> None:
    """Two members' records of one edition share an instance id and a work id."""
    assert lianmu("load", "A", tempest, "--catalogue", catalogue).returncode == 0
    assert lianmu("load", "B", tempest, "--catalogue", catalogue).returncode == 0
    rows = [line.split("\t") for line in lianmu("clusters", "--tsv", "--catalogue", catalogue).stdout.splitlines()]
    assert [row[0] for row in rows] == ["A/1", "A/2", "B/1", "B/2"]
    assert rows[0][1:] == rows[2][1:]
    assert rows[0][1] != rows[1][1]


def test_a_second_load_changes_nothing(catalogue: Path, tempest: Path) -> None:
    """The same file again: everything unchanged, no event, the same dump."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    before = dump(catalogue)
    done = lianmu("load", "A", tempest, "--catalogue", catalogue)
    assert "unchanged  2" in done.stdout
    assert "Nothing new to publish" in done.stdout
    assert dump(catalogue) == before


def test_unload_brings_back_the_dump_before(catalogue: Path, tempest: Path, tmp_path: Path) -> None:
    """Undo of a load that added, changed and deleted records: the dump is as it was."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    before = dump(catalogue)
    changed = tmp_path / "changed.mrc"
    changed.write_bytes(marc("1", "The tempest, revised") + marc("2", "Macbeth", status="d") + marc("3", "Hamlet"))
    assert lianmu("load", "A", changed, "--catalogue", catalogue).returncode == 0
    assert dump(catalogue) != before
    done = lianmu("unload", "2", "--catalogue", catalogue)
    assert done.returncode == 0, done.stderr
    assert dump(catalogue) == before
    assert lianmu("check", "--strict", "--catalogue", catalogue).returncode == 0


def test_dry_run_changes_nothing(catalogue: Path, tempest: Path) -> None:
    """--dry-run says what would happen and leaves the catalogue as it is."""
    done = lianmu("load", "A", tempest, "--dry-run", "--catalogue", catalogue)
    assert done.returncode == 0, done.stderr
    assert "loaded     2" in done.stdout
    assert lianmu("clusters", "--tsv", "--catalogue", catalogue).stdout == ""


def test_replace_all_is_guarded(catalogue: Path, tempest: Path, tmp_path: Path) -> None:
    """Half of a member's records do not go without --yes."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    half = tmp_path / "half.mrc"
    half.write_bytes(marc("1", "The tempest"))
    refused = lianmu("load", "A", half, "--replace-all", "--catalogue", catalogue)
    assert refused.returncode == 5
    assert "--yes" in refused.stderr
    done = lianmu("load", "A", half, "--replace-all", "--yes", "--catalogue", catalogue)
    assert "not in the files: 1" in done.stdout
    assert lianmu("clusters", "--tsv", "--catalogue", catalogue).stdout.startswith("A/1\t")


def test_merge_redirects_and_split_takes_apart(catalogue: Path, tempest: Path) -> None:
    """People's judgements: the older id stays, the check is clean after each."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    rows = [line.split("\t") for line in lianmu("clusters", "--tsv", "--catalogue", catalogue).stdout.splitlines()]
    merged = lianmu("merge", "work", rows[0][2], rows[1][2], "--catalogue", catalogue)
    assert merged.returncode == 0, merged.stderr
    lianmu("publish", "--catalogue", catalogue)
    assert lianmu("check", "--strict", "--catalogue", catalogue).returncode == 0
    after = [line.split("\t") for line in lianmu("clusters", "--tsv", "--catalogue", catalogue).stdout.splitlines()]
    assert after[0][2] == after[1][2]
    apart = lianmu("split", "work", after[0][2], rows[1][1], "--catalogue", catalogue)
    assert apart.returncode == 0, apart.stderr
    lianmu("publish", "--catalogue", catalogue)
    assert lianmu("check", "--strict", "--catalogue", catalogue).returncode == 0


def test_rebuild_gives_the_same_dump(catalogue: Path, tempest: Path) -> None:
    """Graph and index are made anew from the database alone."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    before = dump(catalogue)
    for view in ("graph", "index"):
        done = lianmu("rebuild", view, "--catalogue", catalogue)
        assert done.returncode == 0, done.stderr
    assert dump(catalogue) == before
    assert lianmu("check", "--strict", "--catalogue", catalogue).returncode == 0


def test_groups_have_roles_and_dates(catalogue: Path) -> None:
    """A member belongs to any number of groups, each with a role and dates."""
    assert lianmu("group", "add", "JS", "--name", "江苏", "--kind", "region", "--catalogue", catalogue).returncode == 0
    joined = lianmu("group", "join", "JS", "A", "--role", "centre", "--since", "2026-01-01", "--catalogue", catalogue)
    assert joined.returncode == 0, joined.stderr
    assert "JS\tregion\t1\t江苏" in lianmu("group", "list", "--catalogue", catalogue).stdout
    assert "JS (centre, 2026-01-01 – …)" in lianmu("member", "show", "A", "--catalogue", catalogue).stdout


def test_a_membership_without_dates_shows_none(catalogue: Path) -> None:
    """Nothing is said of days that nobody knows."""
    lianmu("group", "add", "JS", "--name", "江苏", "--kind", "region", "--catalogue", catalogue)
    lianmu("group", "join", "JS", "A", "--catalogue", catalogue)
    assert "JS (member)" in lianmu("member", "show", "A", "--catalogue", catalogue).stdout
    assert "A\tmember\t-\n" in lianmu("group", "show", "JS", "--catalogue", catalogue).stdout


def test_a_member_with_records_stays(catalogue: Path, tempest: Path) -> None:
    """`member remove` refuses while there are records, and takes them along when told to."""
    lianmu("load", "A", tempest, "--catalogue", catalogue)
    assert lianmu("member", "remove", "A", "--catalogue", catalogue).returncode == 7
    done = lianmu("member", "remove", "A", "--with-records", "--catalogue", catalogue)
    assert done.returncode == 0, done.stderr
    lianmu("publish", "--catalogue", catalogue)
    assert dump(catalogue).count("bibframe/Instance>") == 0
    assert lianmu("check", "--strict", "--catalogue", catalogue).returncode == 0


def test_a_member_can_be_changed(catalogue: Path) -> None:
    """`member set` changes what is named and leaves the rest."""
    assert lianmu("member", "set", "A", "--record-id", "035$a", "--catalogue", catalogue).returncode == 0
    shown = lianmu("member", "show", "A", "--catalogue", catalogue).stdout
    assert "record_id\t035$a" in shown
    assert "name\t甲馆" in shown
    assert lianmu("member", "set", "A", "--catalogue", catalogue).returncode == 2


def test_a_refused_file_is_exit_code_4(catalogue: Path, tmp_path: Path) -> None:
    """A page of HTML given as records is refused as a whole, with a sentence."""
    page = tmp_path / "page.mrc"
    page.write_text("<!DOCTYPE html><html><body>502</body></html>")
    done = lianmu("load", "A", page, "--catalogue", catalogue)
    assert done.returncode == 4
    assert "HTML" in done.stdout
    assert lianmu("convert", page).returncode == 4


def test_paths_that_cannot_be_used_are_said_so(catalogue: Path, tmp_path: Path) -> None:
    """No traceback for a folder given as a file, or a place that cannot be written."""
    folder = lianmu("load", "A", tmp_path, "--catalogue", catalogue)
    assert folder.returncode == 2
    assert "is a folder" in folder.stderr
    (tmp_path / "file").write_text("x")
    below = lianmu("init", tmp_path / "file" / "catalogue")
    assert below.returncode == 9
    assert "Traceback" not in below.stderr


def test_an_unknown_member_is_exit_code_8(catalogue: Path, tempest: Path) -> None:
    """What does not exist is named."""
    done = lianmu("load", "NOBODY", tempest, "--catalogue", catalogue)
    assert done.returncode == 8
    assert "NOBODY" in done.stderr
