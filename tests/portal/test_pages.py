"""The pages that readers see, over the sample catalogue."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sample import SampleLibrary

from kg.settings import read_settings
from portal import create_app
from portal.discovery.presenters.scripts import Phrase, phrase, typeset

PAGES = [
    "/",
    "/search?q=红楼梦",
    "/search",
    "/search?q=zz+yy&member=LC&from=1900",
    "/work/w-dream",
    "/instance/i-dream-1964",
    "/instance/i-people",
    "/agent/a-cao",
    "/subject/s-novel",
    "/members",
    "/member/NLC",
    "/group/beijing",
    "/record/NLC/000017",
    "/record/PKU/a%2Fb.1",
    "/record/LC/%20%20%2065017",
    "/about",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    """Every page answers with one heading of the first order and a language."""
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in answer.text


def test_start_page_shows_the_consortium(client: FlaskClient) -> None:
    """Members with counts, kinds, languages, and the year plot with its numbers as a table."""
    page = client.get("/").text
    for part in ("北京大学图书馆", "1,234", "连续出版物", "英语", 'class="plot-bar"', "1960–1969</a></th>"):
        assert part in page


def test_result_tells_what_who_when_which_and_where(client: FlaskClient) -> None:
    """A row has the title in both scripts, the author, years, kind, language, editions and holders."""
    page = client.get("/search?q=红楼梦").text
    for part in ("红楼梦", "Hong lou meng", "曹雪芹", "1964–1982", "图书", "中文", "第3版", "美国国会图书馆"):
        assert part in page


def test_filters_are_shown_with_a_way_out(client: FlaskClient) -> None:
    """Each chosen value stands above the results and leads to the search without it."""
    page = client.get("/search?q=红楼梦&member=LC&member=PKU&from=1960").text
    assert 'class="chosen"' in page
    assert "member=PKU&amp;from=1960" in page
    assert "1960–" in page


def test_facets_count_and_lead_to_the_first_page(client: FlaskClient) -> None:
    """A click on a facet value adds it and goes to page 1."""
    page = client.get("/search?member=NLC&page=2").text
    assert "?member=NLC&amp;kind=text" in page


def test_results_are_paged(client: FlaskClient) -> None:
    """Pages count works; the address of the next page keeps the question."""
    page = client.get("/search?sort=newest").text
    assert "sort=newest&amp;page=2" in page
    assert 'start="21"' in client.get("/search?page=2").text


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    """An empty result offers wider searches."""
    page = client.get("/search?q=红楼梦+xyz&member=LC").text
    assert "没有找到" in page
    assert page.count("<li>") >= 2


@pytest.mark.parametrize("query", ["q=" + "长" * 301, "page=501", "page=999999"])
def test_beyond_the_limits_is_refused(client: FlaskClient, query: str) -> None:
    """A question that is too long or too deep is a bad request, said so."""
    assert client.get("/search?" + query).status_code == 400


@pytest.mark.parametrize(
    "query", ["page=-1", "page=²", "page=0", "from=abc&to=", "sort=evil", "kind=%00", "q=%00%0a", "from=1990&to=1960"]
)
def test_what_is_not_understood_is_left_out(client: FlaskClient, query: str) -> None:
    """Nonsense in the address never breaks a search."""
    assert client.get("/search?" + query).status_code == 200


def test_work_page_has_its_editions_newest_first(client: FlaskClient) -> None:
    """Editions stand with year, statement and holders."""
    page = client.get("/work/w-dream").text
    assert page.index("i-dream-1982") < page.index("i-dream-1973") < page.index("i-dream-1964")
    assert "石头记" in page
    assert "The story of the stone : a Chinese novel" in page


def test_edition_page_shows_holdings_by_member(client: FlaskClient) -> None:
    """Each member stands with its call numbers, each record with a link."""
    page = client.get("/instance/i-dream-1964").text
    for part in (
        "I242.4/7",
        "I242.47/1.3",
        "PL2727.S2 A1 1964",
        "/record/PKU/a%2Fb.1",
        "已注销或有误",
        "中国图书馆分类法",
    ):
        assert part in page


def test_serial_shows_its_holdings_statement(client: FlaskClient) -> None:
    """What of a serial is held stands as the library says it."""
    assert "1949,创刊号-1966,no.5 ; 1976,no.1- (缺1978,no.3)" in client.get("/instance/i-people").text


def test_agent_page_has_names_in_all_scripts(client: FlaskClient) -> None:
    """Names, works with the part played, and the authority elsewhere."""
    page = client.get("/agent/a-shakespeare").text
    for part in ("莎士比亚（1564—1616）", "Shakespeare, William", "n78095332", "/work/w-tempest", "著者"):
        assert part in page


def test_member_page_has_a_profile(client: FlaskClient) -> None:
    """Formats, groups, licence, deliveries, and a search within."""
    page = client.get("/member/NLC").text
    for part in ("CNMARC", "北京地区", "CC0 1.0", "1,200", 'name="member" value="NLC"'):
        assert part in page


def test_scripts_carry_their_language(client: FlaskClient) -> None:
    """Original and romanised forms have lang attributes."""
    page = client.get("/instance/i-dream-1964", headers={"Accept-Language": "en"}).text
    assert '<span lang="zh-hans">红楼梦</span>' in page
    assert 'lang="zh-latn-pinyin">Hong lou meng' in page


def test_service_addresses(client: FlaskClient) -> None:
    """Health, robots and the sign."""
    assert client.get("/healthz").text == "ok generation 7\n"
    assert "Disallow: /search" in client.get("/robots.txt").text
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"


def test_search_within_a_group_asks_its_libraries(client: FlaskClient) -> None:
    """A group stands for its members, among which one may be chosen further; one outside finds nothing."""
    group = client.get("/search?group=humanities").text
    assert "人文学科" in group
    assert "美国国会图书馆" in group
    assert "HathiTrust" not in group
    assert "w-dream" in client.get("/search?group=humanities&member=PKU").text
    assert "没有找到" in client.get("/search?group=humanities&member=HTI").text


def test_text_from_right_to_left_says_so() -> None:
    """The direction stands beside the language, so that signs around the text keep their places."""
    entry = Phrase("بين القصرين", "ar-arab")
    assert entry.direction == "rtl"
    assert phrase("עמוס עוז") == Phrase("עמוס עוז", "he")
    assert Phrase("Kinkakuji 金閣寺").direction == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("北京: 人民文学出版社, 1982", "北京：人民文学出版社，1982"),
        ("(清)曹雪芹, 高鹗著 ; 红楼梦研究所校注", "(清)曹雪芹，高鹗著；红楼梦研究所校注"),
        ("Boston: Little, Brown, 1954", "Boston: Little, Brown, 1954"),
        ("القاهرة: مكتبة مصر, 1956", "القاهرة: مكتبة مصر, 1956"),
    ],
)
def test_chinese_has_its_own_stops(text: str, shown: str) -> None:
    """Full-width stops between Han characters, none elsewhere."""
    assert typeset(Phrase(text)).text == shown


def test_group_page_shows_what_its_libraries_hold_together(client: FlaskClient) -> None:
    """Figures, libraries and a search that stays within the group."""
    page = client.get("/group/humanities", headers={"Accept-Language": "en"}).text
    assert "What they hold together" in page
    assert 'name="group" value="humanities"' in page
    assert "HathiTrust" not in page


def test_member_page_says_what_it_shares_and_what_its_licence_means(client: FlaskClient) -> None:
    """Overlap with the others, and the licence in words."""
    page = client.get("/member/NLC", headers={"Accept-Language": "en"}).text
    assert "What it has in common with others" in page
    assert "Its records may be passed on and used again." in page


def test_contact_is_on_the_page_about_the_catalogue(tmp_path: Path) -> None:
    """An e-mail address becomes a link to write to; without the setting nothing is said."""
    settings = read_settings(tmp_path, {"LIANMU_PORTAL_CONTACT": "union@example.org"})
    page = create_app(settings, SampleLibrary()).test_client().get("/about").text
    assert 'href="mailto:union@example.org"' in page
