"""Large files of lines in batches: a record stays whole, and what stands between two records is read with both."""

from pathlib import Path

import pytest

from kg.cli.foreign import read_graphs
from kg.cli.grouped import batches
from kg.crosswalk.back import read_descriptions
from kg.errors import RefusedError

LABEL = b'<http://a/agent/1> <http://www.w3.org/2000/01/rdf-schema#label> "x" .\n'


def line(record: int, node: str = "work") -> bytes:
    return f'<http://a/record/{record}#{node}> <http://a/p> "{record}" .\n'.encode()


def test_a_batch_ends_between_two_records() -> None:
    """Whatever the size asked for, no record is cut."""
    lines = [line(1), line(1, "instance"), line(2), line(2, "instance"), line(3)]
    assert list(batches(lines, 1)) == [line(1) + line(1, "instance"), line(2) + line(2, "instance"), line(3)]


def test_what_stands_between_two_records_is_read_with_both() -> None:
    """An agent's label may belong to the record before or after it."""
    assert list(batches([line(1), LABEL, line(2)], 1)) == [line(1) + LABEL, LABEL + line(2)]


def test_a_named_graph_is_a_record() -> None:
    """N-Quads: the fourth term says which record a line is of, whatever its subject."""
    quads = [f'_:b <http://a/p> "{number}" <http://a/g{number}> .\n'.encode() for number in (1, 1, 2)]
    assert list(batches(quads, 1)) == [quads[0] + quads[1], quads[2]]


def test_a_record_that_is_taken_up_again_is_refused() -> None:
    """Its second half would become a record of its own."""
    with pytest.raises(RefusedError, match="sort a large file by record"):
        list(batches([line(1), line(2), line(1)], 1))


def test_a_file_over_the_limit_gives_the_same_records(tmp_path: Path) -> None:
    """In batches or whole, every record comes once."""
    bf = "http://id.loc.gov/ontologies/bibframe/"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    path = tmp_path / "many.nt"
    path.write_text(
        "".join(
            f"<http://a/record/{number}#work> <{bf}hasInstance> <http://a/record/{number}#instance> .\n"
            f"<http://a/record/{number}#work> {kind} <{bf}Work> .\n"
            f"<http://a/record/{number}#instance> {kind} <{bf}Instance> .\n"
            f'<http://a/record/{number}#instance> <{bf}editionStatement> "{number}" .\n'
            f"<http://a/record/{number}#instance> <{bf}issuance> <http://id.loc.gov/vocabulary/issuance/mono> .\n"
            for number in range(5)
        ),
        encoding="utf-8",
    )
    whole = [one for graph in read_graphs(str(path)) for one in read_descriptions(graph)]
    cut = [list(read_descriptions(graph)) for graph in read_graphs(str(path), whole=10, batch=10)]
    assert len(cut) == 5
    assert [len(some) for some in cut] == [1] * 5
    assert [one.instance.values(bf + "editionStatement") for some in cut for one in some] == [
        one.instance.values(bf + "editionStatement") for one in whole
    ]
