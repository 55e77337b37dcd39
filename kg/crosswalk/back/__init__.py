"""The way back: a BIBFRAME graph, whoever made it, as a record of MARC, by the rules turned round."""

from kg.crosswalk.back.convert import Backward
from kg.crosswalk.back.graph import read_descriptions

__all__ = ["Backward", "read_descriptions"]
