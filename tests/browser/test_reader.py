"""The portal as a reader meets it: accessible, without scripts, on a phone, in the dark, by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/search?q=红楼梦&member=LC&from=1900",
    "/search?page=2",
    "/search?q=zz+yy",
    "/work/w-dream",
    "/work/w-attack",
    "/instance/i-dream-1964",
    "/instance/i-dream-1964/availability",
    "/instance/i-people",
    "/instance/i-attack",
    "/agent/a-cao",
    "/subject/s-novel",
    "/members",
    "/member/NLC",
    "/group/beijing",
    "/record/NLC/000017",
    "/about",
    "/sparql",
    "/sparql?example=decades",
    "/dumps",
    "/about/mapping",
    "/about/mapping/cnmarc",
    "/about/mapping/unimarc/4XX",
    "/about/mapping/marc21?tag=856",
    "/about/mapping/dublincore/tables",
    "/about/mapping/marc21/differences",
    "/about/overlap",
    "/about/overlap?by=clc&group=beijing&class=I",
    "/work/w-gone",
]
LOOKS = [("zh-CN", "light", 1280), ("en-GB", "dark", 1280), ("zh-CN", "dark", 360), ("en-GB", "light", 360)]


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a page in one language, one colour scheme and one width; axe needs the policy bypassed."""
    locale, scheme, width = request.param
    context = browser.new_context(
        locale=locale, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def plain_page(browser: Browser, **options: Any) -> Page:
    return browser.new_context(**options).new_page()


def test_no_page_breaks_wcag_or_scrolls_sideways(page: Page, address: str) -> None:
    """WCAG 2.2 AA by axe's rules, and nothing wider than the window."""
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
    for path in PAGES:
        page.goto(address + path)
        for summary in page.locator("summary").all():
            summary.click()
        results = Axe().run(page, options=rules)
        assert results.response["passes"]
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{path} is {width[0]} wide in a window of {width[1]}"


def test_pages_ask_no_other_host_and_break_no_policy(browser: Browser, address: str) -> None:
    """Every request goes to the portal, the console stays empty."""
    page = plain_page(browser)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES[:-1]:
        page.goto(address + path)
    page.context.close()
    assert all(url.startswith(address) for url in requests)
    assert complaints == []


def test_search_to_edition_without_scripts(browser: Browser, address: str) -> None:
    """With JavaScript off: search, filter, drop the filter, open the work, open the edition."""
    page = plain_page(browser, java_script_enabled=False, locale="zh-CN")
    page.goto(address)
    page.get_by_role("searchbox").fill("红楼梦")
    page.get_by_role("button", name="检索").click()
    page.get_by_role("link", name="北京大学图书馆").first.click()
    assert "member=PKU" in page.url
    page.locator(".chosen a").click()
    assert "member" not in page.url
    page.locator(".result-title a").first.click()
    page.locator(".editions a").last.click()
    assert page.get_by_text("I242.47/1.3").is_visible()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="Held by 3 libraries").is_visible()
    page.context.close()


def test_search_to_edition_by_keyboard(browser: Browser, address: str) -> None:
    """Nothing but keys: skip link, search box, a facet, the work, the edition; the focus is always seen."""
    page = plain_page(browser, locale="en-GB")
    page.goto(address)
    walk_to(page, "#start-q")
    page.keyboard.type("红楼梦")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    walk_to(page, ".facet li a")
    page.keyboard.press("Enter")
    page.wait_for_url("**member=*")
    walk_to(page, ".result-title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/*")
    walk_to(page, ".editions a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/instance/*")
    assert page.get_by_role("columnheader", name="Call number").is_visible()
    page.context.close()


SEEN = """selector => {
  const at = document.activeElement, frame = at.closest(".searchbox") ?? at;
  const seen = getComputedStyle(at).outlineStyle !== "none" || getComputedStyle(frame).boxShadow !== "none";
  return [at.matches(selector), at === document.body || seen];
}"""


def walk_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus, which must be seen at every stop on the way."""
    for _ in range(120):
        page.keyboard.press("Tab")
        reached, is_seen = page.evaluate(SEEN, selector)
        assert is_seen, f"the focus cannot be seen on the way to {selector}"
        if reached:
            return
    pytest.fail(f"{selector} cannot be reached by keyboard")


def test_pages_have_no_scripts_and_bear_a_double_size(browser: Browser, address: str) -> None:
    """Nothing that a reader without JavaScript could miss; at twice the size (half the width) nothing is cut off."""
    page = plain_page(browser, viewport={"width": 320, "height": 640}, locale="zh-CN")
    for path in PAGES:
        page.goto(address + path)
        assert page.locator("script:not([type='application/ld+json'])").count() == 0, path
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{path} is {width[0]} wide in a window of {width[1]}"
    page.context.close()


def test_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    """The first stop of the tabulator is the skip link, and it leads into the content."""
    page = plain_page(browser)
    page.goto(address + "/work/w-dream")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_printed_page_is_only_its_content(browser: Browser, address: str) -> None:
    """On paper there are no boxes to type in and no menus."""
    page = plain_page(browser)
    page.goto(address + "/instance/i-dream-1964")
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert not page.locator(".searchbox").first.is_visible()
    assert page.get_by_text("I242.4/7").is_visible()
    page.context.close()
