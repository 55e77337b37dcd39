"""Which records are of one edition: evidence and contradictions."""

from collections.abc import Callable

import pytest

from kg.matching import Candidate, MatchRow, decide

Maker = Callable[..., MatchRow]
ISBN = ["9787020002207"]
FULL = {"author": "曹雪芹", "pages": "1606页", "publisher": "人民文学出版社", "year": "1982"}


def joins(one: MatchRow, *others: MatchRow, verdicts: dict[int, str] | None = None) -> bool:
    members = list(enumerate(others, start=1))
    return decide(one, [Candidate("there", members, verdicts or {})]).instance == "there"


def test_the_same_number_and_title_join(row: Maker) -> None:
    """An identifier with its title is an edition."""
    assert joins(row("红楼梦诗词鉴赏", isbn=ISBN), row("红楼梦诗词鉴赏", isbn=ISBN))


def test_the_same_number_and_another_title_do_not_join(row: Maker) -> None:
    """One number on several books is common: it is evidence, not proof."""
    assert not joins(row("红楼梦", isbn=ISBN, **FULL), row("三国演义", isbn=ISBN, **FULL))


def test_title_author_year_and_pages_join_without_a_number(row: Maker) -> None:
    """Old books have no number."""
    assert joins(row(**FULL), row("紅樓夢", **FULL))


def test_the_title_alone_does_not_join(row: Maker) -> None:
    """Very many books are called 高等数学."""
    assert not joins(row("高等数学", publisher=""), row("高等数学", publisher=""))


@pytest.mark.parametrize("kind", ["StillImage", "Manuscript", "Object"])
def test_things_of_which_there_is_one_join_by_number_only(row: Maker, kind: str) -> None:
    """Thirteen pictures called Timon of Athens are thirteen pictures."""
    said = {**FULL, "kind": kind}
    assert not joins(row(**said), row(**said))
    assert joins(row(**said, isbn=ISBN), row(**said, isbn=ISBN))


def test_title_year_and_publisher_are_too_little(row: Maker) -> None:
    """Minutes and programmes agree in all three."""
    said = {"year": "1982", "publisher": "南京大学"}
    assert not joins(row("南京大学毕业典礼节目单", **said), row("南京大学毕业典礼节目单", **said))


@pytest.mark.parametrize(
    "said",
    [
        {"part": "下册"},
        {"kind": "Audio"},
        {"carrier": "cr"},
        {"carrier": "he"},
        {"edition": "第2版"},
        {"languages": ("eng",)},
        {"serial": True},
    ],
)
def test_a_contradiction_forbids_whatever_agrees(row: Maker, said: dict[str, object]) -> None:
    """Volume, kind, carrier, edition and language tell editions apart."""
    first: dict[str, object] = {**FULL, "carrier": "nc"}
    if said.keys() & {"part", "edition"}:
        first |= {"isbn": ISBN, "part": "上册", "edition": "第1版"}
    assert not joins(row(**{**first, **said}), row(**first))


def test_languages_that_overlap_do_not_forbid(row: Maker) -> None:
    """Chi and chi+eng are one book described twice."""
    assert joins(row(**FULL, languages=("chi", "eng")), row(**FULL))


def test_one_other_character_is_another_book(row: Maker) -> None:
    """中国法制史 is not 中国法治史."""
    assert not joins(row("中国法制史", **FULL), row("中国法治史", **FULL))


def test_a_romanised_record_joins_its_original_when_the_author_agrees(row: Maker) -> None:
    """Pinyin joins scripts only with the author's help."""
    roman = {**FULL, "author": "Cao, Xueqin", "publisher": "Ren min wen xue chu ban she", "pages": "1606 p."}
    assert joins(row("Hong lou meng", **roman), row(**FULL))
    assert not joins(row("Hong lou meng", **{**roman, "author": "Lu, Xun"}), row(**FULL))


def test_early_prints_are_left_to_people(row: Maker) -> None:
    """Copies of one old edition differ; nothing automatic joins them."""
    assert not joins(row(**{**FULL, "year": "1791"}), row(**{**FULL, "year": "1791"}))


def test_every_record_of_a_cluster_must_agree(row: Maker) -> None:
    """A cluster with a record that contradicts is not joined, however well another fits."""
    assert not joins(row(**FULL, edition="第2版"), row(**FULL), row(**FULL, edition="第1版"))


def test_a_persons_word_goes_before_all(row: Maker) -> None:
    """Same joins what differs, different parts what agrees."""
    assert joins(row("红楼梦"), row("石头记"), verdicts={1: "same"})
    assert not joins(row(**FULL), row(**FULL), verdicts={1: "different"})


def test_the_decision_tells_its_reasons(row: Maker) -> None:
    """Each comparison lists what was found with its bits."""
    found = decide(row(**FULL), [Candidate("there", [(7, row(**FULL))])])
    assert found.comparisons[0].record == 7
    assert found.comparisons[0].features["author equal"] > 0


TABLES = "type year, country Norway, table: innovation co-operation during 1998-2000, "
ENGLISH = {"author": "Brown, Martin C.", "year": "1999", "publisher": "Osborne", "languages": ("eng",)}


@pytest.mark.parametrize(
    "subtitle",
    [
        TABLES + "variable: co-operation with universities, from 50 to 249 employees",
        TABLES + "variable: no co-operation with universities, from 10 to 49 employees",
    ],
)
def test_the_end_of_a_subtitle_tells_tables_of_one_database_apart(row: Maker, subtitle: str) -> None:
    """Without pages and numbers the whole subtitle decides, not its first words."""
    there = row("Innovation survey database", subtitle=TABLES + "variable: co-operation with universities", **ENGLISH)
    other = row("Innovation survey database", subtitle=TABLES + "variable: clients in Japan", **ENGLISH)
    one = row("Innovation survey database", subtitle=subtitle, **ENGLISH)
    assert joins(one, one)
    assert not joins(one, other)
    assert joins(there, there)


def test_a_subtitle_cut_short_is_no_contradiction(row: Maker) -> None:
    """Many libraries leave off the end of a long subtitle."""
    long, short = "the history of a nation, with forty maps and 20 plates", "the history of a nation"
    assert joins(row("The long journey", subtitle=long, **ENGLISH), row("The long journey", subtitle=short, **ENGLISH))


def test_a_short_title_needs_its_subtitle(row: Maker) -> None:
    """Perl is the title of very many books."""
    there = row("Perl", subtitle="the complete reference", pages="1179 p.", **ENGLISH)
    assert not joins(row("Perl", subtitle="programmer's reference", pages="380 p.", **ENGLISH), there)


@pytest.mark.parametrize("pages", ["1103 p.", "1105 p."])
def test_another_number_and_another_publisher_are_another_edition(row: Maker, pages: str) -> None:
    """Two publishers print from the same plates in one year: the pages agree, the editions are two."""
    said = {"author": "Austen, Jane", "year": "1995", "languages": ("eng",)}
    there = row("Complete novels", **said, publisher="Gramercy", isbn=["9780517118290"], pages="1103 p.")
    assert not joins(row("Complete novels", **said, publisher="Leopard", isbn=["9780752900124"], pages=pages), there)


def test_printings_with_a_number_in_finnish_are_editions(row: Maker) -> None:
    """5. p. is not 9. p."""
    said = {"author": "Austen, Jane", "publisher": "WSOY", "pages": "338 s.", "languages": ("fin",)}
    there = row("Järki ja tunteet", edition="5. p.", **said)
    assert not joins(row("Järki ja tunteet", edition="9. p.", **said), there)
    assert joins(row("Järki ja tunteet", edition="5. p.", **said), there)


def test_a_record_that_does_not_say_its_carrier_meets_either(row: Maker) -> None:
    """Silence is no contradiction; but where the other is not on paper, title, author and year are too little."""
    silent, online = row(**FULL, isbn=ISBN), row(**FULL, isbn=ISBN, carrier="cr")
    assert joins(silent, row(**FULL, isbn=ISBN, carrier="nc"))
    assert joins(silent, online)
    said = {"author": "曹雪芹", "publisher": "人民文学出版社"}
    assert not joins(row("红楼梦诗词鉴赏", **said), row("红楼梦诗词鉴赏", carrier="cr", **said))


@pytest.mark.parametrize(
    "said",
    [
        {"pages": "7 cassettes (6 hrs.)"},
        {"pages": "4 cassettes (235 min.)", "edition": "Unabridged."},
        {"pages": "4 cassettes"},
    ],
)
def test_an_abridged_recording_is_another(row: Maker, said: dict[str, str]) -> None:
    """How long it plays, and whether it is whole, tell recordings apart."""
    audio = {"author": "Austen, Jane", "year": "1995", "publisher": "Audio", "kind": "NonMusicAudio", "isbn": ISBN}
    there = row("Pride and prejudice", **audio, pages="2 cassettes (230 min.)", edition="Abridged.")
    one = row("Pride and prejudice", **{**audio, "isbn": [], **said})
    assert not joins(one, there)


def test_rounded_durations_are_one(row: Maker) -> None:
    """Six hours are 350 minutes to another library."""
    audio = {"author": "Austen, Jane", "year": "1995", "publisher": "Audio", "kind": "NonMusicAudio"}
    there = row("Pride and prejudice", **audio, pages="7 cassettes (6 hrs.)")
    assert joins(row("Pride and prejudice", **audio, pages="7 cassettes (350 min.)"), there)


def test_issues_of_a_magazine_are_told_apart_by_their_numbers(row: Maker) -> None:
    """They share author, publisher and ISSN."""
    said = {"author": "Shepard, Martha", "publisher": "Rhodes College", "issn": ["1075-3036"]}
    there = row("Rhodes college magazine, spring 2000", **said, year="2000")
    assert not joins(row("Rhodes college magazine, spring 2001", **said, year="2001"), there)
