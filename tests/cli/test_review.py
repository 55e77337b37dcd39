"""`lianmu why`, `review`, `judge` and `unmerge`, on a catalogue of two members."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.catalogue import Catalogue, Member
from kg.cli.program import program
from kg.crosswalk import Crosswalk
from kg.demo.iso2709 import make_record
from kg.errors import NotFoundError, UsageError
from kg.pipeline.load import LoadOptions, load
from kg.settings import read_settings


def marc(local_id: str, title: str, pages: str = "366 p.") -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        "1001 $aShakespeare, William,$d1564-1616.",
        f"24510$a{title}",
        "260  $aLondon :$bArden,$c1999.",
        f"300  $a{pages}",
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a catalogue where A has one edition twice, shared with B, and B another of its own."""
    settings = read_settings(tmp_path / "union", {})
    crosswalk = Crosswalk.load(settings.mappings, "marc21")
    with Catalogue.create(settings.catalogue) as catalogue:
        for code, records in (
            ("A", (marc("1", "The tempest"), marc("2", "The tempest"))),
            ("B", (marc("b1", "The tempest"), marc("b2", "King Lear", "12 p."))),
        ):
            catalogue.add_member(Member(code, code, "marc21"))
            load(catalogue, catalogue.member(code), [BytesIO(b"".join(records))], crosswalk, LoadOptions("t"))
    return tmp_path / "union"


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments, "--catalogue", str(folder)])


def test_why_says_what_agrees_and_through_what(folder: Path) -> None:
    """Two records of one edition: the reason, each finding with its bits, the fields side by side."""
    text = call(folder, "why", "A/1", "B/b1").output
    assert "one edition" in text
    assert "title equal" in text
    assert "A/1 – B/b1: alike" in text
    assert text.count("The tempest") == 2


def test_why_as_json_has_everything(folder: Path) -> None:
    """The sum of the findings is the score, differences are marked, and what parts them is said."""
    together = json.loads(call(folder, "why", "A/1", "A/2", "--json").output)
    assert (together["one_edition"], together["reason"]) == (True, "alike")
    assert sum(together["features"].values()) + together["prior"] == pytest.approx(together["score"], abs=0.01)
    assert not any(field["differs"] for field in together["fields"])
    apart = json.loads(call(folder, "why", "A/1", "B/b2", "--json").output)
    assert (apart["one_edition"], apart["band"]) == (False, "apart")
    assert {field["field"] for field in apart["fields"] if field["differs"]} >= {"title", "extent"}


def test_a_wrong_name_says_how_to_write_it(folder: Path) -> None:
    """No slash, no such record, one record twice."""
    assert isinstance(call(folder, "why", "A1", "B/b1").exception, UsageError)
    assert isinstance(call(folder, "why", "A/1", "B/none").exception, NotFoundError)
    assert isinstance(call(folder, "why", "A/1", "A/1").exception, UsageError)
    assert isinstance(call(folder, "judge", "A/1", "A/9", "same").exception, NotFoundError)
    assert isinstance(call(folder, "unmerge", "77").exception, NotFoundError)


def test_the_queue_is_listed_judged_and_taken_back(folder: Path) -> None:
    """A duplicate waits; parted, it leaves the list; taken back, it waits again and is where it was."""
    lines = call(folder, "review", "--tsv").output.splitlines()
    assert lines[0].split("\t")[:4] == ["record", "other", "kind", "now"]
    assert [line.split("\t")[:4] for line in lines[1:]] == [["A/1", "A/2", "duplicate", "joined"]]
    assert call(folder, "review", "--member", "B").output.startswith("0 pairs")
    done = call(folder, "judge", "A/1", "A/2", "different", "--who", "王芳", "--reason", "reprint")
    assert "Next: lianmu publish" in done.output
    assert json.loads(call(folder, "why", "A/1", "A/2", "--json").output)["judgement"]["who"] == "王芳"
    assert call(folder, "review").output.startswith("0 pairs")
    back = call(folder, "unmerge", "1")
    assert "Took back verdict 1" in back.output
    assert "A/1" in call(folder, "review").output
    found = json.loads(call(folder, "why", "A/1", "A/2", "--json").output)
    assert (found["one_edition"], found["judgement"]) == (True, None)


def test_unsure_puts_aside_and_anew_compares_all_again(folder: Path) -> None:
    """Put aside, a pair stays so when the queue is made anew."""
    assert "Nothing moved" in call(folder, "judge", "A/1", "A/2", "unsure").output
    assert call(folder, "review").output.startswith("0 pairs")
    assert "A/1" in call(folder, "review", "--unsure").output
    assert call(folder, "review", "--anew").output.startswith("0 pairs")
    assert "A/1" in call(folder, "review", "--unsure").output


def test_unmerge_takes_an_id_that_redirects(folder: Path) -> None:
    """The latest act that moved something is taken back by the dead id."""
    with Catalogue.open(folder) as catalogue:
        one, other = (catalogue.record("A", "1"), catalogue.record("B", "b2"))
        assert one is not None
        assert other is not None
    assert call(folder, "merge", "instance", one.instance, other.instance).exit_code == 0
    assert "Took back merge" in call(folder, "unmerge", other.instance).output
    with Catalogue.open(folder) as catalogue:
        assert catalogue.record("B", "b2").instance == other.instance  # type: ignore[union-attr]
