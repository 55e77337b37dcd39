"""Preparations of text and names: articles between control characters, the language tag of Chinese, who comes first."""

import re

from kg.crosswalk.languages import language_tag
from kg.crosswalk.source import Source

__all__ = [
    "mark_articles",
    "name_first",
    "promote_main_author",
    "rank_creators",
    "split_lists",
    "tag_han",
    "tag_vernacular",
]

# Marks round an article that does not sort: U+0098 and U+009C of ISO 6630, U+0088 and U+0089 in older data.
_ARTICLE = re.compile("[\x88\x98]([^\x89\x9c]*)[\x89\x9c]")
_MARKS = re.compile("[\x88\x89\x98\x9c]")
# An article only: `<<` also stands for the marks round a title.
_BRACKETS = re.compile("^<<([A-Za-zÀ-ɏ]{1,6}[ '’]?)>>")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_EAST_ASIAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_OF_HAN = {"jpn": language_tag("jpn", "jpan"), "kor": language_tag("kor", "kore")}
# Fields of text; in the others (0XX, 1XX, 9XX) numbers and codes stand.
_TEXT = frozenset("234567")
# Where libraries and repositories write several values as one text: Dublin Core elements, fields of CNMARC.
_LISTS = dict.fromkeys(("subject", "coverage", "spatial", "temporal", "creator", "contributor", "type"), "_")
_LISTS |= dict.fromkeys(("606", "610", "690", "692", "694"), "a")
_LIST_MARK = re.compile("[;；]")
_SUBDIVISIONS = frozenset("xyzj")
_MAIN = frozenset({"700", "710", "720"})
_EQUAL = frozenset({"701", "711", "721"})


def mark_articles(sources: list[Source]) -> list[Source]:
    """Take non-sorting marks out of the text; a field that began with an article says its length in `${nonsort}`."""
    for source in sources:
        if any("<<" in text for _, text in source.subfields):
            _replace_brackets(source)
        if any(_MARKS.search(text) for _, text in source.subfields):
            _mark_articles(source)
    return sources


def _replace_brackets(source: Source) -> None:
    """Write the marks that some systems have for them, `<<The >>sweetest fig`, as the standard's own."""
    pairs = tuple((code, _BRACKETS.sub("\x98\\1\x9c", text)) for code, text in source.subfields)
    again = source.with_subfields(pairs)
    source.subfields, source.by = again.subfields, again.by


def _mark_articles(source: Source) -> None:
    article = _ARTICLE.match(source.first("a") or source.first("t"))
    pairs = [(code, _MARKS.sub("", text)) for code, text in source.subfields]
    if article:
        pairs.append(("nonsort", str(len(article[1]))))
    again = source.with_subfields(tuple(pairs))
    source.subfields, source.by = again.subfields, again.by


def tag_han(sources: list[Source]) -> list[Source]:
    """Tag the text fields that hold Han characters with `zh-hani`; kana make them Japanese, hangul Korean."""
    for source in sources:
        if not source.language and source.tag[:1] in _TEXT:
            source.language = _language_of("".join(text for _, text in source.subfields))
    return sources


def _language_of(text: str) -> str:
    if _KANA.search(text):
        return language_tag("jpn", "jpan")
    if _HANGUL.search(text):
        return language_tag("kor", "kore")
    return language_tag("chi", "hani") if _HAN.search(text) else ""


def tag_vernacular(sources: list[Source]) -> list[Source]:
    """Tag the fields of MARC 21 that hold East Asian characters without an 880: by their script and 008's language.

    A record that says nothing of its language is left as it is.
    """
    stated = ""
    for source in sources:
        if source.tag == "008":
            stated = source.value[35:38]
        elif stated.strip() and not source.language and source.tag >= "100" and _is_east_asian(source):
            text = "".join(text for _, text in source.subfields)
            plain = _language_of(text)
            source.language = _OF_HAN.get(stated, plain) if plain.startswith("zh") else plain
    return sources


def _is_east_asian(source: Source) -> bool:
    return any(not text.isascii() and _EAST_ASIAN.search(text) for _, text in source.subfields)


def name_first(sources: list[Source]) -> list[Source]:
    """Put the name before its additions (`$c(唐)$a杜甫`), so that habits of order make no difference."""
    for source in sources:
        if source.tag[:1] == "7" and source.subfields and source.subfields[0][0] != "a" and "a" in source.by:
            at = next(number for number, (code, _) in enumerate(source.subfields) if code == "a")
            again = source.with_subfields((source.subfields[at], *source.subfields[:at], *source.subfields[at + 1 :]))
            source.subfields, source.by = again.subfields, again.by
    return sources


def promote_main_author(sources: list[Source]) -> list[Source]:
    """Make the first of several equal authors the main one: 701 without 700 is what Chinese libraries write.

    Where several fields say that they are the main one, the first of them is.
    """
    mains = [source for source in sources if source.tag in _MAIN]
    if mains:
        for source in mains[1:]:
            _retag(source, "1")
        return sources
    first = min((source for source in sources if source.tag in _EQUAL), key=lambda source: source.tag, default=None)
    if first is not None:
        _retag(first, "0")
    return sources


def _retag(source: Source, last: str) -> None:
    """Give a name another place among the names; `${stood}` is the tag that it had."""
    again = source.with_subfields((*source.subfields, ("stood", source.tag)))
    source.subfields, source.by = again.subfields, again.by
    source.tag = source.tag[:2] + last


def split_lists(sources: list[Source]) -> list[Source]:
    """Make a field of each text that semicolons part; a heading with subdivisions, or read in pinyin, stays whole."""
    made: list[Source] = []
    for source in sources:
        code = _LISTS.get(source.tag, "")
        parts = [part.strip() for part in _LIST_MARK.split(source.first(code))] if code else []
        is_whole = source.other is not None or not _SUBDIVISIONS.isdisjoint(source.by)
        if len(parts) < 2 or is_whole or len(source.by[code]) > 1:
            made.append(source)
            continue
        rest = tuple(pair for pair in source.subfields if pair[0] != code)
        made.extend(source.with_subfields(((code, part), *rest)) for part in parts if part)
    return made


def rank_creators(sources: list[Source]) -> list[Source]:
    """Call the second and further creators of Dublin Core `coCreator`; drop a contributor who is a creator already."""
    creators = [source for source in sources if source.tag == "creator"]
    names = {source.first("_") for source in creators}
    for source in creators[1:]:
        source.tag = "coCreator"
    return [source for source in sources if source.tag != "contributor" or source.first("_") not in names]
