"""Folding: spellings of the same words become equal, different words stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import fold
from kg.text.fold import representative


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("紅樓夢", "红楼梦"),
        ("後漢書", "后汉书"),
        ("髙", "高"),
        ("靑", "青"),
        ("淸史", "清史"),
        ("亁隆", "乾隆"),
        ("劒", "剑"),
        ("讐", "讎"),
        ("圀", "國"),
        ("台灣", "臺湾"),
        ("了望台", "瞭望臺"),
        ("著名", "着名"),
        ("綠", "緑"),
        ("鉄道", "铁道"),
        ("Ｃ＋＋　（第２版）", "c++ (第2版)"),
        ("Müller", "MULLER"),
        ("Mu\u0308ller", "Müller"),
        ("œuvre", "Oeuvre"),
        ("Łódź", "lodz"),
        ("straße", "STRASSE"),
        ("Ὅμηρος", "ομηροσ"),
        ("Ёлка", "елка"),
        ("שָׁלוֹם", "שלום"),
        ("ʻAlī", "ali"),
        ("Dostoevskiĭ", "Dostoevskii"),
        ("ｱﾆﾒ", "アニメ"),
        ("l’œuvre", "l oeuvre"),
        ("ab\u00adc\u200b", "abc"),
        ("a\x00b\t c", "a b c"),
    ],
)
def test_spellings_become_equal(one: str, other: str) -> None:
    """Width, case, marks, character variants and signs of romanisation do not matter."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("他", "她"), ("他", "它"), ("沪", "滤"), ("缺", "欠"), ("か", "が"), ("हिन्दी", "हन्द"), ("и", "й"), ("大", "太")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    """Characters of different meaning, kana with a sound mark and Indic vowels are not levelled."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["红楼梦研究", "名著", "计划", "联合国", "和平", "着手"])
def test_simplified_text_keeps_its_dictionary(text: str) -> None:
    """The representative of common characters is the simplified one, so that the dictionary of words fits."""
    assert sum(one != other for one, other in zip(text, fold(text), strict=True)) <= 1


def test_representative_is_the_simplified_character() -> None:
    """All variants have one representative."""
    assert {representative(char) for char in "發髮发発"} == {"发"}


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    """What is folded is folded."""
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_no_control_character_survives(text: str) -> None:
    """Folded text has no control characters and single spaces."""
    assert not any(char in "\t\n\r\x00" for char in fold(text))
    assert "  " not in fold(text)
