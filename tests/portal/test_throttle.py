"""How much one client may ask for."""

from pathlib import Path

from flask.testing import FlaskClient
from sample import SampleLibrary

from kg.settings import read_settings
from portal import create_app


def client(folder: Path, limit: int, proxies: str = "") -> FlaskClient:
    variables = {"LIANMU_SERVE_REQUESTS_PER_MINUTE": str(limit), "LIANMU_SERVE_TRUSTED_PROXIES": proxies}
    return create_app(read_settings(folder, variables), SampleLibrary()).test_client()


def test_who_asks_too_much_is_told_when_to_come_again(tmp_path: Path) -> None:
    """The answer is 429 with Retry-After in seconds, as a page for people."""
    asking = client(tmp_path, 3)
    assert [asking.get("/search?q=x").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = asking.get("/search?q=x", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "请求过多" in refused.text


def test_style_sheet_and_health_cost_nothing(tmp_path: Path) -> None:
    """A page's own parts and those who watch over the portal are always answered."""
    asking = client(tmp_path, 1)
    assert asking.get("/").status_code == 200
    assert {asking.get(path).status_code for path in ("/static/portal.css", "/healthz") * 5} == {200}


def test_clients_behind_a_trusted_proxy_are_counted_apart(tmp_path: Path) -> None:
    """X-Forwarded-For counts where a proxy of ours wrote it, and nowhere else."""
    readers = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(3)]
    behind = client(tmp_path, 1, "127.0.0.1")
    assert [behind.get("/about", headers=reader).status_code for reader in readers] == [200, 200, 200]
    open_to_all = client(tmp_path, 1)
    assert [open_to_all.get("/about", headers=reader).status_code for reader in readers] == [200, 429, 429]


def test_no_limit_when_set_to_none(tmp_path: Path) -> None:
    """0 switches the limit off."""
    asking = client(tmp_path, 0)
    assert {asking.get("/about").status_code for _ in range(50)} == {200}


def test_what_costs_more_than_a_minute_has_is_had_once(tmp_path: Path) -> None:
    """A small limit makes lists rare, not impossible."""
    asking = client(tmp_path, 10)
    assert [asking.get("/search/download?q=红楼梦&format=ris").status_code for _ in range(2)] == [200, 429]


def test_downloads_asked_for_by_accept_are_counted_too(tmp_path: Path) -> None:
    """No way of asking goes round the limit."""
    asking = client(tmp_path, 1)
    wanted = {"Accept": "application/x-research-info-systems"}
    assert [asking.get("/instance/2222bcdf", headers=wanted).status_code == 429 for _ in range(2)] == [False, True]
