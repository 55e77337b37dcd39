"""Addresses: links from records, ways back, published URIs."""

import pytest

from portal.urls import Place, changed, place, record_path, safe_href, safe_next, without


@pytest.mark.parametrize("link", ["https://example.org/a?b=1", "http://例子.cn/书", "FTP://example.org/x"])
def test_web_addresses_become_links(link: str) -> None:
    """http, https and ftp may be followed."""
    assert safe_href(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/search",
        "vbscript:x",
        "http:alert(1)",
        "https://[broken",
        "",
        "http://example.org/" + "a" * 3000,
    ],
)
def test_other_addresses_stay_text(link: str) -> None:
    """Whatever could run or mislead is no link."""
    assert safe_href(link) == ""


def test_controls_and_spaces_are_taken_out_of_links() -> None:
    """Signs that browsers drop are dropped before the scheme is looked at."""
    assert safe_href(" https://exam\u200bple.org/\n a ") == "https://example.org/a"


@pytest.mark.parametrize("path", ["/", "/search?q=红楼梦&sort=newest", "/work/abc"])
def test_a_path_of_ours_may_be_gone_back_to(path: str) -> None:
    """One leading slash is a page of this portal."""
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "search", "//evil.example", "/\\evil.example", "https://evil.example", "/a\\b", "/a\nb", "/" + "a" * 3000],
)
def test_any_other_way_back_leads_to_the_start(path: str) -> None:
    """A way back to another host, or one that a browser might read so, is dropped."""
    assert safe_next(path) == "/"


def test_published_uri_is_taken_apart() -> None:
    """Kind and id are given back as the catalogue knows them."""
    base = "http://c.example"
    assert place(f"{base}/record/NLC/a%2Fb%20c", base) == Place("record", "a/b c", "NLC")
    assert place(f"{base}/work/w1#title-1", base) == Place("work", "w1")
    assert place("http://other.example/work/w1", base) is None
    assert place(f"{base}/record/NLC", base) is None


def test_record_path_is_that_of_its_uri() -> None:
    """Each part is percent-encoded whole."""
    assert record_path("NLC", "a/b ?#.1", "ttl") == "/record/NLC/a%2Fb%20%3F%23.1.ttl"


def test_arguments_change_and_go() -> None:
    """An argument is replaced, taken out, or loses one of its values and the page."""
    pairs = [("q", "红楼梦"), ("member", "A"), ("member", "B"), ("page", "3")]
    assert changed([("q", "a"), ("sort", "title")], sort="newest") == "q=a&sort=newest"
    assert changed([("q", "a"), ("page", "2")], page=None) == "q=a"
    assert without(pairs, "member", "A").endswith("&member=B")
