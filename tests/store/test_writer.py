"""The writer's graph store: what is written is given back, batches are whole, the event is written with them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BusyError, StoreError
from kg.store import GraphWriter

GRAPH = "http://c.example/work/w1"


def line(value: str, graph: str = GRAPH, subject: str = "") -> str:
    return f"{Quad(NamedNode(subject or graph), NamedNode('http://e/p'), Literal(value), NamedNode(graph))} .\n"


def values(writer: GraphWriter, graph: str = GRAPH) -> set[str]:
    return {quad.object.value for quad in writer._store.quads_for_pattern(None, None, None, NamedNode(graph))}


def test_a_new_store_stands_at_event_0(tmp_path: Path) -> None:
    """Nothing has been applied yet."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        assert writer.applied_event() == 0


def test_event_and_graph_survive_closing(tmp_path: Path) -> None:
    """The event is kept in the store itself."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace({GRAPH: line("红楼梦").encode()}, event=7, state={"rules": "r1"})
    with GraphWriter.open(tmp_path / "graph") as writer:
        assert (writer.applied_event(), writer.state("rules"), values(writer)) == (7, "r1", {"红楼梦"})


def test_a_graph_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """What a graph no longer says is gone, other graphs are as they were."""
    other = "http://c.example/work/w2"
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace({GRAPH: (line("a") + line("b")).encode(), other: line("x", other).encode()}, event=1)
        assert writer.replace({GRAPH: (line("b") + line("c")).encode()}, event=2) == 1
        assert (values(writer), values(writer, other)) == ({"b", "c"}, {"x"})


def test_empty_content_drops_the_graph(tmp_path: Path) -> None:
    """A gone thing has no graph, not an empty one."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace({GRAPH: line("a").encode()}, event=1)
        writer.replace({GRAPH: b""}, event=2)
        assert not writer._store.contains_named_graph(NamedNode(GRAPH))


def test_the_same_content_changes_nothing(tmp_path: Path) -> None:
    """A batch that comes again, after a crash, counts no change."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace({GRAPH: line("a").encode()}, event=1)
        assert writer.replace({GRAPH: line("a").encode()}, event=1) == 0


def test_a_large_batch_goes_in_in_bulk_and_comes_again_without_harm(tmp_path: Path) -> None:
    """New graphs of a large batch take another way in, with the same result."""
    names = [f"http://c.example/work/{number}" for number in range(100)]
    graphs = {name: "".join(line(str(value), name) for value in range(60)).encode() for name in names}
    with GraphWriter.open(tmp_path / "graph") as writer:
        assert writer.replace(graphs, event=3) == 100
        assert writer.replace(graphs, event=3) == 0
        assert values(writer, names[42]) == {str(value) for value in range(60)}
        assert writer.applied_event() == 3


@pytest.mark.parametrize("content", [b"no quads", b'_:b <http://e/p> "x" <http://c.example/work/w1> .\n'])
def test_bad_content_changes_nothing(tmp_path: Path, content: bytes) -> None:
    """Text that is no N-Quads, and blank nodes, are refused before anything is written."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        writer.replace({GRAPH: line("a").encode()}, event=1)
        with pytest.raises(StoreError, match=GRAPH):
            writer.replace({GRAPH: content}, event=2)
        assert (values(writer), writer.applied_event()) == ({"a"}, 1)


def test_a_statement_for_another_graph_is_refused(tmp_path: Path) -> None:
    """A graph's content names that graph only."""
    with GraphWriter.open(tmp_path / "graph") as writer, pytest.raises(StoreError, match="another graph"):
        writer.replace({GRAPH: line("a", "http://c.example/work/w2").encode()}, event=1)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """One process, one writer."""
    with GraphWriter.open(tmp_path / "graph"), pytest.raises(BusyError):
        GraphWriter.open(tmp_path / "graph")


def test_leftovers_of_a_bulk_load_are_removed(tmp_path: Path) -> None:
    """A killed bulk load leaves files that nobody reads."""
    GraphWriter.open(tmp_path / "graph").close()
    leftover = tmp_path / "graph" / "bulk-123.sst"
    leftover.write_bytes(b"x")
    GraphWriter.open(tmp_path / "graph").close()
    assert not leftover.exists()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
languages = st.sampled_from(["", "zh", "zh-hans", "zh-latn-pinyin", "en", "x-lianmu"])
literals = st.builds(lambda text, tag: Literal(text, language=tag) if tag else Literal(text), texts, languages)
edtf = st.sampled_from(["1985~", "19XX", "2004-06/2006-08", "/..", "-0450"]).map(
    lambda text: Literal(text, datatype=NamedNode("http://id.loc.gov/datatypes/edtf"))
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(literals | edtf, max_size=6), st.sets(literals | edtf, max_size=6))
def test_what_is_written_is_given_back(
    tmp_path_factory: pytest.TempPathFactory, before: set[Literal], after: set[Literal]
) -> None:
    """Every text, language tag and EDTF date comes back as it was written, through a replacement as well."""
    with GraphWriter.open(tmp_path_factory.mktemp("store") / "graph") as writer:
        for event, found in enumerate((before, after), start=1):
            quads = {Quad(NamedNode(GRAPH), NamedNode("http://e/p"), value, NamedNode(GRAPH)) for value in found}
            writer.replace({GRAPH: "".join(f"{quad} .\n" for quad in quads).encode()}, event=event)
            assert set(writer._store.quads_for_pattern(None, None, None, NamedNode(GRAPH))) == quads
