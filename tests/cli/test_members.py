"""`lianmu member`: what is said of the redistribution of records, and what was understood."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli.program import program
from kg.demo.iso2709 import make_record


def marc(local_id: str, number: str) -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        f"035  $a{number}",
        f"24510$aTitle of {local_id}",
        "260  $aLondon :$bArden,$cc1999.",
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@pytest.fixture
def lianmu(tmp_path: Path) -> Any:
    """Return what runs a command on a catalogue with the member A and two records."""

    def run(*arguments: str, status: int = 0) -> str:
        result: Result = CliRunner().invoke(program, [*arguments, "--catalogue", str(tmp_path / "c")])
        code = getattr(result.exception, "exit_code", result.exit_code)
        assert (code == 0) is (status == 0), result.output
        return result.output + str(result.exception or "")

    CliRunner().invoke(program, ["init", str(tmp_path / "c")])
    run("member", "add", "A", "--name", "甲馆", "--format", "marc21", "--licence", "CC0-1.0")
    file = tmp_path / "a.mrc"
    file.write_bytes(marc("1", "(OCoLC)123") + marc("2", "(DLC)456"))
    run("load", "A", str(file))
    return run


def test_adding_a_member_says_what_was_understood_of_its_licence(lianmu: Any) -> None:
    """Known, closed, unknown and unstated ones."""
    said = {
        licence: lianmu("member", "add", code, "--name", code, "--format", "marc21", "--licence", licence)
        for code, licence in (("B", "CC BY-ND 4.0"), ("C", "our own terms"), ("D", ""))
    }
    assert "passed on\tno: the member's licence (CC BY-ND 4.0: no derivatives)" in said["CC BY-ND 4.0"]
    assert "(our own terms) is not known here" in said["our own terms"]
    assert "--redistribute yes" in said["our own terms"]
    assert "passed on\tyes: the member names no licence" in said[""]


def test_rules_decide_anew_at_once(lianmu: Any, tmp_path: Path) -> None:
    """The counts are told, shown, and the reason is told of each record."""
    said = lianmu("member", "set", "A", "--rule", "allow 035$a (DLC)*", "--rule", "deny 035$a (OCoLC)*")
    assert "1 records are not passed on any more, 0 are now" in said
    shown = lianmu("member", "show", "A")
    assert "not passed on\t1" in shown
    assert "then\tnot passed on: records with 035$a like (OCoLC)*" in shown
    assert "passed on\tno: the member's rule `deny 035$a (OCoLC)*` forbids it" in lianmu("member", "record", "A", "1")
    assert "passed on\tyes: the member's rule `allow 035$a (DLC)*`" in lianmu("member", "record", "A", "2")
    lianmu("publish", "-q")
    lianmu("dump", "--out", str(tmp_path / "dump.nq"))
    dump = (tmp_path / "dump.nq").read_text(encoding="utf-8")
    assert "/record/A/2" in dump
    assert "Title of 1" not in dump
    assert "0 records are not passed on any more, 1 are now" in lianmu("member", "set", "A", "--no-rules")


def test_rules_that_are_given_replace_those_there_were(lianmu: Any) -> None:
    """Their order is that of the command."""
    lianmu("member", "set", "A", "--rule", "deny 990")
    lianmu("member", "set", "A", "--rule", "deny 991", "--rule", "allow 992")
    assert "rights\tdeny 991\n\tallow 992\n" in lianmu("member", "show", "A")


def test_a_rule_that_is_none_is_refused(lianmu: Any) -> None:
    """And says what a rule is; so is a contradiction."""
    assert "deny 035$a (OCoLC)*" in lianmu("member", "set", "A", "--rule", "refuse 035", status=2)
    lianmu("member", "set", "A", "--rule", "deny 990", "--no-rules", status=2)
    assert "rights\t-" in lianmu("member", "show", "A")


def test_the_word_of_the_member_is_stronger_than_its_licence(lianmu: Any) -> None:
    """And can be taken back."""
    assert "2 records are not passed on any more" in lianmu("member", "set", "A", "--redistribute", "no")
    assert "0 records are not passed on any more, 2 are now" in lianmu("member", "set", "A", "--redistribute", "")


def test_what_is_not_of_rights_decides_nothing(lianmu: Any) -> None:
    """A new name touches no record."""
    assert "passed on" not in lianmu("member", "set", "A", "--name-en", "Library A")


def test_a_record_that_is_not_there_is_not_found(lianmu: Any) -> None:
    """By its exact id."""
    assert "no record '9'" in lianmu("member", "record", "A", "9", status=3)


def test_what_is_said_of_a_member_is_in_the_audit_trail(lianmu: Any) -> None:
    """Adding and changing, with what is said now; what stays as it was is not told, nor is nothing."""
    lianmu("member", "set", "A", "--rule", "deny 035$a (OCoLC)*", "--name", "甲馆")
    lianmu("member", "set", "A", "--name", "甲馆")
    changed, added = lianmu("audit").splitlines()[1:]
    assert "\tadd\tmember A\t" in added
    assert "licence: CC0-1.0" in added
    assert "\tchange\tmember A\t" in changed
    assert "rights: deny 035$a (OCoLC)*" in changed
    assert "甲馆" not in changed
