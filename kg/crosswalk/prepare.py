"""What is done to a record's fields before the rules see them: fields in other scripts joined, fixed positions aligned.

`format.toml` names the steps in `prepare`; each takes the sources made so far and gives those that the rules run on.
"""

import re
from collections.abc import Callable

from kg.crosswalk.heading_scripts import tag_scripts
from kg.crosswalk.languages import language_tag, two_letter
from kg.crosswalk.scripts import (
    mark_articles,
    name_first,
    promote_main_author,
    rank_creators,
    split_lists,
    tag_han,
    tag_vernacular,
)
from kg.crosswalk.source import Source

__all__ = ["PREPARATIONS", "Prepare"]

Prepare = Callable[[list[Source]], list[Source]]
_LINK = re.compile(r"([0-9A-Za-z]{3})-(\d{2})(?:/([^/]+))?")
# Codes of $6 in MARC 21 (ISO 2022 escapes) to ISO 15924; $1 is East Asian and needs the language.
_SCRIPTS = {"(3": "arab", "(4": "arab", "(B": "latn", "(N": "cyrl", "(Q": "cyrl", "(S": "grek", "(2": "hebr"}
# Numbers of ISO 15924, which $6 may hold too.
_SCRIPTS |= {
    "125": "hebr", "160": "arab", "200": "grek", "215": "latn", "220": "cyrl", "230": "armn",
    "240": "geor", "315": "deva", "325": "beng", "346": "taml", "352": "thai", "410": "hira", "411": "kana",
    "413": "jpan", "430": "ethi", "500": "hani", "501": "hans", "502": "hant",
}  # fmt: skip
_EAST_ASIAN = {"chi": "hani", "kor": "kore", "jpn": "jpan"}
# Script codes of UNIMARC $7.
_UNIMARC_SCRIPTS = {
    "ba": "latn", "ca": "cyrl", "da": "jpan", "db": "hani", "dc": "hira", "ea": "hani", "fa": "arab", "ga": "grek",
    "ha": "hebr", "ia": "thai", "ja": "deva", "ka": "kore", "la": "taml",
}  # fmt: skip
_PINYIN = "zh-latn-pinyin"


def _control(sources: list[Source], tag: str) -> str:
    return next((source.value for source in sources if source.tag == tag), "")


def link_880(sources: list[Source]) -> list[Source]:
    """Join each 880 of MARC 21 to the field that it repeats in another script; one without a partner takes its tag."""
    if not any(source.tag == "880" for source in sources):
        return sources
    code = _control(sources, "008")[35:38]
    partners = {
        (source.tag, link[2]): source
        for source in sources
        if source.tag != "880" and (link := _LINK.match(source.first("6"))) and link[2] != "00"
    }
    kept = []
    for source in sources:
        link = _LINK.match(source.first("6")) if source.tag == "880" else None
        if link is None:
            kept.append(source)
            continue
        source.tag = link[1]
        source.language = _tag_880(source, code, link[3] or "")
        partner = partners.get((link[1], link[2]))
        if partner is not None and partner.other is None:
            partner.other = source
        else:
            kept.append(source)
    return kept


def _tag_880(source: Source, code: str, script_code: str) -> str:
    """Return the language tag of an 880: what $7 says in words, else the record's language and the script of $6."""
    stated = re.match(r"[(\[]bcp47[)\]](.+)", source.first("7"))
    if stated:
        return stated[1].lower()
    if script_code == "$1":
        script = _EAST_ASIAN.get(code, "jpan")
    elif re.fullmatch(r"[A-Za-z]{4}", script_code):
        script = script_code.lower()
    else:
        script = _SCRIPTS.get(script_code, "")
    return language_tag(code, script) if script else ""


def align_006(sources: list[Source]) -> list[Source]:
    """Shift each 006 of MARC 21 to the positions of 008, so that one rule reads both."""
    for source in sources:
        if source.tag == "006":
            source.value = source.value[:1].ljust(18) + source.value[1:]
    return sources


def link_unimarc_scripts(sources: list[Source]) -> list[Source]:
    """Join the fields of UNIMARC that repeat a field in another script: same tag, same link in $6, the script in $7."""
    first: dict[tuple[str, str], Source] = {}
    code = next((source.first("a") for source in sources if source.tag == "101"), "")
    kept = []
    for source in sources:
        link = source.first("6")
        if not link or len(link) < 3 or not source.by.get("7"):
            kept.append(source)
            continue
        key = (source.tag, link[1:3])
        partner = first.setdefault(key, source)
        script = _UNIMARC_SCRIPTS.get(source.first("7")[:2], "")
        if partner is source or partner.other is not None:
            kept.append(source)
        else:
            source.language = language_tag(code, script) if script else ""
            partner.other = source
    return kept


def split_pinyin(sources: list[Source]) -> list[Source]:
    """Take the pinyin of CNMARC out of its field: `$9` after the subfield it reads, or that subfield's capital."""
    for source in sources:
        if source.other is None and source.subfields:
            _split_pinyin(source)
    return sources


def _split_pinyin(source: Source) -> None:
    codes = source.by
    has_capitals = any("A" <= code <= "Z" for code in codes)
    if not has_capitals and not (codes.get("9") and _is_latin(codes["9"])):
        return
    plain: list[tuple[str, str]] = []
    read: list[tuple[str, str]] = []
    for code, text in source.subfields:
        if code == "9" and _is_latin([text]):
            if plain:
                read.append((_read_code(plain), text))
        elif "A" <= code <= "Z":
            read.append((code.lower(), text))
        else:
            plain.append((code, text))
    source.other = source.with_subfields(tuple(read))
    source.other.language = _PINYIN
    again = source.with_subfields(tuple(plain))
    source.subfields, source.by = again.subfields, again.by


def _read_code(plain: list[tuple[str, str]]) -> str:
    """Return the code of the subfield that a `$9` reads: the last one before it that is no control subfield."""
    return next((code for code, _ in reversed(plain) if code.isalpha()), plain[-1][0])


def _is_latin(texts: list[str]) -> bool:
    return all(any(char.isascii() and char.isalpha() for char in text) and not _has_han(text) for text in texts)


def _has_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in text)


# Fields of a record embedded in a UNIMARC linking field, as subfields of the plain technique.
_EMBEDDED = {
    "001": {"": "0"}, "003": {"": "3"}, "010": {"a": "y"}, "011": {"a": "x"}, "013": {"a": "m"}, "040": {"a": "z"},
    "200": {"a": "t", "d": "l", "e": "o", "v": "v", "h": "h", "i": "i", "f": "f", "g": "g"}, "205": {"a": "e"},
    "210": {"a": "c", "c": "n", "d": "d"}, "214": {"a": "c", "c": "n", "d": "d"}, "215": {"a": "p"},
    "225": {"a": "s", "v": "v"}, "500": {"a": "t"}, "510": {"a": "l"}, "856": {"u": "u"},
}  # fmt: skip


_NAME_AND_TITLE = frozenset({"576", "577", "604"})
# A tag with its indicators, or a control field; anything else in $1 is a number of the library's own.
_FIELD_HEAD = re.compile(r"00[1-9].*|(?!000)\d{3}.{0,2}")


def unfold_embedded(sources: list[Source]) -> list[Source]:
    """Rewrite 4XX (and 604) fields that embed whole fields (`$12001 $aTitle`) in the plain technique (`$tTitle`)."""
    for source in sources:
        if (source.tag[:1] == "4" or source.tag in _NAME_AND_TITLE) and _FIELD_HEAD.fullmatch(source.first("1")):
            unfolded = source.with_subfields(tuple(_unfolded(source.subfields)))
            source.subfields, source.by = unfolded.subfields, unfolded.by
    return sources


def _unfolded(subfields: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    tag = ""
    for code, text in subfields:
        if code == "1":
            tag = text[:3]
            if tag < "010" and text[3:].strip():
                made.append((_EMBEDDED.get(tag, {}).get("", "0"), text[3:].strip()))
        elif not tag:
            made.append((code, text))
        elif tag[:1] == "7" and code in "ab":
            made.append(("a", text))
        else:
            # What has no place in the plain form keeps its own: no rule reads it, but it is counted as such.
            plain = _EMBEDDED.get(tag, {}).get(code, "")
            is_second = tag == "500" and any(pair[0] == "t" for pair in made)
            made.append((f"{tag}${code}" if is_second or not plain else plain, text))
    return made


def tag_languages(sources: list[Source]) -> list[Source]:
    """Tag the literals of a Dublin Core element with its xml:lang."""
    for source in sources:
        stated = source.first("lang")
        if stated:
            source.language = (
                two_letter(stated.lower()) if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", stated) else ""
            )
    return sources


PREPARATIONS: dict[str, Prepare] = {
    "link_880": link_880,
    "align_006": align_006,
    "link_unimarc_scripts": link_unimarc_scripts,
    "split_pinyin": split_pinyin,
    "unfold_embedded": unfold_embedded,
    "tag_languages": tag_languages,
    "mark_articles": mark_articles,
    "tag_han": tag_han,
    "tag_vernacular": tag_vernacular,
    "tag_scripts": tag_scripts,
    "rank_creators": rank_creators,
    "split_lists": split_lists,
    "name_first": name_first,
    "promote_main_author": promote_main_author,
}
