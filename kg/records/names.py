"""People and bodies in one cell of a table: `[清]曹雪芹, 高鹗著；程伟元整理` as names with their roles."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["Name", "is_body", "read_names"]

_GROUPS = re.compile(r"\s*[;；|\n]+\s*")
_OPEN, _CLOSE = "[（(〔【［", "]）)〕】］"
_ADDITION = re.compile(rf"[{re.escape(_OPEN)}]\s*([^{re.escape(_OPEN + _CLOSE)}]{{1,12}}?)\s*[{re.escape(_CLOSE)}]\s*")
_ORIGINAL = re.compile(rf"\s*[{re.escape(_OPEN)}]\s*([A-Za-zÀ-ɏ][^{re.escape(_CLOSE)}]*?)\s*[{re.escape(_CLOSE)}]")
_COMMAS = re.compile(rf"\s*[,，、]\s*(?![^{re.escape(_OPEN)}]*[{re.escape(_CLOSE)}])")
_HAN = "㐀-鿿々〇"
_HAN_NAME = re.compile(rf"[{_HAN}·・．.]{{2,16}}")
_SHORT_NAME = re.compile(rf"[{_HAN}]{{2,4}}")
_ONE_SIGN = re.compile(rf"[{_HAN}](?: [{_HAN}])+")
_BODY = re.compile(
    "(?:大学|学院|学校|中学|小学|委员会|委員會|研究所|研究院|研究室|研究会|出版社|书局|書局|编辑部|編輯部|编写组|編寫組|编委会|編委會"
    "|编辑委员会|学会|學會|协会|協會|公司|集团|图书馆|圖書館|博物馆|博物院|档案馆|中心|教研室|教研组|课题组|杂志社|报社|人民政府|办公室"
    "|工作室|联合会|基金会|总局|管理局|统计局|部队|总社|编纂处|文联|作协|党校)$"
)
_LATIN_BODY = re.compile(
    r"\b(?:university|institute|society|press|committee|association|library|museum|inc|ltd|company)\b", re.IGNORECASE
)
# Role words of one character with which hardly a name ends; others (沈从文, 欧阳修) need a blank before them.
_SAFE = frozenset("著撰编編辑輯译譯校注纂绘繪写寫摄攝")
_NOBODY = frozenset({"佚名", "无名氏", "不详", "未知", "等", "无", "—", "-", "N/A", "本社"})
_LONGEST = 5


class Name(NamedTuple):
    """One person or body: `addition` is a dynasty or country, `original` the name in Latin letters, `role` a word."""

    text: str
    addition: str = ""
    original: str = ""
    role: str = ""
    body: bool = False


def read_names(cell: str, roles: Mapping[str, str]) -> list[Name]:
    """Return the names in a cell, in its order; `roles` has the words that are known as roles."""
    found: list[Name] = []
    for group in _GROUPS.split(cell.strip()):
        text, role = _role(group.strip(), roles)
        found.extend(name for part in _parts(text) if (name := _name(part, role)) is not None)
    return found


def is_body(text: str) -> bool:
    """Say whether a name is that of a body: an institute, a committee, a publisher."""
    return _BODY.search(text) is not None or _LATIN_BODY.search(text) is not None


def _role(group: str, roles: Mapping[str, str]) -> tuple[str, str]:
    """Return the text before the role word at its end, and that word."""
    text = re.sub(rf"[\[(（]?等[\])）]?(?=[{_HAN}]{{0,{_LONGEST}}}$)", "", group) if "等" in group[1:] else group
    for length in range(min(_LONGEST, len(text) - 1), 0, -1):
        word, rest = text[-length:].strip(" []［］"), text[:-length]
        if word in roles and _may_stand_before(rest, word):
            return rest.strip().rstrip(" ,，、[［"), word
    return text, ""


def _may_stand_before(rest: str, word: str) -> bool:
    plain = _ADDITION.sub("", rest).strip()
    if len(word) > 1 or word in _SAFE:
        return len(plain) > 1
    return len(plain) > 1 and (rest[-1:].isspace() or rest[-1:] in _CLOSE)


def _parts(text: str) -> Iterator[str]:
    """Yield the names of a group: commas part Chinese names, not "Hugo, Victor"."""
    parts = [part for part in _COMMAS.split(text) if part]
    if len(parts) > 1 and not all(_HAN_NAME.fullmatch(_bare(part).replace(" ", "")) for part in parts):
        parts = [text]
    for part in parts:
        words = part.split()
        if len(words) > 1 and all(_SHORT_NAME.fullmatch(_bare(word)) for word in words):
            yield from words
        else:
            yield re.sub(r"\s+", "", part) if _ONE_SIGN.fullmatch(part) else part


def _bare(part: str) -> str:
    return _ORIGINAL.sub("", _ADDITION.sub("", part)).strip()


def _name(part: str, role: str) -> Name | None:
    original = _ORIGINAL.search(part) if not part[:1].isascii() or part[:1] in _OPEN else None
    text = part.replace(original[0], "") if original else part
    addition = _ADDITION.match(text) or _ADDITION.search(text)
    text = text.replace(addition[0], "", 1) if addition else text
    text = text.strip(" ,，、:：.。[]［］")
    if not text or text in _NOBODY:
        return None
    return Name(text, addition[1] if addition else "", original[1] if original else "", role, is_body(text))
