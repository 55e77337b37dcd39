"""Works over editions: which editions find the same work, in either order of arrival."""

from typing import Any

import pytest

AUSTEN = {"author": "Austen, Jane", "languages": ("eng",), "publisher": "Penguin", "title": "Pride and prejudice"}
CHINESE = {"author": "奥斯丁", "publisher": "上海译文出版社", "year": "1980", "title": "傲慢与偏见"}


def put(desk: Any, said: dict[str, Any]) -> str:
    rest = {name: value for name, value in said.items() if name != "title"}
    return str(desk.put(said["title"], **rest))


SAME = {
    "an edition of another year": (AUSTEN, AUSTEN | {"year": "1995", "publisher": "Norton"}),
    "a translation with a uniform title": (AUSTEN, CHINESE | {"uniform": "Pride and prejudice"}),
    "a uniform title with its language": (
        AUSTEN,
        AUSTEN | {"title": "Orgueil et préjugés", "uniform": "Pride and prejudice. French", "languages": ("fre",)},
    ),
    "a translation that names its original in a link": (AUSTEN, CHINESE | {"original": "Pride and prejudice"}),
    "a translation that names its original in a note": (AUSTEN, CHINESE | {"note": "原书名: Pride and prejudice"}),
    "two translations of one title": (
        CHINESE | {"uniform": "Pride and prejudice"},
        CHINESE | {"uniform": "Pride and prejudice", "title": "骄傲与偏见", "author": "奥斯汀", "year": "1999"},
    ),
    "initials for forenames": (AUSTEN, AUSTEN | {"author": "Austen, J.", "year": "1931"}),
    "an ampersand": (AUSTEN, AUSTEN | {"title": "Pride & prejudice", "year": "1931"}),
    "an alternative title": (
        AUSTEN | {"title": "Moby Dick", "author": "Melville, Herman"},
        AUSTEN | {"title": "Moby Dick or The whale", "author": "Melville, Herman", "year": "1851"},
    ),
    "traditional characters": (CHINESE, CHINESE | {"title": "傲慢與偏見", "author": "奧斯丁", "year": "2004"}),
}
OTHER = {
    "the same title by another author": (AUSTEN, AUSTEN | {"author": "Jerome, Helen", "year": "1935"}),
    "a book about it": (AUSTEN, AUSTEN | {"title": "Readings on Pride and prejudice", "author": "Swisher, Clarice"}),
    "a generic title of one author in two years": (
        AUSTEN | {"title": "Letters"},
        AUSTEN | {"title": "Letters", "year": "1932", "publisher": "Clarendon"},
    ),
    "selected poems in two years": (
        AUSTEN | {"title": "Selected poems", "author": "Auden, W. H."},
        AUSTEN | {"title": "Selected poems", "author": "Auden, W. H.", "year": "1979", "publisher": "Faber"},
    ),
    "a collective uniform title": (
        AUSTEN | {"title": "Emma and Persuasion", "uniform": "Novels"},
        AUSTEN | {"title": "Mansfield Park and Emma", "uniform": "Novels", "year": "1995"},
    ),
    "parts of one uniform title": (
        AUSTEN | {"title": "The old book", "uniform": "Bible. Old Testament"},
        AUSTEN | {"title": "The good news", "uniform": "Bible. New Testament", "year": "1990"},
    ),
    "volumes": (AUSTEN | {"part": "v. 1"}, AUSTEN | {"part": "v. 2"}),
    "a film": (AUSTEN, AUSTEN | {"kind": "MovingImage", "year": "1995"}),
    "a Chinese book by another author that names another original": (
        AUSTEN,
        CHINESE | {"original": "Sense and sensibility", "title": "理智与情感"},
    ),
    "two English books that share a title with a translation's original": (
        AUSTEN | {"author": "Jerome, Helen", "year": "1935"},
        AUSTEN,
    ),
    "one surname and a short title": (
        AUSTEN | {"title": "Emma", "author": "Austen, Jane"},
        AUSTEN | {"title": "Emma", "author": "Austen, Robert", "year": "1960"},
    ),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", SAME)
def test_editions_of_one_work_meet(desk: Any, name: str, *, turned: bool) -> None:
    """Author and title, uniform title or the original that a translation names lead to the work."""
    one, other = (put(desk, said) for said in (SAME[name][::-1] if turned else SAME[name]))
    assert desk.instance(one) != desk.instance(other)
    assert desk.work(one) == desk.work(other)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", OTHER)
def test_editions_of_two_works_stay_apart(desk: Any, name: str, *, turned: bool) -> None:
    """Generic titles, other authors, volumes and other kinds are works of their own."""
    one, other = (put(desk, said) for said in (OTHER[name][::-1] if turned else OTHER[name]))
    assert desk.work(one) != desk.work(other)
