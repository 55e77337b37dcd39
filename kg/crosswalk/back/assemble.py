"""Fields put in order: rules of one tag joined, other scripts where the dialect has them (880, `$6`, `$9` or `$A`)."""

import re
import unicodedata
from dataclasses import dataclass, replace

from kg.crosswalk.back.making import Made, Part
from kg.crosswalk.back.options import Options
from kg.records.record import Field

__all__ = ["SCRIPT_HABITS", "Scripts", "arrange", "join_fields"]

SCRIPT_HABITS = ("", "9", "A")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u3040-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"), "$1", "ea"),
    (re.compile("[\u0590-\u05ff]"), "(2", "ha"),
    (re.compile("[\u0600-\u06ff]"), "(3", "fa"),
    (re.compile("[\u0400-\u04ff]"), "(N", "ca"),
    (re.compile("[\u0370-\u03ff]"), "(S", "ga"),
)


@dataclass(frozen=True)
class Scripts:
    """How a dialect writes a text in two scripts: `pinyin` is `9`, `A`, or "" where it has fields of their own."""

    dialect: str
    pinyin: str

    @property
    def han_first(self) -> bool:
        """Return whether the text as printed comes first, and its transcription after it."""
        return self.dialect != "marc21"


def arrange(made: list[Made], options: Options, scripts: Scripts) -> list[Field]:
    """Return the record's fields in order of their tags, those in another script linked to theirs."""
    joined = [one for whole in join_fields(made, options) for one in _each(whole, options)]
    _mark_main_entry(joined, options)
    _name_uniform_title(joined, options)
    _repeat(joined, options)
    ordered = sorted(joined, key=lambda one: (one.tag >= "010", _rank(one.tag)))
    titles = {
        (tag, made.parts[0].text.casefold()) for made in ordered for tag, of in options.unlike.items() if of == made.tag
    }
    ordered = [one for one in ordered if (one.tag, one.parts[0].text.casefold()) not in titles]
    unique: dict[str, Made] = {}
    for one in ordered:
        unique.setdefault(f"{one.tag}{one.ind1}{one.ind2}{one.parts}", one)
    fields: list[Field] = []
    linked: list[Field] = []
    for one in unique.values():
        main, other = _written(one, scripts, len(linked) + 1)
        fields.append(main)
        if other is not None:
            linked.append(other)
    if scripts.dialect == "marc21":
        return fields + linked
    return sorted(fields + linked, key=lambda field: (field.tag >= "010", _rank(field.tag)))


def _rank(tag: str) -> str:
    """Return what fields are sorted by: blocks in order, within notes and subjects the order of the graph."""
    return tag[0] if tag[0] in "56" and tag[1:].isdigit() else tag


def join_fields(made: list[Made], options: Options) -> list[Made]:
    """Join what several rules say of one field, and the values of fields that a record has once."""
    kept: list[Made] = []
    for one in made:
        partner = _partner(one, kept, options)
        if partner is None:
            kept.append(one)
            continue
        if one.tag in options.chain:
            _chain(partner, one, options.chain[one.tag])
            continue
        said = {(part.code, part.text.casefold()) for part in partner.parts}
        partner.parts += [part for part in one.parts if (part.code, part.text.casefold()) not in said]
        partner.ind1 = one.ind1 if partner.ind1 == " " else partner.ind1
        partner.ind2 = one.ind2 if partner.ind2 == " " else partner.ind2
        partner.put_in_order(options)
    return kept


def _chain(partner: Made, one: Made, mark: str) -> None:
    first, second = partner.parts[0], one.parts[0]
    partner.parts[0] = Part(
        first.code, first.text + mark + second.text, first.other + mark + second.other if first.other else ""
    )


def _each(whole: Made, options: Options) -> list[Made]:
    """Return a field for each of several shelf marks, with what else the field says in all of them."""
    codes = options.each.get(whole.tag, "")
    marks = [part for part in whole.parts if part.code in codes]
    if len(marks) < 2:
        return [whole]
    return [
        replace(whole, parts=[part for part in whole.parts if part.code not in codes or part is mark]) for mark in marks
    ]


def _mark_main_entry(made: list[Made], options: Options) -> None:
    if any(one.tag[0] == "1" for one in made if one.tag >= "100"):
        for one in made:
            one.ind1 = options.main_entry.get(one.tag, one.ind1)


def _repeat(made: list[Made], options: Options) -> None:
    """Say in a second subfield what the first says, where nothing else is said: who transcribed is who catalogued."""
    for one in made:
        first, second = options.same.get(one.tag, "  ")[:1], options.same.get(one.tag, "  ")[1:]
        codes = {part.code for part in one.parts}
        if one.rule != "kept" and first in codes and second not in codes:
            one.parts.append(Part(second, next(part.text for part in one.parts if part.code == first)))


def _name_uniform_title(made: list[Made], options: Options) -> None:
    """Write the uniform title of a work under a name as what stands beside a name, and one of none as main entry."""
    has_name = any(one.tag[0] == "1" and one.tag not in options.uniform for one in made if one.tag >= "100")
    retag = options.uniform if has_name else {under: alone for alone, under in options.uniform.items()}
    for one in made:
        if one.tag in retag:
            articles = one.ind1 if has_name else one.ind2
            one.tag = retag[one.tag]
            one.ind1, one.ind2 = ("1", articles) if has_name else (articles, " ")


def _partner(one: Made, kept: list[Made], options: Options) -> Made | None:
    if one.rule == "kept":
        return None
    same = [other for other in kept if other.tag == one.tag and other.rule != "kept"]
    if one.tag in options.chain:
        return next((other for other in same if other.rule != one.rule and other.ind1 == one.ind1), None)
    if one.tag in options.gather:
        return same[0] if same else None
    if one.tag not in options.join:
        return None
    code = one.parts[0].code
    return next((other for other in same if all(part.code != code for part in other.parts)), None)


def _written(made: Made, scripts: Scripts, number: int) -> tuple[Field, Field | None]:
    if made.tag < "010":
        return Field(made.tag, "", (), _text(made.parts[0].text)), None
    indicators = made.ind1 + made.ind2
    has_other = any(part.other for part in made.parts)
    if not has_other:
        return Field(made.tag, indicators, _plain(made.parts), ""), None
    if scripts.pinyin and not any(_HAN.search(part.other) for part in made.parts):
        return Field(made.tag, indicators, _with_pinyin(made.parts, scripts.pinyin), ""), None
    return _two_fields(_whole_first(made), scripts, number)


def _whole_first(made: Made) -> Made:
    """Put the text that is whole into the field, and what is only read in part into the other."""
    if all(part.other or not _OTHER_SCRIPT.search(part.text) for part in made.parts):
        return made
    return replace(
        made, parts=[Part(part.code, part.other or part.text, part.text if part.other else "") for part in made.parts]
    )


def _plain(parts: list[Part]) -> tuple[tuple[str, str], ...]:
    return tuple((part.code, _text(part.text)) for part in parts)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _with_pinyin(parts: list[Part], habit: str) -> tuple[tuple[str, str], ...]:
    """Return subfields with their reading: in `$9` after each, lower case, or in its capital, syllables capitalised."""
    pairs: list[tuple[str, str]] = []
    capitals: list[tuple[str, str]] = []
    for part in parts:
        pairs.append((part.code, _text(part.text)))
        if part.other and habit == "9":
            pairs.append(("9", _text(part.other)))
        elif part.other:
            capitals.append((part.code.upper(), _text(part.other)))
    return tuple(pairs + capitals)


def _is_name(made: Made, scripts: Scripts) -> bool:
    """Return whether `$f` holds dates, which both scripts of a name have."""
    return scripts.dialect != "marc21" and made.tag[0] in "67"


def _two_fields(made: Made, scripts: Scripts, number: int) -> tuple[Field, Field]:
    others = tuple(
        (part.code, _text(part.other or part.text))
        for part in made.parts
        if part.other or not _LETTER.search(part.text) or (part.code == "f" and _is_name(made, scripts))
    )
    whole = " ".join(text for _, text in others)
    escape, script = next(((one, two) for pattern, one, two in _SCRIPTS if pattern.search(whole)), ("(B", "ba"))
    indicators = made.ind1 + made.ind2
    if scripts.dialect == "marc21":
        main = (("6", f"880-{number:02}"), *_plain(made.parts))
        return Field(made.tag, indicators, main, ""), Field(
            "880", indicators, (("6", f"{made.tag}-{number:02}/{escape}"), *others), ""
        )
    link = f"a{number:02}"
    first = next(
        (two for pattern, _, two in _SCRIPTS if pattern.search(" ".join(part.text for part in made.parts))), "ba"
    )
    main = (("6", link), ("7", first), *_plain(made.parts))
    return Field(made.tag, indicators, main, ""), Field(made.tag, indicators, (("6", link), ("7", script), *others), "")
