"""Texts in their scripts: the original before its romanisation, each with the language tag that a page needs."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.bibframe.things import Text, Title

__all__ = ["Phrase", "arrange", "heading", "phrase", "title_phrases", "typeset"]

_NOT_WORD = re.compile(r"[\W_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_HEBREW = re.compile(r"[\u0590-\u05ff]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{2}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]{2}")
# The script gives a language only where one language alone is written in it, or nearly so.
_TAGS = (
    (_KANA, "ja"),
    (_HANGUL, "ko"),
    (_HAN, "zh"),
    (_HEBREW, "he"),
    (_ARABIC, "und-Arab"),
    (_CYRILLIC, "und-Cyrl"),
    (_GREEK, "el"),
)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NARROW_STOP = re.compile(r"(?<=[\u3400-\u9fff）》”])\s?([:,;])\s+|\s?([:,;])\s+(?=[\u3400-\u9fff（《“])")
_WIDE_STOPS = {":": "：", ",": "，", ";": "；"}
_OTHER_SCRIPT = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u02b0-\u036f\u1e00-\u1eff]")


class Phrase(NamedTuple):
    """A text with its language tag, "" where the page's own language will do."""

    text: str
    lang: str = ""

    @property
    def is_latin(self) -> bool:
        """Tell whether it is written in the Latin script."""
        return _OTHER_SCRIPT.search(self.text) is None

    @property
    def direction(self) -> str:
        """Return rtl for a text that is written from right to left, "" for any other."""
        first = next((sign for sign in self.text if sign.isalpha()), "")
        return "rtl" if _RIGHT_TO_LEFT.match(first) else ""


def phrase(text: str, language: str = "") -> Phrase:
    """Return the text with its tag, which its script gives where nobody said it."""
    if language:
        return Phrase(text, language)
    for pattern, tag in _TAGS:
        if pattern.search(text):
            return Phrase(text, tag)
    return Phrase(text)


def typeset(entry: Phrase) -> Phrase:
    """Return the text with the full-width stops of Chinese and Japanese where it is written in Han characters."""
    if _HAN.search(entry.text) is None:
        return entry
    return entry._replace(text=_NARROW_STOP.sub(lambda found: _WIDE_STOPS[found[1] or found[2]], entry.text))


def arrange(texts: Iterable[Text]) -> tuple[Phrase, ...]:
    """Return the texts, each once, those in other scripts than Latin first: they are the original.

    Texts that differ only in case, blanks and punctuation are one: two habits of writing the same pinyin.
    """
    once: dict[str, Phrase] = {}
    for text in texts:
        if text.value:
            once.setdefault(_NOT_WORD.sub("", text.value).casefold() or text.value, phrase(text.value, text.language))
    return tuple(sorted(once.values(), key=lambda entry: entry.is_latin))


def heading(titles: Sequence[Title]) -> tuple[Phrase, ...]:
    """Return the title proper in each script; an empty tuple when there is none."""
    proper = [title for title in titles if title.kind == "Title"] or list(titles)
    return title_phrases(proper[0]) if proper else ()


def title_phrases(title: Title) -> tuple[Phrase, ...]:
    """Return one title in each script, with its subtitle and part, punctuated as its script does."""
    return arrange(_whole(title, place) for place in range(len(title.main)))


def _whole(title: Title, place: int) -> Text:
    main = title.main[place]
    wide = _HAN.search(main.value) is not None
    pieces = [main.value]
    for texts, separator in (
        (title.subtitle, "：" if wide else " : "),
        (title.part_number, "　" if wide else ". "),
        (title.part_name, "　" if wide else ". "),
    ):
        piece = _same_script(texts, main, place)
        if piece:
            pieces += [separator, piece]
    return Text("".join(pieces), main.language)


def _same_script(texts: Sequence[Text], main: Text, place: int) -> str:
    """Return the text that goes with `main`: same tag, else same place in the same script."""
    for text in texts:
        if main.language and text.language == main.language:
            return text.value
    if place < len(texts) and phrase(texts[place].value).is_latin == phrase(main.value).is_latin:
        return texts[place].value
    return ""
