"""The crosswalk: runs the rules of `mappings/` over a record and gives its BIBFRAME description."""

from kg.crosswalk.convert import Crosswalk

__all__ = ["Crosswalk"]
