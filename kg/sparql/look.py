"""The first look at a stranger's text, before any parser sees it: what it asks for, and whether it is refused outright.

This look gives a clear answer early; it is not the wall. The wall is the worker process without network, with little
memory and a deadline (`kg/sparql/confine.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from kg.sparql.limits import Limits, QueryError
from kg.sparql.tokens import Token, tokens

__all__ = ["Look", "look_at"]

_QUERIES = {"SELECT": "rows", "ASK": "rows", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_OPENING, _CLOSING = frozenset({"{", "(", "[", "<<"}), frozenset({"}", ")", "]", ">>"})
# Operators that stand before what they change, and so nest as brackets do.
_PREFIXING = frozenset({"!", "-", "+", "^"})


class Look(NamedTuple):
    """What was seen: whether the answer has rows or a graph, whether the text names its dataset, whether it repeats.

    `kind` is "rows" (SELECT, ASK), "graph" (CONSTRUCT, DESCRIBE), or "" for what the parser will refuse.
    """

    kind: str
    names_dataset: bool
    is_repeatable: bool


def look_at(text: str, limits: Limits) -> Look:
    """Return what the text asks for; raise QueryError for an update, for SERVICE, and for what is over a limit."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.text_bytes:
        raise QueryError(
            "length", f"The query has {size:,} bytes; the limit is {limits.text_bytes:,}. Ask for less at a time."
        )
    if not text.strip():
        raise QueryError("empty", "There is no query: give one as the parameter `query`.")
    if any(ord(character) < 32 and character not in "\t\r\n\f" for character in text) or not _is_unicode(text):
        raise QueryError("characters", "The query has NUL or another control character, or is not UTF-8.")
    found = list(tokens(text))
    _refuse_nesting(found, limits.nesting)
    words = [token.text.upper() for token in found if token.kind == "word"]
    kind = _kind(words)
    if "SERVICE" in words or _is_service_hidden(found):
        raise QueryError(
            "service", "SERVICE is not allowed: this endpoint asks no other. Ask the other endpoint yourself."
        )
    if words.count("OPTIONAL") > limits.optionals:
        raise QueryError(
            "optionals",
            f"The query has {words.count('OPTIONAL')} OPTIONALs; the limit is {limits.optionals}. Ask in parts.",
        )
    return Look(kind, "FROM" in words, not _CHANGING.intersection(words))


def _is_service_hidden(found: Sequence[Token]) -> bool:
    """Tell whether `SERVICE:x` stands there without a prefix of that name: Oxigraph then reads the keyword and `:x`."""
    places = [
        at for at, token in enumerate(found) if token.kind == "name" and token.text.upper().startswith("SERVICE:")
    ]
    return bool(places) and not (places[0] > 0 and found[places[0] - 1].text.upper() == "PREFIX")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(words: Sequence[str]) -> str:
    for word in words:
        if word in _QUERIES:
            return _QUERIES[word]
        if word in _UPDATES:
            raise QueryError(
                "update", f"{word} would change the catalogue: this endpoint answers SELECT, ASK, CONSTRUCT, DESCRIBE."
            )
        if word not in _PROLOGUE:
            break
    return ""


def _refuse_nesting(found: Sequence[Token], limit: int) -> None:
    depth = run = deepest = 0
    for token in found:
        run = run + 1 if token.text in _PREFIXING else 0
        if token.kind == "mark":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        deepest = max(deepest, depth + run)
    if deepest > limit:
        raise QueryError(
            "nesting", f"The query nests {deepest:,} levels deep; the limit is {limit}. Write it with fewer brackets."
        )
