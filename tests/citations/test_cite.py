"""A citation made of what the graph holds of an edition."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.bibframe.things import Identifier, Instance, Subject, Text, Work
from kg.citations import Citation, Forms, Labels, Name, cite

Edition = tuple[Work, Instance]
Make = Callable[..., object]


def names(found: Citation, role: str) -> list[str]:
    return [entry.name.inverted for entry in found.by_role(role)]


def test_original_script_first_and_romanised_beside_it(dream: Edition) -> None:
    """Title with subtitle, place, publisher and names keep the script of the book; pinyin stands beside."""
    found = cite(*dream)
    assert found.title == Forms("红楼梦：校注本", "Hong lou meng: jiao zhu ben")
    assert (found.place, found.publisher.original) == (Forms("北京", "Beijing"), "人民文学出版社")
    assert found.contributors[0].name == Name(literal="曹雪芹")
    assert found.contributors[0].romanised == Name("Cao", "Xueqin")
    assert found.other_titles == ("石头记",)


def test_numbers_in_force_only(dream: Edition) -> None:
    """A cancelled ISBN is not cited, and the number in the series is told from its title."""
    found = cite(*dream)
    assert found.isbn == ("978-7-02-000220-7",)
    assert (found.series, found.series_number) == (("中国古典文学读本丛书",), "7")


def test_holdings_by_library(dream: Edition) -> None:
    """Every member that holds the edition, with its name where it is known and its call numbers."""
    found = cite(*dream, Labels({"NLC": "国家图书馆"}))
    assert [(held.member, held.name, held.call_numbers) for held in found.holdings] == [
        ("NLC", "国家图书馆", ("I242.4/7",)),
        ("PKU", "PKU", ("I242.47/1.3", "I242.47/1.4")),
    ]


def test_only_web_addresses_become_links(dream: Edition) -> None:
    """An address from a record that a program would run is left out."""
    assert cite(*dream).links == ("https://example.org/full?a=1&b=2",)


def test_a_summary_is_one_line(dream: Edition) -> None:
    """Line breaks mean nothing in a citation and would end a field."""
    assert cite(*dream).abstract == "贾、史、王、薛 四大家族"


def test_a_joint_author_without_a_role_is_found_in_the_statement(tempest: Edition) -> None:
    """MARC 21 gives joint authors no role; one named beside the author before the semicolon is an author."""
    found = cite(*tempest, Labels(relators={"ctb": "contributor"}))
    assert names(found, "author") == ["Shakespeare, William", "Fletcher, John"]
    assert names(found, "editor") == ["Kermode, Frank"]
    assert [(entry.name.inverted, entry.role) for entry in found.others] == [("Doe, Jane", "contributor")]


@pytest.mark.parametrize(
    ("responsibility", "role"),
    [("edited by David Levine", "editor"), ("张三主编", "editor"), ("David Levine", "author")],
)
def test_editors_without_a_role(
    parts: SimpleNamespace, make_work: Make, make_instance: Make, responsibility: str, role: str
) -> None:
    """Where nobody has a role, the statement says whether they wrote or edited."""
    work = make_work(contributions=(parts.person("Levine, David", role="ctb"),))
    found = cite(work, make_instance(responsibility=parts.texts(responsibility)))  # type: ignore[arg-type]
    assert [entry.role for entry in found.contributors] == [role]


def test_one_person_written_twice_is_cited_once(parts: SimpleNamespace, make_work: Make, make_instance: Make) -> None:
    """Records that give a name with and without its dates mean one author."""
    twice = (parts.person("鲁迅"), parts.person("鲁迅, 1881-1936", "Lu Xun"))
    found = cite(make_work(contributions=twice), make_instance())  # type: ignore[arg-type]
    assert names(found, "author") == ["鲁迅"]
    assert found.contributors[0].romanised == Name(literal="Lu Xun")


@pytest.mark.parametrize(
    ("date", "year"), [("1982", "1982"), ("1973/1986", "1973"), ("1949/..", "1949"), ("1964~", "1964"), ("19XX", "")]
)
def test_the_year_is_the_first(
    parts: SimpleNamespace, make_work: Make, make_instance: Make, date: str, year: str
) -> None:
    """EDTF intervals give their beginning; a date without a year gives none."""
    found = cite(make_work(), make_instance(provisions=(parts.published((), (), date),)))  # type: ignore[arg-type]
    assert (found.year, found.date) == (year, date)


@pytest.mark.parametrize("word", ["[S.l.]", "[s.n.]", "s.n.,", "[出版者不详]"])
def test_an_unknown_publisher_is_none(parts: SimpleNamespace, make_work: Make, make_instance: Make, word: str) -> None:
    """What cataloguers write for an unknown place or publisher is not a name."""
    found = cite(make_work(), make_instance(provisions=(parts.published((word,), (word,), "1901"),)))  # type: ignore[arg-type]
    assert not found.place
    assert not found.publisher


@pytest.mark.parametrize(
    ("kinds", "genre", "issuance", "kind"),
    [
        (("Monograph", "Text"), "", "", "book"),
        (("Serial", "Text"), "", "http://id.loc.gov/vocabulary/issuance/serl", "serial"),
        (("Monograph", "Text"), "Academic theses.", "", "thesis"),
        (("Monograph", "Text"), "Periodicals", "", "book"),
        (("Monograph", "MusicAudio"), "Thesis", "", "music"),
        (("Cartography", "Monograph"), "", "", "map"),
        ((), "Article", "", "article"),
        ((), "", "", "other"),
    ],
)
def test_the_kind(
    make_work: Make, make_instance: Make, kinds: tuple[str, ...], genre: str, issuance: str, kind: str
) -> None:
    """Classes of the work decide, and a genre makes a text something narrower."""
    genres = (Subject("", "", "GenreForm", (Text(genre),)),) if genre else ()
    found = cite(make_work(kinds=kinds, genres=genres), make_instance(issuance=issuance))  # type: ignore[arg-type]
    assert found.kind == kind


def test_an_edition_whose_work_may_not_be_passed_on(dream: Edition) -> None:
    """Then only what the edition itself says is cited."""
    found = cite(None, dream[1])
    assert found.title.original == "红楼梦：校注本"
    assert found.contributors == ()


@pytest.mark.parametrize(
    ("value", "doi"),
    [
        ("10.1000/182", "10.1000/182"),
        ("doi:10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("10.1000/1 82", ""),
        ("20.1000/182", ""),
    ],
)
def test_a_doi_is_found_by_its_form(make_work: Make, make_instance: Make, value: str, doi: str) -> None:
    """Records keep DOIs as identifiers of any kind and as addresses."""
    found = cite(make_work(), make_instance(identifiers=(Identifier("Doi", value),)))  # type: ignore[arg-type]
    assert found.doi == doi
