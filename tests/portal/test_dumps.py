"""The page of dumps and the files: what is offered, how it is sent, and that a name is never a path."""

import gzip
from pathlib import Path
from types import ModuleType

import pytest
import rdflib
from flask.testing import FlaskClient
from sample_dumps import ATTACK, CONTENT, NAME, OLDER, write_dumps

from kg.settings import read_settings
from portal import create_app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalogue's folder with two sets of dumps."""
    folder = tmp_path_factory.mktemp("catalogue")
    write_dumps(folder)
    return folder


@pytest.fixture
def dumps_client(folder: Path, sample: ModuleType) -> FlaskClient:
    """Return a client of a portal that has dumps."""
    return create_app(read_settings(folder, {}), sample.SampleLibrary()).test_client()


@pytest.mark.parametrize(("language", "heading"), [("zh", "数据下载"), ("en", "Data to download")])
def test_the_page_offers_the_newest_set(dumps_client: FlaskClient, language: str, heading: str) -> None:
    """Whole, members and groups, with sizes, checksums, licences and how to load; the older set by its date."""
    text = dumps_client.get(f"/dumps?lang={language}").text
    assert heading in text
    for name in ("lianmu-all.nq.gz", "member-NLC.ttl.gz", "group-beijing.nq.gz", "SHA256SUMS", "void.ttl"):
        assert f"/dumps/{NAME}/{name}" in text
    assert f'href="/dumps/{OLDER}"' in text
    assert "CC0-1.0" in text
    assert "oxigraph load" in text


def test_an_older_set_has_its_page(dumps_client: FlaskClient) -> None:
    """It says that there is a newer one."""
    text = dumps_client.get(f"/dumps/{OLDER}?lang=en").text
    assert "There is a newer one" in text
    assert f"/dumps/{OLDER}/lianmu-all.nq.gz" in text


def test_names_are_escaped(dumps_client: FlaskClient) -> None:
    """A library may be called anything."""
    text = dumps_client.get("/dumps").text
    assert ATTACK not in text
    assert "&lt;script&gt;" in text


def test_without_dumps_the_page_says_so(client: FlaskClient) -> None:
    """And the description is made on the spot."""
    assert "lianmu dumps make" in client.get("/dumps?lang=en").text
    answer = client.get("/.well-known/void")
    assert answer.mimetype == "text/turtle"
    assert len(rdflib.Graph().parse(data=answer.text, format="turtle")) > 3


def test_a_file_is_sent_as_it_lies(dumps_client: FlaskClient) -> None:
    """An attachment, still compressed, for every site to read, for ever the same."""
    answer = dumps_client.get(f"/dumps/{NAME}/lianmu-all.nq.gz")
    assert gzip.decompress(answer.data) == CONTENT * 40
    assert answer.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.cache_control.max_age
    again = dumps_client.get(f"/dumps/{NAME}/lianmu-all.nq.gz", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_broken_download_goes_on(dumps_client: FlaskClient) -> None:
    """Range requests, also on condition that the file is the same."""
    path = f"/dumps/{NAME}/lianmu-all.nq.gz"
    whole = dumps_client.get(path)
    rest = dumps_client.get(path, headers={"Range": "bytes=10-", "If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.data == whole.data[10:]
    assert rest.headers["Content-Range"] == f"bytes 10-{len(whole.data) - 1}/{len(whole.data)}"
    assert dumps_client.get(path, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert dumps_client.head(path).headers["Content-Length"] == str(len(whole.data))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("void.ttl", "text/turtle"), ("manifest.json", "application/json"), ("SHA256SUMS", "text/plain")],
)
def test_what_stands_beside_the_dumps(dumps_client: FlaskClient, name: str, media_type: str) -> None:
    """Shown, not saved."""
    answer = dumps_client.get(f"/dumps/{NAME}/{name}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    "path",
    [
        f"/dumps/{NAME}/nothing.nq.gz",
        f"/dumps/{NAME}/../manifest.json",
        f"/dumps/{NAME}/..%2F{OLDER}%2Fvoid.ttl",
        f"/dumps/{NAME}/%2Fetc%2Fpasswd",
        f"/dumps/{NAME}.tmp/void.ttl",
        "/dumps/..%2F..%2Fcatalogue.db",
        "/dumps/..",
        "/dumps/catalogue.db/void.ttl",
        "/dumps/latest/..%2Fvoid.ttl",
        "/dumps/latest/nothing.gz",
        "/dumps/2026-11-21T0830Z-gen-00000099",
    ],
)
def test_a_name_is_never_a_path(dumps_client: FlaskClient, path: str) -> None:
    """Only what a manifest names is sent."""
    assert dumps_client.get(path).status_code == 404


def test_the_newest_has_an_address_that_stays(dumps_client: FlaskClient) -> None:
    """302 to the file, 303 to the description."""
    latest = dumps_client.get("/dumps/latest/lianmu-all.nq.gz")
    assert (latest.status_code, latest.location) == (302, f"/dumps/{NAME}/lianmu-all.nq.gz")
    for path in ("/.well-known/void", "/void.ttl"):
        assert dumps_client.get(path).status_code == 303
    assert dumps_client.get("/.well-known/void").location == f"/dumps/{NAME}/void.ttl"


def test_who_asks_for_turtle_is_sent_to_the_description(dumps_client: FlaskClient) -> None:
    """The datasets' addresses are on this page."""
    answer = dumps_client.get("/dumps", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.location) == (303, "/.well-known/void")
    assert "Accept" in answer.headers["Vary"]


def test_pages_of_libraries_and_groups_lead_to_their_data(dumps_client: FlaskClient, client: FlaskClient) -> None:
    """Where there are dumps of them."""
    assert "/dumps#member-NLC" in dumps_client.get("/member/NLC").text
    assert "/dumps#group-beijing" in dumps_client.get("/group/beijing").text
    assert "/dumps#member-PKU" not in dumps_client.get("/member/PKU").text
    assert "/dumps#" not in client.get("/member/NLC").text


def test_a_damaged_set_does_not_hide_the_others(folder: Path, sample: ModuleType, tmp_path: Path) -> None:
    """The newest that can be read is shown."""
    path = write_dumps(tmp_path)
    (path / "manifest.json").write_text("not JSON")
    client = create_app(read_settings(tmp_path, {}), sample.SampleLibrary()).test_client()
    assert f"/dumps/{OLDER}/lianmu-all.nq.gz" in client.get("/dumps").text
    assert client.get(f"/dumps/{path.name}/void.ttl").status_code == 503
    assert folder != tmp_path
