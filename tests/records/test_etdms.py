"""ETD-MS: the theses of repositories, Dublin Core with a degree."""

from collections.abc import Callable
from pathlib import Path

from kg.crosswalk import Crosswalk
from kg.description import convert_nquads
from kg.records import Problem, Record, local_id

Read = Callable[..., tuple[list[Record], list[Problem]]]
THESIS = """<thesis xmlns="http://www.ndltd.org/standards/metadata/etdms/1.1/"><title>Conductive polymers</title>
<creator>Smith, Ann</creator><contributor role="advisor">Jones, Bob</contributor><date>1997-05-11</date>
<identifier>http://hdl.handle.net/10919/1</identifier><degree><name>Doctor of Philosophy</name><level>doctoral</level>
<discipline>Chemistry</discipline><grantor xml:lang="en">Virginia Tech</grantor><empty/></degree></thesis>"""
OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:e:1</identifier>'
    f"<datestamp>2020-01-01</datestamp></header><metadata>{THESIS}</metadata></record></ListRecords></OAI-PMH>"
)


def test_a_degree_is_read_part_by_part(read: Read) -> None:
    """The parts of a degree are fields of their own; a contributor keeps the role."""
    (record,), problems = read(OAI.encode())
    fields = [(field.tag, *field.subfields[0][1:]) for field in record.fields]
    assert (record.format, problems) == ("dublincore", [])
    assert fields[-4:] == [
        ("degreeName", "Doctor of Philosophy"),
        ("degreeLevel", "doctoral"),
        ("degreeDiscipline", "Chemistry"),
        ("degreeGrantor", "Virginia Tech"),
    ]
    assert ("role", "advisor") in next(field for field in record.fields if field.tag == "contributor").subfields


def test_a_thesis_has_a_dissertation_and_an_advisor(read: Read, mappings: Path) -> None:
    """Degree, who granted it and who guided it, by the paths of MARC 21 502 and 700."""
    (record,), _ = read(OAI.encode())
    text = "".join(
        convert_nquads(Crosswalk.load(mappings, "dublincore").convert(record, local_id(record)), base="http://e/")
    )
    for said in ("relators/ths>", '"Doctor of Philosophy"', "grantingInstitution", '"Virginia Tech"', "gf2014026039"):
        assert said in text
