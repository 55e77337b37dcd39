"""What a pattern found made into a field: subfields in order, texts cut where they hold several, indicators."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.crosswalk.back.match import Found, Said
from kg.crosswalk.back.options import Cut, Options
from kg.crosswalk.back.patterns import Template

__all__ = ["Made", "Part", "fold", "make_field"]

# Subfields of a uniform title that come after its first words.
_TITLE_PARTS = frozenset("dfgklmnoprs")
_DATES = re.compile("[0-9]{3}")
_KEY = re.compile(r"(\d{3})(.)(.)(\$.+)", re.DOTALL)
# Subfields that a heading's own text leaves to others: role, links, institution.
_CONTROL_LAST = {code: at for at, code in enumerate("2503146789")}


class Part(NamedTuple):
    """A subfield with the same in another script."""

    code: str
    text: str
    other: str = ""


@dataclass
class Made:
    """A field on its way: `rule` is the rule it came of."""

    tag: str
    ind1: str
    ind2: str
    parts: list[Part] = field(default_factory=list)
    rule: str = ""

    def put_in_order(self, options: Options) -> None:
        """Sort the subfields as the dialect has them in this field; those that it does not name come last."""
        order = options.order.get(self.tag, "")
        self.parts.sort(key=lambda part: order.find(part.code) if part.code in order else len(order))


def make_field(template: Template, found: Found, options: Options) -> Made | None:
    """Return the field that a template makes of what it found, None where it says nothing."""
    tag = template.world.tag
    default = options.indicators.get(tag, "  ")
    made = Made(tag, template.world.ind1 or default[0], template.world.ind2 or default[1], rule=template.rule.id)
    for one in found.said:
        if one.place.kind == "indicator":
            if one.place.code == "ind1":
                made.ind1 = one.text[:1]
            else:
                made.ind2 = one.text[:1]
    key = _key(tag, found.said)
    if key is not None:
        made.ind1 = key.ind1
        made.ind2 = key.ind2 if key.tag == tag else made.ind2
        made.parts = list(key.parts)
    elif any(one.place.kind == "key" for one in found.said) and not _fits(tag, found.said):
        return None
    _add(made, found.said, options, with_key=key is not None)
    for code in {part.code for part in made.parts}:
        beside = options.beside.get(tag + code, "")
        if beside and not any(part.code == beside[0] for part in made.parts):
            made.parts.append(Part(beside[0], beside[1:]))
    needed = options.needs.get(tag, "")
    if needed and all(part.code not in needed for part in made.parts):
        return None
    return made if made.parts else None


def _fits(tag: str, said: Iterable[Said]) -> bool:
    """Return whether a field's key is of the kind of this tag, so that a name is not written as a title."""
    return any(one.place.kind == "key" and one.text[1:3] == tag[1:3] for one in said)


def _add(made: Made, said: list[Said], options: Options, *, with_key: bool) -> None:
    present = {part.code for part in made.parts}
    seen: set[tuple[str, str]] = set()
    parts: list[Part] = []
    for one in said:
        if one.place.kind not in {"subfield", "label", "number"} or not one.text:
            continue
        code = one.place.code
        if code + one.text in options.silent or _is_in_title(one, said, made.tag, options):
            continue
        text = _shortened(one.text, options) if code == "0" else one.text
        if (with_key and (code in present or one.place.kind == "label")) or (code, text) in seen:
            continue
        seen.add((code, text))
        if one.place.kind == "label" and _is_title(one, made.tag, options):
            parts += _title_parts(one, said)
        elif one.place.kind == "label":
            parts += _cut(made, one, options.cuts)
        else:
            parts.append(Part(code, text, one.other))
    words = options.words.get(made.tag, "")
    deepest = {code: max((one.depth for one in said if one.place.code == code), default=0) for code in words}
    own = {(one.place.code, one.text) for one in said if one.depth == deepest.get(one.place.code)}
    made.parts += [part for part in parts if part.code not in words or (part.code, part.text) in own]
    if not with_key:
        made.put_in_order(options)
    made.parts.sort(key=lambda part: _CONTROL_LAST.get(part.code, -1))


def _is_title(one: Said, tag: str, options: Options) -> bool:
    return one.place.kind == "label" and one.place.code == options.titles.get(tag, "")


def _of_title(label: Said, said: list[Said]) -> list[tuple[int, Said]]:
    """Return the subfields whose texts stand within a title's label, with where they begin there."""
    found: dict[int, Said] = {}
    for one in said:
        at = label.text.find(one.text, 1) if one.place.kind == "subfield" and one.place.code in _TITLE_PARTS else -1
        if at > 0 and one.text and at not in found:
            found[at] = one
    return sorted(found.items())


def _is_in_title(one: Said, said: list[Said], tag: str, options: Options) -> bool:
    labels = [label for label in said if _is_title(label, tag, options)]
    return any(one is part for label in labels for _, part in _of_title(label, said))


def _title_parts(label: Said, said: list[Said]) -> list[Part]:
    """Return the label of a title cut where the subfields begin that it was joined of."""
    parts = _of_title(label, said)
    ends = [at for at, _ in parts] + [len(label.text)]
    first = Part(label.place.code, label.text[: ends[0]].strip(), label.other)
    rest = [
        Part(one.place.code, label.text[at:end].strip(), one.other)
        for (at, one), end in zip(parts, ends[1:], strict=True)
    ]
    return [first, *rest]


def fold(made: Made, code: str) -> None:
    """Put the subfields `code` in brackets at the end of the first subfield (`0754019292 (cased)`)."""
    folded = [part.text for part in made.parts if part.code == code]
    if folded and made.parts[0].code != code:
        made.parts = [part for part in made.parts if part.code != code]
        made.parts[0] = made.parts[0]._replace(text=f"{made.parts[0].text} ({' ; '.join(folded)})")


def _shortened(iri: str, options: Options) -> str:
    """Return an authority's IRI as the dialect writes it: `(DE-588)118524046`."""
    for begin, form in options.authorities.items():
        if iri.startswith(begin):
            return form.format(iri.removeprefix(begin))
    return iri


def _cut(made: Made, said: Said, cuts: tuple[Cut, ...]) -> list[Part]:
    for cut in cuts:
        match = cut.pattern.fullmatch(said.text) if made.tag in cut.tags and said.place.code == cut.of else None
        if match is None:
            continue
        other = cut.pattern.fullmatch(said.other) if said.other else None
        made.ind1 = cut.ind1 or made.ind1
        found = []
        for at, code in enumerate(cut.into, 1):
            if match[at]:
                first = said.other if at == 1 and other is None else ""
                found.append(Part(code, match[at], (other[at] or "") if other is not None else first))
        return found
    return _with_dates_of_other(made.tag, said, cuts) or [Part(said.place.code, said.text, said.other)]


def _with_dates_of_other(tag: str, said: Said, cuts: tuple[Cut, ...]) -> list[Part]:
    """Return a name with the dates that only its other script has: `曹雪芹` beside `Cao, Xueqin, 1715-1763`."""
    for cut in cuts if said.other and not _DATES.search(said.text) else ():
        match = cut.pattern.fullmatch(said.other) if tag in cut.tags and said.place.code == cut.of else None
        dates = match and next((match[at] for at, code in enumerate(cut.into, 1) if code == "f"), "")
        if dates and _DATES.search(dates):
            name = said.other.replace(f", {dates}", "", 1)
            return [Part(said.place.code, said.text, name), Part("f", dates)]
    return []


class _Key(NamedTuple):
    tag: str
    ind1: str
    ind2: str
    parts: tuple[Part, ...]


def _key(tag: str, said: list[Said]) -> _Key | None:
    """Return the field's key (`1001 $aCao, Xueqin`) that suits the tag best, of the outermost node that has one."""
    keys = [one for one in said if one.place.kind == "key"]
    if not keys:
        return None
    shallowest = min(one.depth for one in keys)
    texts = [one for one in keys if one.depth == shallowest]
    hub = any(one.place.code == "hub" for one in texts)
    best = sorted(texts, key=lambda one: (one.text[:3] != tag, one.text[:1] != tag[:1], one.text[0] != "1"))
    for one in best:
        made = _read_key(one.text, one.other, tag, hub=hub)
        if made is not None:
            return made
    return None


def _read_key(text: str, other: str, tag: str, *, hub: bool) -> _Key | None:
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    pairs, others = _pairs(match[4]), _pairs(second[4]) if (second := _KEY.fullmatch(other or "")) else []
    if hub and match[1] != tag and match[1][1:3] != tag[1:3]:
        pairs, others = _title_of(pairs), _title_of(others)
        if not pairs:
            return None
        return _Key("", "1", "0", tuple(_beside(pairs, others)))
    if match[1][1:3] != tag[1:3]:
        return None
    return _Key(match[1], match[2], match[3], tuple(_beside(pairs, others)))


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(part[0], part[1:]) for part in re.split(r"\$(?=[a-z0-9])", text) if part]


def _title_of(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the title part of a name-title key, as subfields of a title's field."""
    at = next((number for number, (code, _) in enumerate(pairs) if code == "t"), None)
    return [] if at is None else [("a", pairs[at][1]), *pairs[at + 1 :]]


def _beside(pairs: list[tuple[str, str]], others: list[tuple[str, str]]) -> list[Part]:
    """Return subfields with those of the other script that have the same code, in order."""
    rest = list(others)
    made = []
    for code, text in pairs:
        at = next((number for number, (found, _) in enumerate(rest) if found == code), None)
        made.append(Part(code, text, rest.pop(at)[1] if at is not None else ""))
    return made
