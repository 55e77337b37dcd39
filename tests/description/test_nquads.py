"""N-Quads text: any literal comes back as it was, no blank nodes, nothing twice, entities by the catalogue's names."""

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from kg.description import Description, Iri, Literal, Node, NodeList, convert_nquads, write_nquads
from kg.namespaces import BF, RDF, RDFS_LABEL

BASE = "https://example.org/"
OWNER = BASE + "record/1"


def parsed(lines: list[str]) -> list[pyoxigraph.Quad]:
    """Return what a parser reads in these lines."""
    return list(pyoxigraph.parse("".join(lines), pyoxigraph.RdfFormat.N_QUADS))


def title(text: str, language: str = "") -> Node:
    """Return a title node."""
    made = Node([BF + "Title"])
    made.add(BF + "mainTitle", Literal(text, language))
    return made


def person(heading: str = "") -> Node:
    """Return an agent with a heading."""
    made = Node([BF + "Agent", BF + "Person"], entity="agent")
    made.add(RDFS_LABEL, Literal("鲁迅"))
    made.heading = heading
    return made


def test_an_instance_within_a_tree_says_whose_it_is() -> None:
    """Two works with the same second instance are both named by it."""
    node = Node([BF + "Work"])
    for name in ("Faust", "Faust II"):
        work, instance = Node([BF + "Work"]), Node([BF + "Instance"])
        work.add(BF + "title", title(name))
        instance.add(BF + "title", title("Goethe"))
        work.add(BF + "hasInstance", instance)
        node.add(BF + "relation", work)
    quads = parsed(write_nquads(node, OWNER, owner=OWNER))
    there = {(quad.subject, quad.object) for quad in quads if quad.predicate.value == BF + "hasInstance"}
    back = {(quad.object, quad.subject) for quad in quads if quad.predicate.value == BF + "instanceOf"}
    assert len(there) == 2
    assert back == there


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["", "zh-hani", "zh-latn-pinyin"]))
def test_any_text_comes_back(text: str, language: str) -> None:
    """Escaping loses nothing: quotes, backslashes, control characters, any script."""
    node = Node([])
    node.add(RDFS_LABEL, Literal(text, language))
    (quad,) = parsed(write_nquads(node, OWNER, owner=OWNER, graph=OWNER))
    assert quad.object.value == text
    assert (quad.object.language or "") == language


def test_half_a_surrogate_becomes_the_replacement_character() -> None:
    """What UTF-8 cannot write does not stop a run."""
    node = Node([])
    node.add(RDFS_LABEL, Literal("a\ud800b"))
    (quad,) = parsed(write_nquads(node, OWNER, owner=OWNER))
    assert quad.object.value == "a\ufffdb"


def test_a_datatype_is_written() -> None:
    """A date of EDTF keeps its datatype."""
    node = Node([])
    node.add(BF + "date", Literal("1985/..", "", "http://id.loc.gov/datatypes/edtf"))
    (quad,) = parsed(write_nquads(node, OWNER, owner=OWNER))
    assert quad.object.datatype.value == "http://id.loc.gov/datatypes/edtf"


def test_nested_nodes_have_names_of_the_owner() -> None:
    """There are no blank nodes, lists included."""
    work = Node([BF + "Work"])
    work.add(BF + "title", title("呐喊"))
    work.add(BF + "list", NodeList([title("狂人日记"), title("孔乙己")]))
    quads = parsed(write_nquads(work, OWNER + "#work", owner=OWNER))
    assert all(quad.subject.value.startswith(OWNER + "#") for quad in quads)
    members = [quad.object for quad in quads if quad.predicate.value == RDF + "first"]
    assert len(members) == 2


def test_an_edit_elsewhere_keeps_the_other_names() -> None:
    """Only what changed has another name."""
    before, after = Node([BF + "Work"]), Node([BF + "Work"])
    before.add(BF + "title", title("呐喊"))
    after.add(BF + "note", title("另一个"))
    after.add(BF + "title", title("呐喊"))
    kept = set(write_nquads(before, OWNER, owner=OWNER)) - set(write_nquads(after, OWNER, owner=OWNER))
    assert kept == set()


def test_equal_nodes_are_written_once() -> None:
    """Two fields that say the same make one node."""
    work = Node([BF + "Work"])
    work.add(BF + "title", title("呐喊"))
    work.add(BF + "title", title("呐喊"))
    lines = write_nquads(work, OWNER, owner=OWNER)
    assert len(lines) == len(set(lines)) == 4


def test_an_entity_is_named_by_the_catalogue() -> None:
    """The catalogue's id names an agent; without its statements only the reference is written."""
    contribution = Node([BF + "Contribution"])
    contribution.add(BF + "agent", person("鲁迅"))
    lines = write_nquads(
        contribution, OWNER, owner=OWNER, entity_iri=lambda _node: BASE + "agent/7", include_entities=False
    )
    assert lines[-1] == f"<{OWNER}> <{BF}agent> <{BASE}agent/7> .\n"
    assert len(lines) == 2


def test_an_entity_without_an_id_is_a_node_like_others() -> None:
    """None from the catalogue: named by its owner."""
    contribution = Node([BF + "Contribution"])
    contribution.add(BF + "agent", person())
    lines = write_nquads(contribution, OWNER, owner=OWNER, entity_iri=lambda _node: None, include_entities=False)
    assert f"<{OWNER}#person-" in lines[-1]


def test_the_name_of_a_contribution_does_not_depend_on_the_catalogues_ids() -> None:
    """A merge of agents renames no node around them."""
    work = Node([BF + "Work"])
    contribution = Node([BF + "Contribution"])
    contribution.add(BF + "agent", person("鲁迅"))
    work.add(BF + "contribution", contribution)
    names = {
        line.split()[2]
        for number in (7, 8)
        for line in write_nquads(work, OWNER, owner=OWNER, entity_iri=lambda _node, n=number: f"{BASE}agent/{n}")
        if f"<{BF}contribution>" in line
    }
    assert len(names) == 1


def test_an_authoritys_iri_names_a_node() -> None:
    """The authority's name is the node's name."""
    work = Node([BF + "Work"])
    agent = person("鲁迅")
    agent.iri = "http://id.loc.gov/authorities/names/n80126329"
    work.add(BF + "agent", agent)
    lines = write_nquads(work, OWNER, owner=OWNER)
    assert lines[-1].endswith("<http://id.loc.gov/authorities/names/n80126329> .\n")


def convert(local_id: str, items: tuple[Node, ...] = ()) -> list[str]:
    """Return a small record's lines."""
    work, instance = Node([BF + "Work"]), Node([BF + "Instance"])
    work.add(BF + "agent", person("鲁迅"))
    instance.add(BF + "title", title("呐喊"))
    return convert_nquads(Description(local_id, work, instance, items), base=BASE)


def test_convert_names_work_instance_and_items_by_the_record() -> None:
    """`#work`, `#instance`, `#item-…` of the record's own address, its id quoted."""
    item = Node([BF + "Item"])
    item.add(BF + "shelfMark", Literal("I210"))
    text = "".join(convert("a/b 1", (item, item)))
    assert f"<{BASE}record/a%2Fb%201#work> <{BF}hasInstance> <{BASE}record/a%2Fb%201#instance>" in text
    assert text.count(f"<{BF}hasItem>") == 2


def test_convert_names_agents_by_their_heading() -> None:
    """The same heading is the same agent in every record."""
    names = {line.split()[2] for key in ("1", "2") for line in convert(key) if f"<{BF}agent>" in line}
    assert len(names) == 1
    assert names.pop().startswith(f"<{BASE}agent/")


def test_convert_names_a_record_without_id_by_its_content() -> None:
    """Two different records without an id do not become one."""
    assert f"<{BASE}record/~" in convert("")[0] or "~" in "".join(convert(""))


def test_graph_is_the_records_own() -> None:
    """With `graph` every line names the record."""
    work, instance = Node([BF + "Work"]), Node([BF + "Instance"])
    lines = convert_nquads(Description("1", work, instance), base=BASE, graph=True)
    assert {quad.graph_name.value for quad in parsed(lines)} == {OWNER}


def test_an_iri_value_is_written_as_it_is() -> None:
    """A vocabulary term is a reference, nothing is said of it."""
    node = Node([])
    node.add(BF + "language", Iri("http://id.loc.gov/vocabulary/languages/chi"))
    assert write_nquads(node, OWNER, owner=OWNER) == [
        f"<{OWNER}> <{BF}language> <http://id.loc.gov/vocabulary/languages/chi> .\n"
    ]
