"""What a set of dumps is to hold: the whole, each member's part, each group's part, and what is said of each."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import quote

from kg.catalogue import Catalogue, Group, Member, Membership
from kg.errors import NotFoundError

__all__ = ["WHOLE", "Licence", "Part", "Plan", "plan_of"]

WHOLE = "lianmu-all"


@dataclass(frozen=True, slots=True)
class Licence:
    """What a member states of its records; `licence` is an address, an SPDX identifier or words."""

    member: str
    licence: str


@dataclass(frozen=True, slots=True)
class Part:
    """One dump: `kind` is all, member or group; its files' names begin with `name`; `members` are those it is of."""

    name: str
    kind: str
    code: str
    label: str
    label_en: str
    members: tuple[str, ...]
    licences: tuple[Licence, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a set, the whole first, the catalogue's names, and whether it answers SPARQL queries."""

    parts: tuple[Part, ...]
    title: str
    title_en: str
    has_endpoint: bool = True

    def part(self, kind: str, code: str) -> Part:
        """Return the part of a member or a group; raise NotFoundError when there is none."""
        for part in self.parts:
            if part.kind == kind and part.code.casefold() == code.casefold():
                return part
        there = ", ".join(part.code for part in self.parts if part.kind == kind)
        raise NotFoundError(f"There is no {kind} '{code}'. There are: {there or 'none'}.")

    def limited(self, members: Sequence[str], groups: Sequence[str]) -> "Plan":
        """Return a plan of the whole and the named members and groups only; of everything when none is named."""
        if not members and not groups:
            return self
        chosen = {self.part("member", code).name for code in members}
        chosen |= {self.part("group", code).name for code in groups}
        parts = tuple(part for part in self.parts if part.kind == "all" or part.name in chosen)
        return replace(self, parts=parts)

    def digest(self) -> str:
        """Return a digest of everything in the plan."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def plan_of(catalogue: Catalogue, title: str, title_en: str, day: str) -> Plan:
    """Return the plan for the members of the catalogue and for its groups as they are on a day (YYYY-MM-DD)."""
    members = {member.code: member for member in catalogue.members()}
    belonging = [row for row in catalogue.memberships() if _is_current(row, day)]
    whole = Part(WHOLE, "all", "", title, title_en, tuple(sorted(members)), _licences(members.values()))
    singles = [_member_part(member) for _, member in sorted(members.items())]
    groups = [_group_part(group, belonging, members) for group in catalogue.groups()]
    return Plan((whole, *singles, *(part for part in groups if part.members)), title, title_en)


def _is_current(row: Membership, day: str) -> bool:
    return (not row.since or row.since <= day) and (not row.until or day <= row.until)


def _member_part(member: Member) -> Part:
    name_en = member.name_en or member.name
    name = f"member-{_file_name(member.code)}"
    return Part(name, "member", member.code, member.name, name_en, (member.code,), _licences([member]))


def _group_part(group: Group, belonging: Iterable[Membership], members: Mapping[str, Member]) -> Part:
    codes = {row.member.casefold() for row in belonging if row.group.casefold() == group.code.casefold()}
    inside = [member for code, member in sorted(members.items()) if code.casefold() in codes]
    name = f"group-{_file_name(group.code)}"
    held = tuple(member.code for member in inside)
    return Part(name, "group", group.code, group.name, group.name_en or group.name, held, _licences(inside))


def _licences(members: Iterable[Member]) -> tuple[Licence, ...]:
    stated = [Licence(member.code, member.licence) for member in members if member.licence]
    return tuple(sorted(stated, key=lambda licence: licence.member))


def _file_name(code: str) -> str:
    """Return a code as a part of a file's name: nothing in it means anything to a file system."""
    return quote(code, safe="").replace("~", "%7E")
