"""What the page of an edition says of it, and what it leaves to the data."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

import portal
from kg.bibframe.things import Instance, Item, Note, Provision, Subject, Text, Title, Work
from kg.search.document import make_document
from kg.settings import Settings
from kg.vocabulary import Vocabulary
from portal import create_app
from portal.discovery.presenters.agents import subject_page
from portal.discovery.presenters.editions import edition_line, edition_page
from portal.discovery.presenters.rows import Reader
from portal.i18n import read_wording
from portal.terms import Terms

BASE = "http://c.example"
COUNTRY = "http://id.loc.gov/vocabulary/countries/cc"
CODED = Provision("Publication", "19XX", (COUNTRY,), (), (), ())
MADE = Provision("Production", "", (), (Text("延安"),), (Text("鲁迅艺术学院"),), (Text("1942"),))


@pytest.fixture
def reader(mappings: Path) -> Reader:
    """Return a reader of Chinese."""
    wording = read_wording(Path(portal.__file__).parent / "translations")
    return Reader(wording["zh"], Terms(Vocabulary.load(mappings / "codes"), "zh"))


def edition(sample: ModuleType, **more: object) -> Instance:
    made: Instance = sample.instance("i1", "w1", (Title("Title", (Text("延安木刻"),)),), **more)
    return made


def work(sample: ModuleType, *instances: str, titles: tuple[Title, ...] = (), **more: object) -> Work:
    made: Work = sample.work("w1", (Title("Title", (Text("延安木刻"),)), *titles), instances, **more)
    return made


def table(instance: Instance, of_work: Work | None, reader: Reader) -> dict[str, list[str]]:
    """Return the description of the page: the first text of each value, by label."""
    page = edition_page(instance, of_work, {}, reader, BASE)
    return {row.label: [value.phrases[0].text for value in row.values] for row in page.description}


def test_illustrations_and_map_data_are_shown(sample: ModuleType, reader: Reader) -> None:
    """What stands beside the extent, and scale, projection and coordinates of the work."""
    illustrated = edition(sample, extent=(Text("1幅"),), extent_notes=(Note("physical", (Text("彩色"),)),))
    map_ = work(sample, "i1", scale=(Text("1:5 000"),), projection=(Text("圆锥投影"),), coordinates=(Text("E 79°"),))
    shown = table(illustrated, map_, reader)
    assert shown["形态细节"] == ["彩色"]
    assert (shown["比例尺"], shown["投影"], shown["坐标"]) == (["1:5 000"], ["圆锥投影"], ["E 79°"])


def test_terms_in_words_are_shown(sample: ModuleType, reader: Reader) -> None:
    """A carrier that no vocabulary names stands as the record has it."""
    shown = table(
        edition(sample, carrier_words=(Text("卷轴"),)), work(sample, "i1", content_words=(Text("拓片"),)), reader
    )
    assert (shown["载体类型"], shown["内容类型"]) == (["卷轴"], ["文本", "拓片"])


def test_variant_titles_of_the_work_are_shown(sample: ModuleType, reader: Reader) -> None:
    """By kind for the only edition; of several editions they are said to be the work's."""
    variants = (Title("VariantTitle", (Text("延安版画"),)), Title("cov", (Text("木刻集"),)))
    alone = table(edition(sample), work(sample, "i1", titles=variants), reader)
    assert (alone["其他题名"], alone["封面题名"]) == (["延安版画"], ["木刻集"])
    among = table(edition(sample), work(sample, "i1", "i2", titles=variants), reader)
    assert among["作品的其他题名"] == ["延安版画", "木刻集"]


def test_a_second_title_proper_is_not_lost(sample: ModuleType, reader: Reader) -> None:
    """A record with two titles proper: one is the heading, the other a variant."""
    titles = (Title("Title", (Text("Atlas of Asia"),)), Title("Title", (Text("Asien in Karten"),)))
    shown = table(replace(edition(sample), titles=titles), None, reader)
    assert shown["其他题名"] == ["Asien in Karten"]


def test_coded_publication_gives_way_to_words(sample: ModuleType, reader: Reader) -> None:
    """Country and century of the codes are shown only where the edition says nothing itself."""
    both = edition(sample, provisions=(CODED, MADE))
    shown = table(both, None, reader)
    assert shown["制作"] == ["延安：鲁迅艺术学院，1942"]
    assert "出版" not in shown
    assert edition_line(both, {}, reader).statement[0].text == "延安：鲁迅艺术学院，1942"
    assert make_document(work(sample, "i1"), both).display["publication"] == "延安 : 鲁迅艺术学院, 1942"
    assert table(edition(sample, provisions=(CODED,)), None, reader)["出版"] == ["中国，19--"]


@pytest.mark.parametrize(
    ("statement", "dates"),
    [("北京: 八一出版社", ["1983"]), ("北京: 八一出版社, 1983", []), ("北京: 八一出版社, 一九八三", [])],
)
def test_coded_year_where_the_statement_gives_none(
    sample: ModuleType, reader: Reader, statement: str, dates: list[str]
) -> None:
    """A statement of publication without a date is followed by the coded one."""
    provision = Provision("Publication", "1983", (), (Text("北京"),), (Text("八一出版社"),), ())
    shown = table(edition(sample, provisions=(provision,), publication_statement=(Text(statement),)), None, reader)
    assert shown.get("出版日期", []) == dates


def test_a_library_without_item_details_holds_it(sample: ModuleType, reader: Reader) -> None:
    """Items of which nothing is said make no table of dashes."""
    bare = Item(f"{BASE}/item/PKU/1/record", f"{BASE}/member/PKU")
    (held,) = edition_page(edition(sample, items=(bare,)), None, {}, reader, BASE).holdings
    assert (held.code, held.items) == ("PKU", ())


def test_a_library_that_gives_no_call_number_is_said_to_hold_it(client: FlaskClient) -> None:
    """The page says in words that it holds the edition."""
    page = client.get("/instance/i-tempest").text
    assert "有收藏，未给出索书号。" in page
    assert 'class="callnumber"' not in page


def test_works_that_are_estimated_are_about_so_many(sample: ModuleType, settings: Settings) -> None:
    """Where the index does not count works exactly the page says so."""
    exact = create_app(settings, sample.SampleLibrary()).test_client().get("/search").text
    estimated = create_app(settings, sample.SampleLibrary(works_exact=False)).test_client().get("/search").text
    assert "49 种作品" in exact
    assert "约 49 种作品" not in exact
    assert "约 49 种作品" in estimated


@pytest.mark.parametrize(
    ("iri", "leads_to"),
    [
        (f"{BASE}/agent/a1", {"agent": "a1", "subject": "", "search": ""}),
        (f"{BASE}/subject/a1", {"agent": "", "subject": "a1", "search": ""}),
        (f"{BASE}/work/a1", {"agent": "", "subject": "", "search": "Scholes, Paul"}),
    ],
)
def test_a_person_whom_a_work_is_about_leads_to_the_agent(reader: Reader, iri: str, leads_to: dict[str, str]) -> None:
    """A subject that is an agent's page has no page among the subjects; one without a page is searched for."""
    (value,) = reader.subjects([Subject(iri, "a1", "Person", (Text("Scholes, Paul"),))])
    assert {name: getattr(value, name) for name in leads_to} == leads_to


def test_a_heading_has_a_dash_between_its_parts(reader: Reader) -> None:
    """The page of a subject writes it as the pages that lead there do."""
    shown = subject_page(Subject(f"{BASE}/subject/s1", "s1", "Topic", (Text("鲁迅著作--散文诗"),)), reader, BASE)
    assert [entry.text for entry in shown.names] == ["鲁迅著作 — 散文诗"]
