"""A current serial: what its pattern lets expect, what is late, what is missing."""

from datetime import date

import pytest

from kg.holdings import Point, read_holdings, write_span
from kg.holdings.coded import pattern_of
from kg.holdings.expected import following, status_of
from kg.holdings.model import Span
from kg.records.record import Field, Record

MONTHLY = "$81$av.$bno.$u10$vr$i(year)$j(month)$wm$ycm01/02,07/08"


def field(tag: str, indicators: str, text: str) -> Field:
    return Field(tag, indicators, tuple((part[0], part[1:]) for part in text.split("$")[1:]), "")


def issues(pattern: str, last: Point, number: int) -> list[str]:
    found = following(last, pattern_of(field("853", "20", pattern)))
    return [write_span(Span(one.point, one.point)) for one, _ in zip(found, range(number), strict=False)]


@pytest.mark.parametrize(
    ("pattern", "last", "expected"),
    [
        (MONTHLY, Point(8, 10, year=2021, month=12), ["v.9:no.1 (2022:1)", "v.9:no.2 (2022:3)", "v.9:no.3 (2022:4)"]),
        ("$81$av.$bno.$u4$vr$i(year)$j(season)$wq", Point(5, 3, year=2021, month=23), ["v.5:no.4 (2021:winter)"]),
        ("$81$av.$bno.$u52$vr$i(year)$j(month)$k(day)$ww", Point(9, 52, year=2021, month=12, day=27),
         ["v.10:no.1 (2022:1:3)", "v.10:no.2 (2022:1:10)"]),
        ("$81$a(year)$b(month)$wm$yom08", Point(year=2021, month=6), ["2021:7", "2021:9"]),
        ("$81$ano.$vc$i(year)$wa", Point(whole=7, year=2020), ["#8 (2021)", "#9 (2022)"]),
        ("$81$av.$i(year)$wx", Point(7, year=2020), []),
    ],
)  # fmt: skip
def test_a_pattern_tells_the_issues_that_follow(pattern: str, last: Point, expected: list[str]) -> None:
    """Volumes turn, combined and omitted issues are known, running numbers run on; irregular ones are not guessed."""
    assert issues(pattern, last, max(len(expected), 1)) == expected


def test_a_subscription_is_current_with_what_is_missing_late_and_expected() -> None:
    """Received up to May, no. 3 not: a gap; the autumn is overdue; the next comes in December."""
    fixed = "010101" + "4" + "p" + "    " + "8" + "   " + "2" + "001" + "a" + "a" + "und" + "0" + "010101"
    fields = [Field("008", "", (), fixed), field("853", "20", MONTHLY)]
    fields += [field("863", "41", f"$81.{n}$a9$b{n}$i2026$j{m}") for n, m in ((1, "01"), (2, "03"), (4, "05"))]
    record = Record("marc21", "iso2709", "utf-8", "00000ny  a2200000 a 4500", tuple(fields), b"")
    status = status_of(read_holdings(record), date(2026, 11, 21))
    assert (status.state, status.received) == ("current", Point(9, 4, year=2026, month=5))
    assert [write_span(one) for one in status.missing] == ["lacks v.9:no.3 (2026)"]
    assert [one.point.issue for one in status.late] == [5, 6, 7]
    assert [one.point.issue for one in status.expected] == [8, 9, 10]


def test_what_has_ceased_is_not_expected() -> None:
    """A subscription that ended lets nothing be late."""
    fixed = "010101" + "5" + "p" + "2012" + "8" + "   " + "2" + "001" + "a" + "a" + "und" + "0" + "010101"
    fields = (Field("008", "", (), fixed), field("853", "20", MONTHLY), field("863", "41", "$81.1$a9$b1$i2020$j01"))
    record = Record("marc21", "iso2709", "utf-8", "00000ny  a2200000 a 4500", fields, b"")
    status = status_of(read_holdings(record), date(2026, 11, 21))
    assert (status.state, status.late, status.expected, status.ended) == ("ceased", (), (), "2020-12")
