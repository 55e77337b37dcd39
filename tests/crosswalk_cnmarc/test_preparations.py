"""What is done to UNIMARC, CNMARC and Dublin Core fields before the rules: articles, language tags, who comes first."""

import pytest

from kg.crosswalk.scripts import (
    mark_articles,
    name_first,
    promote_main_author,
    rank_creators,
    split_lists,
    tag_han,
)
from kg.crosswalk.source import Source


def field(tag: str, *pairs: tuple[str, str]) -> Source:
    """Return one field."""
    return Source(tag, "  ", pairs)


@pytest.mark.parametrize("title", ["\x98Les \x9cmisérables", "\x88Les \x89misérables"])
def test_an_article_between_marks_is_counted_and_kept(title: str) -> None:
    """The marks go, the article stays, and its length is known."""
    (made,) = mark_articles([field("200", ("a", title))])
    assert made.first("a") == "Les misérables"
    assert made.first("nonsort") == "4"


def test_marks_inside_a_title_only_go() -> None:
    """Only an article at the beginning counts for sorting."""
    (made,) = mark_articles([field("200", ("a", "Proust et \x98la \x9cmer"))])
    assert made.first("a") == "Proust et la mer"
    assert made.first("nonsort") == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [("红楼梦", "zh-hani"), ("源氏物語の世界", "ja-jpan"), ("춘향전", "ko-kore"), ("Le petit prince", "")],
)
def test_the_language_tag_follows_the_letters(text: str, language: str) -> None:
    """Han alone is Chinese in a Chinese catalogue; kana and hangul say otherwise; Latin letters say nothing."""
    (made,) = tag_han([field("200", ("a", text))])
    assert made.language == language


def test_numbers_and_holdings_are_not_tagged() -> None:
    """Blocks 0, 1, 8 and 9 hold codes."""
    made = tag_han([field("010", ("b", "精装")), field("905", ("c", "中文书库"))])
    assert [source.language for source in made] == ["", ""]


def test_the_name_comes_before_its_additions() -> None:
    """The order of subfields makes no other person."""
    (made,) = name_first([field("701", ("c", "(唐)"), ("a", "杜甫"), ("4", "著"))])
    assert [code for code, _ in made.subfields] == ["a", "c", "4"]


def test_the_first_of_equal_authors_is_the_main_one() -> None:
    """701 stands for 700 where that is missing."""
    made = promote_main_author([field("711", ("a", "北京大学")), field("701", ("a", "甲")), field("701", ("a", "乙"))])
    assert [source.tag for source in made] == ["711", "700", "701"]


def test_a_main_author_is_left_alone() -> None:
    """Where 700 is there, 701 is only equal to it."""
    made = promote_main_author([field("700", ("a", "甲")), field("701", ("a", "乙"))])
    assert [source.tag for source in made] == ["700", "701"]


def test_a_translator_alone_is_no_main_author() -> None:
    """702 never becomes the main entry."""
    assert [source.tag for source in promote_main_author([field("702", ("a", "傅雷"))])] == ["702"]


def test_a_second_main_author_is_an_equal_one() -> None:
    """Records turned from MARC 21 repeat 700."""
    made = promote_main_author([field("700", ("a", "Spiller")), field("700", ("a", "Wilson"))])
    assert [source.tag for source in made] == ["700", "701"]


def test_an_article_in_angle_brackets_does_not_sort() -> None:
    """`<<The >>` is an article, `<<红楼梦>>` a title within the title."""
    (english, chinese) = mark_articles(
        [field("200", ("a", "<<The >>sweetest fig")), field("200", ("a", "<<红楼梦>>研究"))]
    )
    assert (english.first("a"), english.first("nonsort")) == ("The sweetest fig", "4")
    assert chinese.first("a") == "<<红楼梦>>研究"


def test_subjects_parted_by_semicolons_are_several() -> None:
    """Each value is a field of its own, with the scheme that all of them share."""
    made = split_lists([field("subject", ("_", "Maps; Roads;"), ("type", "dcterms:LCSH"))])
    assert [source.subfields for source in made] == [
        (("_", "Maps"), ("type", "dcterms:LCSH")),
        (("_", "Roads"), ("type", "dcterms:LCSH")),
    ]
    made = split_lists([field("690", ("a", "R473.59；R598.209"), ("v", "5"))])
    assert [(source.first("a"), source.first("v")) for source in made] == [("R473.59", "5"), ("R598.209", "5")]


def test_a_heading_with_subdivisions_is_not_split() -> None:
    """It would not be clear to which of them the subdivisions belong."""
    heading = field("606", ("a", "尘肺；肺炎"), ("x", "护理"))
    assert split_lists([heading]) == [heading]


def test_a_contributor_who_is_a_creator_counts_once() -> None:
    """Repositories name the same people twice."""
    made = rank_creators([field("creator", ("_", "A")), field("contributor", ("_", "A")), field("creator", ("_", "B"))])
    assert [(source.tag, source.first("_")) for source in made] == [("creator", "A"), ("coCreator", "B")]
