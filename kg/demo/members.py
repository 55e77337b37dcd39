"""The sample members and groups of `members.toml`, as frozen dataclasses."""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

__all__ = ["DemoGroup", "DemoMember", "demo_groups", "demo_members", "members_of"]


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A group of sample members; `kind` is consortium, region, tier or discipline."""

    code: str
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A sample member: what `lianmu member add` asks for, its files, its groups' codes, and where the records are from.

    "" for `encoding` and `record_id` means that they are recognised. `redistribute` is yes, no, or "" for what the
    licence says.
    """

    code: str
    name: str
    name_en: str
    format: str
    encoding: str
    record_id: str
    licence: str
    url: str
    file_names: tuple[str, ...]
    groups: tuple[str, ...]
    source: str
    redistribute: str = ""

    @contextmanager
    def open_files(self) -> Iterator[tuple[Path, ...]]:
        """Give the paths of the member's files, unpacked for the time of the `with` where the package is an archive."""
        folder = files(__package__) / "data"
        with ExitStack() as stack:
            yield tuple(stack.enter_context(as_file(folder / name)) for name in self.file_names)


def demo_members() -> tuple[DemoMember, ...]:
    """Return the sample members, in the order in which they are loaded."""
    return tuple(_member(table) for table in _tables()["member"])


def demo_groups() -> tuple[DemoGroup, ...]:
    """Return the groups of the sample consortium."""
    return tuple(DemoGroup(**table) for table in _tables()["group"])


def members_of(group: str, members: Iterable[DemoMember]) -> tuple[DemoMember, ...]:
    """Return those of `members` that belong to `group`."""
    return tuple(member for member in members if group in member.groups)


def _tables() -> dict[str, list[dict[str, Any]]]:
    source: Traversable = files(__package__) / "members.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _member(table: dict[str, Any]) -> DemoMember:
    texts = {"encoding": "", "record_id": "", "url": ""} | table
    file_names, groups = tuple(texts.pop("files")), tuple(texts.pop("groups"))
    return DemoMember(**texts, file_names=file_names, groups=groups)
