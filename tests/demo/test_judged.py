"""The published sample consortium over HTTP: one book of several libraries, every page and download, many scripts."""

import re
import subprocess
import sys
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.catalogue import Catalogue
from kg.demo import demo_groups, demo_members, members_of
from kg.settings import read_settings
from portal import create_app

pytestmark = pytest.mark.slow

THING = re.compile(r'href="(/(?:instance|work|agent|subject|record)/[^"?#]+)"')
DOWNLOAD = re.compile(r'href="(/(?:instance/\w+\.\w+|download[^"]*))"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample catalogue as `lianmu demo` makes it."""
    path = tmp_path_factory.mktemp("demo") / "catalogue"
    subprocess.run([sys.executable, "-m", "kg.cli", "demo", str(path), "--no-serve"], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    """Return a reader of its portal."""
    return create_app(read_settings(folder, {"LIANMU_SERVE_REQUESTS_PER_MINUTE": "0"})).test_client()


def page(client: FlaskClient, path: str, language: str = "en", **query: str) -> str:
    answer = client.get(path, query_string=query, headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    return unescape(answer.text)


def things(text: str, kind: str) -> list[str]:
    return [path for path in dict.fromkeys(THING.findall(text)) if path.startswith(f"/{kind}/")]


def holders(text: str) -> set[str]:
    """Return the codes of the libraries in an edition's table of holdings."""
    table = text.split('class="items"', 1)[1].split("</table>", 1)[0]
    return set(re.findall(r'href="/member/([^"]+)"', table))


def test_the_catalogue_has_what_was_promised(folder: Path) -> None:
    """At least eight members, four formats, 5,000 records, all loaded; 80 of our own in each habit of CNMARC."""
    with Catalogue.open(folder, read_only=True) as catalogue:
        members = catalogue.members()
        formats = Counter(member.format for member in members)
        loads = {member.code: catalogue.loads(member.code)[0].counts for member in members}
    assert len(members) >= 8
    assert set(formats) == {"marc21", "unimarc", "cnmarc", "dublincore"}
    assert sum(counts["loaded"] for counts in loads.values()) >= 5000
    assert min(loads["jiangnan"]["loaded"], loads["beiyuan"]["loaded"]) >= 80
    assert all(counts["loaded"] for counts in loads.values())
    assert not any(counts.get("failed", 0) for counts in loads.values())


def test_one_book_of_three_libraries_in_three_formats_is_one_edition(client: FlaskClient) -> None:
    """红楼梦 of 1982: CNMARC in UTF-8, CNMARC in GB 18030, romanised MARC 21 and a table are one page with holdings."""
    editions = things(page(client, "/search", q="红楼梦"), "instance")
    texts = [text for path in editions if {"jiangnan", "haiwai"} <= holders(text := page(client, path))]
    assert len(texts) == 1
    assert holders(texts[0]) >= {"jiangnan", "beiyuan", "haiwai", "qingxi"}
    for call_number in ("I242.4/1", "I242.4/H1", "PL2727.S2 H1"):
        assert call_number in texts[0]
    records = [page(client, path) for path in things(texts[0], "record")]
    shown = {re.search(r"<dt>Format</dt><dd>([^<]+)", text)[1] for text in records}  # type: ignore[index]
    carriers = {re.search(r"<dt>File format</dt><dd>([^<]+)", text)[1] for text in records}  # type: ignore[index]
    assert len(shown | carriers) >= 4, (shown, carriers)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", [member.code for member in demo_members()])
def test_every_library_has_its_page(client: FlaskClient, code: str, language: str) -> None:
    """Name, figures, profile, and titles that lead somewhere."""
    member = next(member for member in demo_members() if member.code == code)
    text = page(client, f"/member/{code}", language)
    assert (member.name if language == "zh" else member.name_en) in text
    works = things(text, "work")
    assert works
    page(client, works[0], language)
    found = page(client, "/search", language, member=code)
    assert things(found, "instance")
    assert client.get(f"/member/{code}.ttl").status_code == 200


@pytest.mark.parametrize("code", [group.code for group in demo_groups()])
def test_every_group_has_its_view(client: FlaskClient, code: str) -> None:
    """The page names its libraries, and the search within finds nothing that none of them holds."""
    own = {member.code for member in members_of(code, demo_members())}
    text = page(client, f"/group/{code}")
    assert set(re.findall(r'href="/member/([^"]+)"', text)) == own
    assert f'name="group" value="{code}"' in text
    found = page(client, "/search", group=code, sort="newest")
    editions = things(found, "instance")
    assert editions
    for path in editions[:5]:
        assert holders(page(client, path)) & own, path
    assert client.get(f"/group/{code}.ttl").status_code == 200


@pytest.mark.parametrize("code", [member.code for member in demo_members() if member.redistribute != "no"])
def test_every_format_of_an_edition_can_be_fetched(client: FlaskClient, code: str) -> None:
    """Each download that the page of a library's edition offers answers with something, whatever it catalogues in."""
    edition = things(page(client, "/search", member=code), "instance")[0]
    links = dict.fromkeys(DOWNLOAD.findall(page(client, edition)))
    assert len(links) >= 8
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert len(answer.data) > 40, link


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("红楼梦", "红楼梦"),
        ("紅樓夢", "红楼梦"),
        ("hongloumeng", "红楼梦"),
        ("hlm", "红楼梦"),
        ("台北人", "臺北人"),
        ("war memorials", "War memorials"),
        ("Братья Карамазовы", "Братья Карамазовы"),
        ("достоевский", "Преступление и наказание"),
        ("川端康成", "雪国"),
        ("ノルウェイの森", "ノルウェイの森"),
        ("채식주의자", "채식주의자"),
        ("نجيب محفوظ", "بين القصرين"),
        ("עמוס עוז", "מיכאל שלי"),
        ("Καζαντζάκης", "Βίος και πολιτεία του Αλέξη Ζορμπά"),
        ("Kazantzakis", "Ο Χριστός ξανασταυρώνεται"),
    ],
)
def test_a_search_finds_titles_in_its_script(client: FlaskClient, query: str, title: str) -> None:
    """Han in both forms, kana, hangul, Cyrillic, Greek, Arabic, Hebrew, Latin, and from Latin to the others."""
    found = page(client, "/search", q=query)
    assert title in {re.sub(r"<[^>]+>", "", text) for text in re.findall(r'class="result-title">(.*?)</h2>', found)}


def test_a_serial_says_what_is_missing(client: FlaskClient) -> None:
    """Gaps of a serial's holdings stand in words beside the statement."""
    edition = things(page(client, "/search", q="历史研究"), "instance")[0]
    text = page(client, edition)
    assert "Missing: 1967–1974" in text
    assert "Missing: 1961–1977" in text
