"""Statements of holdings as tokens: numbers, captions, months and signs, whatever the language and the width."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from kg.holdings.words import BEFORE, CAPTIONS, DROPPED, LACK, MONTHS, ONWARD, PARTIAL, SERIES, TO, UNITS
from kg.text import publication_year

__all__ = ["Token", "is_year", "tokens_of"]

NUMBER, CAPTION, MONTH, SIGN, LACKS, SOME, GOES_ON, UNTIL, AGAIN, UNIT, IGNORED, UNKNOWN = (
    "number", "caption", "month", "sign", "lacks", "some", "goes on", "until", "series", "unit", "ignored", "unknown",
)  # fmt: skip

_DASHES = str.maketrans(
    dict.fromkeys("–—−‒―~〜∼‐‑→", "-")
    | dict.fromkeys("、﹑․", ",")
    | dict.fromkeys("【〔", "[")
    | dict.fromkeys("】〕", "]")
    | {"《": "<", "》": ">", "〈": "<", "〉": ">", "。": ";", "’": "'"}
)
_HAN_DIGITS = ("〇零", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_HAN_DIGIT = {sign: number for number, signs in enumerate(_HAN_DIGITS) for sign in signs}
_NUMERAL = "〇零一二三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖"
_AFTER = "卷巻册冊辑輯集期号號年月日部"
_HAN_NUMBER = re.compile(rf"(?:(?<=第)|(?<=卷)|(?<=期)|(?<=总))[{_NUMERAL}]+|[{_NUMERAL}]+(?=\s*[{_AFTER}])")
_ERA = re.compile(r"(?:民国|民國|昭和|大正|明治|平成|令和|光绪|光緒|宣统|宣統|同治|康德)\s*(?:\d+|元)\s*年?")
_COPIES = re.compile(r"\b(?:c|cop|copy|copies)\b\.?\s*\d+(?:\s*[-,&]\s*\d+)*\b", re.IGNORECASE)
_SHORT_SERIES = re.compile(r"\bn\.\s*([sf])\.(?=\W|$)", re.IGNORECASE)
_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_HAN_WORDS = sorted(
    (word for table in (CAPTIONS, MONTHS, LACK, PARTIAL, ONWARD, BEFORE, TO, SERIES, UNITS, DROPPED) for word in table
     if any("㐀" <= sign <= "鿿" for sign in word)),
    key=len, reverse=True,
)  # fmt: skip
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<number>\d+)|(?P<han>{'|'.join(map(re.escape, _HAN_WORDS))})"
    r"|(?P<word>[^\W\d_㐀-鿿]+(?:'[^\W\d_]+)?)|(?P<sign>.)",
    re.DOTALL,
)
_FIRST_YEAR, _LAST_YEAR = 1400, 2100


class Token(NamedTuple):
    """One token: what it is, the level of a caption or the value of a number, and whether a blank stands before it."""

    kind: str
    text: str
    value: int = 0
    level: str = ""
    spaced: bool = False


def is_year(token: Token) -> bool:
    """Return whether a number may be a year."""
    return token.kind == NUMBER and len(token.text) == 4 and _FIRST_YEAR <= token.value <= _LAST_YEAR


def tokens_of(statement: str) -> list[Token]:
    """Return the tokens of a statement, those that say nothing left out."""
    return list(_joined(_raw(_plain(statement))))


def _plain(statement: str) -> str:
    """Return a statement with one kind of digits, dashes and commas, eras as years, and copies left out."""
    text = unicodedata.normalize("NFKC", statement).translate(_DASHES).split("***")[0]
    text = text.replace("°", "o ").replace("创刊号", "第1期").replace("創刊號", "第1期").replace("[L=", " lacks [")
    text = _ERA.sub(_era, text)
    text = _HAN_NUMBER.sub(lambda found: str(_han_number(found[0])), text)
    text = _SHORT_SERIES.sub(r"n\1 ", text)
    text = _COPIES.sub("", text).replace("//", " ")
    text = re.sub(r"\*[A-Z]=\d+", "", text)
    text = re.sub(r"(?i)\b(?:never|not)\s+(?:yet\s+)?(?:received|held|owned|in library)\b", " missing ", text)
    text = re.sub(r"(?<=\d)\s*\+\s*(?=$|[,;)])", "-", text)
    return text.replace("&", ",").replace("->", "-").replace(">>", "-")


def _era(found: re.Match[str]) -> str:
    year = publication_year(found[0])
    return f" {year}年" if year else found[0]


def _han_number(text: str) -> int:
    if not set(text) & set("十百千廿卅"):
        return int("".join(str(_HAN_DIGIT[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(sign)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        elif sign in "廿卅":
            total, digit = total + (20 if sign == "廿" else 30), 0
        else:
            digit = _HAN_DIGIT[sign]
    return total + digit


def _raw(text: str) -> Iterator[Token]:
    spaced = False
    for found in _TOKEN.finditer(text):
        kind, value = found.lastgroup or "", found[0]
        if kind == "space":
            spaced = True
            continue
        if kind == "number":
            yield Token(NUMBER, value, int(value) if len(value) < 10 else 0, "", spaced)
        elif kind == "sign":
            yield Token(SIGN, value, 0, "", spaced)
        else:
            yield _word(value, spaced=spaced)
        spaced = False


def _word(text: str, *, spaced: bool) -> Token:
    word = text.casefold()
    if word in LACK:
        return Token(LACKS, text, 0, "", spaced)
    if word in MONTHS:
        return Token(MONTH, text, MONTHS[word], "", spaced)
    if word in CAPTIONS:
        return Token(CAPTION, text, 0, CAPTIONS[word], spaced)
    for table, kind in ((PARTIAL, SOME), (ONWARD, GOES_ON), (TO, UNTIL), (BEFORE, UNTIL), (SERIES, AGAIN)):
        if word in table:
            return Token(kind, text, 0, "", spaced)
    if word in UNITS:
        return Token(UNIT, text, 0, UNITS[word], spaced)
    return Token(IGNORED if word in DROPPED else UNKNOWN, text, 0, "", spaced)


def _joined(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield tokens without the full stops of abbreviations; what is Roman after a caption becomes a number."""
    before: Token | None = None
    may_be_roman = False
    for token in tokens:
        if token.text == "." and before is not None and before.kind not in {NUMBER, SIGN}:
            continue
        if token.kind in {UNKNOWN, CAPTION, IGNORED} and (
            may_be_roman or (before is not None and before.kind == CAPTION)
        ):
            value = _roman(token.text)
            if value:
                token = Token(NUMBER, str(value), value, "", token.spaced)  # noqa: PLW2901 - what the word means here
                may_be_roman = True
        elif token.kind != SIGN:
            may_be_roman = False
        before = token
        yield token


def _roman(text: str) -> int:
    if not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUE[sign] for sign in text.casefold()]
    following = [*values[1:], 0]
    return sum(-one if one < other else one for one, other in zip(values, following, strict=True))
