"""The read-only view of a published graph."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions

from kg.errors import StoreError
from kg.store import STATE_GRAPH, GraphView, GraphWriter

WORK, OTHER, AGENT = "http://c/work/1", "http://c/instance/1", "http://c/agent/1"


@pytest.fixture
def view(tmp_path: Path) -> GraphView:
    """Return a view of a small published graph."""
    with GraphWriter.open(tmp_path / "graph") as writer:
        graphs = {
            WORK: f"<{WORK}> <http://e/agent> <{AGENT}> <{WORK}> .\n",
            OTHER: f"<{OTHER}> <http://e/agent> <{AGENT}> <{OTHER}> .\n",
            AGENT: f'<{AGENT}> <http://e/label> "曹雪芹"@zh <{AGENT}> .\n',
        }
        writer.replace({name: text.encode() for name, text in graphs.items()}, event=5)
        writer.publish(tmp_path / "published")
    return GraphView.open(tmp_path / "published")


def test_quads_of_a_graph(view: GraphView) -> None:
    """A graph's quads, none for one that is not there."""
    assert [quad.object for quad in view.quads(WORK)] == [NamedNode(AGENT)]
    assert view.quads("http://c/work/none") == []


def test_the_state_graph_is_not_published(view: GraphView) -> None:
    """What the store says of itself is no part of the catalogue."""
    assert sorted(view.graphs()) == [AGENT, OTHER, WORK]
    assert all(quad.graph_name != NamedNode(STATE_GRAPH) for quad in view)
    assert view.applied_event() == 5


def test_graphs_that_name_a_thing(view: GraphView) -> None:
    """The works of an agent are the work graphs in which it is an object."""
    assert view.graphs_naming(AGENT, "http://c/work/") == (WORK,)


def test_values_are_bound_to_a_fixed_query(view: GraphView) -> None:
    """A query sees all graphs as one; its variables are bound, not formatted in."""
    answer = view.query(
        "SELECT ?work ?label WHERE { ?work <http://e/agent>/<http://e/label> ?label }", {"work": NamedNode(WORK)}
    )
    assert isinstance(answer, QuerySolutions)
    assert [row["label"].value for row in answer] == ["曹雪芹"]


def test_no_graph_says_what_to_do(tmp_path: Path) -> None:
    """A folder without a graph is an error with advice."""
    with pytest.raises(StoreError, match="lianmu publish"):
        GraphView.open(tmp_path / "nothing")
