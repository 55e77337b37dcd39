"""A served portal and a real browser: Chromium without a window, which may ask nobody but the portal."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from sample import SampleLibrary
from sample_dumps import write_dumps
from werkzeug.serving import make_server

from kg.demo.systems import daia_server
from kg.settings import read_settings
from portal import create_app

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where the portal of the sample is served."""
    folder = tmp_path_factory.mktemp("catalogue")
    with daia_server() as system:
        table = f'[availability.NLC]\nprotocol = "daia"\nurl = "http://127.0.0.1:{system.port}/"\n'
        (folder / "lianmu.toml").write_text(table, encoding="utf-8")
        settings = read_settings(folder, {})
        write_dumps(settings.catalogue)
        server = make_server("127.0.0.1", 0, create_app(settings, SampleLibrary()), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser; without Chromium a test fails in CI and is skipped elsewhere."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed.")
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()
