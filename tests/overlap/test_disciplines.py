"""The table of broad disciplines."""

from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.overlap import Disciplines


@pytest.fixture(scope="module")
def disciplines(mappings: Path) -> Disciplines:
    """Return the table that is shipped."""
    return Disciplines.load(mappings / "disciplines.tsv")


@pytest.mark.parametrize(
    ("scheme", "number", "discipline"),
    [
        ("clc", "TP311.1", "computing"),
        ("clc", "TP13", "computing"),
        ("clc", "TU986", "technology"),
        ("clc", "B842", "psychology"),
        ("clc", "B222", "philosophy"),
        ("clc", "K928", "geography"),
        ("clc", "DF3", "law"),
        ("ddc", "616.1", "medicine"),
        ("ddc", "005.13", "computing"),
        ("ddc", "823", "literature"),
        ("lcc", "QA76.6", "computing"),
        ("lcc", "QA303", "mathematics"),
        ("lcc", "PL2754", "literature"),
        ("lcc", "PL1103", "language"),
        ("clc", "L1", ""),
    ],
)
def test_the_longest_beginning_decides(disciplines: Disciplines, scheme: str, number: str, discipline: str) -> None:
    """A class number belongs to the discipline whose beginning fits it best."""
    assert disciplines.of(scheme, number) == discipline


def test_every_main_class_of_each_scheme_has_a_discipline(disciplines: Disciplines) -> None:
    """No edition with a class number falls out of the comparison."""
    main = {"clc": "ABCDEFGHIJKNOPQRSTUVXZ", "ddc": "0123456789", "lcc": "ABCDEFGHJKLMNPQRSTUVZ"}
    missing = [(scheme, sign) for scheme, signs in main.items() for sign in signs if not disciplines.of(scheme, sign)]
    assert not missing


def test_names_are_in_both_languages(disciplines: Disciplines) -> None:
    """A page says the discipline in the reader's language."""
    assert disciplines.name("law", "zh") == "法律"
    assert disciplines.name("law", "en") == "Law"


@pytest.mark.parametrize(
    ("line", "told"), [("law\t法律\tLaw\tDF\t34", "line 2"), ("law\t法律\tLaw\tDF DF\t34\tK", "'DF' stands with")]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    """Whoever edits the table learns where it is wrong."""
    path = tmp_path / "disciplines.tsv"
    path.write_text(f"# disciplines\n{line}\n", encoding="utf-8")
    with pytest.raises(MappingError, match=told):
        Disciplines.load(path)
