"""ISBD punctuation: the marks at the end of a subfield that only separate it from the next one are taken off."""

from functools import lru_cache

__all__ = ["balance_brackets", "trim_isbd"]

_END = ".:;,/="
_LEAD = ";= "
_SENTENCE = ".?!"
# A full stop that belongs to the word before it.
_ABBREVIATIONS = ("arr.", "ed.", "etc.", "ft.", "ill.", "p.", "s.n.", "s.l.")
_PAIRS = (("(", ")"), ("{", "}"))
# Direction marks that stand at the ends of subfields in right-to-left scripts and hide the punctuation.
_MARKS = "\u200e\u200f\u202a\u202b\u202c"


@lru_cache(maxsize=16384)
def trim_isbd(text: str, end: str = _END) -> str:
    """Return a text without the marks of `end` at its end and without half a pair of brackets or quotes."""
    text = text.strip()
    while text:
        shorter = _step(text, end)
        if shorter == text:
            break
        text = shorter
    return balance_brackets(text)


def _step(text: str, end: str) -> str:
    last = text[-1]
    if text[0] in _LEAD:
        return text[1:].strip()
    if last in _MARKS and text.rstrip(_MARKS + " ")[-1:] in end:
        return text.rstrip(_MARKS + " ")
    unpaired = _without_half_pair(text)
    if unpaired != text:
        return unpaired
    if last == "." and "." in end:
        return text if _keeps_full_stop(text) else text[:-1].strip()
    return text[:-1].strip() if last in end else text


def _without_half_pair(text: str) -> str:
    for opening, closing in _PAIRS:
        if opening in text and closing not in text.split(opening, 1)[1]:
            return text.replace(opening, "", 1).strip()
        if closing in text and opening not in text.split(closing, 1)[0]:
            return text.replace(closing, "", 1).strip()
    return text.replace('"', "", 1).strip() if text.count('"') == 1 else text


def _keeps_full_stop(text: str) -> bool:
    """Return whether the last full stop belongs to an initial, to an abbreviation or to one of several sentences."""
    if len(text) >= 2 and _is_initial(text[:-1]):
        return True
    if _has_initial(text[:-1]):
        return False
    if text.rsplit(" ", 1)[-1] in _ABBREVIATIONS:
        return True
    return any(mark in text[:-1] for mark in _SENTENCE)


def _is_initial(text: str) -> bool:
    """Return whether a text ends in a capital letter that stands alone, as in `Aldridge, Andrew J`."""
    return "A" <= text[-1] <= "Z" and (len(text) == 1 or text[-2] in " .")


def _has_initial(text: str) -> bool:
    while text:
        if _is_initial(text):
            return True
        if "." not in text:
            return False
        text = text.rsplit(".", 1)[0]
    return False


def balance_brackets(text: str) -> str:
    """Return a text in which a square bracket that was opened is closed, and the other way round."""
    if "[" in text and "]" not in text.split("[", 1)[1]:
        return text + "]"
    if "]" in text and "[" not in text.split("]", 1)[0]:
        return "[" + text
    return text
