"""Fields that a graph keeps as they stood, and uniform titles, as records by MARC 21."""

from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.examples import read_example
from kg.description import convert_nquads
from kg.records.record import Record

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
BACK = Backward.load(MAPPINGS, "marc21")


def there_and_back(record: str, profile: str = "lc", *, swap: tuple[str, str] = ("", "")) -> Record:
    """Return what comes back of a record; `swap` changes a text of the graph in between."""
    crosswalk = Crosswalk.load(MAPPINGS, "marc21", profile=profile)
    made = crosswalk.convert(read_example(record, "marc21"), "1")
    lines = "".join(convert_nquads(made, base="http://example.org/"))
    lines = "".join(line if "marcKey" in line else line.replace(*swap) for line in lines.splitlines(keepends=True))
    (description,) = read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))
    return BACK.convert(description)


@pytest.mark.parametrize(
    "field",
    [
        "245  10$aFaust$h[sound recording] /$cGoethe.",
        "034  1\\$aa$b24000$dW1194500$eW1192910$fN0374705$gN0374200",
        "505  00$tEroica --$g(50 min.) --$tPastorale.",
        "886  2\\$2unimarc$a200$aTitre",
        "020  \\\\$c{dollar}9.99",
        "007  vd cvaizq",
        "006  m     o  d        ",
    ],
)
def test_a_kept_field_comes_back_as_it_stood(field: str) -> None:
    """Indicators, order, marks and subfields without a place in BIBFRAME; nothing of it a second time."""
    title = "" if field.startswith("245") else "=245  00$aFaust\n"
    record = f"={field}\n{title}"
    wanted = read_example(record, "marc21").fields[0]
    assert there_and_back(record).all(wanted.tag) == [wanted]


def test_the_description_counts_where_it_was_changed() -> None:
    """A key adds what the description has no place for, and does not bring back what was corrected."""
    made = there_and_back("=245  10$aFausd$h[sound recording] /$cGoethe.\n", swap=("Fausd", "Faust"))
    (title,) = made.all("245")
    assert title.get("a") == "Faust"
    assert title.get("h") == "[sound recording] /"


def test_notes_that_are_not_public_do_not_come_back() -> None:
    """$x of a holding is in no graph, though the rest of the field is kept."""
    made = there_and_back("=245  00$aFaust\n=852  \\\\$aBNU$tcopy 2$xsecret\n")
    assert [field.get("t") for field in made.all("852")] == ["copy 2"]
    assert [field.get("x") for field in made.all("852")] == [None]


def test_an_880_without_a_partner_comes_back_as_such() -> None:
    """It stands for another field, and is no other script of anything."""
    made = there_and_back("=245  00$aFaust\n=880  \\\\$6500-00/{dollar}1$a有插图\n")
    assert [field.get("a") for field in made.all("880")] == ["有插图"]
    assert made.all("500") == []


UNIFORM = "$aSuites,$mharpsichord,$nBWV 826,$rC minor."


def test_a_uniform_title_is_cut_into_its_subfields() -> None:
    """`lean` has no key: the label is cut where the parts that the graph names begin."""
    made = there_and_back(f"=100  1\\$aBach, Johann Sebastian\n=240  10{UNIFORM}\n=245  10$aPartita\n", "lean")
    (field,) = made.all("240")
    assert field.subfields == (("a", "Suites,"), ("m", "harpsichord,"), ("n", "BWV 826,"), ("r", "C minor"))


def test_a_uniform_title_without_a_name_is_the_main_entry() -> None:
    """130 where there is no 1XX, 240 beside a name."""
    made = there_and_back(f"=130  0\\{UNIFORM}\n=245  00$aPartita\n", "lean")
    assert made.all("240") == []
    assert [field.get("a") for field in made.all("130")] == ["Suites,"]


@pytest.mark.parametrize(
    ("tag", "heading", "parts"),
    [
        (
            "710",
            "2\\$aUnited States.$bCongress.$bSenate.",
            [("a", "United States"), ("b", "Congress"), ("b", "Senate.")],
        ),
        ("700", "1\\$aWyatt, Daniel F.,$cCapt.", [("a", "Wyatt, Daniel F."), ("c", "Capt")]),
        (
            "700",
            "1\\$aKlein, R. M.$q(Robert Melvin),$d1949-",
            [("a", "Klein, R. M."), ("q", "(Robert Melvin)"), ("d", "1949-")],
        ),
    ],
)
def test_a_heading_without_a_key_is_cut(tag: str, heading: str, parts: list[tuple[str, str]]) -> None:
    """Units of a body, titles of a person, fuller forms and dates have subfields of their own."""
    (field,) = there_and_back(f"=245  00$aFaust\n={tag}  {heading}\n", "lean").all(tag)
    assert [pair for pair in field.subfields if pair[0] not in "014"] == parts


def test_a_record_by_older_rules_has_no_fields_of_rda() -> None:
    """336 to 338 say again what the leader says, and only records by RDA have them."""
    made = there_and_back("=LDR  00000cam a2200000 a 4500\n=040  \\\\$aBNU$cBNU\n=245  00$aFaust\n")
    assert made.all("336") == []
