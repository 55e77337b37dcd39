"""Reads a statement of holdings, in whatever language and habit, into spans, or says why it cannot."""

import re
from typing import NamedTuple

from kg.holdings.draft import spans_of
from kg.holdings.model import HELD, MISSING, NOWHERE, Span
from kg.holdings.position import CHRONOLOGY, Dash, Position, UnreadError
from kg.holdings.tokens import (
    AGAIN,
    CAPTION,
    GOES_ON,
    IGNORED,
    LACKS,
    MONTH,
    NUMBER,
    SIGN,
    SOME,
    UNIT,
    UNKNOWN,
    UNTIL,
    Token,
    is_year,
    tokens_of,
)
from kg.holdings.words import OPENERS

__all__ = ["NOTE", "Reading", "read_statement"]

NOTE = "note"
"""The reason of what is no statement of extent at all, but words about the publication or the library."""

_NOTE = re.compile(
    r"^\W*(?:continue[sd]|continuation|superseded?|absorbed|merged|formed|filmed with|issued with|bound with|split"
    r"|fortsetzung|forts\.|vorg\.|suite de|devient|继承|改名|citation at|shelved|see\b|ask\b|current issues? (?:in|on)"
    r"|latest issues?|designator|electronic (?:format|access)|print subscription|princeton copy|positive service"
    r"|index on shelf|catalog(?:ue)?$|also available|available (?:at|in)|holdings:?$|unbound issues)",
    re.IGNORECASE,
)
_NEW_SERIES = frozenset({"new", "ns", "nf", "nouv", "nouvelle", "neue", "nova", "nuova", "nueva", "ny"})
_SILENT = frozenset("[?#*'\"+…!|")
_CLAUSE = re.compile(r"\s*;\s+|\s*[.]\s+(?=[A-Z])|,\s+(?=[^\W\d]{4,}\s)")
_LONGEST = 20_000


class Reading(NamedTuple):
    """What was read of a statement: its spans, or why there are none (`note`, `word: …`, `no numbers`, …)."""

    spans: tuple[Span, ...] = ()
    failure: str = ""


def read_statement(statement: str, within: Span | None = None) -> Reading:
    """Return the spans that a statement names; `within` is what a remark on it is about, such as its volume."""
    text = statement.strip()
    if not text:
        return Reading((), "empty")
    if _NOTE.match(text):
        return Reading((), NOTE)
    if len(text) > _LONGEST:
        return Reading((), "too long")
    reading = _read(text, within)
    if reading.failure.startswith("word: "):
        # Words without any number beside a statement are a remark on it.
        clauses = [clause for clause in _CLAUSE.split(text) if any(sign.isdigit() for sign in clause)]
        without = "; ".join(clauses)
        again = _read(without, within) if len(without) < len(text) and clauses else reading
        return again if again.spans else reading
    return reading


def _read(text: str, within: Span | None) -> Reading:
    try:
        spans = _Reader(tokens_of(text), within).read()
    except UnreadError as error:
        return Reading((), str(error))
    return Reading(tuple(spans)) if spans else Reading((), "no numbers")


class _Reader(Position):
    """Reads the tokens of a statement one after the other."""

    # The tokens, one after the other

    def read(self) -> list[Span]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            self._take(token)
        self._end_dash()
        if self._opens and len(self.drafts) == 1 and not self.drafts[0].is_range:
            self.drafts[0].goes_on = True
        spans = spans_of(self.drafts)
        if spans is None:
            raise UnreadError("numbers run backwards")
        if self._lacks_something:
            spans.append(Span(NOWHERE, NOWHERE, MISSING, certain=False))
        if self._all_doubtful:
            spans = [_doubtful(span) for span in spans]
        return spans

    def _take(self, token: Token) -> None:
        if token.kind == NUMBER:
            self._number(token)
        elif token.kind == CAPTION:
            self._take_caption(token)
        elif token.kind == MONTH:
            self._month(token)
        elif token.kind == SIGN:
            self._sign(token)
        elif token.kind == LACKS:
            self._lack()
        elif token.kind == UNKNOWN:
            raise UnreadError(f"word: {token.text}")
        else:
            self._word(token)

    def _word(self, token: Token) -> None:
        if token.kind == SOME:
            self._partial()
        elif token.kind == GOES_ON:
            self._dash = None
            if self.drafts:
                self.drafts[-1].goes_on = True
        elif token.kind == UNTIL:
            following = self._next()
            if following is not None and following.kind in {NUMBER, CAPTION, MONTH, IGNORED, GOES_ON}:
                self._dash = Dash(spaced=False)
        elif token.kind == AGAIN:
            self._again(token)
        elif token.kind == UNIT:
            self._other_unit(token)
        elif token.text.casefold() in OPENERS:
            self._opens = True

    def _take_caption(self, token: Token) -> None:
        following = self._next()
        if token.level in {"month", "day"}:
            return
        if token.level == "year" and not self._caption:
            return
        if self._caption == "whole" and token.level == "issue":
            return
        if following is None and self._caption == "" and not self.drafts:
            raise UnreadError(f"word: {token.text}")
        self._caption = token.level

    # Signs

    def _sign(self, token: Token) -> None:
        sign = token.text
        if sign in ",;=)>":
            self._end_dash()
        if sign == "-":
            self._begin_dash(token)
        elif sign in ",;":
            self._separate(sign)
        elif sign in ":./":
            self._link = ":" if sign == "." else sign
        elif sign == "(":
            self._open()
        elif sign == ")":
            self._close()
        elif sign in "<>":
            self._doubt = sign == "<"
        elif sign == "=":
            self._other_numbering = True
        elif sign == "]" or (sign == "?" and self.drafts):
            self._say_less(sign)
        elif sign not in _SILENT:
            raise UnreadError(f"sign: {sign}")

    def _begin_dash(self, token: Token) -> None:
        self._end_dash()
        following = self._next()
        self._dash = Dash(token.spaced or (following is not None and following.spaced))

    def _separate(self, sign: str) -> None:
        self._other_numbering = False
        self._link = sign if self._link != ";" else ";"
        self._caption = ""
        if sign == ";":
            self._end_clause()

    def _close(self) -> None:
        if self._depth:
            self._level, self._status = self._depth.pop()
            self._caption = ""

    def _say_less(self, sign: str) -> None:
        if sign == "?":
            self.drafts[-1].certain = False
        elif self._status == MISSING and not self._lacks_first:
            self._status = HELD

    def _end_dash(self) -> None:
        """Let what a dash without an end follows go on."""
        if self._dash is None:
            return
        self._dash = None
        if self._other_numbering:
            return
        if self.drafts and not self.drafts[-1].is_range:
            self.drafts[-1].goes_on = True
        elif self.drafts:
            raise UnreadError("a dash too many")

    def _end_clause(self) -> None:
        if self._status == MISSING and not self._lacks_first:
            self._status = HELD if not self._next_is_lacking() else MISSING
        self._unit = "basic"

    def _next_is_lacking(self) -> bool:
        """Return whether the next number falls into what is held: then it goes on with what is lacking."""
        held = [draft for draft in self.drafts if draft.status == HELD]
        level = ""
        for token in self._tokens[self._at :]:
            if token.kind == CAPTION:
                level = level or token.level
            elif token.kind == NUMBER:
                levels = {"issue": ("issue", "whole"), "": ("year" if is_year(token) else "volume",)}.get(
                    level, (level,)
                )
                return any(draft.covers(one, token.value) for draft in held for one in levels)
        return False

    def _open(self) -> None:
        """Read what stands in parentheses: dates of what stands before, numbers below it, or a remark."""
        inner = self._inner()
        numbers = [token for token in inner if token.kind == NUMBER]
        has_dates = any(is_year(token) or token.kind == MONTH for token in inner)
        if any(token.kind in {UNKNOWN, AGAIN} for token in inner) or not (numbers or has_dates):
            self._at += len(inner) + 1
            if any(token.kind in {LACKS, SOME} for token in inner):
                self._partial()
            return
        if self._dash is not None or not self.drafts or any(token.kind in {LACKS, UNIT, SOME} for token in inner):
            self._depth.append((self._level, self._status))
            return
        if has_dates and not any(token.kind == CAPTION and token.level not in CHRONOLOGY for token in inner):
            self._at += len(inner) + 1
            self._dates(inner)
            return
        self._depth.append((self._level, self._status))
        self._link = ":"

    def _inner(self) -> list[Token]:
        depth = 0
        found: list[Token] = []
        for token in self._tokens[self._at :]:
            depth += (token.text == "(") - (token.text == ")")
            if depth < 0:
                break
            found.append(token)
        return found

    def _dates(self, inner: list[Token]) -> None:
        """Give the drafts since the last dates those that stand in parentheses behind them."""
        reader = _Reader(inner, only_dates=True)
        try:
            reader.read()
        except UnreadError:
            return
        dates = [draft for draft in reader.drafts if not draft.is_empty]
        group = self._group or self.drafts[-1:]
        self._group = []
        if not dates:
            return
        if len(dates) == len(group) and len(group) > 1:
            for draft, date in zip(group, dates, strict=True):
                draft.date_by(date, date)
        elif len(group) > 1 and not (len(dates) == 1 and dates[0].is_point):
            group[0].date_by(dates[0], None)
            group[-1].date_by(None, dates[-1])
        else:
            for draft in group:
                draft.date_by(dates[0], dates[-1])
        self._link = ""

    # Words

    def _lack(self) -> None:
        following = self._rest_of_clause()
        if not any(token.kind in {NUMBER, MONTH} for token in following):
            if self.drafts and not any(token.kind == SOME for token in following):
                self._end_dash()
                self.drafts[-1].status = MISSING
            else:
                self._lacks_something = True
                self._at += len(following)
            return
        self._end_dash()
        self._lacks_first = not self.drafts
        self._status = MISSING
        self._link = "lacks"
        self._caption = ""

    def _rest_of_clause(self) -> list[Token]:
        found: list[Token] = []
        for token in self._tokens[self._at :]:
            if token.text in {";", ")"}:
                break
            found.append(token)
        return found

    def _partial(self) -> None:
        if not self.drafts or self._link == ";":
            self._all_doubtful = True
        for draft in self._group or self.drafts[-1:]:
            draft.certain = False

    def _again(self, token: Token) -> None:
        """Read the name of a numbering that began anew: new ser., ser. 2, N.F., Reihe B."""
        is_new = token.text.casefold() in _NEW_SERIES
        while (following := self._next()) is not None and following.kind == AGAIN:
            self._at += 1
        following = self._next()
        if is_new or following is None or following.kind not in {NUMBER, UNKNOWN} or len(following.text) > 3:
            self._series = "n.s." if is_new else self._series or "n.s."
        else:
            self._at += 1
            self._series = f"ser.{following.text}"
        self._link = ";"

    def _other_unit(self, token: Token) -> None:
        following = self._next()
        if following is not None and following.kind in {NUMBER, CAPTION} and (not self.drafts or self._link):
            self._unit = token.level
            self._link = ";"
        elif self.drafts and self._link not in {",", ";"}:
            self.drafts[-1].unit = token.level
        elif self.drafts:
            copied = self.drafts[-1].copy()
            copied.unit = token.level
            self.drafts.append(copied)


def _doubtful(span: Span) -> Span:
    return Span(span.first, span.last, span.status, False, span.goes_on, span.from_before, span.unit)
