"""Ready tokens of an edition."""

from hypothesis import given
from hypothesis import strategies as st

from kg.search import EditionDocument
from kg.search.analyse import LONGEST_TOKEN, analyse, exact_tokens, sort_key
from kg.search.fields import GROUPS, SCORED_FIELDS, SENTINEL


def edition(*titles: str, names: tuple[str, ...] = ()) -> EditionDocument:
    """Return an edition with these titles and names."""
    return EditionDocument("i", "w", "", {"title": titles, "name": names}, {"language": ("eng",)}, (), 0, "", {})


def tokens(document: EditionDocument, field: str) -> list[str]:
    """Return the tokens of a field without sentinels."""
    return [token for token in analyse(document)[field].split(" ") if token != SENTINEL]


def test_every_scored_field_has_the_sentinel() -> None:
    """Else the backends would weigh fields that are often empty differently."""
    fields = analyse(edition())
    assert set(fields) == set(SCORED_FIELDS)
    assert all(value.split(" ")[0] == SENTINEL for value in fields.values())


def test_sentinel_divides_texts() -> None:
    """No phrase runs from one title into the next."""
    assert analyse(edition("red", "blue"))["title_bigrams"] == f"{SENTINEL} red {SENTINEL} blue"


def test_chinese_title_has_every_kind_of_token() -> None:
    """Words, pairs, syllables, initials, the whole as written and as spoken."""
    document = edition("紅樓夢")
    assert tokens(document, "title_words") == ["红楼", "红楼梦", "红", "楼", "梦"]
    assert tokens(document, "title_bigrams") == ["红楼", "楼梦"]
    assert tokens(document, "title_syllables") == ["hong", "lou", "meng"]
    assert tokens(document, "title_initials") == ["hlm"]
    assert tokens(document, "title_exact") == ["红楼梦", "hongloumeng"]


def test_romanised_field_is_for_records_without_chinese() -> None:
    """Homophones of a Chinese title must not be found by Chinese words."""
    assert tokens(edition("Hong lou meng"), "title_romanised") == ["hong", "lou", "meng"]
    assert tokens(edition("红楼梦", "Hong lou meng"), "title_romanised") == []
    assert tokens(edition("Women"), "title_romanised") == []


def test_english_titles_have_no_initials() -> None:
    """Only a title that is pinyin throughout has."""
    assert tokens(edition("The long march"), "title_initials") == []


def test_names_are_read_with_their_surname() -> None:
    """曾国藩 is Zeng."""
    assert tokens(edition(names=("曾国藩",)), "name_syllables") == ["zeng", "guo", "fan"]


def test_sort_key_orders_chinese_by_pinyin() -> None:
    """Chinese titles stand among the others by their reading."""
    assert sorted(["紅樓夢", "Zebra", "阿Q正传", "Apple"], key=sort_key) == ["阿Q正传", "Apple", "紅樓夢", "Zebra"]


@given(st.lists(st.text(max_size=80), max_size=4), st.lists(st.text(max_size=80), max_size=2))
def test_tokens_can_be_split_at_spaces(titles: list[str], names: list[str]) -> None:
    """Any whitespace splits exactly at our spaces, no token is too long, and no text makes a sentinel."""
    for field, value in analyse(edition(*titles, names=tuple(names))).items():
        assert value.split() == value.split(" "), field
        assert max(map(len, value.split())) <= LONGEST_TOKEN
    assert SENTINEL not in "".join(exact_tokens(SENTINEL))


def test_very_long_texts_are_cut() -> None:
    """A table of contents of a megabyte does not fill the index."""
    long = EditionDocument("i", "w", "", {"note": ("红楼梦 研究 " * 100_000, "x" * 10_000)}, {}, (), 0, "", {})
    assert all(len(value) < 100_000 for value in analyse(long).values())


def test_first_group_is_the_title() -> None:
    """The bonus for an exact title is given for the first group."""
    assert GROUPS[0].name == "title"
