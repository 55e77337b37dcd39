"""Which record says what: on the page of an edition, as data, and that nothing restricted is given away."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from kg.bibframe.unite import RULES, WAYS
from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.demo.iso2709 import make_record
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.settings import read_settings
from portal import create_app
from portal.service import union


def marc(local_id: str, publisher: str, note: str) -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        "1001 $aShakespeare, William,$d1564-1616.",
        "24510$aThe tempest /$cWilliam Shakespeare",
        f"260  $aLondon :$b{publisher},$c1999.",
        "300  $a366 p.",
        f"500  $a{note}.",
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, str]:
    """Return the portal of three members that have one edition, of which C passes nothing on, and the edition's id."""
    settings = read_settings(tmp_path_factory.mktemp("sources") / "union", {})
    crosswalk = Crosswalk.load(settings.mappings, "marc21")
    with Catalogue.create(settings.catalogue) as catalogue:
        for code, publisher, note, rights in (
            ("A", "Arden", "Bound with another", ""),
            ("B", "Arden Press", "Signed", ""),
            ("C", "Arden", "Stolen secret", "no"),
        ):
            catalogue.add_member(Member(code, code, "marc21", redistribute=rights))
            records = [BytesIO(marc("1", publisher, note))]
            load(catalogue, catalogue.member(code), records, crosswalk, LoadOptions("t"))
        publish(catalogue, Site(settings.catalogue, settings.base_url, settings.mappings))
        ids = {catalogue.record(code, "1").instance for code in "ABC"}  # type: ignore[union-attr]
    assert len(ids) == 1
    return create_app(settings).test_client(), ids.pop()


def said(client: FlaskClient, edition: str) -> dict[tuple[str, str], tuple[bool, list[str]]]:
    found = client.get(f"/instance/{edition}/sources.json")
    assert found.status_code == 200
    return {
        (entry["field"], entry["value"]): (
            entry["shown"],
            [record.rpartition("/record/")[2] for record in entry["records"]],
        )
        for entry in found.json["statements"]
    }


def test_each_statement_names_the_records_that_say_it(edition: tuple[FlaskClient, str]) -> None:
    """A title that all have, a note that one has, a publisher that is not taken over."""
    found = said(*edition)
    assert found["title", "The tempest"] == (True, ["A/1", "B/1"])
    assert found["notes", "Bound with another."][1] == ["A/1"]
    publications = {value: entry for (field, value), entry in found.items() if field == "publication"}
    assert sorted(shown for shown, _ in publications.values()) == [False, True]
    assert sorted(records for _, records in publications.values()) == [["A/1"], ["B/1"]]


def test_what_may_not_be_passed_on_is_in_no_data(edition: tuple[FlaskClient, str]) -> None:
    """The page shows it, marked; the data know neither the record nor what it alone says."""
    client, id_ = edition
    page = client.get(f"/instance/{id_}").text
    assert "Stolen secret" in page
    data = client.get(f"/instance/{id_}/sources.json").text
    assert "Stolen secret" not in data
    assert "/record/C/" not in data


def test_the_page_has_them_behind_a_disclosure(edition: tuple[FlaskClient, str]) -> None:
    """Closed at first, in the reader's language, and without a script."""
    client, id_ = edition
    chinese, english = (
        client.get(f"/instance/{id_}?x=1", headers={"Accept-Language": code}).text for code in ("zh", "en")
    )
    assert "<summary>来源</summary>" in chinese
    assert "<summary>Where this comes from</summary>" in english
    assert '<details class="sources">' in english
    assert "not taken over" in english


def test_unknown_editions_have_no_sources(edition: tuple[FlaskClient, str]) -> None:
    """404 as for the edition itself."""
    assert edition[0].get("/instance/zzzzzzzz/sources.json").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rules_are_a_page_for_people(edition: tuple[FlaskClient, str], language: str) -> None:
    """Every rule of the table, in both languages."""
    page = edition[0].get("/about/union", headers={"Accept-Language": language})
    assert page.status_code == 200
    for rule in RULES:
        assert f"bf:{rule.property}" in page.text


def test_every_rule_has_words() -> None:
    """What a rule says of itself is said in the reader's language."""
    assert {rule.property for rule in RULES} == set(union.PROPERTIES)
    assert {rule.reason for rule in RULES} == set(union.REASONS)
    assert set(WAYS) == set(union.WAYS)
