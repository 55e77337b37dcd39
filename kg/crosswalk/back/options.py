"""What a dialect's `back/format.toml` says of writing its records: defaults, joins, cuts, and rules in another form."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.crosswalk.rules import RuleSet, read_more_rules, read_rules
from kg.crosswalk.syntax import expand
from kg.errors import MappingError

__all__ = ["Cut", "Options", "read_back"]

_KEYS = {
    "drop",
    "prefer",
    "join",
    "gather",
    "indicators",
    "control",
    "cut",
    "note",
    "order",
    "authority",
    "each",
    "chain",
    "main_entry",
    "retag",
    "fold",
    "modern",
    "with",
    "unlike",
    "keeps",
    "needs",
    "titles",
    "uniform",
    "same",
    "silent",
    "newer",
    "words",
    "embed",
    "also",
    "along",
    "spell",
    "institutions",
    "organizations",
    "marked",
    "punctuation",
}


@dataclass(frozen=True)
class Cut:
    """How a text that holds several subfields is cut: the groups of `pattern` go into `into`, in order."""

    tags: frozenset[str]
    of: str
    pattern: re.Pattern[str]
    into: str
    ind1: str = ""


@dataclass(frozen=True)
class Retag:
    """Fields `tag` are written as `to` in records by the newer rules (264 of RDA for 260 of AACR)."""

    tag: str
    to: str
    ind2: str


@dataclass(frozen=True)
class Spelling:
    """A text of `of` (tag and subfield) that `pattern` matches is written as `into`, a format of the match's groups.

    With `ind1`, only in fields with this first indicator.
    """

    of: str
    pattern: re.Pattern[str]
    into: str
    ind1: str = ""


@dataclass(frozen=True)
class Marks:
    """The marks of a field: `before` and `after` a subfield, and at its `end`, but not where `ind2` is `unless`."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    end: str = ""
    unless: str = ""


@dataclass(frozen=True)
class Options:
    """What stands in `back/format.toml`: mappings/README.md says what each is."""

    prefer: tuple[str, ...] = ()
    join: frozenset[str] = frozenset()
    gather: frozenset[str] = frozenset()
    indicators: dict[str, str] = field(default_factory=dict)
    control: dict[str, str] = field(default_factory=dict)
    order: dict[str, str] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    authorities: dict[str, str] = field(default_factory=dict)
    each: dict[str, str] = field(default_factory=dict)
    chain: dict[str, str] = field(default_factory=dict)
    main_entry: dict[str, str] = field(default_factory=dict)
    retags: tuple[Retag, ...] = ()
    modern: str = ""
    fold: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    unlike: dict[str, str] = field(default_factory=dict)
    keeps: str = ""
    needs: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    uniform: dict[str, str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    newer: frozenset[str] = frozenset()
    words: dict[str, str] = field(default_factory=dict)
    embed: bool = False
    also: dict[str, str] = field(default_factory=dict)
    along: dict[str, str] = field(default_factory=dict)
    spellings: tuple[Spelling, ...] = ()
    institutions: frozenset[str] = frozenset()
    organizations: dict[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    punctuation: dict[str, Marks] = field(default_factory=dict)


def read_back(mappings: Path, name: str) -> tuple[RuleSet, Options]:
    """Return the rules to be turned round and the options of a dialect; raise MappingError for a bad file.

    The rules are those of the way there, but for those that `drop` names and those that a file of `back/` says again,
    with the same id, in a form that can be turned round. A dialect that extends another takes over its way back.
    """
    rules, options = _read_back(mappings, name)
    return rules, _options(options)


def _read_back(mappings: Path, name: str) -> tuple[RuleSet, dict[str, Any]]:
    said = _read(mappings / name / "format.toml")
    if "extends" in said:
        base, options = _read_back(mappings, said["extends"])
        rules = read_more_rules(_without(base, said.get("drop", ())), mappings / name)
    else:
        rules, options = read_rules(mappings, name), {}
    folder = mappings / name / "back"
    if not (folder / "format.toml").exists():
        return rules, options
    own = _read(folder / "format.toml")
    unknown = [rule_id for rule_id in own.get("drop", ()) if rule_id not in rules.rules]
    if unknown:
        raise MappingError(f"{folder / 'format.toml'}: 'drop' names '{unknown[0]}', but no rule has that id.")
    return read_more_rules(_without(rules, own.get("drop", ())), folder), _over(options, own)


def _without(rules: RuleSet, gone: Iterable[str]) -> RuleSet:
    return replace(rules, rules={key: rule for key, rule in rules.rules.items() if key not in set(gone)})


def _read(path: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} cannot be read as TOML: {error}.") from error
    unknown = sorted(set(said) - _KEYS) if path.parent.name == "back" else []
    if unknown:
        raise MappingError(f"{path}: unknown key '{unknown[0]}'. Known: {', '.join(sorted(_KEYS))}.")
    return said


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in own.items():
        if isinstance(value, dict):
            made[key] = {**base.get(key, {}), **value}
        else:
            made[key] = [*value, *base.get(key, [])] if isinstance(value, list) else value
    return made


def _options(said: dict[str, Any]) -> Options:
    return Options(
        prefer=tuple(said.get("prefer", ())),
        join=frozenset(said.get("join", ())),
        gather=frozenset(said.get("gather", ())),
        indicators=dict(said.get("indicators", {})),
        control=dict(said.get("control", {})),
        order=_each_tag(said.get("order", {})),
        cuts=tuple(_cut(one) for one in said.get("cut", ())),
        authorities=dict(said.get("authority", {})),
        each=dict(said.get("each", {})),
        chain=dict(said.get("chain", {})),
        modern=expand(said["modern"]) if "modern" in said else "",
        beside=dict(said.get("with", {})),
        unlike=dict(said.get("unlike", {})),
        embed=bool(said.get("embed", False)),
        also=dict(said.get("also", {})),
        along=dict(said.get("along", {})),
        spellings=tuple(_spelling(one) for one in said.get("spell", ())),
        institutions=frozenset(said.get("institutions", ())),
        organizations=dict(said.get("organizations", {})),
        marked=frozenset(said.get("marked", "")),
        punctuation=_each_marks(said.get("punctuation", {})),
        words=dict(said.get("words", {})),
        needs=_each_tag(said.get("needs", {})),
        titles=_each_tag(said.get("titles", {})),
        uniform=dict(said.get("uniform", {})),
        same=dict(said.get("same", {})),
        silent=frozenset(said.get("silent", ())),
        newer=frozenset(said.get("newer", ())),
        keeps=expand(said["keeps"]) if "keeps" in said else "",
        fold=dict(said.get("fold", {})),
        main_entry=dict(said.get("main_entry", {})),
        retags=tuple(Retag(one["from"], one["to"], one["ind2"]) for one in said.get("retag", ())),
    )


def _each_tag(said: dict[str, str]) -> dict[str, str]:
    """Return what is said of several tags at once (`100|110`) for each of them."""
    return {tag: value for tags, value in said.items() for tag in tags.split("|")}


def _each_marks(said: dict[str, dict[str, Any]]) -> dict[str, Marks]:
    unknown = sorted({key for marks in said.values() for key in marks} - {"before", "after", "end", "unless"})
    if unknown:
        raise MappingError(f"[punctuation] knows 'before', 'after', 'end' and 'unless', not '{unknown[0]}'.")
    return {tag: Marks(**marks) for tags, marks in said.items() for tag in tags.split("|")}


def _spelling(said: dict[str, Any]) -> Spelling:
    try:
        return Spelling(said["of"], re.compile(said["pattern"]), said["into"], said.get("ind1", ""))
    except (KeyError, re.error) as error:
        raise MappingError(f"A [[spell]] needs 'of', 'pattern' and 'into': {error}.") from error


def _cut(said: dict[str, Any]) -> Cut:
    try:
        pattern = re.compile(said["pattern"])
        return Cut(frozenset(said["tags"].split("|")), said["of"], pattern, said["into"], said.get("ind1", ""))
    except (KeyError, re.error) as error:
        raise MappingError(f"A [[cut]] needs 'tags', 'of', 'pattern' and 'into': {error}.") from error
