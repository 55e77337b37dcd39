"""How a dialect writes a text in its place: numbers of a set form, codes in their own case, the marks of ISBD.

Descriptions hold texts without the marks between the elements of a field. A record whose leader says that it has them
gets them again: `punctuation` of `back/format.toml` says which stand before a subfield, after one, and at the end.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from kg.crosswalk.back.making import Made, Part
from kg.crosswalk.back.options import Marks, Options

__all__ = ["spell"]

# Numbers, sources, roles by code and links stand after the end of what is punctuated.
_CONTROL = frozenset("0123456789")
_ENDED = re.compile(r"[.?!\])>»”…-]\s*$")
_PREFIX = re.compile(r"^\(([a-z0-9-]+)\)(?=.)")
_COUNTRY = re.compile(r"[a-z]{2}-[a-z0-9-]*[0-9]")
_LEADER_MARKS = 18


def spell(made: Iterable[Made], options: Options, leader: str) -> list[Made]:
    """Return the fields as the dialect writes them; those that were kept as they stood are left alone."""
    has_marks = leader[_LEADER_MARKS : _LEADER_MARKS + 1] in options.marked
    fields = list(made)
    for one in fields:
        if one.rule == "kept":
            continue
        one.parts = [_spelt(one, part, options) for part in one.parts]
        one.put_in_order(options)
        marks = options.punctuation.get(one.tag)
        if has_marks and marks is not None:
            _punctuate(one, marks)
    return fields


def _spelt(made: Made, part: Part, options: Options) -> Part:
    place = made.tag + part.code
    for spelling in options.spellings:
        if spelling.of != place or spelling.ind1 not in {"", made.ind1}:
            continue
        if match := spelling.pattern.fullmatch(part.text):
            return part._replace(text=spelling.into.format(match[0], *match.groups()))
    if place in options.institutions or "*" + part.code in options.institutions:
        return part._replace(text=_institution(part.text, options.organizations))
    return part


def _institution(text: str, known: Mapping[str, str]) -> str:
    """Return an institution's code, alone or in brackets before a number, as its agency spells it."""
    match = _PREFIX.match(text)
    code, rest = (match[1], text[match.end() :]) if match else (text, "")
    spelt = known.get(code) or (code.upper() if _COUNTRY.fullmatch(code) else code)
    return f"({spelt}){rest}" if match else spelt


def _punctuate(one: Made, marks: Marks) -> None:
    shown = [at for at, part in enumerate(one.parts) if part.code not in _CONTROL]
    for before, after in pairwise(shown):
        mark = marks.after.get(one.parts[before].code) or marks.before.get(one.parts[after].code, "")
        one.parts[before] = _marked(one.parts[before], mark)
    if marks.end and shown and one.ind2 != marks.unless:
        last = one.parts[shown[-1]]
        one.parts[shown[-1]] = last._replace(text=_ended(last.text, marks.end), other=_ended(last.other, marks.end))


def _marked(part: Part, mark: str) -> Part:
    return part._replace(text=_with_mark(part.text, mark), other=_with_mark(part.other, mark))


def _with_mark(text: str, mark: str) -> str:
    """Return a text with the mark that leads to what follows, unless it stands there."""
    if not text or not mark or text.rstrip().endswith(mark.strip()):
        return text
    return text.rstrip() + mark


def _ended(text: str, mark: str) -> str:
    return text + mark if text and not _ENDED.search(text) else text
