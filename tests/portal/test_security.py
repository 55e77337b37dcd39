"""Web security: headers, hostile records, failures that show nothing of the inside."""

import re
from html.parser import HTMLParser
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from kg.errors import StoreError
from kg.settings import Settings, read_settings
from portal import create_app
from portal.security import CONTENT_SECURITY_POLICY

EVERYWHERE = [
    "/",
    "/search",
    "/work/w-dream",
    "/work/w-dream.ttl",
    "/work/w-gone",
    "/work/none",
    "/record/NLC/000017.mrc",
    "/healthz",
    "/robots.txt",
    "/favicon.ico",
    "/static/portal.css",
    "/language/en",
    "/search?page=900",
]
HOSTILE = [
    "/work/w-attack",
    "/instance/i-attack",
    "/record/NLC/000017",
    "/search?q=alert",
    "/search?q=%3Cscript%3Ealert('x')%3C/script%3E",
    "/member/LC",
    "/search?member=%22%3E%3Cscript%3E",
    "/search?q=%22%20onfocus=x",
]


class _Elements(HTMLParser):
    """The elements of a page as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    """Pages, data, files and failures alike."""
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_text_is_shown_as_text(client: FlaskClient, path: str) -> None:
    """Nothing of a record or of the address becomes markup, script or a dangerous link (a block of data is none)."""
    elements = _Elements()
    elements.feed(client.get(path).text)
    data = ("script", [("type", "application/ld+json")])
    assert not {"script", "img", "style", "iframe"} & {entry[0] for entry in elements.found if entry != data}
    attributes = [(key, value or "") for _, pairs in elements.found for key, value in pairs]
    assert not [key for key, _ in attributes if key.startswith("on") or key == "style"]
    addresses = [value for key, value in attributes if key in {"href", "src", "action"}]
    assert all(value.startswith(("/", "?", "#", "https://", "http://")) for value in addresses)


def test_only_web_addresses_of_records_become_links(client: FlaskClient) -> None:
    """Other addresses stay text; links say noopener and nofollow."""
    page = client.get("/instance/i-attack").text
    assert '<a href="https://example.org/ok" rel="noopener noreferrer nofollow">' in page
    assert "javascript:alert(1)" in page
    assert "javascript:alert(3)" not in page


@pytest.mark.parametrize("path", ["/", "/search", "/work/w-dream", "/record/NLC/000017"])
def test_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    """No script, no style, and nothing that a browser would load from another host."""
    page = client.get(path).text
    assert "<script" not in page
    assert "<style" not in page
    assert not re.search(r"<(link|img|script|iframe)[^>]+(href|src)=\"(https?:)?//", page)


@pytest.mark.parametrize("error", [ValueError("secret"), StoreError("secret"), KeyError("secret")])
def test_failure_shows_nothing_of_the_inside(settings: Settings, sample: ModuleType, error: Exception) -> None:
    """A fault is answered with a page that names neither error nor place."""
    client = create_app(settings, sample.SampleLibrary(failing=error)).test_client()
    answer = client.get("/")
    assert answer.status_code == (503 if isinstance(error, StoreError) else 500)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_empty_catalogue_says_what_to_do(settings: Settings, sample: ModuleType) -> None:
    """Before the first publication every page is a friendly 503; the about page works."""
    client = create_app(settings, sample.SampleLibrary(empty=True)).test_client()
    answer = client.get("/")
    assert answer.status_code == 503
    assert "lianmu load" in answer.text
    assert answer.headers["Retry-After"]
    assert client.get("/about").status_code == 200
    assert (client.get("/healthz").status_code, client.get("/robots.txt").status_code) == (503, 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    """Every address is read-only."""
    for path in ("/", "/search", "/work/w-dream", "/language/en"):
        assert client.open(path, method=method).status_code == 405


def test_https_is_remembered_only_on_https(settings: Settings, sample: ModuleType) -> None:
    """HSTS and secure cookies belong to a portal whose public address is https."""
    secure = read_settings(settings.catalogue, {"LIANMU_PUBLIC_BASE_URL": "https://catalogue.example.org"})
    client = create_app(secure, sample.SampleLibrary()).test_client()
    assert "Strict-Transport-Security" in client.get("/about", base_url="https://catalogue.example.org").headers
    assert "Secure" in client.get("/language/en").headers["Set-Cookie"]
    assert (
        "Strict-Transport-Security"
        not in create_app(settings, sample.SampleLibrary()).test_client().get("/about").headers
    )
