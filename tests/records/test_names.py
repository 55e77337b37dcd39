"""Names in one cell: several people, dynasties, countries, roles, bodies; and names that only look like roles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records.names import read_names
from kg.records.wordlists import read_word_lists

ROLES = read_word_lists(Path(__file__).resolve().parents[2] / "mappings" / "codes").roles


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("[清]曹雪芹著；程伟元整理", [("曹雪芹", "清", "著"), ("程伟元", "", "整理")]),
        ("(清)曹雪芹, 高鹗著", [("曹雪芹", "清", "著"), ("高鹗", "", "著")]),
        ("【英】莎士比亚著|朱生豪译", [("莎士比亚", "英", "著"), ("朱生豪", "", "译")]),
        ("司马迁撰;(南朝宋)裴骃集解", [("司马迁", "", "撰"), ("裴骃", "南朝宋", "集解")]),
        ("曹雪芹 高鹗", [("曹雪芹", "", ""), ("高鹗", "", "")]),
        ("王 力主编", [("王力", "", "主编")]),
        ("鲁迅等著", [("鲁迅", "", "著")]),
        ("余华", [("余华", "", "")]),
        ("Hugo, Victor", [("Hugo, Victor", "", "")]),
        ("Adam Smith; John Mill", [("Adam Smith", "", ""), ("John Mill", "", "")]),
        ("佚名", []),
        ("", []),
    ],
)
def test_people_with_what_is_said_of_them(cell: str, expected: list[tuple[str, str, str]]) -> None:
    """Name, dynasty or country, role."""
    assert [(one.text, one.addition, one.role) for one in read_names(cell, ROLES)] == expected


@pytest.mark.parametrize("name", ["沈从文", "欧阳修", "李正义", "朱自清", "老舍", "陈述", "钱锺书", "叶圣陶", "余光中"])
def test_the_end_of_a_name_is_no_role(name: str) -> None:
    """文, 修, 书 and 述 end names too: the name stays whole, alone as with a role after it."""
    assert [(one.text, one.role) for one in read_names(name, ROLES)] == [(name, "")]
    assert [(one.text, one.role) for one in read_names(f"{name}著", ROLES)] == [(name, "著")]


def test_the_name_in_latin_letters_stands_beside() -> None:
    """In brackets after the Chinese form."""
    (one,) = read_names("（美）海明威（Ernest Hemingway）著", ROLES)
    assert (one.text, one.addition, one.original, one.role) == ("海明威", "美", "Ernest Hemingway", "著")


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        ("中国社会科学院文学研究所编", True),
        ("Harvard University", True),
        ("人民文学出版社编辑部编", True),
        ("巴金", False),
    ],
)
def test_bodies_are_told_from_people(cell: str, body: bool) -> None:
    """By how their names end."""
    assert [one.body for one in read_names(cell, ROLES)] == [body]


@given(st.text(max_size=60))
def test_any_text_gives_names_that_it_holds(cell: str) -> None:
    """No name is made up: its signs stand in the cell, in that order."""
    for one in read_names(cell, ROLES):
        assert one.text
        position = -1
        for sign in one.text.replace(" ", ""):
            position = cell.find(sign, position + 1)
            assert position >= 0
