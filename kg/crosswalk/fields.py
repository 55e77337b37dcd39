"""Value functions of a whole field: what needs several subfields together or their order."""

import re
from collections.abc import Callable

from kg.crosswalk.isbd import trim_isbd
from kg.crosswalk.source import Source

__all__ = ["field_key", "name_label", "own_text", "role_words", "statement"]

FieldFunction = Callable[[Source], list[str]]
_ROLE_BREAK = re.compile(r",| and\b|&")
_PARENTHESES = re.compile(r"^\((.*)\)$")


def field_key(field: Source) -> list[str]:
    """Return the field as one text: tag, indicators, and each subfield with its code after a dollar sign."""
    return [field.tag + field.ind1 + field.ind2 + "".join(f"${code}{text}" for code, text in field.subfields)]


def own_text(field: Source) -> list[str]:
    """Return the texts of all subfields but the control subfields, joined by blanks."""
    texts = [text for code, text in field.subfields if code.isalpha()]
    return [" ".join(texts)] if texts else []


def name_label(codes: str, before: str = "") -> FieldFunction:
    """Return a function that joins a heading's subfields `codes`, in order, up to the first of `before`."""
    wanted, stop = frozenset(codes), frozenset(before)

    def label(field: Source) -> list[str]:
        parts: list[str] = []
        for code, text in field.subfields:
            if code in stop:
                break
            if code in wanted:
                parts.append(text)
        joined = trim_isbd(" ".join(parts)) if parts else ""
        return [joined] if joined else []

    return label


def role_words(codes: str = "e") -> FieldFunction:
    """Return a function that gives the words for roles in subfields `codes`, each word alone, without punctuation."""

    def words(field: Source) -> list[str]:
        found = []
        for code in codes:
            for text in field.by.get(code, ()):
                found += [word for part in _ROLE_BREAK.split(text) if (word := trim_isbd(part))]
        return found

    return words


def statement(places: str = "ae", agents: str = "bf", dates: str = "cg") -> FieldFunction:
    """Return a function that writes a publication statement with ISBD punctuation: `London: Heinemann, 1954`."""
    known = frozenset(places + agents + dates)

    def write(field: Source) -> list[str]:
        parts = [(code, trim_isbd(text)) for code, text in field.subfields if code in known]
        parts = [(code, text) for code, text in parts if text]
        if not parts:
            return []
        written = parts[0][1]
        for (previous, _), (code, text) in zip(parts, parts[1:], strict=False):
            written += _separator(previous, code) + text
        return [written]

    def _separator(previous: str, code: str) -> str:
        if code in dates:
            return ", "
        if code in agents:
            return ": " if previous in places else " : "
        return " ; "

    return write
