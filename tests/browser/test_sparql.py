"""The page of the SPARQL endpoint with answers and problems, in a real browser."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sample import SampleLibrary
from werkzeug.serving import make_server

from kg.settings import read_settings
from kg.store import Generations, GraphWriter
from portal import create_app

pytestmark = pytest.mark.browser

GRAPH = "http://127.0.0.1:8000/work/w1"
QUADS = (
    f'<{GRAPH}> <http://x/title> "红楼梦"@zh-hani <{GRAPH}> .\n'
    f'<{GRAPH}> <http://x/year> "1982"^^<http://www.w3.org/2001/XMLSchema#integer> <{GRAPH}> .\n'
    f'<{GRAPH}> <http://x/note> "{"x" * 300}" <{GRAPH}> .\n'
)
QUERIES = [
    "SELECT * { ?thing ?property ?value }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "ASK {}",
    "SELECT * { <x:a> ?p ?o }",
    "SELECT ?x\nWHERE { ?x a bf:Work }",
    "DROP ALL",
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a portal with a graph of three statements is served."""
    folder: Path = tmp_path_factory.mktemp("asked")
    with GraphWriter.open(folder / "graph") as writer:
        writer.replace({GRAPH: QUADS.encode()}, event=1)
        Generations(folder / "generations").publish({"graph": writer}, event=1)
    app = create_app(read_settings(folder, {}), SampleLibrary())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    app.extensions["lianmu.sparql"].pool.close()


@pytest.mark.parametrize("look", [("zh-CN", "light", 1280), ("en-GB", "dark", 360)], ids=str)
def test_answers_and_problems_break_no_rule(browser: Browser, asked: str, look: tuple[str, str, int]) -> None:
    """WCAG 2.2 AA by axe's rules, and only the table scrolls sideways."""
    locale, scheme, width = look
    context = browser.new_context(
        locale=locale,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
        bypass_csp=True,
    )
    page = context.new_page()
    for query in QUERIES:
        page.goto(f"{asked}?query={quote(query)}")
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{query}\n{results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), query
    context.close()


def test_a_query_is_written_and_run_without_scripts(browser: Browser, asked: str) -> None:
    """Type, run, follow the link: by the keyboard and without JavaScript; the address can be kept."""
    page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
    page.goto(asked)
    box = page.get_by_label("Your query")
    box.fill("SELECT ?year { ?work <http://x/year> ?year }")
    page.get_by_role("button", name="Run the query").click()
    assert page.get_by_role("cell", name="1982").is_visible()
    assert "query=SELECT" in page.url
    page.get_by_role("link", name="简体中文").click()
    assert page.get_by_role("heading", name="结果").is_visible()
    page.context.close()
