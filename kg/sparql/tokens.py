r"""The tokens of a SPARQL text: https://www.w3.org/TR/sparql11-query/#sparqlGrammar, as far as a first look needs.

Strings, IRIs and comments are known as such, so that a word inside them is no keyword. Escapes of code points are
undone first, as the standard (19.2) has it: `\u0053ERVICE` is a keyword.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Token", "tokens", "unescape"]

_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIGHEST = 0x10FFFF
_TOKEN = re.compile(
    r"""(?P<space>[\x20\t\r\n]+)
      | (?P<comment>\#[^\r\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>
            "{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
          | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:\w[\w.-]*+(?<!\.))?+:(?:[\w:%-]|\\.|\.(?=[\w:%.\\-]))*)
      | (?P<run>\w[\w.-]*+)
      | (?P<mark><<|>>|&&|\|\||\^\^|[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What might begin a name and is none is taken whole and then taken apart: to try at each of its letters again whether a
# name begins there would take seconds for `a.a.a.…`.
_IN_RUN = re.compile(r"(?P<word>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<mark>.)")
_UNSEEN = frozenset({"space", "comment"})


class Token(NamedTuple):
    """A piece of the text: its kind (iri, string, language, variable, name, word, number or mark) and itself."""

    kind: str
    text: str


def unescape(text: str) -> str:
    r"""Return the text with its escapes of code points (`\u0041`, `\U00000041`) undone."""
    return _CODE_POINT.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= _HIGHEST else match[0]


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of the text, up to a string that does not end: what follows it is for the parser to refuse."""
    at, text = 0, unescape(text)
    while (match := _TOKEN.match(text, at)) is not None:
        at = match.end()
        kind = match.lastgroup or ""
        if kind in _UNSEEN:
            continue
        if match[0] in {'"', "'"}:
            return
        if kind == "run":
            yield from (Token(part.lastgroup or "", part[0]) for part in _IN_RUN.finditer(match[0]))
        else:
            yield Token(kind, match[0])
