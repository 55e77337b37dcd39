"""JSON-LD as a developer reads it: prefixes, single values, parts inside what they are part of."""

import io
import json
from pathlib import Path

from kg.exports import parse_lines
from kg.exports.jsonld import CONTEXT, write, write_to

WORK = "http://c.example/work/w1"
LINES = [
    f"<{WORK}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://id.loc.gov/ontologies/bibframe/Work> .\n",
    f"<{WORK}> <http://id.loc.gov/ontologies/bibframe/title> <{WORK}#title-1> .\n",
    f'<{WORK}#title-1> <http://id.loc.gov/ontologies/bibframe/mainTitle> "红楼梦"@zh .\n',
    f'<{WORK}#title-1> <http://id.loc.gov/ontologies/bibframe/mainTitle> "Hong lou meng" .\n',
    f'<{WORK}> <http://id.loc.gov/ontologies/bibframe/originDate> "1791"^^<http://id.loc.gov/datatypes/edtf> .\n',
    f"<{WORK}> <http://id.loc.gov/ontologies/bibframe/hasInstance> <http://c.example/instance/i1> .\n",
]


def test_a_part_stands_inside_its_whole() -> None:
    """One document, one node for the work, its title inside it."""
    document = json.loads(write(parse_lines(LINES)))
    (work,) = document["@graph"]
    assert work["@type"] == "bf:Work"
    assert work["bf:title"]["bf:mainTitle"] == ["Hong lou meng", {"@language": "zh", "@value": "红楼梦"}]
    assert work["bf:hasInstance"] == {"@id": "http://c.example/instance/i1"}
    assert work["bf:originDate"] == {"@type": "http://id.loc.gov/datatypes/edtf", "@value": "1791"}


def test_a_part_that_two_lead_to_stands_by_itself() -> None:
    """Nothing is written twice."""
    again = f"<{WORK}> <http://id.loc.gov/ontologies/bibframe/related> <{WORK}#title-1> .\n"
    document = json.loads(write(parse_lines([*LINES, again])))
    assert len(document["@graph"]) == 2


def test_a_circle_of_parts_is_not_lost() -> None:
    """Parts that lead only to each other are written all the same."""
    circle = [f"<{WORK}#a> <http://e/p> <{WORK}#b> .\n", f"<{WORK}#b> <http://e/p> <{WORK}#a> .\n"]
    assert len(json.loads(write(parse_lines(circle)))["@graph"]) == 2


def test_the_context_is_that_of_the_ontology() -> None:
    """The context inside each document is the one published in `ontology`."""
    published = json.loads((Path(__file__).parents[2] / "ontology" / "context.jsonld").read_text())
    assert published["@context"] == dict(CONTEXT)


def test_a_stream_is_one_document() -> None:
    """What is written graph by graph is JSON as a whole."""
    lines = [line.replace(" .\n", f" <{WORK}> .\n") for line in LINES]
    lines += [line.replace("w1", "w2") for line in lines]
    stream = io.BytesIO()
    write_to(parse_lines(lines), stream)
    assert [node["@id"] for node in json.loads(stream.getvalue())["@graph"]] == [WORK, WORK.replace("w1", "w2")]
