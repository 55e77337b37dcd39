"""The staff pages in a real browser: accessible in both languages, wide and narrow, without scripts."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.demo.iso2709 import make_record
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.settings import read_settings
from portal import create_app

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
LOOKS = [("zh-CN", "light", 1280), ("en-GB", "dark", 360)]


class Office(NamedTuple):
    """Where the portal is served, a token to sign in with, and two editions of two members."""

    address: str
    token: str
    shared: str
    other: str

    @property
    def pages(self) -> list[str]:
        """Return the addresses of every kind of staff page, refusals too."""
        one, other = f"/staff/clusters/instance/{self.shared}", self.other
        return [
            "/staff/",
            "/staff/loads",
            "/staff/loads/1",
            "/staff/loads/1/undo",
            "/staff/loads/99",
            "/staff/problems",
            "/staff/problems/1",
            "/staff/problems?reason=none",
            "/staff/feedback",
            "/staff/feedback/A",
            "/staff/clusters",
            "/staff/clusters?q=tempest",
            "/staff/clusters?q=zzyzx",
            one,
            f"{one}/merge?with={other}",
            f"{one}/merge",
            f"{one}/split?part=B/b1",
            "/staff/audit",
            "/staff/audit/1",
        ]


def marc(local_id: str, title: str) -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        "1001 $aShakespeare, William,$d1564-1616.",
        f"24510$a{title} /$cby William Shakespeare",
        "260  $aLondon :$bArden,$c1999.",
        "300  $a366 p.",
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return a served portal of two members who share an edition; one load met a damaged record."""
    folder: Path = tmp_path_factory.mktemp("office") / "union"
    settings = read_settings(folder, {})
    loads = {
        "A": (marc("1", "The tempest"), marc("2", "Macbeth"), b"00030nam damaged\x1d"),
        "B": (marc("b1", "The tempest"),),
    }
    with Catalogue.create(settings.catalogue) as catalogue:
        crosswalk = Crosswalk.load(settings.mappings, "marc21")
        for code, records in loads.items():
            catalogue.add_member(Member(code, f"{code} 馆", "marc21"))
            load(catalogue, catalogue.member(code), [BytesIO(b"".join(records))], crosswalk, LoadOptions("t"))
        publish(catalogue, Site(settings.catalogue, settings.base_url, settings.mappings))
        token = catalogue.staff_table.add("王芳")
        editions = [record.instance for name in ("1", "2") if (record := catalogue.record("A", name))]
        app = create_app(settings)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Office(f"http://127.0.0.1:{server.server_port}", token, editions[0], editions[1])
        server.shutdown()
        thread.join()


def sign_in(context: BrowserContext, office: Office) -> None:
    page = context.new_page()
    page.goto(f"{office.address}/staff/")
    page.locator("input[name=staff_token]").fill(office.token)
    page.keyboard.press("Enter")
    page.locator(".staff-who").wait_for()
    page.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_no_staff_page_breaks_wcag_or_scrolls_sideways(
    browser: Browser, office: Office, look: tuple[str, str, int]
) -> None:
    """WCAG 2.2 AA by axe's rules, from signing in to the audit trail; only tables scroll in their own frame."""
    locale, scheme, width = look
    context = browser.new_context(
        locale=locale,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
        bypass_csp=True,
    )
    page = context.new_page()
    for path in ["/staff/sign-in", *office.pages]:
        if path == office.pages[0]:
            sign_in(context, office)
        page.goto(office.address + path)
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    context.close()


def test_an_edition_is_looked_up_and_split_without_scripts(browser: Browser, office: Office) -> None:
    """Sign in, look up, mark a record, see what would become of it: forms and links alone."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    sign_in(context, office)
    page = context.new_page()
    page.goto(f"{office.address}/staff/clusters")
    page.get_by_label("Id, address, record or words").fill("tempest")
    page.get_by_role("button", name="Look up").click()
    assert "1999 · 2 records" in page.locator(".staff-lines").inner_text()
    page.locator(".staff-lines a").click()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="See what that would do").click()
    assert page.get_by_role("textbox", name="Reason").is_visible()
    context.close()


def test_a_refusal_is_said_in_the_language_of_the_page(browser: Browser, office: Office) -> None:
    """A merge with nothing: the sentence says what to name, in Chinese on a Chinese page."""
    context = browser.new_context(locale="zh-CN")
    sign_in(context, office)
    page = context.new_page()
    page.goto(f"{office.address}/staff/clusters/instance/{office.shared}/merge")
    assert page.get_by_text("请用标识、地址或其中一条记录").is_visible()
    assert page.locator("main [lang=en]").count() == 0
    context.close()
