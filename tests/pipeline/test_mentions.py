"""What works say of an agent or subject, put together to its graph."""

from kg.description import Literal, Node
from kg.namespaces import BF, RDF, RDFS_LABEL, SKOS
from kg.pipeline.mentions import entity_lines, mention, mentions_joined

AGENT, AUTHORITY = "http://c.example/agent/a1", "http://id.loc.gov/authorities/names/n1"


def said(*labels: tuple[str, str], identifier: str = "") -> str:
    """Return what one work says of an agent."""
    node = Node([BF + "Agent", BF + "Person"], entity="agent")
    for text, language in labels:
        node.add(RDFS_LABEL, Literal(text, language))
    if identifier:
        part = Node([BF + "Identifier"])
        part.add(RDF + "value", Literal(identifier))
        node.add(BF + "identifiedBy", part)
    return mentions_joined([mention(node)])


def test_the_wording_that_says_most_is_the_label() -> None:
    """The others are alternatives; a label in another language stays a label."""
    works = [said(("曹雪芹", "zh"), ("Cao, Xueqin", "")), said(("Cao, Xueqin, approximately 1717-1763", ""))]
    lines = entity_lines(works, AGENT, AGENT)
    assert f'<{AGENT}> <{RDFS_LABEL}> "Cao, Xueqin, approximately 1717-1763" <{AGENT}> .\n' in lines
    assert f'<{AGENT}> <{RDFS_LABEL}> "曹雪芹"@zh <{AGENT}> .\n' in lines
    assert f'<{AGENT}> <{SKOS}altLabel> "Cao, Xueqin" <{AGENT}> .\n' in lines


def test_neither_order_nor_number_of_works_matters() -> None:
    """Only what is said decides."""
    works = [said(("曹雪芹", "zh")), said(("曹霑", "zh")), said(("曹雪芹撰", "zh"))]
    assert entity_lines(works[::-1] + works, AGENT, AGENT) == entity_lines(works, AGENT, AGENT)


def test_an_authority_names_the_agent_and_its_parts_stand_under_our_graph() -> None:
    """We name nothing in the authority's name space."""
    lines = entity_lines([said(("曹雪芹", "zh"), identifier="n1")], AUTHORITY, AGENT)
    subjects = {line.split(" ", 1)[0] for line in lines}
    assert f"<{AUTHORITY}>" in subjects
    assert all(subject == f"<{AUTHORITY}>" or subject.startswith(f"<{AGENT}#") for subject in subjects)
    assert any(f"<{BF}identifiedBy> <{AGENT}#identifier-" in line for line in lines)


def test_a_text_that_looks_like_a_name_is_left_alone() -> None:
    """Names are put in where they stand as names only."""
    text = 'x <urn:lianmu:self#a> . "'
    (line,) = [line for line in entity_lines([said((text, ""))], AGENT, AGENT) if RDFS_LABEL in line]
    assert "urn:lianmu:self#a" in line
