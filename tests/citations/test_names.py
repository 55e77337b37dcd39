"""Names taken apart only where the heading says which part is which."""

import pytest

from kg.citations import Name
from kg.citations.names import organisation_name, person_name


@pytest.mark.parametrize(
    ("label", "family", "given"),
    [
        ("Shakespeare, William, 1564-1616", "Shakespeare", "William"),
        ("Domhoff, G. William.", "Domhoff", "G. William"),
        ("Page, James F. (James Franklin), 1854-", "Page", "James F."),
        ("Cao, Xueqin, approximately 1717-1763", "Cao", "Xueqin"),
        ("Толстой, Лев Николаевич, 1828-1910", "Толстой", "Лев Николаевич"),
        ("Smith, John, active 18th century", "Smith", "John"),
        ("Brito, M.P. de", "Brito", "M.P. de"),
        ("Christie, Agatha, 1890-1976, author", "Christie", "Agatha"),
    ],
)
def test_a_comma_parts_surname_and_forename(label: str, family: str, given: str) -> None:
    """A heading in letters is inverted; dates and fuller forms are no part of the name."""
    assert person_name(label) == Name(family, given)


@pytest.mark.parametrize(
    ("label", "literal"),
    [
        ("曹雪芹", "曹雪芹"),
        ("曹雪芹, 1717-1763", "曹雪芹"),
        ("曹雪芹（约1717-1763）", "曹雪芹"),
        ("慈禧, 皇太后", "慈禧, 皇太后"),
        ("Cao Xueqin", "Cao Xueqin"),
        ("cao xue qin", "cao xue qin"),
        ("Elizabeth II, Queen of Great Britain, 1926-2022", "Elizabeth II"),
        ("Homer", "Homer"),
        ("Augustine, Saint, Bishop of Hippo", "Augustine"),
        ("村上春樹, 1949-", "村上春樹"),
    ],
)
def test_a_name_that_is_one_stays_one(label: str, literal: str) -> None:
    """Chinese names, romanised names without a comma, rulers and saints have no family name to part."""
    assert person_name(label) == Name(literal=literal)


def test_a_suffix_is_neither_family_nor_given() -> None:
    """Jr. and III are told apart, as the formats want them."""
    assert person_name("King, Martin Luther, Jr., 1929-1968") == Name("King", "Martin Luther", "", "Jr.")


@pytest.mark.parametrize(
    ("label", "literal"),
    [
        ("United States. Bureau of Land Management.", "United States. Bureau of Land Management"),
        ("Maggs Bros.", "Maggs Bros."),
        ("北京大学, 图书馆", "北京大学, 图书馆"),
    ],
)
def test_an_organisation_is_one_name(label: str, literal: str) -> None:
    """A comma in it parts nothing; the heading's closing full stop goes, that of an abbreviation stays."""
    assert organisation_name(label) == Name(literal=literal)
