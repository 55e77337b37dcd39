"""Pinyin: readings of Chinese text, division of written pinyin, initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import initials, pinyin, split_pinyin, syllable_runs
from kg.text.pinyin import is_english


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("红楼梦", "hong lou meng"),
        ("紅樓夢", "hong lou meng"),
        ("重慶", "chong qing"),
        ("長城", "chang cheng"),
        ("乾隆", "qian long"),
        ("音樂", "yin yue"),
        ("銀行", "yin hang"),
        ("女性", "nu xing"),
        ("C++程序设计", "c++ cheng xu she ji"),
    ],
)
def test_reading(text: str, expected: str) -> None:
    """Simplified and traditional text are read alike, by words where a character has several readings."""
    assert pinyin(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("曾国藩", "zeng guo fan"), ("單田芳", "shan tian fang"), ("尉遲恭", "yu chi gong"), ("仇英", "qiu ying")],
)
def test_surnames_are_read_as_surnames(name: str, expected: str) -> None:
    """曾 is zeng in a name."""
    assert pinyin(name, name=True) == expected


def test_title_with_a_name_is_read_both_ways() -> None:
    """A title may begin with a name or not: both readings find it."""
    assert syllable_runs("曾国藩家书") == (("ceng", "guo", "fan", "jia", "shu"), ("zeng", "guo", "fan", "jia", "shu"))


@pytest.mark.parametrize(
    "text", ["Hong lou meng", "Honglou meng", "HONGLOUMENG", "hónglóumèng", "红楼 meng", "Hong-lou-meng"]
)
def test_romanised_text_is_read_as_what_it_spells(text: str) -> None:
    """However the words are divided, the syllables are the same."""
    assert syllable_runs(text) == (("hong", "lou", "meng"),)


def test_other_words_end_a_run() -> None:
    """What is no pinyin stands between two runs."""
    assert syllable_runs("Mao Zedong speeches xuan ji") == (("mao", "ze", "dong"), ("xuan", "ji"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hongloumeng", (("hong", "lou", "meng"),)),
        ("xian", (("xian",), ("xi", "an"))),
        ("fangan", (("fang", "an"), ("fan", "gan"))),
        ("lvxun", (("lu", "xun"),)),
        ("nvren", (("nu", "ren"),)),
        ("library", ()),
        ("hlm", ()),
        ("", ()),
    ],
)
def test_division_into_syllables(word: str, expected: tuple[tuple[str, ...], ...]) -> None:
    """All divisions into legal syllables, the shortest first."""
    assert split_pinyin(word) == expected


def test_initials_of_a_title_and_of_its_beginnings() -> None:
    """Hlm finds 红楼梦研究 too."""
    assert initials(("hong", "lou", "meng", "yan", "jiu")) == ("hlmyj", "hlm", "hlmy")
    assert initials(("shi", "ji")) == ("sj",)
    assert initials(("meng",)) == ()


def test_common_western_words_are_told_apart() -> None:
    """A word such as women is wo men only when asked otherwise."""
    assert is_english("women")
    assert not is_english("hongloumeng")


@given(st.text(max_size=60))
def test_any_text_has_a_reading(text: str) -> None:
    """No text makes it fail; syllables are words of a to z, or characters without a reading."""
    for run in syllable_runs(text):
        assert run
    pinyin(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=60))
def test_division_is_bounded(word: str) -> None:
    """However many divisions there are, few come back."""
    assert len(split_pinyin(word)) <= 6
