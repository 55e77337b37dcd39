"""The index document of an edition."""

import json
from dataclasses import replace

import pytest

from kg.bibframe.things import (
    Agent,
    Contribution,
    Identifier,
    Instance,
    Provision,
    Role,
    Subject,
    Text,
    Title,
    Work,
)
from kg.search import FACETS, make_document
from kg.search.document import DISPLAY_KEYS
from kg.search.fields import GROUPS

LANGUAGES = "http://id.loc.gov/vocabulary/languages/"

TITLE = Title("Title", (Text("紅樓夢", "zh-hant"), Text("Hong lou meng", "zh-latn-pinyin")), (Text("校注本"),))
CAO = Agent("", "a1", "Person", (Text("曹雪芹"), Text("Cao, Xueqin")))
PUBLICATION = Provision("Publication", "1982", (), (Text("北京"),), (Text("人民文学出版社"),), (Text("1982.3"),))


@pytest.fixture
def work() -> Work:
    """Return a work."""
    return Work(
        iri="http://example.org/work/w1", id="w1", kinds=("Text", "Monograph"), titles=(),
        contributions=(Contribution(CAO, (Role(label="著"),), primary=True),), languages=(LANGUAGES + "chi",),
        content=(), subjects=(Subject("", "", "Topic", (Text("章回小说"),)),), genres=(), classifications=(),
        identifiers=(), summaries=(), contents=(), notes=(), relations=(), origin_date="", instances=(), records=(),
    )  # fmt: skip


@pytest.fixture
def instance() -> Instance:
    """Return an edition of it."""
    return Instance(
        iri="http://example.org/instance/i1", id="i1", work_iri="http://example.org/work/w1", titles=(TITLE,),
        responsibility=(Text("(清) 曹雪芹著"),), provisions=(PUBLICATION,), publication_statement=(),
        edition_statement=(Text("第2版"),), extent=(Text("4册"),), dimensions=(),
        identifiers=(Identifier("Isbn", "7-02-000220-X"), Identifier("Isbn", "978-7-02-000220-7")), notes=(),
        relations=(), series=(Text("中国古典文学读本丛书"),), issuance="http://id.loc.gov/vocabulary/issuance/mono",
        media=(), carriers=(), locators=(), items=(), records=(), members=("nlc", "loc", "nlc"),
    )  # fmt: skip


def test_display_is_what_a_row_needs(work: Work, instance: Instance) -> None:
    """Title in each script, responsibility, one line of publication, members once."""
    display = make_document(work, instance).display
    assert set(display) == set(DISPLAY_KEYS)
    assert (display["title"], display["other_titles"]) == ("紅樓夢", ["Hong lou meng"])
    assert display["publication"] == "北京 : 人民文学出版社, 1982.3"
    assert display["members"] == ["loc", "nlc"]
    assert display["names"] == [
        {"id": "a1", "kind": "Person", "labels": ["曹雪芹", "Cao, Xueqin"], "roles": ["著"], "primary": True}
    ]


def test_display_is_json(work: Work, instance: Instance) -> None:
    """What is stored comes back the same."""
    display = make_document(work, instance).display
    assert json.loads(json.dumps(display)) == display


def test_texts_and_facets_are_those_of_the_tables(work: Work, instance: Instance) -> None:
    """Every group has its texts, and no facet is unknown to the table."""
    document = make_document(work, instance)
    assert set(document.texts) == {group.name for group in GROUPS}
    assert set(document.facets) <= {facet.name for facet in FACETS}
    assert document.facets["decade"] == ("1980",)
    assert document.facets["language"] == ("chi",)


def test_isbn_is_indexed_as_one_number(work: Work, instance: Instance) -> None:
    """Both lengths of one ISBN are its thirteen digits."""
    assert make_document(work, instance).identifiers == ("9787020002207",)


def test_year_of_publication(work: Work, instance: Instance) -> None:
    """The coded date first, then the written one, else 0."""
    assert make_document(work, instance).year == 1982
    written = replace(instance, provisions=(replace(PUBLICATION, date="", simple_date=(Text("民国25年"),)),))
    assert make_document(work, written).year == 1936
    unknown = replace(instance, provisions=(replace(PUBLICATION, date="19XX", simple_date=(Text("[19--?]"),)),))
    assert (make_document(work, unknown).year, make_document(work, unknown).facets["decade"]) == (0, ())


def test_edition_without_anything_is_a_document_too(work: Work, instance: Instance) -> None:
    """Nothing is required but the ids."""
    bare = make_document(
        replace(work, contributions=(), subjects=(), languages=(), kinds=()),
        replace(instance, titles=(), responsibility=(), provisions=(), identifiers=(), series=(), members=()),
    )
    assert (bare.display["title"], bare.display["publication"], bare.facets["kind"]) == ("", "", ("other",))


def test_hash_follows_content(work: Work, instance: Instance) -> None:
    """The same description has the same hash, another one another."""
    assert make_document(work, instance).hash == make_document(work, instance).hash
    other = replace(instance, extent=(Text("3册"),))
    assert make_document(work, instance).hash != make_document(work, other).hash


def test_sort_title_leaves_the_article_out(work: Work, instance: Instance) -> None:
    """The characters that do not sort are not sorted by."""
    title = Title("Title", (Text("The waste land"),), non_sort=4)
    assert make_document(work, replace(instance, titles=(title,))).sort_title == "waste land"


@pytest.mark.parametrize(
    ("kinds", "issuance", "expected"),
    [
        (("Text", "Monograph"), "mono", "text"),
        (("Text",), "serl", "serial"),
        (("Text", "Serial"), "", "serial"),
        (("NotatedMusic",), "mono", "score"),
        (("Cartography", "Monograph"), "mono", "map"),
        (("MovingImage",), "serl", "video"),
        (("MusicAudio", "Audio"), "mono", "music"),
        ((), "", "other"),
    ],
)
def test_kind(work: Work, instance: Instance, kinds: tuple[str, ...], issuance: str, expected: str) -> None:
    """The most telling class decides; a serial text is a serial."""
    issued = f"http://id.loc.gov/vocabulary/issuance/{issuance}" if issuance else ""
    document = make_document(replace(work, kinds=kinds), replace(instance, issuance=issued))
    assert document.facets["kind"] == (expected,)
