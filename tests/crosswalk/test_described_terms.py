"""Profile `lc` says what a term is and is called; profile `lean` refers to it alone."""

from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.crosswalk.terms import Terms
from kg.description import convert_nquads
from kg.description.node import Iri, Node
from kg.errors import MappingError
from kg.namespaces import BF, RDFS

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
COLOUR = "http://id.loc.gov/vocabulary/mcolor/mul"
RECORD = "=007  vf cbahos\n=245  00$a黄土地"


def lines(profile: str) -> str:
    """Return what a video's 007 becomes in a profile."""
    crosswalk = Crosswalk.load(MAPPINGS, "marc21", profile=profile)
    return "".join(convert_nquads(crosswalk.convert(read_example(RECORD, "marc21"), "1"), base="http://example.org/"))


def test_lc_labels_a_term() -> None:
    """What a partner loads needs no vocabulary beside it."""
    assert f'<{COLOUR}> <{RDFS}label> "color"' in lines("lc")
    assert f"<{COLOUR}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BF}ColorContent>" in lines("lc")


def test_lean_says_nothing_of_a_term() -> None:
    """Labels of terms stand once, in the vocabulary graph."""
    assert f"> <{COLOUR}>" in lines("lean")
    assert f"<{COLOUR}> <" not in lines("lean")


def test_the_property_may_say_the_class() -> None:
    """A material is a base or a mount by what leads to it."""
    node = Node([BF + "Instance"])
    node.add(BF + "mount", Iri("http://id.loc.gov/vocabulary/mmaterial/gls"))
    Terms.load(MAPPINGS).describe(node)
    described = node.values(BF + "mount")[0]
    assert isinstance(described, Node)
    assert described.types == [BF + "Mount"]


def test_other_addresses_stay_as_they_are() -> None:
    """Only terms of the listed vocabularies are described."""
    node = Node([BF + "Instance"])
    node.add(BF + "electronicLocator", Iri("http://example.org/a"))
    Terms.load(MAPPINGS).describe(node)
    assert node.values(BF + "electronicLocator") == [Iri("http://example.org/a")]


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    """Whoever wrote the file reads which one it is."""
    (tmp_path / "terms.toml").write_text("[classes", encoding="utf-8")
    with pytest.raises(MappingError, match=r"terms\.toml"):
        Terms.load(tmp_path)
