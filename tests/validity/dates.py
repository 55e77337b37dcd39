"""The check that a graph's typed literals are what their datatypes say."""

import pyoxigraph

from kg.description import is_valid
from kg.namespaces import BF, EDTF

__all__ = ["check"]


def check(graph: str, profile: str) -> int:
    """Fail for a literal that is not what its datatype says; return how many dates of EDTF there are."""
    dates = 0
    typed = "\n".join(line for line in graph.split("\n") if '"^^<' in line)
    for quad in pyoxigraph.parse(typed.encode(), pyoxigraph.RdfFormat.N_TRIPLES):
        # Six digits (306) are the Library of Congress's shape.
        if profile == "lc" and quad.predicate.value == BF + "duration":
            continue
        assert isinstance(quad.object, pyoxigraph.Literal), quad
        dates += quad.object.datatype.value == EDTF
        assert is_valid(quad.object.value, quad.object.datatype.value), quad
    return dates
