"""Contributors of a work: one entry a person, bare names joined to the same name with dates."""

from pathlib import Path

import pytest

from kg.bibframe.things import Agent, Contribution, Role, Text
from kg.vocabulary import Vocabulary
from portal.discovery.presenters.credits import Credit, credits_of
from portal.discovery.presenters.names import readable_name
from portal.discovery.presenters.scripts import Phrase
from portal.terms import Terms


def contribution(id_: str, *labels: str, role: str = "著", primary: bool = False) -> Contribution:
    agent = Agent(f"http://x/agent/{id_}", id_, "Person", tuple(Text(label) for label in labels))
    return Contribution(agent, (Role(label=role),), primary)


@pytest.fixture
def terms(mappings: Path) -> Terms:
    return Terms(Vocabulary.load(mappings / "codes"), "zh")


def names(found: tuple[Credit, ...]) -> list[str]:
    return [credit.names[0].text for credit in found]


def test_a_bare_name_joins_the_one_with_dates(terms: Terms) -> None:
    """曹雪芹 and 曹雪芹 with dates are one person of this work; roles are united."""
    found = credits_of(
        [
            contribution("a", "曹雪芹", "Cao Xue Qin", primary=True),
            contribution("b", "曹雪芹, approximately 1717-1763", "Cao, Xueqin, approximately 1717-1763", role="撰"),
        ],
        terms,
    )
    assert names(found) == ["曹雪芹（约1717—1763）"]
    assert found[0].roles == ("撰", "著")
    assert found[0].primary


def test_two_of_the_same_name_with_dates_stay_apart(terms: Terms) -> None:
    """A bare 王伟 beside two dated ones is neither."""
    found = credits_of(
        [contribution("a", "王伟"), contribution("b", "王伟, 1960-"), contribution("c", "王伟, 1971-")], terms
    )
    assert len(found) == 3


def test_the_same_name_with_the_same_dates_is_one(terms: Terms) -> None:
    """Two catalogues' headings for 鲁迅, and a bare one of a third, are one person of this work."""
    found = credits_of(
        [
            contribution("a", "鲁迅, 1881-1936", "Lu Xun"),
            contribution("b", "鲁迅, 1881-1936", "Lu, Xun, 1881-1936"),
            contribution("c", "鲁迅"),
        ],
        terms,
    )
    assert names(found) == ["鲁迅（1881—1936）"]


def test_other_names_stay_apart(terms: Terms) -> None:
    """Names that differ are different people."""
    assert len(credits_of([contribution("a", "高鹗"), contribution("b", "曹雪芹, 1717-1763")], terms)) == 2


def test_two_habits_of_the_same_pinyin_are_one(terms: Terms) -> None:
    """Case and blanks make no other name."""
    found = credits_of([contribution("a", "曹雪芹", "Cao Xue Qin", "cao xue qin")], terms)
    assert [name.text for name in found[0].names] == ["曹雪芹", "Cao Xue Qin"]


def test_a_search_for_a_person_leaves_the_dates_out(terms: Terms) -> None:
    """What is shown has the dates; what is searched for is the name."""
    found = credits_of([contribution("a", "高鹗, approximately 1738-approximately 1815")], terms)
    assert (found[0].names[0].text, found[0].search) == ("高鹗（约1738—约1815）", "高鹗")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("鲁迅, 1881-1936", "鲁迅（1881—1936）"),
        ("莫言, 1955-", "莫言（1955—）"),
        ("曹雪芹, 约1717-1763", "曹雪芹（约1717—1763）"),
        ("李白, active 8th century", "李白, active 8th century"),
        ("Cao, Xueqin, approximately 1717-1763", "Cao, Xueqin, approximately 1717-1763"),
        ("محفوظ، نجيب, 1911-2006", "محفوظ، نجيب, 1911-2006"),
        ("红楼梦研究所", "红楼梦研究所"),
    ],
)
def test_dates_behind_a_chinese_name_are_written_as_chinese_writes_them(name: str, shown: str) -> None:
    """Full-width brackets and a Chinese word for "approximately"; names in other scripts stay as they are."""
    assert readable_name(Phrase(name)).text == shown
