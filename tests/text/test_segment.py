"""Segmentation: words, characters and gapless sequences."""

from hypothesis import given
from hypothesis import strategies as st

from kg.text import fold, query_words, runs, sequence, words


def test_words_hold_dictionary_words_parts_and_characters() -> None:
    """A title is found by its words, the words within them, and each character."""
    assert words("红楼梦") == ["红楼", "红楼梦", "红", "楼", "梦"]


def test_sequence_is_of_overlapping_pairs() -> None:
    """Dense scripts are paired, other words stand whole, a lonely character by itself."""
    assert sequence(fold("C语言程序 第2版")) == ["c", "语言", "言程", "程序", "第", "2", "版"]


def test_programming_languages_keep_their_signs() -> None:
    """C++ and C# are words; other signs are none."""
    assert words(fold("C++, C# & D.")) == ["c++", "c#", "d"]


def test_plus_between_words_divides_them() -> None:
    """A+B is two words."""
    assert words("a+b") == ["a", "b"]


def test_japanese_is_dense_across_scripts() -> None:
    """Kanji and kana of one run are paired together."""
    assert sequence("日本の文化") == ["日本", "本の", "の文", "文化"]


def test_question_does_not_insist_on_common_characters() -> None:
    """的 and the like are left out, unless there is nothing else."""
    assert query_words("红楼梦的研究") == ["红楼梦", "研究"]
    assert query_words("的") == ["的"]


def test_folded_dictionary_words_stay_whole() -> None:
    """A word that folding spells otherwise is still a word."""
    assert query_words(fold("名著欣賞"))[0] == fold("名著")


def test_indic_and_thai_words_are_not_torn() -> None:
    """Vowel signs belong to the word in Indic scripts; Thai is dense."""
    assert words("हिन्दी साहित्य") == ["हिन्दी", "साहित्य"]
    assert runs("ไทย") == ((True, "ไทย"),)


@given(st.text(max_size=60))
def test_tokens_are_never_empty_or_spaced(text: str) -> None:
    """A token can be joined with a space and split again."""
    for token in (*words(fold(text)), *sequence(fold(text)), *query_words(fold(text))):
        assert token
        assert token.split() == [token]
