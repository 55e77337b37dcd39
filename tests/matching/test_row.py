"""The match row of a description."""

from collections.abc import Callable

import pytest

from kg.matching import MatchRow, row_from_json, row_to_json
from kg.matching.numbers import edition_number, minutes, pages, take_out_volume, volume_number
from kg.matching.standard_numbers import identifier

Maker = Callable[..., MatchRow]


def test_variants_of_characters_fold_to_one_title(row: Maker) -> None:
    """紅樓夢 and 红楼梦 are one title to the matcher."""
    assert row("紅樓夢").titles == row("红楼梦").titles


def test_a_row_survives_storing(row: Maker) -> None:
    """What is stored is what is read."""
    made = row(author="曹雪芹, 约1715-约1763", isbn=["9787020002207"], pages="1606页")
    assert row_from_json(row_to_json(made)) == made


def test_the_author_is_without_dates(row: Maker) -> None:
    """Dates come and go between libraries."""
    assert row(author="曹雪芹, 1715-1763").author == row(author="曹雪芹").author


def test_pinyin_is_made_of_characters_and_taken_where_given(row: Maker) -> None:
    """A Chinese title and its romanisation meet in toneless pinyin without spaces."""
    assert row("红楼梦", author="曹雪芹").roman == row("Hong lou meng", author="Cao, Xueqin").roman == "hongloumeng"


def test_a_romanised_title_stands_behind_the_own_script(row: Maker) -> None:
    """The title is the one in the record's own script."""
    assert row("红楼梦", pinyin="hong lou meng").title == "红楼梦"


def test_a_serial_is_another_kind(row: Maker) -> None:
    """A serial and a book of one title are not of one kind."""
    assert row("东方杂志", serial=True).kind == "Text:continuing"


@pytest.mark.parametrize(
    ("code", "carrier"), [("cr", "online"), ("he", "microform"), ("nc", "print"), ("vd", "vd"), ("", "")]
)
def test_carriers_group(row: Maker, code: str, carrier: str) -> None:
    """Paper, microform and online are told apart; a record that does not say is none of them."""
    assert row(carrier=code).carrier == carrier


@pytest.mark.parametrize(
    ("title", "bare", "volume"),
    [
        ("红楼梦 上册", "红楼梦", "1"),
        ("红楼梦(下)", "红楼梦", "last"),
        ("资治通鉴 第十二卷", "资治通鉴", "12"),
        ("全唐诗 第3册", "全唐诗", "3"),
        ("上海", "上海", ""),
        ("高中", "高中", ""),
        ("history of france, vol. iv", "history of france", "4"),
        ("henry vi, part 2", "henry vi", "2"),
        ("red book", "red book", ""),
    ],
)
def test_a_volume_is_taken_out_of_the_title(title: str, bare: str, volume: str) -> None:
    """The volume is compared as a number, the title without it."""
    assert take_out_volume(title) == (bare, volume)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第一册", "1"),
        ("上", "1"),
        ("下册", "last"),
        ("vol. 2", "2"),
        ("part iii", "3"),
        ("v. 1", "1"),
        ("iv", "4"),
        ("2", "2"),
        ("二十一", "21"),
    ],
)
def test_a_part_statement_gives_a_number(text: str, number: str) -> None:
    """Chinese, Roman and Arabic numerals are one."""
    assert volume_number(text) == number


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("第2版", 2),
        ("第二版", 2),
        ("2版", 2),
        ("3rd ed., rev", 3),
        ("2. aufl", 2),
        ("second edition", 2),
        ("修订本", 0),
        ("", 0),
        ("5. p.", 5),
        ("9. painos", 9),
        ("3., uud. p.", 3),
        ("2., neubearb. und erw. aufl.", 2),
        ("3. bearb. uppl.", 3),
        ("2-е изд.", 2),
        ("изд. 3-е", 3),
        ("2.a ed.", 2),
        ("2e ed. revue", 2),
        ("ed. 3", 3),
        ("版2", 2),
        ("ed. 1998", 0),
        ("nouv. ed.", 0),
    ],
)
def test_edition_numbers(statement: str, number: int) -> None:
    """An edition's number in the wordings that occur."""
    assert edition_number(statement) == number


@pytest.mark.parametrize(
    ("extent", "number"),
    [("3册(50,23,1942页)", 1942), ("xii, 340 p.", 340), ("340页", 340), ("234 S.", 234), ("1 v.", 0), ("", 0)],
)
def test_pages(extent: str, number: int) -> None:
    """The greatest count of pages stands for the extent."""
    assert pages(extent) == number


@pytest.mark.parametrize(
    ("extent", "number"),
    [
        ("4 sound discs (230 min.)", 230),
        ("7 audiocassettes (6 hrs.)", 360),
        ("11 audio discs (13 hours, 30 minutes)", 810),
        ("1 disque compact (1 h 01 min 27 s)", 61),
        ("1张光盘 (1小时30分钟)", 90),
        ("3分册", 0),
        ("1 sound disc (33 1/3 rpm)", 0),
    ],
)
def test_minutes(extent: str, number: int) -> None:
    """How long a recording plays, in minutes."""
    assert minutes(extent) == number


@pytest.mark.parametrize(
    ("edition", "found"), [("Abridged.", "yes"), ("Unabridged.", "no"), ("节选本", ""), ("缩写本", "yes"), ("", "")]
)
def test_an_edition_says_whether_it_is_abridged(row: Maker, edition: str, found: str) -> None:
    """Abridged and unabridged are told apart; most editions say neither."""
    assert row(edition=edition).abridged == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("978-7-101-10528-5", "isbn:9787101105285"),
        ("7-02-000220-X", "isbn:9787020002207"),
        ("0-306-40615-2", "isbn:9780306406157"),
        ("0-306-40615-3", ""),
        ("无", ""),
    ],
)
def test_an_isbn_has_13_digits_or_is_none(value: str, found: str) -> None:
    """Ten digits become thirteen; a wrong check digit makes it no ISBN."""
    assert identifier(["Isbn"], value, "", []) == found


@pytest.mark.parametrize("qualifier", ["set", "全套", "套装"])
def test_the_isbn_of_a_set_is_no_evidence(qualifier: str) -> None:
    """It stands on every volume."""
    assert identifier(["Isbn"], "9787101105285", qualifier, []) == ""


def test_other_numbers_have_their_scheme() -> None:
    """ISSN, OCLC and the Chinese book number before ISBN."""
    assert identifier(["Issn"], "0378-5955", "", []) == "issn:03785955"
    assert identifier(["Local"], "(OCoLC)ocm00012345", "", []) == "oclc:12345"
    assert identifier(["Identifier"], "10019·2135", "", ["统一书号"]) == "tysh:10019·2135"
    assert identifier(["Local"], "007295699", "", []) == ""


def test_a_description_without_anything_has_a_row(row: Maker) -> None:
    """A record that says nothing but a title is matched by little, and nothing fails."""
    assert row("[untitled]", year="", publisher="", languages=()).year == 0
