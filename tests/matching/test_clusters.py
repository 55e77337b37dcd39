"""Where records are put: editions and works."""

from typing import Any

import pytest

BOOK = {"author": "曹雪芹", "pages": "1606页", "year": "1982"}


def test_two_records_of_an_edition_share_an_instance(desk: Any) -> None:
    """The second joins what the first founded."""
    one, two = desk.put(**BOOK), desk.put("紅樓夢", **BOOK)
    assert desk.instance(one) == desk.instance(two)


def test_two_editions_share_a_work(desk: Any) -> None:
    """Author and title are a work, year and publisher an edition."""
    one, two = desk.put(**BOOK), desk.put(author="曹雪芹", year="2008", publisher="中华书局")
    assert desk.instance(one) != desk.instance(two)
    assert desk.work(one) == desk.work(two)


def test_a_uniform_title_joins_a_translation(desk: Any) -> None:
    """A translation that names its original is an edition of that work."""
    original = desk.put("傲慢与偏见", author="Austen, Jane", uniform="Pride and prejudice")
    english = desk.put("Pride and prejudice", author="Austen, Jane", languages=("eng",), year="1813")
    assert desk.work(original) == desk.work(english)


def test_a_romanised_edition_shares_the_work(desk: Any) -> None:
    """Hong lou meng by Cao Xueqin is 红楼梦 by 曹雪芹."""
    one = desk.put(**BOOK)
    two = desk.put("Hong lou meng", author="Cao, Xueqin", year="1990", publisher="Zhonghua shu ju")
    assert desk.work(one) == desk.work(two)


def test_a_generic_title_without_an_author_stays_alone(desk: Any) -> None:
    """论文集 of one year are many works."""
    assert desk.work(desk.put("论文集", pages="20页")) != desk.work(desk.put("论文集", pages="300页"))


@pytest.mark.parametrize(
    ("one", "other", "uniform"),
    [
        ("Northanger Abbey; Lady Susan", "The works of Jane Austen", "Novels. Selections"),
        ("Letters from Bath", "Letters to Cassandra", "Correspondence"),
        ("故乡与社戏", "呐喊与彷徨", "选集"),
    ],
)
def test_a_collective_uniform_title_makes_no_work(desk: Any, one: str, other: str, uniform: str) -> None:
    """Selected novels of one author may be other novels; the same titles still meet."""
    first = desk.put(one, author="Austen, Jane", uniform=uniform)
    assert desk.work(first) != desk.work(desk.put(other, author="Austen, Jane", uniform=uniform, year="1990"))
    assert desk.work(first) == desk.work(desk.put(one, author="Austen, Jane", uniform=uniform, year="1999"))


def test_pictures_of_one_title_are_works_of_their_own(desk: Any) -> None:
    """An engraver made many of one scene."""
    one, two = (desk.put("Timon of Athens", author="Smirke, Robert", kind="StillImage") for _ in range(2))
    assert desk.work(one) != desk.work(two)


def test_a_volume_is_a_work_of_its_own(desk: Any) -> None:
    """Named parts are not the whole."""
    assert desk.work(desk.put("全唐诗", author="彭定求", part="1")) != desk.work(
        desk.put("全唐诗", author="彭定求", part="2")
    )


def test_what_joined_leaves_an_edge(desk: Any) -> None:
    """Why two records are together can be looked up."""
    desk.put(**BOOK)
    two = desk.put(**BOOK)
    number = desk.catalogue.record("NJU", two).n
    ((a, b, score, _, judgement),) = desk.catalogue.match_table.edges(number)
    assert (a, b, judgement) == (1, 2, "auto")
    assert score > 2
