"""The contract of a search backend, run on every implementation."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BusyError, SearchError, StoreError
from kg.search import BACKENDS, EditionDocument, IndexReader, IndexWriter, Query, SearchServer

Search = Callable[..., list[str]]


def edition(number: str, title: str, **more: object) -> EditionDocument:
    """Return an edition of the work `w-NUMBER` with this title; `more` replaces single parts."""
    texts = {"title": (title,), "name": more.pop("names", ()), "subject": more.pop("subjects", ())}
    facets = {"member": more.pop("members", ("nlc",)), "kind": (more.pop("kind", "text"),)}
    facets["language"] = more.pop("languages", ("chi",))
    plain = EditionDocument(
        number, f"w-{number}", f"hash of {title}", texts, facets, (), 0, title, {"title": title, "members": ["nlc"]}
    )
    return replace(plain, **more)


DOCUMENTS = (
    edition("han", "红楼梦", names=("(清) 曹雪芹著", "曹雪芹"), year=1982, identifiers=("9787020002207",)),
    edition("trad", "紅樓夢", names=("曹雪芹",), year=1960, members=("ntl",), work="w-han"),
    edition(
        "roman", "Hong lou meng", names=("Cao, Xueqin, approximately 1717-1763",), year=1990, members=("loc", "ntl")
    ),
    edition("study", "红楼梦研究论文集与红楼梦人物红楼梦考证", names=("俞平伯",), year=2001),
    edition("zeng", "曾国藩家书", names=("曾国藩",), year=1999),
    edition(
        "lib", "Managing a library", names=("Müller, Hans",), languages=("eng",), year=2010, identifiers=("03785955",)
    ),
    edition("libs", "Libraries and œuvres: C++ for librarians", languages=("eng",), kind="map"),
    edition("rus", "Преступление и наказание", names=("Достоевский, Ф. М.",), languages=("rus",), year=1866),
    edition("gre", "Ὀδύσσεια", names=("Ὅμηρος",), languages=("gre",)),
    edition("heb", "שִׁיר הַשִּׁירִים", languages=("heb",)),
    edition("jpn", "日本の文化とヴァイオリン", languages=("jpn",), year=1971),
    edition("letters", "h l m letters in a row", languages=("eng",)),
    edition("c", "C语言程序设计 第2版", year=2012),
    edition("long", "x" * 300 + " tail", languages=("eng",)),
)


# What a backend needs that is not on every machine.
MARKS = {"elasticsearch": pytest.mark.elasticsearch}

PIECES = (
    '"', "“", "title:", "作者：", "isbn:", "AND", "OR", "(", "红楼", "hong", "lou", "C++", "97870",
    "-", "\x00", "*", "梦", "a",
)  # fmt: skip


@dataclass(frozen=True)
class Engine:
    """A backend with the server that it needs, if it needs one."""

    module: ModuleType
    server: SearchServer

    def open_writer(self, directory: Path) -> IndexWriter:
        """Return a writer of the index in the folder."""
        writer: IndexWriter = self.module.open_writer(directory, self.server)
        return writer

    def open_reader(self, directory: Path) -> IndexReader:
        """Return a reader of the index in the folder."""
        reader: IndexReader = self.module.open_reader(directory, self.server)
        return reader


@pytest.fixture(scope="module", params=[pytest.param(name, marks=MARKS.get(name, ())) for name in BACKENDS.names()])
def module(request: pytest.FixtureRequest) -> ModuleType:
    """Return each backend's module."""
    return BACKENDS.get(request.param)


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest, module: ModuleType) -> str:
    """Return the address of the server that the backend needs, nothing where it needs none."""
    return request.getfixturevalue("elasticsearch").url if module.__name__.endswith(".elasticsearch") else ""


def engine_of(module: ModuleType, url: str, home: Path) -> Engine:
    """Return the engine for one catalogue: on a server that several share, each has names of its own."""
    prefix = f"test-{hashlib.sha1(str(home).encode(), usedforsecurity=False).hexdigest()[:12]}"
    return Engine(module, SearchServer(url=url, index=prefix, home=home))


@pytest.fixture
def backend(module: ModuleType, url: str, tmp_path: Path) -> Engine:
    """Return each backend for a catalogue of the test's own."""
    return engine_of(module, url, tmp_path)


@pytest.fixture
def writer(backend: Engine, tmp_path: Path) -> Iterator[IndexWriter]:
    """Return a writer of a new index."""
    found = backend.open_writer(tmp_path / "index")
    yield found
    found.close()


@pytest.fixture(scope="module")
def reader(module: ModuleType, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexReader]:
    """Return a reader of the documents above."""
    root = tmp_path_factory.mktemp("contract")
    engine = engine_of(module, url, root)
    writer = engine.open_writer(root / "index")
    writer.replace(DOCUMENTS)
    writer.commit(7)
    writer.publish(root / "published")
    writer.close()
    found = engine.open_reader(root / "published")
    yield found
    found.close()


@pytest.fixture(scope="module")
def search(reader: IndexReader) -> Search:
    """Return a function that gives the ids of the editions found, in order."""

    def ids(text: str, **more: object) -> list[str]:
        found = reader.search(Query(text, **more))
        return [hit.id for work in found.works for hit in work.editions]

    return ids


@pytest.mark.parametrize(
    "text",
    ["红楼梦", "紅樓夢", "hongloumeng", "hong lou meng", "Honglou meng", "hónglóumèng", "hlm", '"红楼梦"', "《紅樓夢》",
     "title:红楼梦", "题名：紅樓夢", "HLM", "ＨＬＭ", "title: hong lou meng"],
)  # fmt: skip
def test_one_title_in_every_spelling(search: Search, text: str) -> None:
    """Simplified, traditional, pinyin with and without spaces, and initials find the same works, exact titles first."""
    found = search(text)
    assert set(found[:3]) - {"roman"} >= {"han", "trad"}
    assert "letters" not in found


@pytest.mark.parametrize("text", ["红楼梦", "紅樓夢", "hongloumeng", "hong lou meng", "hlm"])
def test_romanised_only_record_is_found(search: Search, text: str) -> None:
    """A record that has only the romanised title is found by pinyin, by initials, and in Chinese."""
    assert "roman" in search(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("曹雪芹", {"han", "trad", "roman"}),
        ("caoxueqin", {"han", "trad", "roman"}),
        ("Cao Xueqin", {"han", "trad", "roman"}),
        ("cao xueqin hongloumeng", {"han", "trad", "roman"}),
        ("author:caoxueqin", {"han", "trad", "roman"}),
        ("作者:曹雪芹 题名:红楼梦", {"han", "trad", "roman"}),
        ("zengguofan", {"zeng"}),
        ("zeng guofan", {"zeng"}),
        ("曾國藩", {"zeng"}),
        ("muller", {"lib"}),
        ("Müller", {"lib"}),
        ("MÜLLER library", {"lib"}),
        ("oeuvres", {"libs"}),
        ("œuvre", {"libs"}),
        ("C++", {"libs"}),
        ("Ｃ＋＋", {"libs"}),
        ("c语言", {"c"}),
        ("程序设计", {"c"}),
        ("преступление", {"rus"}),
        ("наказания", {"rus"}),
        ("достоевский", {"rus"}),
        ("οδυσσεια", {"gre"}),
        ("שיר השירים", {"heb"}),
        ("ヴァイオリン", {"jpn"}),
        ("日本文化", {"jpn"}),
        ("藩", {"zeng"}),
        ("梦", {"han", "trad", "study"}),
        ("红楼", {"han", "trad", "roman", "study"}),
        ("978-7-02-000220-7", {"han"}),
        ("702000220X", {"han"}),
        ("isbn:7-02-000220-X", {"han"}),
        ("红楼梦 978 7 02 000220 7", {"han"}),
        ("0378-5955", {"lib"}),
        ("issn:03785955", {"lib"}),
        ("x" * 300, {"long"}),
        ("author:红楼梦", set()),
        ("title:muller", set()),
    ],
)
def test_question_finds(search: Search, text: str, expected: set[str]) -> None:
    """Case, marks, width, script and hyphens do not matter; a prefix narrows to its field."""
    assert set(search(text)) == expected


def test_plural_and_singular_find_each_other(search: Search) -> None:
    """A Western word is found by its stem too, the exact form first."""
    assert search("library")[0] == "lib"
    assert search("libraries")[0] == "libs"
    assert set(search("library")) == set(search("libraries")) == {"lib", "libs"}


def test_exact_title_outranks_noise(search: Search) -> None:
    """A title that is the question comes before one that holds it three times."""
    assert search("红楼梦")[-1] == "study"


def test_empty_question_finds_everything(reader: IndexReader) -> None:
    """Nothing in the box finds every edition, and the marker of the applied event is none."""
    assert reader.search(Query("")).editions_found == len(DOCUMENTS)
    assert reader.search(Query(" \t")).editions_found == len(DOCUMENTS)


def test_signs_alone_find_nothing(reader: IndexReader) -> None:
    """A question without a word has no answer, not all answers."""
    assert reader.search(Query("!?")).editions_found == 0


def test_words_are_joined_by_and(search: Search) -> None:
    """All words must be found."""
    assert search("library managing") == ["lib"]


def test_without_an_answer_to_all_words_most_will_do(reader: IndexReader) -> None:
    """When nothing answers to all words, answers to most of them come, and are marked so."""
    found = reader.search(Query("managing library 红楼梦"))
    assert found.relaxed
    assert {hit.id for work in found.works for hit in work.editions} == {"lib"}
    assert not reader.search(Query("library")).relaxed
    spelled = reader.search(Query("hongloumeng xyzzy"))
    assert (spelled.relaxed, spelled.editions_found) == (True, 4)


def test_editions_are_grouped_by_work(reader: IndexReader) -> None:
    """A work stands once, with its editions that were found."""
    found = reader.search(Query("红楼梦"))
    assert (found.editions_found, found.works_found, found.works_exact) == (4, 3, True)
    assert found.works[0].work == "w-han"
    assert found.works[0].editions_found == 2


def test_as_many_editions_of_a_work_come_as_are_asked_for(reader: IndexReader) -> None:
    """The best of them; how many were found is told all the same."""
    (few, many) = (reader.search(Query("红楼梦", editions_shown=shown)).works[0] for shown in (1, 100))
    assert (len(few.editions), len(many.editions)) == (1, 2)
    assert few.editions_found == many.editions_found == 2
    assert few.editions[0].id == many.editions[0].id
    with pytest.raises(SearchError, match="1 to 100"):
        reader.search(Query("", editions_shown=101))


def test_facets_count_editions(reader: IndexReader) -> None:
    """Each value is counted over all editions found, whatever the page."""
    found = reader.search(Query("hongloumeng", facets=("member", "kind"), page_size=1))
    assert {value.value: value.count for value in found.facets["member"]} == {"nlc": 2, "ntl": 2, "loc": 1}
    assert {value.value: value.count for value in found.facets["kind"]} == {"text": 4}


def test_a_chosen_value_keeps_its_neighbours(reader: IndexReader) -> None:
    """A choice in a facet narrows the hits and the other facets, not the facet itself."""
    found = reader.search(Query("hongloumeng", filters={"member": ("loc",)}, facets=("member", "language")))
    assert found.editions_found == 1
    assert [(v.value, v.count, v.chosen) for v in found.facets["member"]] == [
        ("nlc", 2, False), ("ntl", 2, False), ("loc", 1, True)
    ]  # fmt: skip
    assert sum(value.count for value in found.facets["language"]) == 1


def test_two_values_of_a_facet_mean_either(search: Search) -> None:
    """Several chosen values of one facet are joined by or."""
    assert set(search("", filters={"kind": ("map",), "language": ("eng", "rus")})) == {"libs"}
    assert set(search("红楼梦", filters={"member": ("loc", "ntl")})) == {"trad", "roman"}


def test_years_narrow_and_are_counted(reader: IndexReader, search: Search) -> None:
    """Bounds are inclusive; editions without a year are in no range and no year of the facet."""
    assert set(search("", year_from=1990, year_to=1999)) == {"roman", "zeng"}
    assert set(search("", year_to=1900)) == {"rus"}
    years = reader.search(Query("", facets=("year",))).facets["year"]
    assert [value.value for value in years][:2] == ["2012", "2010"]
    assert "0" not in {value.value for value in years}
    assert search("", filters={"year": ("2012",)}) == ["c"]


def test_sorts(search: Search) -> None:
    """By year either way, unknown years last; by title, Chinese as pinyin."""
    assert search("红楼梦", sort="newest") == ["study", "roman", "han", "trad"]
    assert search("", sort="oldest", page_size=1) == ["rus"]
    assert search("", sort="newest")[0] == "c"
    assert search("", sort="title", filters={"language": ("chi",)})[0] == "c"


def test_pages_count_works(search: Search) -> None:
    """Pages follow each other without gap or repetition."""
    pages = [search("红楼梦", page=page, page_size=1) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 1, 1, 0]
    assert {each for page in pages for each in page} == {"han", "trad", "roman", "study"}


@pytest.mark.parametrize(
    "query",
    [Query(sort="colour"), Query(page=0), Query(page_size=0), Query(page=10_000), Query(filters={"colour": ("red",)})],
)
def test_impossible_query_is_refused(reader: IndexReader, query: Query) -> None:
    """A question that cannot be carried out is refused with a sentence, never answered with nothing."""
    with pytest.raises(SearchError):
        reader.search(query)


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_question(reader: IndexReader, text: str) -> None:
    """No text makes a search fail."""
    reader.search(Query(text))


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_of_operators_is_a_question(reader: IndexReader, parts: list[str]) -> None:
    """No mixture of operators and words makes a search fail."""
    reader.search(Query("".join(parts)))
    reader.search(Query(" ".join(parts)))


@pytest.mark.parametrize(
    "text", ["红楼梦" * 4000, "word " * 2000, '"' * 10_000, "hong " * 2000, "a" * 10_000, "1" * 9999]
)
def test_ten_kilobytes_are_cut(reader: IndexReader, text: str) -> None:
    """A very long question is cut and answered."""
    reader.search(Query(text))


def test_display_comes_back_as_it_was(reader: IndexReader) -> None:
    """What a result row needs is given back unchanged."""
    hit = reader.search(Query("ヴァイオリン")).works[0].editions[0]
    assert hit.display == {"title": "日本の文化とヴァイオリン", "members": ["nlc"]}


def test_hashes_are_those_of_the_living(writer: IndexWriter, backend: Engine, tmp_path: Path) -> None:
    """Every document's id and hash, without those replaced or deleted."""
    writer.replace([edition("a", "one"), edition("b", "two"), edition("c d", "three")])
    writer.commit(1)
    writer.replace([edition("a", "four")])
    writer.delete(["b", "unknown"])
    writer.commit(2)
    writer.publish(tmp_path / "published")
    assert backend.open_reader(tmp_path / "published").hashes() == {"a": "hash of four", "c d": "hash of three"}


def test_applied_event_is_that_of_the_commit(writer: IndexWriter, backend: Engine, tmp_path: Path) -> None:
    """A new index has applied nothing; the event is durable together with the batch."""
    assert writer.applied_event() == 0
    writer.commit(5)
    writer.commit(9)
    assert writer.applied_event() == 9
    writer.publish(tmp_path / "published")
    reader = backend.open_reader(tmp_path / "published")
    assert (reader.applied_event(), reader.search(Query("")).editions_found) == (9, 0)


def test_uncommitted_is_lost_committed_is_kept(backend: Engine, tmp_path: Path) -> None:
    """What was not committed when the writer is closed is as if it had never been."""
    first = backend.open_writer(tmp_path)
    first.replace([edition("a", "one")])
    first.commit(3)
    first.replace([edition("b", "two")])
    first.close()
    second = backend.open_writer(tmp_path)
    assert second.applied_event() == 3
    second.commit(4)
    second.close()
    assert set(backend.open_reader(tmp_path).hashes()) == {"a"}


def test_published_generation_changes_only_where_said(writer: IndexWriter, backend: Engine, tmp_path: Path) -> None:
    """Later commits do not touch what was published before, unless the backend says so: then they alone are seen."""
    writer.replace([edition("a", "one")])
    writer.commit(1)
    writer.publish(tmp_path / "first")
    for number in range(2, 12):
        writer.replace([edition(f"n{number}", "more")])
        writer.delete(["a"])
        writer.commit(number)
    writer.publish(tmp_path / "second")
    first = backend.open_reader(tmp_path / "first")
    assert ("a" in first.hashes()) == backend.module.KEEPS_GENERATIONS
    assert first.applied_event() == 1
    assert len(backend.open_reader(tmp_path / "second").hashes()) == 10


def test_second_writer_is_told_to_wait(writer: IndexWriter, backend: Engine, tmp_path: Path) -> None:
    """One index has one writer."""
    with pytest.raises(BusyError):
        backend.open_writer(tmp_path / "index")


def test_missing_index_says_what_to_do(backend: Engine, tmp_path: Path) -> None:
    """A reader of nothing names the command that makes the index anew."""
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        backend.open_reader(tmp_path / "none")
