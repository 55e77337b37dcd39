"""`make screenshots`: the README's pictures, taken with Chromium of the sample catalogue."""

import argparse
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from kg.settings import read_settings
from portal import create_app

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = (1280, 900), (390, 844)


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the page, the size of the window, the colours, the language."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    language: str = "zh"


@dataclass(frozen=True)
class Things:
    """The ids of what the pictures show: a work with several editions, its author, an edition of four libraries."""

    work: str
    agent: str
    edition: str


def shots(things: Things) -> tuple[Shot, ...]:
    """Return the pictures of the README."""
    return (
        Shot("start", "/"),
        Shot("search", "/search?q=luxun"),
        Shot("work", f"/work/{things.work}"),
        Shot("edition", f"/instance/{things.edition}"),
        Shot("agent", f"/agent/{things.agent}", language="en"),
        Shot("search-dark-en", "/search?q=history", dark=True, language="en"),
        Shot("member", "/member/jiangnan", language="en"),
        Shot("group", "/group/sinology"),
        Shot("sparql", "/sparql?example=decades", language="en"),
        Shot("phone", "/search?q=红楼梦", size=NARROW),
        Shot("phone-edition-dark", f"/instance/{things.edition}", size=NARROW, dark=True),
    )


def main() -> None:
    """Make the sample catalogue unless one is given, serve it, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "portal" / "pictures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        catalogue = arguments.catalogue or Path(name) / "catalogue"
        if not arguments.catalogue:
            subprocess.run([sys.executable, "-m", "kg.cli", "demo", str(catalogue), "--no-serve"], check=True)
        app = create_app(read_settings(catalogue))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take(app, f"http://127.0.0.1:{server.server_port}", arguments.out)
        server.shutdown()


def take(app: object, url: str, out: Path) -> None:
    """Take every picture into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        things = found(page, url)
        page.close()
        for shot in shots(things):
            context = browser.new_context(
                viewport={"width": shot.size[0], "height": shot.size[1]},
                color_scheme="dark" if shot.dark else "light",
                locale="zh-CN" if shot.language == "zh" else "en-GB",
            )
            page = context.new_page()
            page.goto(url + shot.path)
            page.screenshot(path=out / f"{shot.name}.png")
            print(f"{shot.name}: {shot.path}")
            context.close()
        browser.close()


def found(page: Page, url: str) -> Things:
    """Return what the sample catalogue has to show."""
    page.goto(f"{url}/search?q=鲁迅全集")
    work = first(page.content(), "/work/")
    page.goto(f"{url}/work/{work}")
    agent = first(page.content(), "/agent/")
    page.goto(f"{url}/search?q=hongloumeng")
    return Things(work, agent, first(page.content(), "/instance/"))


def first(html: str, prefix: str) -> str:
    """Return the first id in a page that stands behind `prefix` in a link."""
    return html.split(f'href="{prefix}', 1)[1].split('"', 1)[0]


if __name__ == "__main__":
    main()
