"""Dumps: the same statements, the same bytes; what is dumped can be loaded again."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import NotFoundError
from kg.exports import EXPORTS
from kg.pipeline.dump import dump, published_quads
from kg.store import STATE_GRAPH, GraphView, GraphWriter

Maker = Callable[..., bytes]


@pytest.fixture
def published(shelf: Any, record: Maker) -> Any:
    """Return a catalogue with published works."""
    shelf.load("A", *(record(str(number), f"第{number}回", "曹雪芹") for number in range(4)))
    shelf.publish()
    return shelf


def test_two_dumps_are_the_same_bytes(published: Any) -> None:
    """Dumps can be compared."""
    assert published.dump() == published.dump()


def test_a_dump_loaded_into_an_empty_store_dumps_the_same(published: Any, tmp_path: Path) -> None:
    """A dump is a whole backup of what is published."""
    graphs: dict[str, bytes] = {}
    for quad in published_quads(published.view()):
        graphs[quad.graph_name.value] = graphs.get(quad.graph_name.value, b"") + f"{quad} .\n".encode()
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace(graphs, event=1)
        writer.publish(tmp_path / "copy")
    copied = published_quads(GraphView.open(tmp_path / "copy"))
    assert EXPORTS.get("nquads").write(copied) == published.dump()


def test_the_state_of_the_store_is_not_in_it(published: Any) -> None:
    """A dump holds what is published and nothing of how."""
    assert STATE_GRAPH.encode() not in published.dump()


@pytest.mark.parametrize("to", EXPORTS.names())
def test_every_export_format_can_be_dumped(published: Any, to: str) -> None:
    """The number of statements is said."""
    stream = io.BytesIO()
    assert dump(published.site, stream, to=to) == len(published.dump().splitlines())
    assert stream.getvalue()


def test_nothing_published_says_what_to_do(shelf: Any) -> None:
    """No generation, no empty file."""
    with pytest.raises(NotFoundError, match="lianmu publish"):
        dump(shelf.site, io.BytesIO())
