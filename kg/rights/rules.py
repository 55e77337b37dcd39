"""A member's own rules, one a line: `deny 035$a (OCoLC)*`, `allow 040$a DLC`, `deny rights *restricted*`, `deny 990`.

The first word is what follows, the second which field (and subfields) is looked at, the rest, where there is any, what
stands in it: the whole of a value, without regard to case, `*` for any text. `x` in a tag is any digit. Empty lines and
lines that begin with `#` say nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import UsageError
from kg.records import Record

__all__ = ["Rule", "parse_rules"]

MOST_RULES = 500
_LINE = re.compile(r"(\S+)\s+(\S+)(?:\s+(.*\S))?\s*")
_MARC = re.compile(r"(?P<tag>[0-9xX]{3}|[0-9A-Za-z]{3})(?:\$(?P<codes>[0-9A-Za-z]+))?")
_ELEMENT = re.compile(r"(?:dc|dcterms|dct):(?P<prefixed>[A-Za-z]+)|(?P<tag>[A-Za-z]{2,40})", re.IGNORECASE)
_ALLOWED = (
    "A rule is `allow` or `deny`, a field (035, 035$a, 9xx, LDR, or a Dublin Core element such as rights), and, if its"
    " content matters, that content with * for any text: deny 035$a (OCoLC)*"
)
_LEADER = "ldr"


class Rule(NamedTuple):
    """One rule: what it says of a record (`allows`), and the field and content by which it applies.

    `tag` is in lower case, `codes` are subfield codes ("": any), `pattern` is plain text with `*` ("": whatever stands
    there).
    """

    text: str
    allows: bool
    tag: str
    codes: str = ""
    pattern: str = ""

    @property
    def words(self) -> str:
        """Return in plain words of which records the rule speaks."""
        _, target, *pattern = self.text.split(maxsplit=2)
        return " like ".join((f"records with {target}", *pattern))

    def applies_to(self, record: Record) -> bool:
        """Return whether the record has such a field with such a content."""
        values = _values(self, record)
        if not self.pattern:
            return next(values, None) is not None
        parts = self.pattern.split("*")
        return any(_fits(_plain(value), parts) for value in values)


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a text, in order; raise UsageError that names the line and says what is allowed."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    said = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if len(said) > MOST_RULES:
        raise UsageError(f"There are {len(said)} rules; {MOST_RULES} is the most. Use * and x to say more in one.")
    return tuple(_rule(number, line) for number, line in said)


def _rule(number: int, line: str) -> Rule:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _fault(number, line, "is not whole")
    word, target, pattern = found[1].casefold(), found[2], found[3] or ""
    if word not in {"allow", "deny"}:
        raise _fault(number, line, f"begins with '{found[1]}'")
    tag, codes = _target(number, line, target)
    return Rule(" ".join(line.split()), word == "allow", tag, codes, _plain(pattern))


def _target(number: int, line: str, target: str) -> tuple[str, str]:
    marc = _MARC.fullmatch(target)
    if marc:
        if re.fullmatch("[xX]{3}", target):
            raise _fault(number, line, "names no field: at least one digit must stand")
        return marc["tag"].casefold(), marc["codes"] or ""
    element = _ELEMENT.fullmatch(target)
    if element:
        return (element["prefixed"] or element["tag"]).casefold(), ""
    raise _fault(number, line, f"names no field: '{target}'")


def _fault(number: int, line: str, what: str) -> UsageError:
    shown = line if len(line) <= 80 else line[:79] + "…"
    return UsageError(f"Rule {number} (`{shown}`) {what}. {_ALLOWED}")


def _values(rule: Rule, record: Record) -> Iterator[str]:
    """Yield the texts that the rule looks at; a field without any still yields one, empty."""
    if rule.tag == _LEADER and record.leader:
        yield record.leader
    for field in record.fields:
        if not _is_tag(rule.tag, field.tag.casefold()):
            continue
        if rule.codes:
            yield from (text for code, text in field.subfields if len(code) == 1 and code in rule.codes)
        else:
            # Codes of more than one letter are attributes of a Dublin Core element, not its text.
            texts = [text for code, text in field.subfields if len(code) == 1]
            yield from texts or [field.value]


def _is_tag(wanted: str, tag: str) -> bool:
    if "x" not in wanted or not any(sign.isdigit() for sign in wanted):
        return wanted == tag
    return len(wanted) == len(tag) and all(
        a == b or (a == "x" and b.isdigit()) for a, b in zip(wanted, tag, strict=True)
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _fits(value: str, parts: list[str]) -> bool:
    """Return whether the value is the parts in their order with any text between them; the time is linear."""
    first, *others = parts
    if not others:
        return value == first
    *middle, last = others
    if not value.startswith(first):
        return False
    place = len(first)
    for part in middle:
        found = value.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return len(value) - len(last) >= place and value.endswith(last)
