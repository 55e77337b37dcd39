"""The portal over the sample catalogue, and a client that asks it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.settings import Settings, read_settings
from portal import create_app


def _load_sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("portal_sample", Path(__file__).with_name("sample.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault("portal_sample", importlib.util.module_from_spec(spec))
    if not hasattr(module, "SampleLibrary"):
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the module of the sample catalogue."""
    return _load_sample()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return default settings for a folder in which there is nothing."""
    return read_settings(tmp_path_factory.mktemp("catalogue"), {})


@pytest.fixture(scope="session")
def app(settings: Settings, sample: ModuleType) -> Flask:
    """Return the portal of the sample."""
    return create_app(settings, sample.SampleLibrary())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client without cookies."""
    return app.test_client()
