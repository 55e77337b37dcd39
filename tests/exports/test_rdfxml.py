"""RDF/XML that any XML parser reads, whatever a record's text held."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.exports.rdfxml import write

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "\x00\x01\x0b\x1f\x7f\x85\r\n\t<&>\"']\ufffe\uffff\u2028"
)


@settings(deadline=None)
@given(texts)
def test_it_is_well_formed_for_any_text(text: str) -> None:
    """Characters that XML has no way to write are replaced, the others come through."""
    quad = Quad(NamedNode("http://e/s"), NamedNode("http://e/label"), Literal(text))
    root = etree.fromstring(write([quad]))
    found = root[0][0].text or ""
    kept = "".join(char for char in text.replace("\r\n", "\n").replace("\r", "\n") if char >= " " or char in "\t\n")
    assert found.replace("\ufffd", "") == kept.replace("\ufffe", "").replace("\uffff", "").replace("\ufffd", "")


def test_a_property_without_a_name_is_refused() -> None:
    """A property that XML cannot name is an error, not a broken document."""
    quad = Quad(NamedNode("http://e/s"), NamedNode("http://e/1"), Literal("x"))
    with pytest.raises(UsageError, match="Choose another format"):
        write([quad])
