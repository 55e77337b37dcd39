"""Names of nodes: made from content, whatever the order, the same for equal trees."""

from hypothesis import given
from hypothesis import strategies as st

from kg.description import Iri, Literal, Node, NodeList, digest
from kg.namespaces import BF, RDFS_LABEL

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
LITERALS = st.builds(Literal, TEXTS, st.sampled_from(["", "zh-hani", "en"]))
IRIS = st.sampled_from(["note", "title", "agent"]).map(lambda name: Iri(BF + name))
PREDICATES = st.sampled_from([RDFS_LABEL, BF + "note", BF + "title", BF + "code"])


def nodes(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return trees one level deeper than `children`."""
    values = LITERALS | IRIS | children | st.lists(children, max_size=3).map(NodeList)
    return st.builds(
        node,
        st.lists(st.sampled_from([BF + "Note", BF + "Title"]), max_size=2),
        st.lists(st.tuples(PREDICATES, values), max_size=4),
    )


def node(types: list[str], properties: list[tuple[str, object]]) -> Node:
    """Return a node with these properties."""
    made = Node(types)
    made.properties = properties  # type: ignore[assignment]
    return made


TREES = st.recursive(nodes(st.nothing() | st.builds(Node, st.just([BF + "Note"]))), nodes, max_leaves=6)


def copied(tree: Node) -> Node:
    """Return an equal tree of other objects, properties in reverse order."""
    made = node(list(tree.types), [])
    for predicate, value in reversed(tree.properties):
        if isinstance(value, Node):
            made.add(predicate, copied(value))
        elif isinstance(value, NodeList):
            made.add(predicate, NodeList(copied(member) for member in value))
        else:
            made.add(predicate, value)
    return made


@given(TREES)
def test_digest_is_of_content_not_of_order(tree: Node) -> None:
    """Equal trees have equal digests, however their properties are ordered."""
    assert digest(copied(tree)) == digest(tree)


@given(TREES, LITERALS)
def test_digest_changes_with_content(tree: Node, added: Literal) -> None:
    """A statement more is another node."""
    changed = copied(tree)
    changed.add(BF + "edition", added)
    assert digest(changed) != digest(tree)


def test_digest_keeps_the_order_of_a_list() -> None:
    """The parts of a heading stand in order."""
    one, two = Node([BF + "Topic"]), Node([BF + "Place"])
    first, second = Node([BF + "Topic"]), Node([BF + "Topic"])
    first.add(BF + "list", NodeList([one, two]))
    second.add(BF + "list", NodeList([two, one]))
    assert digest(first) != digest(second)


def test_digest_tells_a_language_apart() -> None:
    """The same letters in two languages are two texts."""
    plain, tagged = Node([]), Node([])
    plain.add(RDFS_LABEL, Literal("红楼梦"))
    tagged.add(RDFS_LABEL, Literal("红楼梦", "zh-hani"))
    assert digest(plain) != digest(tagged)
