"""The rules of a format as read from its TOML files, checked for shape before anything is compiled."""

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.crosswalk.checked import check_format, check_rule, check_shape, check_table
from kg.errors import MappingError

__all__ = ["Example", "Rule", "RuleSet", "Shape", "read_more_rules", "read_rules"]

_RULE_KEYS = {"id", "from", "when", "to", "value", "set", "use", "each", "shared", "join", "profile", "example", "note"}
_SHAPE_KEYS = {"types", "set", "entity", "iri", "heading", "qualified", "note"}
_FORMAT_KEYS = {"name", "label", "kind", "extends", "drop", "note", "prepare"}


@dataclass(frozen=True)
class Example:
    """A record and what the graph made of it must contain, in the profile named."""

    record: str
    graph: str
    profile: str = "lean"
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule; `values` holds what stands under `set`, or under `value` with an empty key."""

    id: str
    file: str
    tags: str
    to: str
    when: str = ""
    each: str = ""
    shared: str = ""
    join: str = ""
    profile: str = ""
    use: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    note: str = ""

    @property
    def where(self) -> str:
        """Return file and rule for a message."""
        return f"{self.file}, rule '{self.id}'"


@dataclass(frozen=True)
class Shape:
    """A node that several rules make alike; `iri` and `heading` are one expression, or one for each profile."""

    id: str
    file: str
    types: str = ""
    entity: str = ""
    iri: str | dict[str, str] = ""
    heading: str | dict[str, str] = ""
    qualified: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def where(self) -> str:
        """Return file and shape for a message."""
        return f"{self.file}, shape '{self.id}'"


@dataclass(frozen=True)
class RuleSet:
    """All of a format: rules and shapes by id, tables by name, and the options of its `format.toml`.

    `unmapped` holds what the rules leave out on purpose (`111`, `7XX$8`) and why; `extends` names the format whose
    rules are taken over, `dropped` those of its rules that are not; `kind` says what its records describe
    (`kg.records.KINDS`).
    """

    name: str
    label: str
    rules: dict[str, Rule]
    shapes: dict[str, Shape]
    tables: dict[str, dict[str, Any]]
    prepare: tuple[str, ...] = ()
    unmapped: dict[str, str] = field(default_factory=dict)
    extends: str = ""
    dropped: tuple[str, ...] = ()
    kind: str = "bibliographic"


def read_rules(mappings: Path, name: str, *, over: tuple[str, ...] = ()) -> RuleSet:
    """Return the rules of a format over those of the format that it extends; raise MappingError for a bad file.

    `over`: the formats that extend this one.
    """
    if name in over:
        raise MappingError(f"{over[-1]}/format.toml: 'extends' leads in a circle: {' > '.join((*over, name))}.")
    folder = mappings / name
    options = _read_toml(folder / "format.toml")
    _check_keys(options, _FORMAT_KEYS, f"{name}/format.toml")
    check_format(options, f"{name}/format.toml")
    extends = options.get("extends", "")
    base = read_rules(mappings, extends, over=(*over, name)) if extends else RuleSet(name, "", {}, {}, {})
    rules, shapes, tables = dict(base.rules), dict(base.shapes), dict(base.tables)
    for gone in options.get("drop", ()):
        if rules.pop(gone, None) is None:
            raise MappingError(f"{name}/format.toml: 'drop' names '{gone}', but no rule has that id.")
    own: dict[str, Rule] = {}
    unmapped = dict(base.unmapped)
    table_files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "format.toml":
            unmapped.update(_read_file(path, own, shapes, tables, table_files))
    return replace(
        base,
        name=name,
        label=options.get("label", name),
        rules=rules | own,
        shapes=shapes,
        tables=tables,
        prepare=tuple(options.get("prepare", base.prepare)),
        unmapped=unmapped,
        extends=extends,
        dropped=tuple(options.get("drop", ())),
        kind=options.get("kind", base.kind),
    )


def read_more_rules(rules: RuleSet, folder: Path) -> RuleSet:
    """Return rules with those of the files of a folder over them, but for its `format.toml`; raise MappingError."""
    own: dict[str, Rule] = {}
    shapes, tables = dict(rules.shapes), dict(rules.tables)
    table_files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "format.toml":
            _read_file(path, own, shapes, tables, table_files)
    return replace(rules, rules=rules.rules | own, shapes=shapes, tables=tables)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} is not TOML: {error}.") from error


def _check_keys(table: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise MappingError(f"{where}: unknown key '{unknown[0]}'. Known: {', '.join(sorted(known))}.")


def _read_file(
    path: Path,
    rules: dict[str, Rule],
    shapes: dict[str, Shape],
    tables: dict[str, dict[str, Any]],
    table_files: dict[str, str],
) -> dict[str, str]:
    """Add a file's rules, shapes and tables to these, and return what it leaves out on purpose."""
    content = _read_toml(path)
    file = f"{path.parent.name}/{path.name}"
    _check_keys(content, {"rule", "shape", "table", "unmapped", "note"}, file)
    for entry in _entries(content, file):
        rule = _make_rule(entry, file)
        if rule.id in rules:
            raise MappingError(f"{rule.where}: another rule has this id ({rules[rule.id].file}).")
        rules[rule.id] = rule
    for shape_id, entry in content.get("shape", {}).items():
        other = shapes[shape_id].file if shape_id in shapes else ""
        if other.partition("/")[0] == path.parent.name:
            raise MappingError(f"{file}, shape '{shape_id}': another shape has this name ({other}).")
        shapes[shape_id] = _make_shape(shape_id, entry, file)
    for table, codes in content.get("table", {}).items():
        if table in table_files:
            raise MappingError(f"{file}, table '{table}': another table has this name ({table_files[table]}).")
        check_table(codes, f"{file}, table '{table}'")
        table_files[table] = file
        tables[table] = codes
    return _reasons(content.get("unmapped", {}), file)


def _entries(content: dict[str, Any], file: str) -> list[dict[str, Any]]:
    """Return a file's rules; raise MappingError where `rule`, `shape`, `table` or `unmapped` is written otherwise."""
    rules = content.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(entry, dict) for entry in rules):
        raise MappingError(f"{file}: write [[rule]], in two pairs of brackets.")
    for key in ("shape", "table"):
        named = content.get(key, {})
        if not isinstance(named, dict) or not all(isinstance(entry, dict) for entry in named.values()):
            raise MappingError(f"{file}: write [{key}.NAME].")
    if not isinstance(content.get("unmapped", {}), dict):
        raise MappingError(f"{file}: write [unmapped].")
    return rules


def _reasons(entries: dict[str, Any], file: str) -> dict[str, str]:
    for place, reason in entries.items():
        if (
            not re.fullmatch(r"\w+((\$\w+)?(/[\d,-]+)?| ind[12])", place)
            or not isinstance(reason, str)
            or not reason.strip()
        ):
            raise MappingError(
                f"{file}, [unmapped], '{place}': write a field such as '111', '7XX$8', '245 ind1' or "
                "'100$a/26-33', and the reason."
            )
    return entries


def _make_rule(entry: dict[str, Any], file: str) -> Rule:
    where = f"{file}, rule '{entry.get('id', '?')}'"
    _check_keys(entry, _RULE_KEYS, where)
    check_rule(entry, where)
    use = entry.get("use", ())
    return Rule(
        id=entry["id"],
        file=file,
        tags=entry["from"],
        to=entry["to"],
        when=entry.get("when", ""),
        each=entry.get("each", ""),
        shared=entry.get("shared", ""),
        join=entry.get("join", ""),
        profile=entry.get("profile", ""),
        use=(use,) if isinstance(use, str) else tuple(use),
        values={"": entry["value"]} if "value" in entry else entry.get("set", {}),
        examples=tuple(_make_example(example, where) for example in entry.get("example", ())),
        note=entry.get("note", ""),
    )


def _make_example(entry: dict[str, Any], where: str) -> Example:
    _check_keys(entry, {"record", "graph", "profile", "note"}, where + ", example")
    return Example(entry["record"], entry["graph"], entry.get("profile", "lean"), entry.get("note", ""))


def _make_shape(shape_id: str, entry: dict[str, Any], file: str) -> Shape:
    _check_keys(entry, _SHAPE_KEYS, f"{file}, shape '{shape_id}'")
    check_shape(entry, f"{file}, shape '{shape_id}'")
    texts = {key: entry.get(key, "") for key in ("types", "entity", "qualified", "note")}
    by_profile = {key: entry.get(key, "") for key in ("iri", "heading")}
    return Shape(id=shape_id, file=file, values=entry.get("set", {}), **by_profile, **texts)
