"""The catalogue as data: negotiation, extensions, redirects, what is gone, source records."""

import pytest
from flask.testing import FlaskClient

from portal.negotiation import formats

THINGS = [
    "/work/w-dream",
    "/instance/i-dream-1964",
    "/agent/a-cao",
    "/subject/s-novel",
    "/member/NLC",
    "/group/beijing",
    "/record/NLC/000017",
    "/record/PKU/a%2Fb.1",
]
FORMATS = [(fmt.media_type, fmt.extension) for fmt in formats()]


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(("media_type", "extension"), FORMATS)
def test_thing_is_data_by_accept_and_by_extension(
    client: FlaskClient, path: str, media_type: str, extension: str
) -> None:
    """Both ways give the same bytes; the header names the other address and varies."""
    by_accept = client.get(path, headers={"Accept": media_type})
    by_extension = client.get(f"{path}.{extension}", headers={"Accept": "text/html"})
    assert (by_accept.status_code, by_extension.status_code) == (200, 200)
    assert by_accept.mimetype == by_extension.mimetype == media_type
    assert by_accept.data == by_extension.data
    assert by_accept.headers["Content-Location"] == f"{path}.{extension}"
    assert "Accept" in by_accept.headers["Vary"]
    assert by_accept.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", THINGS)
def test_page_names_its_data(client: FlaskClient, path: str) -> None:
    """HTML is the default and carries alternates."""
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.mimetype == "text/html"
    assert f'<link rel="alternate" type="text/turtle" title="Turtle" href="{path}.ttl">' in page.text


@pytest.mark.parametrize("path", THINGS)
def test_what_is_not_offered_is_refused(client: FlaskClient, path: str) -> None:
    """A format that there is not is 406 by Accept and 404 by extension."""
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(path + ".png").status_code == 404


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/work/w-old", "/work/w-dream"),
        ("/work/w-old.ttl", "/work/w-dream.ttl"),
        ("/instance/i-old", "/instance/i-dream-1964"),
    ],
)
def test_merged_id_redirects(client: FlaskClient, path: str, target: str) -> None:
    """An id that became another answers 301 and keeps the format."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, target)


@pytest.mark.parametrize("path", ["/work/w-gone", "/work/w-gone.ttl", "/agent/a-gone", "/record/NLC/gone"])
def test_gone_id_answers_410(client: FlaskClient, path: str) -> None:
    """An id is never reused: what is gone says so."""
    answer = client.get(path)
    assert answer.status_code == 410
    assert "已不在目录中" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/work/none",
        "/work/w-coming",
        "/work/w-coming.ttl",
        "/instance/w-dream",
        "/record/NLC/none",
        "/member/none",
        "/nowhere/<b>evil</b>",
    ],
)
def test_unknown_address_is_404_and_not_echoed(client: FlaskClient, path: str) -> None:
    """A page that there is not repeats nothing of its address."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "evil" not in answer.text
    assert "none" not in answer.text.replace("display: none", "")


def test_data_client_gets_failures_as_text(client: FlaskClient) -> None:
    """Who asks for data is told in a line, not in a page."""
    answer = client.get("/work/none", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_record_is_shown_field_by_field(client: FlaskClient) -> None:
    """Tags, indicators and subfields as the library sent them."""
    page = client.get("/record/NLC/000017").text
    for part in ("LDR", "200", "1#", "$a", "hong lou meng", "/instance/i-dream-1964"):
        assert part in page


@pytest.mark.parametrize(
    ("path", "mimetype", "extension"),
    [("/record/NLC/000017.mrc", "application/marc", ".mrc"), ("/record/HTI/x.xml", "application/xml", ".xml")],
)
def test_record_is_downloaded_as_it_came(client: FlaskClient, path: str, mimetype: str, extension: str) -> None:
    """The member's own bytes, under a file name of ours."""
    answer = client.get(path)
    assert answer.data == b"00026nam0 2200025   450 \x1e\x1d"
    assert answer.mimetype == mimetype
    assert answer.headers["Content-Disposition"].endswith(f'c0ffeec0ffee{extension}"')


def test_record_id_may_end_like_an_extension(client: FlaskClient) -> None:
    """An id of the member's own comes before an extension of ours."""
    assert client.get("/record/NLC/17.ttl").mimetype == "text/html"
    assert client.get("/record/NLC/17.ttl.ttl").mimetype == "text/turtle"


def test_item_leads_to_its_edition(client: FlaskClient) -> None:
    """An item's URI answers 303 with the edition that describes it."""
    answer = client.get("/item/PKU/a%2Fb.1/1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/instance/i-dream-1964")


def test_known_page_is_not_sent_again(client: FlaskClient) -> None:
    """Pages and data carry an ETag and answer 304."""
    for path in ("/work/w-dream", "/work/w-dream.ttl"):
        etag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_caches_keep_data_longer_than_pages(client: FlaskClient) -> None:
    """Data are public for some minutes, pages are asked for again."""
    assert client.get("/work/w-dream.ttl").cache_control.max_age == 300
    assert client.get("/work/w-dream").cache_control.no_cache
