"""`lianmu feedback` and `lianmu overlap`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.program import program
from kg.demo.iso2709 import make_record
from kg.errors import ConflictError, NotFoundError, UsageError


def marc(local_id: str, title: str) -> bytes:
    lines = [f"001 {local_id}", f"24510$a{title}", "260  $aLondon :$bArden,$c1999.", "300  $a366 p.", "1001 $aLi, Min"]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


def run(*arguments: str) -> Result:
    """Run the program and let its errors through."""
    result = CliRunner().invoke(program, arguments)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a published catalogue of two members with an edition in common."""
    folder = tmp_path_factory.mktemp("feedback")
    place = str(folder / "union")
    run("init", place)
    for code, titles in (("A", ["Hamlet prince of Denmark", "Othello the moor"]), ("B", ["Hamlet prince of Denmark"])):
        run("member", "add", code, "--name", code, "--format", "marc21", "--catalogue", place)
        file = folder / f"{code}.mrc"
        file.write_bytes(b"".join(marc(str(number), title) for number, title in enumerate(titles)))
        run("load", code, str(file), "--catalogue", place)
    run("publish", "--catalogue", place)
    return place


def test_a_member_gets_a_folder(folder: str, tmp_path: Path) -> None:
    """Records with links under the tag that was asked for, tables, and a text; a second call is refused."""
    out = tmp_path / "out"
    said = run("feedback", "a", "--out", str(out), "--field", "959", "--catalogue", folder).output
    assert "2  records-marc21-utf-8.mrc" in said
    assert (out / "records-marc21-utf-8.mrc").read_bytes().count(b"959") >= 4
    assert "959" in (out / "README.txt").read_text("utf-8")
    assert (out / "editions.tsv").read_text("utf-8").startswith("member\tlocal id\t")
    with pytest.raises(ConflictError, match="not empty"):
        run("feedback", "A", "--out", str(out), "--catalogue", folder)


def test_a_wrong_call_says_so(folder: str, tmp_path: Path) -> None:
    """An unknown member, a field that can have no subfields, a class of nothing, two lists at once."""
    with pytest.raises(NotFoundError):
        run("feedback", "C", "--out", str(tmp_path / "c"), "--catalogue", folder)
    with pytest.raises(UsageError, match="no tag"):
        run("feedback", "A", "--out", str(tmp_path / "c"), "--field", "001", "--catalogue", folder)
    with pytest.raises(UsageError, match="--by"):
        run("overlap", "--class", "T", "--catalogue", folder)
    with pytest.raises(UsageError, match="not for both"):
        run("overlap", "--last-copies", "A", "--widely", "2", "--catalogue", folder)
    with pytest.raises(NotFoundError):
        run("overlap", "--group", "none", "--catalogue", folder)


def test_the_overlap_in_three_forms(folder: str) -> None:
    """For people, as a table, as JSON."""
    said = run("overlap", "--by", "decade", "--catalogue", folder).output
    assert "2 editions, held by 2 members" in said
    assert "1 (50%)" in said
    assert "1990" in said
    table = run("overlap", "--tsv", "--catalogue", folder).output.splitlines()
    assert table[1:] == ["A\tB\t1\t0.5000\t2\t1", "B\tA\t1\t1.0000\t1\t0"]
    found = json.loads(run("overlap", "--json", "--by", "decade", "--catalogue", folder).output)
    assert found["classes"][0]["members"] == {"A": {"editions": 2, "alone": 1}, "B": {"editions": 1, "alone": 0}}


def test_the_lists_of_editions(folder: str) -> None:
    """Last copies of a member; what many hold."""
    alone = run("overlap", "--last-copies", "a", "--catalogue", folder).output.splitlines()
    assert [line.split("\t")[4] for line in alone[1:]] == ["Othello the moor"]
    widely = run("overlap", "--widely", "2", "--years", "100", "--catalogue", folder).output.splitlines()
    assert [line.split("\t")[2:] for line in widely[1:]] == [["1999", "2", "A B"]]
