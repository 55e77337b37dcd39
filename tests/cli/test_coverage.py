"""`lianmu coverage`: of a file and of a member, in words and as JSON."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kg.cli.program import EXIT_REFUSED, program
from kg.errors import NotFoundError, UsageError


def lianmu(*arguments: object) -> Result:
    """Call a command within this process."""
    return CliRunner().invoke(program, [str(one) for one in arguments], standalone_mode=False)


def xml(folder: Path) -> Path:
    """Return a file with one UNIMARC record: a title, a designation left out on purpose, and a library's own field."""
    path = folder / "books.xml"
    path.write_text(
        '<collection xmlns="info:lc/xmlns/marcxchange-v1"><record format="UNIMARC"><leader>00000nam0 2200000   450 '
        '</leader><controlfield tag="001">u1</controlfield><datafield tag="200" ind1="1" ind2=" "><subfield code="a">'
        'Le temps</subfield><subfield code="b">Texte imprimé</subfield></datafield><datafield tag="979" ind1=" "'
        ' ind2=" "><subfield code="z">maison</subfield></datafield></record></collection>',
        encoding="utf-8",
    )
    return path


def test_a_file_is_counted(tmp_path: Path) -> None:
    """Mapped, left out and without a rule, with an example and with a reason."""
    done = lianmu("coverage", xml(tmp_path))
    assert done.exception is None, done.exception
    assert "(unimarc): 1 records, 3 fields, 4 subfields" in done.output
    assert "979$z     maison" in done.output
    assert "200$b     material designation" in done.output


def test_as_json(tmp_path: Path) -> None:
    """The same for a program."""
    found = json.loads(lianmu("coverage", xml(tmp_path), "--json").stdout)["unimarc"]
    assert (found["records"], found["subfields"]) == (1, {"mapped": 2, "left out": 1, "no rule": 1})
    assert found["without_rule"] == [{"place": "979$z", "times": 1, "examples": ["maison"]}]


def test_the_records_of_a_member_are_counted(tmp_path: Path) -> None:
    """What was loaded is counted from the database."""
    lianmu("init", tmp_path / "c")
    where = ("--catalogue", tmp_path / "c")
    lianmu("member", "add", "BNF", "--name", "BnF", "--format", "unimarc", *where)
    lianmu("load", "BNF", xml(tmp_path), *where)
    done = lianmu("coverage", "BNF", *where)
    assert done.exception is None, done.exception
    assert "BNF (unimarc): 1 records" in done.output
    assert isinstance(lianmu("coverage", "NO", *where).exception, NotFoundError)


def test_neither_file_nor_catalogue_is_a_wrong_call(tmp_path: Path) -> None:
    """The sentence names both."""
    done = lianmu("coverage", "BNF", "--catalogue", tmp_path)
    assert isinstance(done.exception, UsageError)
    assert "no file 'BNF'" in str(done.exception)


def test_a_refused_file_has_its_exit_code(tmp_path: Path) -> None:
    """A file of no records gives no figures that a script could take for good ones."""
    (tmp_path / "empty.mrc").touch()
    done = lianmu("coverage", tmp_path / "empty.mrc")
    assert (done.return_value, done.stdout) == (EXIT_REFUSED, "")
    assert "holds no records" in done.stderr
    assert lianmu("coverage", xml(tmp_path)).return_value == 0
