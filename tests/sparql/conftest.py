"""Part of the sample consortium, published: three Chinese members, a French, a German; and a pool of short patience."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.demo import demo_members
from kg.pipeline.load import load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.sparql import Limits, Pool

BASE = "http://127.0.0.1:8000"
MEMBERS = {"jiangnan", "beiyuan", "haiwai", "bnf", "dnb"}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, mappings: Path) -> Path:
    """Return the folder of a catalogue with a published generation."""
    folder = tmp_path_factory.mktemp("sparql")
    with Catalogue.create(folder) as catalogue:
        for sample in demo_members():
            if sample.code in MEMBERS:
                member = Member(sample.code, sample.name, sample.format, sample.encoding, sample.record_id)
                catalogue.add_member(member)
                with sample.open_files() as paths:
                    load(catalogue, member, paths, Crosswalk.load(mappings, sample.format))
        publish(catalogue, Site(folder, BASE, mappings))
    return folder


@pytest.fixture(scope="session")
def limits() -> Limits:
    """Return limits that a test can wait for."""
    return Limits(seconds=1.5, wait_seconds=5.0, memory_bytes=700 * 1024**2, answer_bytes=2_000_000)


@pytest.fixture(scope="session")
def patient(published: Path) -> Iterator[Pool]:
    """Return workers on the sample that have the time that they have by default."""
    with Pool(published / "generations", Limits(wait_seconds=10.0), workers=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def pool(published: Path, limits: Limits) -> Iterator[Pool]:
    """Return workers on the sample that are soon stopped."""
    with Pool(published / "generations", limits, workers=1) as pool:
        yield pool
