"""Stems of words of several languages."""

import threading

import pytest

from kg.text import stem, stems


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("libraries", "library", "eng"),
        ("bibliotheken", "bibliothek", "ger"),
        ("bibliotheques", "bibliotheque", "fre"),
        ("книги", "книга", ""),
        ("наказание", "наказания", "rus"),
        ("bibliotecas", "biblioteca", "spa"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    """Plural and singular have the same stem."""
    assert stem(one, language) == stem(other, language) != ""


def test_script_decides_before_language() -> None:
    """A Russian word in an English record is stemmed as Russian."""
    assert stem("книги", "eng") == "книг"


@pytest.mark.parametrize("word", ["c++", "the", "红楼梦", "1984", ""])
def test_no_stem_for_what_has_none(word: str) -> None:
    """Short words, numbers and Chinese have no stem."""
    assert stem(word) == ""


def test_question_is_stemmed_in_several_languages() -> None:
    """The language of a question is not known."""
    assert stem("bibliotheken", "ger") in stems("bibliotheken")
    assert stem("libraries", "eng") in stems("libraries")


def test_stemming_from_several_threads() -> None:
    """Each thread has its own stemmers."""
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(stem("catalogues", "eng"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["catalogu"] * 4
