"""Which texts can stand as an IRI in RDF."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.description import is_valid_iri


@pytest.mark.parametrize(
    "text",
    [
        "http://id.loc.gov/authorities/names/n80126329",
        "https://d-nb.info/gnd/4078704-7",
        "http://例子.中国/红楼梦",
        "urn:isbn:9787101096651",
        "http://example.org:8080/a?b=c#d",
        "mailto:a@example.org",
    ],
)
def test_good_iris(text: str) -> None:
    """Absolute IRIs in any script."""
    assert is_valid_iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "www.example.org",
        "http://a b",
        "http://a/<x>",
        "http://a/%zz",
        "(DE-588)4078704-7",
        "http://a/\n",
        "http://[::1",
        "http://a#b#c",
        "http://",
        "https:///a",
        "1:a",
    ],
)
def test_bad_iris(text: str) -> None:
    """Blanks, brackets, half an escape, no scheme, no host."""
    assert not is_valid_iri(text)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_what_counts_as_valid_can_be_parsed(rest: str) -> None:
    """A parser takes every IRI that passes."""
    iri = "http://example.org/" + rest
    if is_valid_iri(iri):
        line = f"<{iri}> <http://example.org/p> <{iri}> ."
        (quad,) = pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES)
        assert quad.subject.value == iri
