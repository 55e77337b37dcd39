"""`lianmu mapping check`: what a cataloguer who changed a rule is told."""

import shutil
from pathlib import Path

import pytest

from kg.cli.program import main

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: object) -> int:
    """Return the exit code of the program."""
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a copy of the rules of CNMARC and what they stand on."""
    for name in ("codes", "unimarc", "cnmarc"):
        shutil.copytree(ROOT / "mappings" / name, tmp_path / name)
    return tmp_path


def test_rules_as_they_are_pass(capsys: pytest.CaptureFixture[str], rules: Path) -> None:
    """Exit code 0, and how much was looked at."""
    assert run("mapping", "check", "--mappings", rules, "cnmarc") == 0
    assert "cnmarc:" in (said := capsys.readouterr().out)
    assert "all well" in said


def test_a_changed_rule_is_run(capsys: pytest.CaptureFixture[str], rules: Path) -> None:
    """An example that does not hold any longer is named with file and rule."""
    path = rules / "cnmarc" / "0xx.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("identifiedBy [bf:Isbn]", "identifiedBy [bf:Isbm]"), encoding="utf-8")
    assert run("mapping", "check", "--mappings", rules, "cnmarc") == 3
    said = capsys.readouterr().out
    assert "cnmarc/0xx.toml, rule '010-isbn': no vocabulary in ontology/ declares bf:Isbm (perhaps bf:Is" in said
    assert "rule '010-isbn', example 1: does not hold" in said


def test_records_show_what_the_changed_rules_map(
    capsys: pytest.CaptureFixture[str], rules: Path, tmp_path: Path
) -> None:
    """`--records`: shares, and what has no rule."""
    file = tmp_path / "records.xml"
    file.write_text(
        '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam0 2200000   450 </leader>'
        '<controlfield tag="001">1</controlfield><datafield tag="200" ind1="1" ind2=" ">'
        '<subfield code="a">红楼梦</subfield><subfield code="A">hong lou meng</subfield></datafield>'
        '<datafield tag="801" ind1=" " ind2="0"><subfield code="a">CN</subfield></datafield>'
        '<datafield tag="999" ind1=" " ind2=" "><subfield code="q">x</subfield></datafield></record></collection>',
        encoding="utf-8",
    )
    assert run("mapping", "check", "--mappings", rules, "cnmarc", "--records", file) == 0
    said = capsys.readouterr().out
    assert "subfields mapped" in said
    assert "999$q" in said


def test_an_unknown_format_is_a_wrong_call(capsys: pytest.CaptureFixture[str], rules: Path) -> None:
    """The message names those that there are."""
    assert run("mapping", "check", "--mappings", rules, "cnmrac") == 2
    assert "cnmarc, unimarc" in capsys.readouterr().err


def test_an_empty_folder_holds_no_rules(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It is no check of nothing."""
    assert run("mapping", "check", "--mappings", tmp_path) == 2
    assert "holds no rules" in capsys.readouterr().err


def test_a_file_of_records_that_is_none(capsys: pytest.CaptureFixture[str], rules: Path) -> None:
    """A missing file is told before the examples run; one without records is refused."""
    assert run("mapping", "check", "--mappings", rules, "--records", rules / "no.mrc") == 2
    assert "There is no file" in capsys.readouterr().err
    (rules / "empty.mrc").touch()
    assert run("mapping", "check", "--mappings", rules, "cnmarc", "--records", rules / "empty.mrc") == 4
