"""What all tests share: where the real records lie, and an Elasticsearch."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch_server import MissingToolError, Server
from hypothesis import settings

# A found fault must stop the person who searches, not a stranger's change: the same examples in every run of CI.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites the golden files (`make golden`)."""
    parser.addoption("--regenerate", action="store_true", help="rewrite the golden files; read their diff")


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real records; without it a test fails in CI and is skipped elsewhere."""
    if not (SHARED / "data").is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"The real records are not at {SHARED}.")
        pytest.skip(f"needs the real records at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def mappings() -> Path:
    """Return the folder of the crosswalk's rules."""
    return Path(__file__).resolve().parents[1] / "mappings"


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Server]:
    """Return a running Elasticsearch; where it cannot be had a test fails in CI and is skipped elsewhere."""
    try:
        server = Server()
    except MissingToolError as error:
        if os.environ.get("CI"):
            pytest.fail(f"There is no Elasticsearch to test with: {error}.")
        pytest.skip(f"needs Elasticsearch: {error}")
    with server:
        yield server
