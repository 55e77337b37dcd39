"""What rule files may hold, checked as they are read: kinds of values, names of profiles, forms of tags and cuts."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.crosswalk.syntax import expand
from kg.errors import MappingError

__all__ = ["PROFILES", "check_format", "check_profile", "check_rule", "check_shape", "check_table"]

PROFILES = ("lean", "lc")

_ENTITIES = ("", "agent", "subject")
_ID = re.compile(r"[A-Za-z0-9][\w-]*")
_TAGS = re.compile(r"(?:[0-9X]{3}|[A-Za-z]\w*)(?:\s*\|\s*(?:[0-9X]{3}|[A-Za-z]\w*))*")
_CUT = re.compile(r"\$[A-Za-z0-9_]+\+?")
_NAME = re.compile(r"[a-z]+:[^\s]+|<[^>]+>")


def check_profile(profile: Any, where: str) -> None:
    """Raise MappingError for a profile that there is not; none is right too."""
    if profile not in ("", *PROFILES):
        raise MappingError(f"{where}: there is no profile '{profile}'. There are: {', '.join(PROFILES)}.")


def check_format(options: Mapping[str, Any], where: str) -> None:
    """Raise MappingError for a `format.toml` that says what it cannot say."""
    _check_texts(options, ("name", "label", "kind", "extends", "note"), where)
    for key in ("drop", "prepare"):
        _check_list(options.get(key, []), f"{where}: '{key}'")


def check_rule(entry: Any, where: str) -> None:
    """Raise MappingError for a rule that lacks what it needs, or has a value of another kind than its key asks for."""
    for key in ("id", "from", "to"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise MappingError(f"{where}: '{key}' is missing or is not a text.")
    _check_texts(entry, ("when", "each", "shared", "join", "profile", "note"), where)
    if not _ID.fullmatch(entry["id"]):
        raise MappingError(f"{where}: an id has letters, digits, hyphens and underscores only.")
    if not _TAGS.fullmatch(entry["from"]):
        raise MappingError(f"{where}: 'from' is '{entry['from']}', not tags such as '245', '100|110' or '6XX'.")
    if entry.get("each") and not _CUT.fullmatch(entry["each"]):
        raise MappingError(f"{where}: 'each' is '{entry['each']}', not subfields such as '$a', '$az' or '$a+'.")
    if entry.get("join") and entry["to"].startswith(("work", "instance")):
        raise MappingError(f"{where}: 'join' is for rules whose 'to' begins with 'item'.")
    check_profile(entry.get("profile", ""), where)
    if ("value" in entry) + ("set" in entry or "use" in entry) != 1:
        raise MappingError(f"{where}: needs either 'value' or 'set' (or 'use').")
    _check_set(entry.get("set", {}), where)
    use = entry.get("use", [])
    _check_list([use] if isinstance(use, str) else use, f"{where}: 'use'")
    _check_examples(entry.get("example", []), where)


def check_shape(entry: Any, where: str) -> None:
    """Raise MappingError for a shape with a value of another kind than its key asks for."""
    _check_texts(entry, ("types", "entity", "qualified", "note"), where)
    if entry.get("entity", "") not in _ENTITIES:
        raise MappingError(f"{where}: 'entity' is '{entry['entity']}', not agent or subject.")
    for key in ("iri", "heading"):
        given = entry.get(key, "")
        if isinstance(given, dict):
            for profile in given:
                check_profile(profile, f"{where}, '{key}'")
            _check_texts(given, given, f"{where}, '{key}'")
        else:
            _check_texts(entry, (key,), where)
    _check_set(entry.get("set", {}), where)


def check_table(table: Any, where: str) -> None:
    """Raise MappingError for a table of codes with a value that is neither text nor a list of texts."""
    if not isinstance(table, dict):
        raise MappingError(f"{where}: a table of codes stands under [table.NAME].")
    prefix = table.get("prefix", "")
    for code, value in table.items():
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, str):
                raise MappingError(f"{where}, '{code}': {one!r} is no text; write it in quotes.")
            if code != "prefix" and isinstance(prefix, str) and _NAME.fullmatch(prefix + one):
                try:
                    expand(prefix + one)
                except MappingError as error:
                    raise MappingError(f"{where}, '{code}': {error}") from error


def _check_examples(examples: Any, where: str) -> None:
    if not isinstance(examples, list):
        raise MappingError(f"{where}: write [[rule.example]], in two pairs of brackets.")
    for example in examples:
        if not isinstance(example, dict):
            raise MappingError(f"{where}: an example is a table with 'record' and 'graph'.")
        if not all(isinstance(example.get(key), str) for key in ("record", "graph")):
            raise MappingError(f"{where}: an example needs 'record' and 'graph'.")
        check_profile(example.get("profile", "lean"), where + ", example")


def _check_texts(table: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    for key in keys:
        if not isinstance(table.get(key, ""), str):
            raise MappingError(f"{where}: '{key}' is {table[key]!r}, not a text in quotes.")


def _check_list(given: Any, where: str) -> None:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise MappingError(f'{where} is {given!r}, not a list of texts such as ["a", "b"].')


def _check_set(given: Any, where: str) -> None:
    if not isinstance(given, dict):
        raise MappingError(f"{where}: 'set' is {given!r}, not a table of properties and values.")
