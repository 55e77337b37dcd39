"""The code lists: labels in both languages, IRIs there and back, and errors that name the place."""

import re
from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary(mappings: Path) -> Vocabulary:
    """Return the shipped code lists."""
    return Vocabulary.load(mappings / "codes")


@pytest.mark.parametrize(
    ("name", "code", "en", "zh"),
    [
        ("languages", "chi", "Chinese", "中文"),
        ("languages", "fre", "French", "法语"),
        ("countries", "cc", "China", "中国"),
        ("countries", "enk", "England", "英格兰"),
        ("relators", "aut", "Author", "著者"),
        ("carriertypes", "nc", "volume", "卷册"),
        ("contenttypes", "txt", "text", "文本"),
        ("mediatypes", "n", "unmediated", "无媒介"),
        ("issuance", "serl", "serial", "连续出版物"),
        ("kinds", "text", "Book", "图书"),
        ("gb2260", "110000", "Beijing", "北京"),
    ],
)
def test_a_code_has_a_name_in_english_and_chinese(
    vocabulary: Vocabulary, name: str, code: str, en: str, zh: str
) -> None:
    """Both of the portal's languages name the common codes."""
    assert (vocabulary.label(name, code, "en"), vocabulary.label(name, code, "zh")) == (en, zh)


def test_an_unknown_code_is_its_own_label(vocabulary: Vocabulary) -> None:
    """A reader sees the code rather than nothing."""
    assert vocabulary.label("languages", "qqq", "zh") == "qqq"


def test_a_term_without_chinese_falls_back_to_english(tmp_path: Path) -> None:
    """English stands in for a missing Chinese name."""
    (tmp_path / "colours.tsv").write_text("# colours\nr\thttp://x/r\tred\t\n", encoding="utf-8")
    assert Vocabulary.load(tmp_path).label("colours", "r", "zh") == "red"


def test_an_iri_leads_back_to_the_code_in_force(vocabulary: Vocabulary) -> None:
    """A withdrawn code has the IRI of its successor, which names the successor."""
    iri = vocabulary.iri("languages", "scr")
    assert iri == "http://id.loc.gov/vocabulary/languages/hrv"
    assert vocabulary.code("languages", iri) == "hrv"


def test_all_of_iso_639_2_b_is_there(vocabulary: Vocabulary) -> None:
    """ISO 639-2 has 486 bibliographic codes apart from those for local use."""
    in_force = {
        vocabulary.code("languages", vocabulary.iri("languages", c) or "") for c in vocabulary.codes("languages")
    }
    assert len(in_force) == 486


@pytest.mark.parametrize(
    ("word", "relator"), [("著", "aut"), ("主编", "edt"), ("主編", "edt"), ("译", "trl"), ("注", "cwt"), ("绘", "ill")]
)
def test_a_chinese_role_word_has_a_relator(vocabulary: Vocabulary, word: str, relator: str) -> None:
    """Role words in simplified and traditional script lead to the same relator."""
    assert vocabulary.iri("chinese_relators", word) == f"http://id.loc.gov/vocabulary/relators/{relator}"


def test_every_translated_code_leads_to_a_term_of_its_target(vocabulary: Vocabulary) -> None:
    """A table from one standard to another points at codes that the other has."""
    targets = {
        "iso3166": "countries",
        "gb2260": "countries",
        "language_words": "languages",
        "unimarc_relators": "relators",
        "chinese_relators": "relators",
        "chinese_relators_second": "relators",
        "relator_words": "relators",
        "unimarc_frequencies": "frequencies",
        "unimarc_issuance": "issuance",
    }
    for source, target in targets.items():
        for code in vocabulary.codes(source):
            assert vocabulary.code(target, vocabulary.iri(source, code) or ""), (source, code)


def test_every_term_is_named_in_both_languages(vocabulary: Vocabulary) -> None:
    """No shipped list has an empty name, and its IRIs are IRIs."""
    for name in vocabulary.names():
        for term in vocabulary.terms(name).values():
            assert term.en, (name, term)
            assert re.search("[一-鿿]|^[A-Za-z-]+( \\(.*\\))?$", term.zh), (name, term)
            assert not term.iri or re.fullmatch(r"https?://\S+", term.iri), (name, term)


def test_the_first_line_says_source_and_date(mappings: Path) -> None:
    """A list that nobody can date cannot be brought up to date."""
    for path in (mappings / "codes").glob("*.tsv"):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert re.fullmatch(r"# .+; \d{4}-\d{2}", first), path.name


def test_a_line_with_a_missing_column_is_named(tmp_path: Path) -> None:
    """A bad list stops the start, with file and line."""
    (tmp_path / "colours.tsv").write_text("# colours\nr\tred\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r"colours\.tsv, line 2"):
        Vocabulary.load(tmp_path)


def test_a_code_that_stands_twice_is_named(tmp_path: Path) -> None:
    """Two meanings of one code cannot both hold."""
    (tmp_path / "colours.tsv").write_text("r\t\tred\t红\nr\t\truby\t红\n", encoding="utf-8")
    with pytest.raises(MappingError, match="stands twice"):
        Vocabulary.load(tmp_path)


def test_an_unknown_list_is_an_error_that_names_those_there_are(vocabulary: Vocabulary) -> None:
    """A misspelt list is a fault of the program or a rule, never an empty list."""
    with pytest.raises(MappingError, match="languages"):
        vocabulary.codes("tongues")
