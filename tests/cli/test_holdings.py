"""`lianmu holdings`: the union statement, the question, the gaps, and what was not read."""

import json

import pytest
from click.testing import CliRunner, Result

from kg.cli.program import program
from kg.demo.iso2709 import make_record
from kg.errors import NotFoundError, UsageError


def serial(local_id: str, *statements: str) -> bytes:
    lines = [f"001 {local_id}", "022  $a1001-8867", "24500$aHistory quarterly", "852  $bMain"]
    return make_record([*lines, *(f"866 0$a{one}" for one in statements)], "%05dnas a22%05d a 4500", "utf-8")


def run(*arguments: str) -> Result:
    """Run the program and let its errors through."""
    result = CliRunner().invoke(program, arguments)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a catalogue in which two members hold a serial, and one has a statement that is not read."""
    folder = tmp_path_factory.mktemp("holdings")
    place = str(folder / "union")
    run("init", place)
    for code, statements in (("A", ["v.1-12 (1980-1991), lacks v.3"]), ("B", ["v.2-5 (1981-1984)", "the blue set"])):
        run("member", "add", code, "--name", code, "--format", "marc21", "--catalogue", place)
        file = folder / f"{code}.mrc"
        file.write_bytes(serial("1", *statements))
        run("load", code, str(file), "--catalogue", place)
    return place


@pytest.fixture(scope="module")
def edition(folder: str) -> str:
    """Return the id of the serial."""
    return run("clusters", "--catalogue", folder).output.splitlines()[0].split("\t")[1]


def test_who_has_an_issue_is_answered_line_by_line(folder: str, edition: str) -> None:
    """The answer first, so that a script can cut it; the best answers first."""
    lines = run("holdings", edition, "--volume", "3", "--issue", "1", "--catalogue", folder).output.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["has", "B"], ["absent", "A"]]


def test_the_union_statement_shows_what_was_written_and_read(folder: str, edition: str) -> None:
    """What was not read stands as written, with the reason."""
    text = run("holdings", edition, "--catalogue", folder).output
    assert "v.1-12 (1980-1991), lacks v.3\tv.1-12 (1980-1991); lacks v.3" in text
    assert "the blue set\t(word: blue)" in text


def test_gaps_with_who_fills_them(folder: str, edition: str) -> None:
    """As a table with headings."""
    lines = run("holdings", edition, "--complete", "--catalogue", folder).output.splitlines()
    assert lines[0].startswith("library\t")
    assert lines[1].split("\t")[3:5] == ["v.3", "B"]


def test_json_has_the_answer(folder: str, edition: str) -> None:
    """With spans as short text."""
    found = json.loads(run("holdings", edition, "--year", "1985", "--json", "--catalogue", folder).output)
    assert {one["member"]: one["answer"] for one in found} == {"A": "has", "B": "absent"}


def test_statements_that_were_not_read_are_counted_and_named(folder: str) -> None:
    """Of all records."""
    lines = run("holdings", "--unread", "--catalogue", folder).output.splitlines()
    assert lines[0].startswith("statements\t3\tread 2")
    assert lines[1] == "B/1\tword: blue\tthe blue set"


def test_a_wrong_call_says_what_to_do(folder: str) -> None:
    """No edition named, or one that is not there."""
    with pytest.raises(UsageError, match="clusters"):
        run("holdings", "--catalogue", folder)
    with pytest.raises(NotFoundError, match="no edition"):
        run("holdings", "nothing", "--catalogue", folder)


def test_holdings_are_rebuilt_on_request(folder: str) -> None:
    """What is right stays."""
    assert "those of 0 were kept otherwise" in run("rebuild", "holdings", "--catalogue", folder).output
