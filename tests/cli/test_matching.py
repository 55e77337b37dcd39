"""`lianmu matching`: trying weights on judged pairs and learning others; nothing of the catalogue changes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.catalogue import Arrival, Catalogue, Member, hash_bytes
from kg.cli.program import EXIT_CODES, program
from kg.errors import CatalogueError
from kg.matching import MatchRow, place, remember
from kg.matching.weights import load_weights, shipped_weights

EDITIONS = 25


def book(number: int, year: int) -> MatchRow:
    """Return a book of which the twin of another year is, in this catalogue, the same edition."""
    title, author = f"a history of the town number {number}", f"author{number} jane"
    return MatchRow(
        "Text", "print", (title,), "", (), "", author, (author,), (year,), "penguin", 100 + number,
        0, False, ("eng",), (), "", "",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Catalogue.create(tmp_path / "union") as catalogue, catalogue.transaction():
        catalogue.add_member(Member("A", "甲馆", "marc21"))
        load = catalogue.load_table.start("A", (), "test", replace_all=False)
        for number in range(EDITIONS):
            for year in (1990, 1992, 2005):
                row = book(number, year)
                placing = place(catalogue, row)
                name = f"{number}-{year}"
                arrival = Arrival("A", name, "marc21", "iso2709", "utf-8", b"x", hash_bytes(name.encode()))
                record = catalogue.record_table.insert(arrival, load=load, instance=placing.instance)
                remember(catalogue, record, row, placing.decision)
    return tmp_path / "union"


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    lines = [f"A/{n}-1990\tA/{n}-1992\tdifferent\nA/{n}-1990\tA/{n}-2005\tsame\n" for n in range(EDITIONS)]
    path = tmp_path / "judged.tsv"
    path.write_text("".join(lines), "utf-8")
    return path


def lianmu(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def test_learning_writes_weights_that_decide_better(folder: Path, judged: Path, tmp_path: Path) -> None:
    """The file reads back, and `score` with it finds fewer wrong joins."""
    out = tmp_path / "learnt.toml"
    done = lianmu("matching", "learn", "--pairs", judged, "--out", out, "--catalogue", folder)
    assert done.exit_code == 0, done.output
    assert "before  precision 0.000" in done.output
    assert load_weights(out).bits["year near"] < shipped_weights().bits["year near"]
    tried = lianmu("matching", "score", "--pairs", judged, "--weights", out, "--catalogue", folder)
    assert f"{2 * EDITIONS} judged pairs, {EDITIONS} of one edition" in tried.output
    assert "precision 1.000" in tried.output.splitlines()[1]


def test_too_few_pairs_teach_nothing(folder: Path, tmp_path: Path) -> None:
    """It says how many are needed, and writes no file."""
    done = lianmu("matching", "learn", "--out", tmp_path / "w.toml", "--catalogue", folder)
    assert isinstance(done.exception, CatalogueError)
    assert EXIT_CODES[type(done.exception)] == 2
    assert "at least" in str(done.exception) or "of each are needed" in str(done.exception)
    assert not (tmp_path / "w.toml").exists()


@pytest.mark.parametrize(
    ("text", "says"), [("A/1-1990 A/1-1992 same\n", "line 1"), ("A/1-1990\tA/none\tsame\n", "A/none")]
)
def test_a_faulty_file_of_pairs_is_told_where(folder: Path, tmp_path: Path, text: str, says: str) -> None:
    """Line, or record."""
    (tmp_path / "pairs.tsv").write_text(text, "utf-8")
    done = lianmu("matching", "score", "--pairs", tmp_path / "pairs.tsv", "--catalogue", folder)
    assert says in str(done.exception) + done.output
    assert done.exit_code != 0
