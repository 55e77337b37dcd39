"""All search engines give the same answers: on a freshly built index of one shard, to the records of the demo.

The rule: the same numbers of editions and works, the same facets, the same score for the same edition, and the same
order, but where scores nearly tie (they differ by less than a thousandth) any order is right, and on the edge of a page
any of those that tie may stand.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

import pytest

from kg.demo import demo_members
from kg.records import Record, read_records
from kg.search import BACKENDS, EditionDocument, Hit, IndexReader, Query, Results, SearchServer
from kg.text import publication_year

pytestmark = pytest.mark.elasticsearch

NEAR = 1e-3
MEMBERS = (
    "jiangnan",
    "beiyuan",
    "haiwai",
    "shiwen",
    "harbour",
    "loc",
    "nlm",
    "dnb",
    "bnf",
    "hathi-a",
    "virginia",
    "bl",
)
MOST = 900
# Tags of the title, names, subjects, series and publishers, in MARC 21 and in UNIMARC.
TAGS = {
    "marc21": {"title": "245 246", "name": "100 110 700 710", "subject": "600 650 651", "series": "490 830",
               "publisher": "260 264", "note": "500 505 520", "year": "260c 264c", "number": "020 022"},
    "unimarc": {"title": "200 517", "name": "700 701 702 710", "subject": "600 606 607", "series": "225 410",
                "publisher": "210 214", "note": "300 327 330", "year": "210d 214d", "number": "010 011"},
}  # fmt: skip
ALL_FACETS = ("member", "kind", "language", "decade", "year")
QUESTIONS = (
    # Chinese: simplified, traditional, parts, pinyin with and without spaces and tones, initials, names
    "红楼梦", "紅樓夢", "红楼", "梦", "hongloumeng", "hong lou meng", "Honglou meng", "hónglóumèng", "hlm", "HLM",
    "ＨＬＭ",
    "曹雪芹", "cao xueqin", "caoxueqin", "鲁迅", "魯迅", "lu xun", "茅盾", "三国演义", "sanguo yanyi", "sgyy",
    "水浒", "西游记",
    "xi you ji", "西遊記 吴承恩", "中国历史", "中国 文学 史", "現代漢語詞典", "唐诗三百首", "老舍 骆驼祥子", "围城",
    "边城 沈从文",
    # phrases
    '"红楼梦"', "《紅樓夢》", '"history of"', '"public health"', "„Geschichte der“", "«histoire de»",
    '"no such phrase here"',
    # Western words: plural, stems, marks, case
    "history", "histories", "HISTORY", "nursing", "library libraries", "geschichte", "Geschichte Deutschland",
    "musique",
    "œuvres complètes", "oeuvres", "Müller", "muller", "C++", "war peace", "shakespeare", "dickens novel",
    "the of and",
    # prefixes of fields
    "title:history", "author:dickens", "author: smith history", "subject:medicine", "series:library",
    "publisher:press",
    "作者:曹雪芹 题名:红楼梦", "note:index", "主题:文学",
    # identifiers
    "9787020002207", "978-7-02-000220-7", "isbn:7-02-000220-X", "issn:0378-5955", "0378-5955", "id:12345",
    # what cannot all be found: relaxed
    "managing library 红楼梦 zzyzx", "hongloumeng xyzzy", "history xyzzy qwerty", "dickens shakespeare goethe",
    # nothing, signs, odd characters, operators of other systems
    "", "   ", "!?", "-history", "history -war", "hist*", "history AND war", "history OR war", "(history)", "a",
    "1984", "\x00",
    "🐉", "𠮷", "\ud800", "history\u3000war", "a" * 300, "红" * 300, "\u202ehistory", "title:", "isbn:", '"', "“",
)  # fmt: skip
NARROWED = (
    Query("history", filters={"member": ("loc",)}),
    Query("history", filters={"member": ("loc", "nlm")}, page_size=3, page=2),
    Query("", filters={"language": ("chi",), "kind": ("text",)}),
    Query("", filters={"member": tuple(MEMBERS[:4]), "language": ("eng", "fre")}),
    Query("红楼梦", filters={"decade": ("1980", "1990")}),
    Query("", filters={"year": ("1990", "1991", "x", "0")}),
    Query("history", year_from=1900, year_to=1950),
    Query("history", year_from=1950),
    Query("", year_to=1850),
    Query("", year_from=2000, year_to=1900),
    Query("", year_from=10**30),
    Query("history", year_from=1900, filters={"year": ("1999",), "member": ("loc",)}),
    Query("", filters={"member": ("nobody",)}),
    Query("history zzyzx", filters={"member": ("loc",)}),
    Query("zzyzx qwerty", filters={"member": ("loc",)}),
    Query("", filters={"member": ("\ud800", "x" * 40_000)}),
    Query("", page=50, page_size=200),
    Query("history", page=2, page_size=7),
    Query("history", page=3, page_size=7),
)


def texts(record: Record, tags: str) -> tuple[str, ...]:
    """Return the texts of the fields with these tags, vernacular forms among them; a letter asks for one subfield."""
    found = []
    for tag in tags.split():
        for field in record.fields:
            linked = any(code == "6" and text.startswith(tag[:3]) for code, text in field.subfields)
            if field.tag == tag[:3] or (field.tag == "880" and linked):
                parts = [t for code, t in field.subfields if (code in tag[3:] if tag[3:] else code.isalpha())]
                found.append(" ".join(parts).replace("\x98", "").replace("\x9c", ""))
    return tuple(dict.fromkeys(filter(None, found)))


def edition(member: str, flavour: str, number: int, record: Record) -> EditionDocument:
    """Return an edition as good as a few fields of its record make it; alike titles are one work."""
    tags = TAGS[flavour]
    names = ("title", "name", "subject", "series", "publisher", "note")
    found = {name: texts(record, tags[name]) for name in names}
    title = next(iter(found["title"]), "")
    year = next(filter(None, map(publication_year, texts(record, tags["year"]))), 0)
    numbers = ("".join(filter(str.isalnum, text)) for text in texts(record, tags["number"]))
    work = hashlib.sha1(title[:12].casefold().encode(), usedforsecurity=False).hexdigest()
    languages = [f.value[35:38] for f in record.fields if f.tag == "008"] or [
        t for f in record.fields if f.tag == "101" for _, t in f.subfields[:1]
    ]
    facets = {
        "member": (member,), "kind": ("text" if number % 7 else "map",), "language": tuple(languages),
        "decade": (f"{year // 10}0",) if year else (),
    }  # fmt: skip
    display: dict[str, object] = {"title": title, "year": year, "names": [{"labels": list(found["name"])}]}
    return EditionDocument(
        f"i{member}-{number}", work, f"h{number}", found, facets, tuple(numbers), year, title, display
    )


def editions() -> Iterator[EditionDocument]:
    """Yield the first editions of each of the members."""
    for sample in demo_members():
        if sample.code in MEMBERS:
            flavour = "marc21" if sample.format == "marc21" else "unimarc"
            with sample.open_files() as paths:
                records = (
                    record
                    for path in paths
                    for record in read_records(path, format=sample.format, encoding=sample.encoding)
                    if isinstance(record, Record)
                )
                for number, record in enumerate(islice(records, MOST)):
                    yield edition(sample.code, flavour, number, record)


@pytest.fixture(scope="module")
def readers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, IndexReader]]:
    """Return a reader of the same editions for each engine."""
    documents = list(editions())
    assert len(documents) > 2000
    found = {}
    for name in BACKENDS.names():
        root = tmp_path_factory.mktemp(name)
        url = request.getfixturevalue("elasticsearch").url if name == "elasticsearch" else ""
        server = SearchServer(url=url, index="test-agreement", home=root)
        writer = BACKENDS.get(name).open_writer(root / "index", server)
        writer.replace(documents)
        writer.commit(1)
        writer.publish(root / "published")
        writer.close()
        found[name] = BACKENDS.get(name).open_reader(root / "published", server)
    yield found
    for reader in found.values():
        reader.close()


def is_near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR * max(one, other)


def hits(results: Results) -> list[Hit]:
    """Return the best edition of each work, in order."""
    return [work.editions[0] for work in results.works]


def require_same(one: Results, other: Results) -> None:
    """Hold the rule of this file for two answers ordered by relevance."""
    assert (one.editions_found, one.works_found, one.works_exact, one.relaxed) == (
        other.editions_found, other.works_found, other.works_exact, other.relaxed,
    )  # fmt: skip
    assert one.facets == other.facets
    best, others = hits(one), hits(other)
    assert len(best) == len(others)
    for mine, yours in zip_longest(best, others):
        assert is_near(mine.score, yours.score), "place by place, the scores are the same"
    scores = {hit.work: hit.score for hit in others}
    for hit in best:
        if hit.work in scores:
            assert is_near(hit.score, scores[hit.work])
        else:
            assert any(is_near(hit.score, edge.score) for edge in (best[0], best[-1])), "only ties cross a page's edge"
    counts = {work.work: work.editions_found for work in other.works}
    assert all(counts.get(work.work, work.editions_found) == work.editions_found for work in one.works)


def answers(readers: dict[str, IndexReader], query: Query) -> list[Results]:
    return [reader.search(query) for reader in readers.values()]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda value: ascii(value)[:40])
def test_same_answer_from_every_engine(readers: dict[str, IndexReader], question: str) -> None:
    """A question has one answer, whichever engine gives it."""
    first, *others = answers(readers, Query(question, page_size=100, facets=ALL_FACETS))
    for other in others:
        require_same(first, other)


@pytest.mark.parametrize("query", NARROWED, ids=lambda value: ascii(value)[:40])
def test_same_answer_to_a_narrowed_question(readers: dict[str, IndexReader], query: Query) -> None:
    """Choices, years and pages mean the same to every engine, and so do the facets beside them."""
    asked = Query(
        query.text, query.filters, query.year_from, query.year_to, "relevance", query.page, query.page_size, ALL_FACETS
    )
    first, *others = answers(readers, asked)
    for other in others:
        require_same(first, other)


@pytest.mark.parametrize(("sort", "key"), [("newest", "year"), ("oldest", "year")])
@pytest.mark.parametrize("text", ["history", "", "红楼梦"])
def test_same_order_by_year(readers: dict[str, IndexReader], sort: str, key: str, text: str) -> None:
    """An order by year is the same but among editions of one year."""
    pages = answers(readers, Query(text, sort=sort, page_size=150))
    years = [[hit.display[key] for hit in hits(page)] for page in pages]
    assert years[0]
    assert all(each == years[0] for each in years)


@pytest.mark.parametrize("text", ["history", "geschichte", "红楼梦"])
def test_same_order_by_title(readers: dict[str, IndexReader], text: str) -> None:
    """An order by title is the same but among editions of one title."""
    pages = answers(readers, Query(text, sort="title", page_size=100))
    titles = [[hit.display["title"] for hit in hits(page)] for page in pages]
    assert titles[0]
    assert all(each == titles[0] for each in titles)


def test_pages_follow_each_other(readers: dict[str, IndexReader]) -> None:
    """In every engine, all pages together are all works, each once."""
    for reader in readers.values():
        found: list[str] = []
        for page in range(1, 40):
            results = reader.search(Query("history", page=page, page_size=10))
            found += [work.work for work in results.works]
        assert len(found) == len(set(found)) == results.works_found


def test_same_hashes(readers: dict[str, IndexReader]) -> None:
    """Every engine says of each edition that it is there."""
    first, *others = [reader.hashes() for reader in readers.values()]
    assert len(first) > 2000
    assert all(other == first for other in others)


def test_real_titles_find_themselves_alike(readers: dict[str, IndexReader], tmp_path: Path) -> None:
    """The titles of the records themselves, which nobody chose, are questions with one answer too."""
    titles = [str(document.display["title"]) for document in islice(editions(), 0, None, 60)]
    for title in titles:
        first, *others = answers(readers, Query(title, page_size=50))
        for other in others:
            require_same(first, other)
