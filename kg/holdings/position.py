"""Where the reader of a statement stands, and where a number that comes next belongs: its level, and which span."""

from dataclasses import dataclass

from kg.holdings.draft import LEVELS, Draft
from kg.holdings.model import HELD, Span
from kg.holdings.tokens import AGAIN, CAPTION, IGNORED, MONTH, NUMBER, Token, is_year

__all__ = ["CHRONOLOGY", "Dash", "Position", "UnreadError"]

CHRONOLOGY = frozenset({"year", "month", "day"})
_BELOW = {
    "volume": "issue",
    "year": "issue",
    "issue": "part",
    "whole": "part",
    "part": "part",
    "piece": "piece",
    "month": "day",
    "day": "day",
}


# From here on numbers are shortened: 1980-84, 4986-88; 12-3 is a slip.
_SHORTENED = 100


class UnreadError(Exception):
    """What stands in a statement is not understood; the reason is its text."""


@dataclass
class Dash:
    """A dash whose end has not come yet; `spaced`: a blank stands beside it."""

    spaced: bool


class Position:
    """One statement under way: the drafts of spans so far, and where in the last of them the reader stands."""

    def __init__(self, tokens: list[Token], within: Span | None = None, *, only_dates: bool = False) -> None:
        self._tokens = tokens
        self._at = 0
        self._only_dates = only_dates
        self.drafts: list[Draft] = []
        self._group: list[Draft] = []
        self._level = ""
        self._link = ""
        self._dash: Dash | None = None
        self._caption = ""
        self._status = HELD
        self._lacks_first = False
        self._unit = "basic"
        self._series = ""
        self._doubt = False
        self._all_doubtful = False
        self._lacks_something = False
        self._other_numbering = False
        self._depth: list[tuple[str, str]] = []
        self._within = within
        self._opens = False

    def _next(self, ahead: int = 0) -> Token | None:
        where = self._at + ahead
        return self._tokens[where] if where < len(self._tokens) else None

    def _number(self, token: Token) -> None:
        if self._names_series(token):
            return
        is_captioned = bool(self._caption)
        level, caption_behind = self._level_of(token)
        if self._only_dates and level not in CHRONOLOGY and level != "issue":
            raise UnreadError("dates")
        low = high = token.value if is_captioned else self._full(token, level)
        following = self._next()
        while following is not None and following.text == "/" and self._is_number(1):
            second = self._tokens[self._at + 1]
            self._at += 2
            high = _expanded(low, second)
            following = self._next()
        if caption_behind:
            self._skip_caption()
            if level == "piece" and low == high and not self.drafts and self._next() is None:
                self._place(level, 1, 1)  # "80 reels"
                self._dash = Dash(spaced=False)
        self._place(level, low, high)

    def _is_number(self, ahead: int) -> bool:
        token = self._next(ahead)
        return token is not None and token.kind == NUMBER

    def _names_series(self, token: Token) -> bool:
        """Return whether a number, read with what follows, names a series: 2nd ser., 3. Folge."""
        ahead = 0
        while (following := self._next(ahead)) is not None and (following.kind == IGNORED or following.text == "."):
            ahead += 1
        if not ahead or following is None or following.kind != AGAIN:
            return False
        self._series = f"ser.{token.value}"
        self._at += ahead + 1
        self._link = ";"
        return True

    def _level_of(self, token: Token) -> tuple[str, bool]:
        """Return the level of a number, and whether the caption that says so stands behind it."""
        caption, self._caption = self._caption, ""
        behind = self._caption_behind(token, caption)
        if caption == "whole":
            return "whole", behind == "issue"
        if behind:
            return behind, True
        if caption:
            return caption, False
        following, after = self._next(), self._next(1)
        if (
            following is not None
            and following.text == "."
            and after is not None
            and is_year(after)
            and not is_year(token)
        ):
            return "volume", False
        if following is not None and following.kind == MONTH and token.value <= 31 and not self._follows_colon():
            return "day", False
        is_date = is_year(token) and not self._counts_on(token)
        return "year" if is_date else self._plain_level(token), False

    def _follows_colon(self) -> bool:
        return self._link == ":" and self._level in {"volume", "year"}

    def _caption_behind(self, token: Token, caption: str) -> str:
        """Return the level of a caption behind a number: 12卷, 第3期, 12. Jg., 23rd ed."""
        ahead = 0
        while (following := self._next(ahead)) is not None and (
            following.text in {".", "/"} or following.kind == IGNORED or (ahead and following.kind == NUMBER)
        ):
            ahead += 1
            if ahead > 3:
                return ""
        if following is None or following.kind != CAPTION:
            return ""
        is_han = "㐀" <= following.text[:1] <= "鿿"
        if is_han:
            return "" if caption and caption != "whole" else following.level
        after = self._next(ahead + 1)
        if caption or (ahead == 0 and after is not None and after.kind == NUMBER):
            return ""
        is_followed = after is not None and after.kind == NUMBER and not is_year(after)
        return "" if is_followed or (is_year(token) and following.level != "year") else following.level

    def _skip_caption(self) -> None:
        while (following := self._next()) is not None and (following.text == "." or following.kind == IGNORED):
            self._at += 1
        if following is not None and following.kind == CAPTION:
            self._at += 1
        following = self._next()
        if following is not None and following.text == ".":
            self._at += 1

    def _counts_on(self, token: Token) -> bool:
        """Return whether a number that might be a year goes on with issues: no. 1421, 1488."""
        if self._level not in {"issue", "whole", "volume"} or not self.drafts:
            return False
        before = self.drafts[-1].newest(self._level)
        if before is None or not 500 <= before <= token.value:
            return False
        is_end = self._dash is not None and not self._dash.spaced
        return is_end or (self._link == "," and token.value - before <= 100)

    def _plain_level(self, token: Token) -> str:
        if self._only_dates:
            return self._plain_date(token)
        if self._dash is not None:
            level = self._level or "volume"
        elif self._link == ":":
            level = _BELOW.get(self._level, "volume")
        elif self._level == "month" and not self._link and token.value <= 31:
            level = "day"
        elif self._level:
            level = self._level
        else:
            level = "volume"
        if level == "year" and not is_year(token) and (self._link == "lacks" or len(token.text) == 1):
            stated = self.drafts[-1].first if self._link == "lacks" and self.drafts else {}
            return "volume" if "volume" in stated and "issue" not in stated else "issue"
        return level

    def _plain_date(self, token: Token) -> str:
        if (self._level == "month" and token.value <= 31) or self._level == "day":
            return "day"
        if self._level == "year" and self._link == ":":
            return "month"
        if self._level == "year" and len(token.text) <= 2 and (self._dash or self._link == ","):
            return "year"
        if self._level == "month" and token.value > 31:
            return "?"
        return self._level if self._level and len(token.text) <= 2 else "?"

    def _full(self, token: Token, level: str) -> int:
        """Return a number, with the digits that it shares with the one before: 1980-84, 4986-88."""
        before = self.drafts[-1].newest(level) if self.drafts and (self._dash or level == "year") else None
        return _expanded(before, token) if before is not None else token.value

    def _month(self, token: Token) -> None:
        high = token.value
        following, after = self._next(), self._next(1)
        while following is not None and after is not None and following.text in "/." and after.kind == MONTH:
            self._at += 2
            high = after.value
            following, after = self._next(), self._next(1)
        if following is not None and following.kind == MONTH:
            self._at += 1
            high = following.value
        self._place("month", token.value, high)

    def _place(self, level: str, low: int, high: int) -> None:
        """Put a number where it belongs: into the draft at hand, as its end, or as the beginning of another."""
        link, self._link = self._link, ""
        dash, self._dash = self._dash, None
        draft = self.drafts[-1] if self.drafts else None
        if self._other_numbering:
            if draft is not None and level in {"issue", "whole"}:
                draft.number_otherwise(low, high, at_end=dash is not None)
            self._level = level
            return
        if level not in LEVELS:
            raise UnreadError("dates")
        if dash is not None and draft is not None and self._is_date_behind(draft, level, dash):
            draft.goes_on = True
            dash = None
        if dash is not None and draft is not None and not (draft.is_range and link):
            if not draft.end_at(level, high):
                raise UnreadError("a dash too many")
        elif draft is not None and draft.status == self._status and link != "lacks" and draft.takes(level, link):
            draft.put(level, low, high)
        else:
            self._begin(level, (low, high), draft, link, from_before=dash is not None)
        self._level = level
        if self._doubt:
            self.drafts[-1].certain = False

    def _is_date_behind(self, draft: Draft, level: str, dash: Dash) -> bool:
        """Return whether a year after a dash is the date of what goes on (v. 1- 1972-), not its end."""
        return (
            level == "year" and dash.spaced and "year" not in draft.first and not draft.is_range and draft.has_numbers
        )

    def _begin(self, level: str, ends: tuple[int, int], before: Draft | None, link: str, *, from_before: bool) -> None:
        draft = Draft(status=self._status, unit=self._unit, series=self._series)
        if before is not None and link != ";":
            draft.inherit(level, before)
        elif before is None and self._within is not None:
            draft.inherit_from_points(level, self._within)
        draft.from_before = from_before
        draft.put(level, *ends)
        self.drafts.append(draft)
        self._group.append(draft)


def _expanded(before: int, token: Token) -> int:
    digits = len(token.text)
    if token.value >= before or digits >= len(str(before)) or before < _SHORTENED:
        return token.value
    return int(str(before)[:-digits] + token.text)
