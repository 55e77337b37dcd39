"""Uniting the descriptions of several records: best as base, nothing twice, whatever the order."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.bibframe.unite import score, unite
from kg.description import Description, Literal, Node, digest
from kg.namespaces import BF, RDF, RDFS_LABEL


def node(kind: str, *properties: tuple[str, str | Node | Literal], entity: str = "", heading: str = "") -> Node:
    made = Node([BF + kind], entity=entity)
    made.heading = heading
    for name, value in properties:
        predicate = name if name.startswith("http") else BF + name
        made.add(predicate, Literal(value) if isinstance(value, str) else value)
    return made


def title(text: str, kind: str = "Title") -> Node:
    return node(kind, ("mainTitle", text))


def agent(name: str) -> Node:
    return node("Person", (RDFS_LABEL, name), entity="agent", heading=name.casefold())


def by(name: str, *roles: str, kind: str = "Contribution") -> Node:
    return node(kind, ("agent", agent(name)), *(("role", role) for role in roles))


def described(
    local_id: str, *work: tuple[str, str | Node], instance: tuple[tuple[str, str | Node], ...] = ()
) -> Description:
    return Description(local_id, node("Work", *work), node("Instance", *instance))


def texts(values: list[object]) -> list[str]:
    return sorted(value.value for value in values if isinstance(value, Literal))


def same(one: Description, other: Description) -> bool:
    return (digest(one.work), digest(one.instance)) == (digest(other.work), digest(other.instance))


def test_one_description_is_itself() -> None:
    """A record alone is its own united description, without its items."""
    only = described("1", ("title", title("红楼梦")))
    united = unite([only])
    assert same(united, only)
    assert united.items == ()


def test_the_fullest_is_the_base() -> None:
    """Its transcribed statements stand; the others' are not mixed in."""
    brief = described("1", instance=(("extent", "3 v."),))
    full = described("2", instance=(("extent", "3册"), ("dimensions", "20 cm"), ("editionStatement", "第2版")))
    united = unite([brief, full])
    assert texts(united.instance.values(BF + "extent")) == ["3册"]
    assert score(full) > score(brief)


def test_what_the_base_lacks_comes_from_the_next() -> None:
    """A statement that only a brief record has is kept."""
    brief = described("1", instance=(("editionStatement", "第2版"),))
    full = described("2", instance=(("extent", "3册"), ("dimensions", "20 cm")))
    assert texts(unite([brief, full]).instance.values(BF + "editionStatement")) == ["第2版"]


def test_the_title_of_another_becomes_a_variant() -> None:
    """The base's title is the title, a different one is a variant, the same one is dropped whatever its punctuation."""
    base = described("1", ("title", title("红楼梦")), ("note", node("Note", (RDFS_LABEL, "附注"))))
    other, alike = described("2", ("title", title("石头记"))), described("3", ("title", title("红楼梦 ：")))
    titles = unite([other, base, alike]).work.values(BF + "title")
    kinds = {(value.types[-1], *texts(value.values(BF + "mainTitle"))) for value in titles if isinstance(value, Node)}
    assert kinds == {(BF + "Title", "红楼梦"), (BF + "VariantTitle", "石头记")}


def test_a_contributor_stands_once_with_all_roles() -> None:
    """The same agent of two records is one contribution."""
    one, other = (
        described("1", ("contribution", by("曹雪芹", "著"))),
        described("2", ("contribution", by("曹雪芹", "撰"))),
    )
    (found,) = unite([one, other]).work.values(BF + "contribution")
    assert isinstance(found, Node)
    assert texts(found.values(BF + "role")) == ["撰", "著"]


def test_only_the_main_entry_of_the_base_is_primary() -> None:
    """Two records that disagree on the main entry make no work with two."""
    base = described("1", ("contribution", by("曹雪芹", "著", kind="PrimaryContribution")), ("originDate", "1791"))
    other = described("2", ("contribution", by("高鹗", "续", kind="PrimaryContribution")))
    found = unite([other, base]).work.values(BF + "contribution")
    primary = [value for value in found if isinstance(value, Node) and BF + "PrimaryContribution" in value.types]
    assert len(found) == 2
    assert len(primary) == 1


def test_an_isbn_stands_once_with_its_qualifier() -> None:
    """Hyphens make no second number, and what one record adds is kept."""
    plain = node("Isbn", (RDF + "value", "9787020002207"))
    hyphened = node("Isbn", (RDF + "value", "978-7-02-000220-7"), ("qualifier", "平装"))
    one = described("1", instance=(("identifiedBy", plain), ("extent", "3册"), ("dimensions", "20 cm")))
    other = described("2", instance=(("identifiedBy", hyphened),))
    (found,) = unite([one, other]).instance.values(BF + "identifiedBy")
    assert isinstance(found, Node)
    assert texts(found.values(BF + "qualifier")) == ["平装"]


def test_notes_that_differ_only_in_punctuation_stand_once() -> None:
    """The wording of the best record stands."""
    one = described("1", ("note", node("Note", (RDFS_LABEL, "Includes index."))), ("originDate", "1791"))
    other = described("2", ("note", node("Note", (RDFS_LABEL, "includes index"))))
    notes = unite([other, one]).work.values(BF + "note")
    assert [texts(note.values(RDFS_LABEL)) for note in notes if isinstance(note, Node)] == [["Includes index."]]


def test_descriptions_are_not_changed() -> None:
    """They are kept and used again."""
    one = described("1", ("contribution", by("曹雪芹", "著")), ("title", title("红楼梦")))
    other = described("2", ("contribution", by("曹雪芹", "撰")), ("title", title("石头记")))
    before = [(digest(each.work), digest(each.instance)) for each in (one, other)]
    unite([one, other])
    assert [(digest(each.work), digest(each.instance)) for each in (one, other)] == before


words = st.sampled_from(["红楼梦", "石头记", "Hong lou meng", "hong lou meng.", "曹雪芹", "高鹗"])
parts = st.lists(
    st.one_of(
        words.map(lambda text: ("title", title(text))),
        words.map(lambda text: ("title", title(text, "VariantTitle"))),
        st.tuples(words, words).map(lambda pair: ("contribution", by(*pair))),
        st.tuples(words, words).map(lambda pair: ("contribution", by(*pair, kind="PrimaryContribution"))),
        words.map(lambda text: ("note", node("Note", (RDFS_LABEL, text)))),
        words.map(lambda text: ("subject", node("Topic", (RDFS_LABEL, text)))),
        st.tuples(words, words).map(
            lambda pair: ("identifiedBy", node("Isbn", (RDF + "value", pair[0]), ("qualifier", pair[1])))
        ),
        words.map(lambda text: ("originDate", text)),
    ),
    max_size=5,
)
descriptions = st.builds(lambda id_, work: described(id_, *work), st.sampled_from("123"), parts)


@settings(deadline=None, max_examples=60)
@given(st.lists(descriptions, min_size=1, max_size=3))
def test_the_order_of_records_does_not_matter(records: list[Description]) -> None:
    """The same records make the same description, in whatever order they came."""
    first = unite(records)
    assert all(same(unite(list(order)), first) for order in permutations(records))


@settings(deadline=None, max_examples=60)
@given(st.lists(descriptions, min_size=1, max_size=3))
def test_a_record_that_says_the_same_changes_nothing(records: list[Description]) -> None:
    """A second copy of a record adds nothing."""
    assert same(unite([*records, records[0]]), unite(records))


def test_a_romanised_title_never_hides_the_original() -> None:
    """The record that says more but only romanises the title comes second, in whatever order they come."""
    rich = described(
        "1",
        instance=(
            ("title", title("Hong lou meng")),
            ("responsibilityStatement", "Cao Xueqin zhu"),
            ("dimensions", "20 cm"),
            ("extent", "3 v."),
        ),
    )
    plain = described("2", instance=(("title", title("红楼梦")), ("responsibilityStatement", "曹雪芹著")))
    for order in permutations([rich, plain]):
        united = unite(order).instance
        first = united.values(BF + "title")[0]
        assert isinstance(first, Node)
        assert texts(first.values(BF + "mainTitle")) == ["红楼梦"]
        assert texts(united.values(BF + "responsibilityStatement")) == ["曹雪芹著"]
        assert texts(united.values(BF + "extent")) == ["3 v."]
    other = described(
        "3", instance=(("title", title("The story of the stone")), ("dimensions", "9 cm"), ("extent", "9"))
    )
    assert texts(unite([plain, other]).instance.values(BF + "dimensions")) == ["9 cm"]
