"""Years of publication out of what cataloguers write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import publication_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1995", 1995),
        ("c1995", 1995),
        ("[1995?]", 1995),
        ("©1995.", 1995),
        ("2012.5", 2012),
        ("2012年5月", 2012),
        ("２０１２", 2012),
        ("1990-1995", 1990),
        ("2001, c1999", 2001),
        ("1978 [i.e. 1987]", 1987),
        ("民国25年", 1936),
        ("民國二十五年 [1936]", 1936),
        ("民國廿五年", 1936),
        ("民国元年", 1912),
        ("民國一百零二年", 2013),
        ("光绪三十年", 1904),
        ("清光緒34年", 1908),
        ("康熙五十四年", 1715),
        ("萬曆四十八年", 1620),
        ("昭和45", 1970),
        ("平成十年", 1998),
        ("令和元", 2019),
        ("二〇一二", 2012),
        ("一九八四年", 1984),
        ("MDCCCXCIX", 1899),
        ("M.DCC.XCI.", 1791),
        ("佛曆2530", 1987),
        ("至元三年", 1337),
        ("至元二十年", 1283),
        ("[19--?]", None),
        ("197-?", None),
        ("乾隆辛亥", None),
        ("[s.d.]", None),
        ("[不详]", None),
        ("", None),
        ("99", None),
    ],
)
def test_year(text: str, year: int | None) -> None:
    """The first year counts, eras are reckoned, a decade alone is no year."""
    assert publication_year(text) == year


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """No text makes it fail; a year is plausible."""
    year = publication_year(text)
    assert year is None or 500 <= year <= 2999
