"""`lianmu availability`: one question with what was asked, and whether systems answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.program import EXIT_LOST, program
from kg.demo.iso2709 import make_record
from kg.demo.systems import MADE_UP, sip2_server
from kg.errors import NotFoundError, UsageError


def lianmu(*arguments: object) -> Result:
    """Call a command within this process."""
    return CliRunner().invoke(program, [str(one) for one in arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a catalogue of two members: one with a system that knows barcodes, one whose system is not there."""
    folder = tmp_path_factory.mktemp("c")
    where = ("--catalogue", folder)
    book = ["001 1", "020  $a9787020002207", "24510$aThe tempest", "852  $aA$hPR2833$p3110021"]
    (folder / "a.mrc").write_bytes(make_record(book, "%05dnam a22%05d a 4500", "utf-8"))
    lianmu("init", folder)
    for code in "AB":
        lianmu("member", "add", code, "--name", code, "--format", "marc21", *where)
    lianmu("load", "A", folder / "a.mrc", *where)
    with sip2_server() as server:
        tables = f"""
[availability.A]
protocol = "sip2"
host = "127.0.0.1"
port = {server.port}
seconds = 20
identify = "barcode"
user = "demo"
password = "demo"
[availability.X]
protocol = "z3950"
host = "127.0.0.1"
port = 9
"""
        with (folder / "lianmu.toml").open("a", encoding="utf-8") as file:
            file.write(tables)
        yield folder


def test_a_record_is_asked_for_by_its_barcode(catalogue: Path) -> None:
    """The barcode of the record's holding goes to the system; what was asked and what came is printed."""
    done = lianmu("availability", "a", "1", "--catalogue", catalogue)
    assert done.exception is None, done.exception
    assert done.return_value == 0
    assert "asked for barcode 3110021" in done.output
    assert MADE_UP in done.output


def test_as_json(catalogue: Path) -> None:
    """The same for a program."""
    found = json.loads(lianmu("availability", "A", "1", "--json", "--catalogue", catalogue).stdout)
    assert (found["member"], found["protocol"], found["reason"]) == ("A", "sip2", None)
    assert [item["barcode"] for item in found["items"]] == ["3110021"]


def test_check_tells_who_answers(catalogue: Path) -> None:
    """Each system's own words or why there are none; the exit code says that not all answer."""
    done = lianmu("availability", "--check", "--catalogue", catalogue)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(line[0], line[1]) for line in lines[1:]] == [("A", "sip2"), ("X", "z3950")]
    assert MADE_UP in lines[1][4]
    assert "unreachable" in lines[2][4]
    assert "no such member" in lines[2][4]
    assert done.return_value == EXIT_LOST
    assert lianmu("availability", "--check", "A", "--catalogue", catalogue).return_value == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), UsageError, "--check"),
        (("A",), UsageError, "--check"),
        (("A", "1", "--check"), UsageError, "--check"),
        (("A", "2"), NotFoundError, "no live record 2"),
        (("Q", "1"), NotFoundError, "Q"),
        (("B", "--check"), NotFoundError, r"availability\.B"),
    ],
)
def test_wrong_calls(catalogue: Path, arguments: tuple[str, ...], error: type[Exception], message: str) -> None:
    """What, where, what next."""
    done = lianmu("availability", *arguments, "--catalogue", catalogue)
    assert isinstance(done.exception, error)
    with pytest.raises(error, match=message):
        raise done.exception
