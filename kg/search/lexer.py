"""Cuts what a reader typed into clauses: plain words, "phrases", identifiers, each with the field that it asks for."""

import re
from dataclasses import dataclass

from kg.search.fields import IDENTIFIER_PREFIXES, Group, group_of_prefix
from kg.search.identifiers import find_isbns, identifier_token, is_issn

__all__ = ["LONGEST_QUESTION", "Clause", "clauses"]

LONGEST_QUESTION = 1000

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|『([^』]*)』|《([^》]*)》|〈([^〉]*)〉')
_PREFIX = re.compile(r"(?<![^\s\"”」』》()（）])([^\W\d_]{2,10})[:：]\s*")
_OPERATORS = re.compile(r"(?<=\s)AND(?=\s)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a question: `kind` is words, phrase or identifier; `group` None asks everywhere."""

    kind: str
    text: str
    group: Group | None = None


def clauses(question: str) -> list[Clause]:
    """Return the clauses of a question; a prefix such as `title:` or 作者: holds until the next one.

    Anything goes: an unbalanced quotation mark, a lonely operator or a control character is no more than a space.
    """
    text = _OPERATORS.sub(" ", re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", question[:LONGEST_QUESTION]))
    found: list[Clause] = []
    group: Group | None = None
    for prefix, part in _by_prefix(text):
        if prefix.casefold() in IDENTIFIER_PREFIXES:
            found.extend(_identifier(part))
        else:
            group = group_of_prefix(prefix) if prefix else group
            found.extend(_clauses_of(part, group))
    return found


def _by_prefix(text: str) -> list[tuple[str, str]]:
    """Return the parts of the text, each with the known prefix that stands before it; an unknown one is a word."""
    marks = [match for match in _PREFIX.finditer(text) if _is_known(match[1])]
    starts = [match.start() for match in marks] + [len(text)]
    parts = [(match[1], text[match.end() : end]) for match, end in zip(marks, starts[1:], strict=True)]
    return [("", text[: starts[0]]), *parts]


def _is_known(prefix: str) -> bool:
    return prefix.casefold() in IDENTIFIER_PREFIXES or group_of_prefix(prefix) is not None


def _clauses_of(text: str, group: Group | None) -> list[Clause]:
    found: list[Clause] = []
    at = 0
    for match in _QUOTED.finditer(text):
        found.extend(_plain(text[at : match.start()], group))
        phrase = next(part for part in match.groups() if part is not None)
        found.append(Clause("phrase", phrase, group))
        at = match.end()
    return [clause for clause in (*found, *_plain(text[at:], group)) if clause.text.strip()]


def _plain(text: str, group: Group | None) -> list[Clause]:
    found: list[Clause] = []
    at = 0
    for start, end, token in find_isbns(text):
        found += [Clause("words", text[at:start], group), Clause("identifier", token)]
        at = end
    rest = text[at:]
    issns = [word for word in rest.split() if is_issn(word)]
    others = " ".join(word for word in rest.split() if word not in issns)
    return [*found, Clause("words", others, group), *(Clause("identifier", identifier_token(word)) for word in issns)]


def _identifier(text: str) -> list[Clause]:
    """Return what stands behind `isbn:`: one number, or its first word as number and the rest as words."""
    whole = find_isbns(text)
    if whole:
        return _plain(text, None)
    first, _, rest = text.strip().partition(" ")
    token = identifier_token(first.strip('"“”'))
    return [*([Clause("identifier", token)] if token else []), *_clauses_of(rest, None)]
