"""The commands about staff, and what other commands write in the audit trail."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.catalogue import AuditFilter, Catalogue, Member
from kg.cli.program import program
from kg.demo.iso2709 import make_record
from kg.errors import CatalogueError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a catalogue with one member and two editions."""
    with Catalogue.create(tmp_path / "union") as catalogue:
        catalogue.add_member(Member("NJU", "南京大学图书馆", "marc21"))
    path = tmp_path / "two.mrc"
    titles = (("1", "The tempest", "Shakespeare"), ("2", "Faustus", "Marlowe"))
    fields = [(f"001 {number}", f"1001 $a{name}", f"24510$a{title}", "260  $c1999") for number, title, name in titles]
    path.write_bytes(b"".join(make_record(list(lines), "%05dnam a22%05d a 4500", "utf-8") for lines in fields))
    assert call(tmp_path / "union", "load", "NJU", path, "--no-publish", "-q").exit_code == 0
    return tmp_path / "union"


def call(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(program, [*map(str, arguments), "--catalogue", str(folder)])


def test_a_token_is_printed_once_with_the_address(folder: Path) -> None:
    """Alone on stdout, so that it can be piped; the hint is on stderr; the list does not have it."""
    made = call(folder, "staff", "add", "王芳", "--member", "nju", "--days", "30")
    token = made.stdout.strip()
    assert "/staff/" in made.stderr
    listed = call(folder, "staff", "list").stdout
    assert "王芳\tNJU\tlive" in listed
    assert token not in listed + call(folder, "audit").stdout
    with Catalogue.open(folder) as catalogue:
        assert catalogue.staff_table.sign_in(token) is not None


def test_revoke_ends_the_token(folder: Path) -> None:
    """The list goes on to name it, as revoked."""
    token = call(folder, "staff", "add", "王芳").stdout.strip()
    assert call(folder, "staff", "revoke", "王芳").exit_code == 0
    assert "王芳\t*\trevoked" in call(folder, "staff", "list").stdout
    with Catalogue.open(folder) as catalogue:
        assert catalogue.staff_table.sign_in(token) is None


@pytest.mark.parametrize(
    "arguments", [("staff", "add", "x", "--member", "NONE"), ("staff", "revoke", "x"), ("staff", "add", "<x>")]
)
def test_a_wrong_call_changes_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    """An unknown member, an unknown person, a name that cannot be one."""
    assert isinstance(call(folder, *arguments).exception, CatalogueError)
    with Catalogue.open(folder, read_only=True) as catalogue:
        assert (catalogue.staff_table.all(), catalogue.audit_table.rows(AuditFilter())) == ([], [])


def test_acts_of_the_command_line_are_in_the_trail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is the system's user, or whoever is named; the line has the event and the reason; the act can be undone."""
    monkeypatch.setenv("LOGNAME", "ops")
    with Catalogue.open(folder, read_only=True) as catalogue:
        one, other = [entry[2] for entry in catalogue.placements()]
    assert call(folder, "merge", "instance", one, other, "--reason", "same").exit_code == 0
    assert call(folder, "split", "instance", one, "NJU/2", "--who", "王芳").exit_code == 0
    assert call(folder, "unload", "1", "--no-publish").exit_code == 0
    with Catalogue.open(folder, read_only=True) as catalogue:
        rows = catalogue.audit_table.rows(AuditFilter())
        assert [(row.who, row.action) for row in rows] == [("ops", "unload"), ("王芳", "split"), ("ops", "merge")]
        assert rows[2].detail["reason"] == "same"
        assert all(row.event for row in rows)
    assert "\tsplit\t" in call(folder, "audit", "--who", "王芳").stdout
    assert len(call(folder, "audit", "--limit", "1").stdout.splitlines()) == 2
