"""The values of a rule's `set`, before they are compiled: their keys, whether they are constant, what they need."""

from typing import Any

from kg.crosswalk.checked import check_profile
from kg.crosswalk.syntax import is_constant, needed_subfields
from kg.errors import MappingError

__all__ = ["check_entry", "listed", "needed_by", "says_constant"]

_KEYS = frozenset({"value", "when", "profile", "shape", "of", "each", "set", "parts"}) | frozenset(
    {"text", "separator", "join", "apply", "label", "least"}
)
_KINDS: dict[str, type | tuple[type, ...]] = {"set": dict, "parts": dict, "text": (list, dict), "least": int}
_NAMES: dict[object, str] = {dict: "a table", int: "a number", (list, dict): "a list of properties"}


def check_entry(value: Any) -> None:
    """Raise MappingError for a value that is neither text nor a table of known keys."""
    if not isinstance(value, dict | str):
        raise MappingError(f"{value!r} is neither an expression nor a table.")
    unknown = sorted(set(value) - _KEYS) if isinstance(value, dict) else []
    if unknown:
        raise MappingError(f"unknown key '{unknown[0]}'. Known: {', '.join(sorted(_KEYS))}.")
    for key, one in value.items() if isinstance(value, dict) else ():
        kind = _KINDS.get(key, str)
        if not isinstance(one, kind) or isinstance(one, bool):
            raise MappingError(f"'{key}' is {one!r}, not {_NAMES.get(kind, 'a text in quotes')}.")
    if isinstance(value, dict):
        check_profile(value.get("profile", ""), "the entry")


def says_constant(value: Any) -> bool:
    """Return whether a value of a `set` is the same whatever the field says."""
    if isinstance(value, str):
        return is_constant(value)
    if not isinstance(value, dict):
        return False
    if "set" in value:
        return all(says_constant(one) for inner in value["set"].values() for one in listed(inner))
    return "value" in value and is_constant(value["value"])


def listed(value: Any) -> list[Any]:
    """Return a value of a `set` as the list of values that it stands for."""
    return value if isinstance(value, list) else [value]


def needed_by(value: Any) -> frozenset[str] | None:
    """Return the subfields of which one must be there for a value to say anything; None where that is open."""
    if isinstance(value, list):
        found = [needed_by(one) for one in value]
        return None if None in found else frozenset().union(*(one for one in found if one is not None))
    if isinstance(value, str):
        return needed_subfields(value)
    if "each" in value:
        return frozenset(value["each"].strip("$+"))
    if "value" in value:
        return needed_by(value["value"])
    if "set" in value:
        contents = [one for inner in value["set"].values() for one in listed(inner) if not says_constant(one)]
        return needed_by(contents) if contents else None
    return None
