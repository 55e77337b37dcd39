"""The worked examples of the endpoint's page."""

from pathlib import Path

import pytest

import portal
from kg.sparql import Limits, Pool, Question, look_at
from portal.sparql.examples import examples, read_example

BASE = "http://127.0.0.1:8000"
FILES = sorted((Path(portal.__file__).parent / "sparql" / "examples").glob("*.rq"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_is_answered(path: Path, patient: Pool) -> None:
    """Each runs on the sample and has something to show."""
    example = read_example(path, BASE)
    look = look_at(example.query, Limits())
    answer = patient.ask(Question(example.query, {"rows": "csv", "graph": "ntriples"}[look.kind]))
    with answer.body as body:
        lines = body.read().decode().splitlines()
    assert lines[-1] == "true" if answer.form == "boolean" else len(lines) > 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_is_told_in_both_languages(path: Path) -> None:
    """A title and a sentence each, and nothing of the notes is left in the query."""
    example = read_example(path, BASE)
    assert set(example.titles) == set(example.sentences) == {"zh", "en"}
    assert all(example.titles.values())
    assert all(text.endswith((".", "。")) for text in example.sentences.values())
    assert example.query.startswith("PREFIX ")
    assert "{base}" not in example.query


def test_examples_have_names_of_their_own() -> None:
    """A name is an address, and there are enough to learn from."""
    names = [example.name for example in examples(BASE)]
    assert len(names) >= 16
    assert len(set(names)) == len(names)
