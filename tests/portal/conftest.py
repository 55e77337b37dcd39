"""The portal over the sample catalogue, and a client that asks it."""

from types import ModuleType

import pytest
import sample as sample_module
from flask import Flask
from flask.testing import FlaskClient

from kg.settings import Settings, read_settings
from portal import create_app


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the module of the sample catalogue."""
    return sample_module


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return default settings for a folder in which there is nothing; the tests are one client, so without a limit."""
    return read_settings(tmp_path_factory.mktemp("catalogue"), {"LIANMU_SERVE_REQUESTS_PER_MINUTE": "0"})


@pytest.fixture(scope="session")
def app(settings: Settings, sample: ModuleType) -> Flask:
    """Return the portal of the sample."""
    return create_app(settings, sample.SampleLibrary())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client without cookies."""
    return app.test_client()
