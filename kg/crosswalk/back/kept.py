"""Fields that a graph keeps as they stood, laid over those made of the description.

A key is the field as a text, in `bflc:marcKey` (UNIMARC: `lianmu:unimarcKey`) of an instance or its administration.
A key takes the place of the fields whose texts it holds. Where the description says something else, as after an edit,
the description counts, and the key adds only subfields that it says nothing of.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kg.crosswalk.back.making import Made, Part
from kg.description.node import Description, Literal, Node
from kg.namespaces import BF, BFLC, RDFS_LABEL

__all__ = ["lay_over", "read_keys"]

_KEY = re.compile(r"(\d{3})(.)(.)(.*)", re.DOTALL)
_NOTED = re.compile(r"0\d\d..\$[a-z].*", re.DOTALL)
_SUBFIELD = re.compile(r"\$(?=[A-Za-z0-9])")
_PINYIN = re.compile("[a-zA-Z][^\u3400-\u9fff]*")
_LINK = re.compile(r"(\d{3})-(\d\d)")
_MARKS = re.compile(r"[\W_]+")
# What the way back may add to a field of its own accord: roles, sources, authorities.
_SAID_BESIDE = frozenset("0124eij")
# Sources, authorities and institutions, which many fields share.
_NUMBERS = frozenset("0235")
_OTHER_SCRIPT = "880"


def read_keys(description: Description, name: str) -> list[Made]:
    """Return the fields that a description keeps in the property `name`, those in another script beside theirs."""
    roots = (description.work, description.instance)
    about = [node for root in roots for node in root.values(BF + "adminMetadata") if isinstance(node, Node)]
    values = [value for node in (description.instance, *about) for value in node.values(name)]
    texts = dict.fromkeys(value.value for value in values if isinstance(value, Literal))
    texts |= dict.fromkeys(text for node in about for text in _noted(node)) if name == BFLC + "marcKey" else {}
    made = [one for text in texts if (one := _read(text, has_pinyin=name != BFLC + "marcKey")) is not None]
    linked = {_link_of(one): one for one in made if one.tag == _OTHER_SCRIPT and _link_of(one)}
    found: list[Made] = []
    taken: set[int] = set()
    for one in made:
        other = linked.get((one.tag, _number_of(one))) if one.tag != _OTHER_SCRIPT else None
        if other is not None:
            taken.add(id(other))
            found.append(_with_other(one, other))
        else:
            found.append(one)
    return [_without_link(one) for one in found if id(one) not in taken]


def _noted(about: Node) -> Iterator[str]:
    """Yield the fields that stand in notes: the Library of Congress's converter keeps 040 there, `040  $aDLC$cDLC`."""
    for note in about.values(BF + "note"):
        if isinstance(note, Node):
            labels = (label.value for label in note.values(RDFS_LABEL) if isinstance(label, Literal))
            yield from (label for label in labels if _NOTED.fullmatch(label))


def _read(text: str, *, has_pinyin: bool) -> Made | None:
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    if match[1] < "010":
        return Made(match[1], " ", " ", [Part("", match[4])], rule="kept")
    pairs = [(part[0], part[1:].replace("{dollar}", "$")) for part in _SUBFIELD.split(match[4]) if part[1:]]
    parts = _read_parts(pairs) if has_pinyin else [Part(*pair) for pair in pairs]
    return Made(match[1], match[2], match[3], parts, rule="kept") if pairs else None


def _read_parts(pairs: list[tuple[str, str]]) -> list[Part]:
    """Return subfields, a reading in `$9` beside what it reads."""
    parts: list[Part] = []
    for code, text in pairs:
        if code == "9" and parts and not parts[-1].other and _PINYIN.fullmatch(text):
            parts[-1] = parts[-1]._replace(other=text)
        else:
            parts.append(Part(code, text))
    return parts


def _first(made: Made, code: str) -> str:
    return next((part.text for part in made.parts if part.code == code), "")


def _link_of(made: Made) -> tuple[str, str] | None:
    """Return tag and number of the field that an 880 repeats, None where it repeats none."""
    link = _LINK.match(_first(made, "6"))
    return (link[1], link[2]) if link and link[2] != "00" else None


def _number_of(made: Made) -> str:
    link = _LINK.match(_first(made, "6"))
    return link[2] if link and link[1] == _OTHER_SCRIPT else ""


def _with_other(made: Made, other: Made) -> Made:
    """Return a field with the texts of its 880 beside its own; what only the 880 has comes at the end."""
    rest = [part for part in other.parts if part.code != "6"]
    parts: list[Part] = []
    for part in made.parts:
        partner = next((one for one in rest if one.code == part.code), None)
        if partner is not None:
            rest.remove(partner)
        parts.append(part._replace(other=partner.text if partner else ""))
    return Made(made.tag, made.ind1, made.ind2, parts, rule=made.rule)


def _without_link(made: Made) -> Made:
    """Drop the number of a link, which is counted again, where the field has texts of its own."""
    if made.tag == _OTHER_SCRIPT:
        return made
    return Made(made.tag, made.ind1, made.ind2, [part for part in made.parts if part.code != "6"], rule=made.rule)


def lay_over(made: list[Made], keys: Iterable[Made]) -> list[Made]:
    """Return the fields with each key in the place of what was made of the same field."""
    kept = list(made)
    for key in keys:
        same = [one for one in kept if one.tag == key.tag and one.rule != "kept"]
        coded = [one for one in same if one.rule == "coded"]
        if key.tag < "010" or coded:
            kept = _replaced(kept, [one for one in same if key.tag == "008"] or coded, key)
            continue
        whole = (
            _normal(part.text for part in key.parts),
            _normal(part.other for part in key.parts),
            _normal(part.text for part in key.parts if part.code not in _NUMBERS),
        )
        covered = [one for one in same if _is_said(one, key, whole)]
        exactly = [one for one in covered if (one.ind1, one.ind2) == (key.ind1, key.ind2)]
        covered = _of_one_field(exactly or covered, key)
        near = max(same, key=lambda one: _alike(one, key), default=None)
        if not covered and near is not None and _alike(near, key):
            _complete(near, key)
        else:
            kept = _replaced(kept, covered or [one for one in kept if _says_the_same(one, key)], key)
    return kept


def _of_one_field(covered: list[Made], key: Made) -> list[Made]:
    """Return the fields that together are the key's: the likest, and others that say what it does not (a second $u)."""
    taken: list[Made] = []
    seen: set[tuple[str, str]] = set()
    for one in sorted(covered, key=lambda one: -_alike(one, key)):
        own = {(code, text) for code, text in _texts(one) if code in "auz"} or _texts(one)
        if not own & seen:
            taken.append(one)
            seen |= own
    return taken


def _replaced(made: list[Made], old: list[Made], new: Made) -> list[Made]:
    gone = {id(one) for one in old}
    at = next((number for number, one in enumerate(made) if id(one) in gone), len(made))
    rest = [one for one in made if id(one) not in gone]
    return [*rest[:at], new, *rest[at:]]


def _is_said(one: Made, key: Made, whole: tuple[str, ...]) -> bool:
    """Return whether a key says all that a field says, but for what the way back adds of its own accord."""
    codes = {part.code for part in key.parts}
    said = [part for part in one.parts if part.code in codes or part.code not in _SAID_BESIDE]
    texts = [text for part in said for text in (_plain(part.text), _plain(part.other)) if text]
    return bool(texts) and all(any(text in all_of_it for all_of_it in whole) for text in texts)


def _alike(one: Made, key: Made) -> int:
    """Return how many subfields of a field stand in a key."""
    return len(_texts(one) & _texts(key))


def _texts(one: Made) -> set[tuple[str, str]]:
    return {(part.code, _plain(part.text)) for part in one.parts if part.code not in _NUMBERS}


def _says_the_same(one: Made, key: Made) -> bool:
    """Return whether a field with another tag is what the way back took this one for."""
    meant = _first(key, "6")[:3] if key.tag == _OTHER_SCRIPT else key.tag
    if one.tag < "010" or one.tag[:1] != meant[:1] or one.rule == "kept":
        return False
    said = {_plain(part.text) for part in one.parts if part.code not in _SAID_BESIDE}
    return bool(said) and said == {_plain(part.text) for part in key.parts if part.code not in _SAID_BESIDE | {"6"}}


def _complete(one: Made, key: Made) -> None:
    """Add the subfields of a key that a field says nothing of."""
    present = {part.code for part in one.parts}
    one.parts += [part for part in key.parts if part.code not in present]


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _normal(texts: Iterable[str]) -> str:
    return "".join(map(_plain, texts))
