"""Keys for comparison of titles and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import name_key, title_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《紅樓夢》：（校注本）", "红楼梦校注本"),
        ("红楼 梦 120 回", "红楼梦120回"),
        ("The C++ book: a tour.", "the c++ book a tour"),
        ("L'Œuvre", "l oeuvre"),
        ("...", ""),
        ("", ""),
    ],
)
def test_title_key(text: str, expected: str) -> None:
    """Folded, without punctuation, without spaces beside a Chinese character."""
    assert title_key(text) == expected


def test_leading_article_is_left_out_on_request() -> None:
    """An article alone is a title."""
    assert title_key("The Waste Land", without_article=True) == "waste land"
    assert title_key("A", without_article=True) == "a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（清）曹雪芹著", "曹雪芹"),
        ("[清] 曹雪芹 著", "曹雪芹"),
        ("〔美〕馬克·吐溫 (Mark Twain) 著", "马克吐温"),
        ("俞平伯校注", "俞平伯"),
        ("Cao, Xueqin, approximately 1717-1763", "cao xueqin"),
        ("Smith, John, 1950-", "smith john"),
        ("Plato, 427 B.C.", "plato"),
        ("著", "着"),
        ("Müller, Hans", "muller hans"),
    ],
)
def test_name_key(text: str, expected: str) -> None:
    """Without dynasty, role and dates."""
    assert name_key(text) == expected


@given(st.text(max_size=80))
def test_any_text_has_keys(text: str) -> None:
    """No text makes it fail, and a title key is a key of itself."""
    name_key(text)
    assert title_key(title_key(text)) == title_key(text)
