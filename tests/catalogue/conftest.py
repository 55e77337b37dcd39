"""An empty catalogue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Member


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Return a catalogue with one member."""
    with Catalogue.create(tmp_path / "union") as made:
        made.add_member(Member("NJU", "南京大学图书馆", "cnmarc"))
        yield made
