"""Reading the settings: the environment wins over the file, the file over the default.

The environment variable of `portal.name` is `LIANMU_PORTAL_NAME`.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import SettingError
from kg.settings.declared import DECLARED, DECLARED_BY_MEMBER, Declared, of_member

__all__ = [
    "FILE_NAME",
    "InForce",
    "Settings",
    "in_force",
    "read_settings",
    "shipped_folder",
    "toml_template",
    "unknown_variables",
]

FILE_NAME = "lianmu.toml"

Value = str | int | float | bool
_BY_MEMBER = "availability"


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting's value as it is in force, and where it came from."""

    declared: Declared
    value: str | int | float | bool
    origin: str

    @property
    def shown(self) -> str:
        """Return the value as it may be printed: not that of a secret."""
        return "(secret)" if self.declared.is_secret and self.value else str(self.value)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force for one catalogue; see `DECLARED` for what each attribute means.

    `member_systems` has for each member with a table `[availability.MEMBER]` all keys of `DECLARED_BY_MEMBER`.
    """

    catalogue: Path
    mappings: Path
    ontology: Path
    public_base_url: str
    portal_name: str
    portal_name_en: str
    portal_contact: str
    portal_default_language: str
    portal_page_size: int
    serve_host: str
    serve_port: int
    serve_workers: int
    serve_threads: int
    search_backend: str
    search_url: str
    search_index: str
    search_api_key: str = field(repr=False)
    search_username: str
    search_password: str = field(repr=False)
    search_ca_certs: str
    search_shards: int
    search_replicas: int
    search_timeout: float
    crosswalk_profile: str
    matching_weights: str
    load_guard_percent: float
    load_batch: int
    rights_unstated: str
    publish_interval: float
    publish_batch: int
    publish_keep: int
    dumps_keep: int
    dumps_formats: str
    dumps_every_hours: float
    serve_requests_per_minute: int
    serve_trusted_proxies: str
    sparql_enabled: bool
    sparql_workers: int
    sparql_seconds: float
    sparql_wait_seconds: float
    sparql_memory_bytes: int
    sparql_answer_bytes: int
    sparql_text_bytes: int
    sparql_client_seconds_per_minute: float
    sparql_allow_unconfined: bool
    availability_page_seconds: float
    availability_keep_seconds: float
    availability_questions: int
    downloads_most: int
    staff_idle_minutes: float
    limits_record_bytes: int
    limits_total_bytes: int
    limits_ratio: int
    member_systems: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """Return the public address without a slash at its end."""
        return self.public_base_url.rstrip("/")

    @property
    def default_language(self) -> str:
        """Return the language of a reader who asks for none that there is."""
        return self.portal_default_language

    @property
    def page_size(self) -> int:
        """Return the number of works on one page of results."""
        return self.portal_page_size


def shipped_folder(name: str) -> Path:
    """Return the folder `mappings` or `ontology`: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_shipped" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise SettingError(f"The folder '{name}' that belongs to Lianmu is missing at {package}: install Lianmu again.")


def in_force(catalogue: Path, environment: Mapping[str, str] | None = None) -> tuple[InForce, ...]:
    """Return every setting with its value and origin for the catalogue folder; raise SettingError for a bad one."""
    environment = os.environ if environment is None else environment
    path = catalogue / FILE_NAME
    document = _read_file(path)
    written = _flatten(document)
    all_declared = (*DECLARED, *(of_member(one, code) for code in _members(document) for one in DECLARED_BY_MEMBER))
    unknown = sorted(set(written) - {declared.name for declared in all_declared})
    if unknown:
        raise SettingError(
            f"{path} has settings that do not exist: {', '.join(unknown)}. `lianmu settings` lists those that do."
        )
    return tuple(_decide(declared, written, environment, path) for declared in all_declared)


def unknown_variables(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the environment variables that begin as ours do and mean nothing: most likely misspelt."""
    environment = os.environ if environment is None else environment
    known = {declared.variable for declared in DECLARED} | {"LIANMU_CATALOGUE", "LIANMU_PARENT"}
    of_members = "|".join(declared.name.rpartition(".")[2].upper() for declared in DECLARED_BY_MEMBER)
    system = re.compile(rf"LIANMU_{_BY_MEMBER.upper()}_[A-Z0-9_]+_({of_members})")
    return tuple(
        sorted(
            name
            for name in environment
            if name.startswith("LIANMU_") and name not in known and not system.fullmatch(name)
        )
    )


def read_settings(catalogue: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings for the catalogue folder; raise SettingError that names the setting and its origin."""
    single = {declared.name for declared in DECLARED}
    values: dict[str, Any] = {}
    systems: dict[str, dict[str, Value]] = {}
    for entry in in_force(catalogue, environment):
        if entry.declared.name in single:
            values[entry.declared.attribute] = entry.value
        else:
            member, _, key = entry.declared.name.removeprefix(_BY_MEMBER + ".").rpartition(".")
            systems.setdefault(member, {})[key] = entry.value
    return Settings(
        catalogue=catalogue.resolve(),
        mappings=shipped_folder("mappings"),
        ontology=shipped_folder("ontology"),
        member_systems=systems,
        **values,
    )


def toml_template(changes: Mapping[str, str | float] | None = None) -> str:
    """Return a `lianmu.toml` in which every setting stands with its meaning: the default, commented out, or the change.

    `changes` has the names of settings (`public.base_url`) and their values.
    """
    changes = changes or {}
    lines = ["# Settings of this Lianmu catalogue. Each line shows the default; take the # away to change it."]
    table = ""
    for declared in DECLARED:
        head, _, key = declared.name.partition(".")
        if head != table:
            lines += ["", f"[{head}]"]
            table = head
        if declared.name in changes:
            lines += [f"# {declared.meaning}", f"{key} = {_toml(changes[declared.name])}"]
        else:
            lines += [f"# {declared.meaning}", f"# {key} = {_toml(declared.default)}"]
    return "\n".join([*lines, *_member_lines()]) + "\n"


def _member_lines() -> Iterator[str]:
    """Yield an example of a member's table, with every key and what it means."""
    yield ""
    yield "# A table for each member whose own system says whether an item can be had; MEMBER is the member's code."
    yield f"# [{_BY_MEMBER}.MEMBER]"
    for declared in DECLARED_BY_MEMBER:
        yield f"#   {declared.name.rpartition('.')[2]} = {_toml(declared.default)}    # {declared.meaning}"


def _members(document: Mapping[str, Any]) -> list[str]:
    """Return the codes of the members that have a table of their own."""
    tables = document.get(_BY_MEMBER, {})
    return [code for code, table in tables.items() if isinstance(table, dict)] if isinstance(tables, dict) else []


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} is not TOML: {error}.") from error


def _flatten(tables: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _decide(declared: Declared, written: Mapping[str, Any], environment: Mapping[str, str], path: Path) -> InForce:
    if declared.variable in environment:
        origin = f"environment {declared.variable}"
        value = _parse(declared, environment[declared.variable], origin)
    elif declared.name in written:
        origin = str(path)
        value = _typed(declared, written[declared.name], origin)
    else:
        return InForce(declared, declared.default, "default")
    complaint = declared.check(value)
    if complaint:
        raise SettingError(f"The setting {declared.name} = {value!r} ({origin}) {complaint}.")
    return InForce(declared, value, origin)


def _parse(declared: Declared, text: str, origin: str) -> str | int | float | bool:
    kind = type(declared.default)
    if kind is str:
        return text
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    try:
        return kind(text)
    except ValueError as error:
        raise SettingError(f"The setting {declared.name} = {text!r} ({origin}) must be a number.") from error


def _typed(declared: Declared, value: Any, origin: str) -> str | int | float | bool:
    kind = type(declared.default)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        expected = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false"}
        raise SettingError(f"The setting {declared.name} = {value!r} ({origin}) must be {expected[kind.__name__]}.")
    checked: str | int | float | bool = value
    return checked


def _toml(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
