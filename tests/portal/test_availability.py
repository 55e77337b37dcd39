"""The page that asks members' systems: with stand-ins, slow, dead and lying ones; the edition's page never waits."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from kg.demo.systems import MADE_UP, daia_server, sip2_server, z3950_server
from kg.settings import Settings, read_settings
from portal import create_app

TABLE = {
    "daia": 'protocol = "daia"\nurl = "http://127.0.0.1:{}/daia"\nseconds = 20\n',
    "sip2": 'protocol = "sip2"\nhost = "127.0.0.1"\nport = {}\nseconds = 20\nidentify = "barcode"\n',
    "z3950": 'protocol = "z3950"\nhost = "127.0.0.1"\nport = {}\nseconds = 20\n',
}
PAGE = "/instance/i-dream-1964/availability"
ENGLISH = {"Accept-Language": "en"}


@contextmanager
def asked(
    tmp_path_factory: pytest.TempPathFactory,
    sample: ModuleType,
    systems: dict[str, tuple[str, int]],
    seconds: float = 20,
) -> Iterator[FlaskClient]:
    """Give a client of a portal whose members have these systems."""
    folder = tmp_path_factory.mktemp("catalogue")
    tables = [f"[availability]\npage_seconds = {seconds}\n"]
    tables += [f"[availability.{code}]\n{TABLE[kind].format(port)}" for code, (kind, port) in systems.items()]
    (folder / "lianmu.toml").write_text("\n".join(tables), encoding="utf-8")
    found: Settings = read_settings(folder, {"LIANMU_SERVE_REQUESTS_PER_MINUTE": "0"})
    yield create_app(found, sample.SampleLibrary()).test_client()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> Iterator[FlaskClient]:
    """Return a client of a portal of which three members have a system, each of another kind."""
    with daia_server() as daia, sip2_server() as sip2, z3950_server() as z3950:
        systems = {"NLC": ("daia", daia.port), "PKU": ("sip2", sip2.port), "lc": ("z3950", z3950.port)}
        with asked(tmp_path_factory, sample, systems) as found:
            yield found


@contextmanager
def listening() -> Iterator[tuple[int, threading.Event]]:
    """Give the port of a server that takes questions and says nothing, and what is set when one has come."""
    heard = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    kept = []

    def accept() -> None:
        while True:
            try:
                kept.append(server.accept())
            except OSError:
                return
            heard.set()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1], heard
    finally:
        server.close()
        for connection, _ in kept:
            connection.close()


@contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """Give the port of a server that answers whatever it is asked with these bytes, and hangs up."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(4000)
                connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def test_all_three_systems_are_asked(client: FlaskClient) -> None:
    """The page shows what each says, in the reader's language, and is not for crawlers."""
    zh = client.get(PAGE, headers={"Accept-Language": "zh"})
    assert zh.status_code == 200
    assert zh.text.count(MADE_UP) >= 3
    assert "现在可借吗？" in zh.text
    assert zh.headers["X-Robots-Tag"] == "noindex"
    en = client.get(PAGE, headers=ENGLISH).text
    for part in ("Is it there now?", "National Library of China", "Peking University Library", "Library of Congress"):
        assert part in en
    assert "asked" in en
    assert "Disallow: /instance/*/availability" in client.get("/robots.txt").text


def test_the_edition_leads_there_and_tells_what_was_said(client: FlaskClient) -> None:
    """Before anybody asked there is the way only; then the edition's page has the answer in a few words."""
    before = client.get("/instance/i-dream-1982", headers=ENGLISH).text
    assert 'href="/instance/i-dream-1982/availability"' in before
    assert "availability-line" in before
    line = before.partition('class="availability-line"')[2].partition("</p>")[0]
    assert "Peking University Library" not in line
    client.get("/instance/i-dream-1982/availability")
    after = client.get("/instance/i-dream-1982", headers=ENGLISH).text
    assert "Peking University Library" in after.partition('class="availability-line"')[2].partition("</p>")[0]


def test_libraries_without_a_system_are_named(client: FlaskClient) -> None:
    """A member that cannot be asked is listed, with its page."""
    page = client.get("/instance/i-attack/availability", headers=ENGLISH).text
    assert "Libraries that cannot be asked from here" in page
    assert 'href="/member/HTI"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/instance/i-none/availability", 404),
        ("/instance/i-old/availability", 301),
        ("/instance/i-dream-1964/availability?x=1", 200),
    ],
)
def test_other_editions(client: FlaskClient, path: str, status: int) -> None:
    """An unknown edition is not found, one that moved leads on."""
    assert client.get(path).status_code == status


def test_without_any_system_nothing_is_said(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> None:
    """An edition of which nobody can be asked has no way to the page; the page itself says who cannot."""
    with asked(tmp_path_factory, sample, {}) as client:
        assert "availability" not in client.get("/instance/i-dream-1964").text
        assert "cannot be asked" in client.get(PAGE, headers=ENGLISH).text


def test_dead_and_lying_systems_have_a_sentence_each(
    tmp_path_factory: pytest.TempPathFactory, sample: ModuleType
) -> None:
    """Nobody at the port, and a server of another protocol: the page comes whole, with what the others said."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()[1]
    with daia_server() as daia, answering(b"SSH-2.0-OpenSSH_9.2\r\n") as liar:
        systems = {"NLC": ("daia", daia.port), "PKU": ("sip2", dead), "LC": ("z3950", liar)}
        with asked(tmp_path_factory, sample, systems) as client:
            page = client.get(PAGE, headers=ENGLISH).text
    assert "Its system cannot be reached at the moment." in page
    assert "Its system gave an answer that cannot be understood." in page
    assert MADE_UP in page


def test_a_slow_system_delays_neither_page(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> None:
    """While a system is silent the page of its state comes after its time, and the edition's own page at once."""
    with listening() as (port, heard), daia_server() as daia:
        systems = {"NLC": ("sip2", port), "PKU": ("daia", daia.port)}
        with asked(tmp_path_factory, sample, systems, seconds=0.5) as client:
            pages = (client.get(PAGE, headers=ENGLISH).text for _ in range(100))
            page = next(text for text in pages if MADE_UP in text)
            assert heard.wait(10)
            edition = client.get("/instance/i-dream-1964", headers=ENGLISH)
    assert "Its system is still being asked: look again in a moment." in page
    assert "Look again" in page
    assert edition.status_code == 200


def test_an_edition_asks_nobody(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> None:
    """The edition's own page opens no connection: it only leads to the page that does."""
    with (
        listening() as (port, heard),
        asked(tmp_path_factory, sample, {"NLC": ("sip2", port)}, seconds=0.1) as client,
    ):
        assert "/availability" in client.get("/instance/i-dream-1964").text
        assert not heard.wait(0.3)
        client.get(PAGE)
        assert heard.wait(20)


def test_what_systems_say_is_never_markup(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> None:
    """A lying server's texts are shown as text."""
    attack = "<script>alert(1)</script>"
    item = {"label": attack, "storage": {"content": attack}, "available": {"service": "loan"}}
    body = json.dumps({"document": [{"id": "x", "requested": "000017", "item": [item]}]})
    reply = f"HTTP/1.1 200 OK\r\n\r\n{body}".encode()
    with answering(reply) as port, asked(tmp_path_factory, sample, {"NLC": ("daia", port)}) as client:
        page = client.get(PAGE).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
