"""The first look at a text: what is refused before any parser sees it, and what only looks as if it should be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql import Limits, QueryError, look_at
from kg.sparql.tokens import tokens, unescape

LIMITS = Limits()


def refusal_of(text: str) -> str:
    """Return what a text is refused for; a text that passes fails the test."""
    with pytest.raises(QueryError) as caught:
        look_at(text, LIMITS)
    return caught.value.kind


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> <c> }",
        "delete where { ?s ?p ?o }",
        "# a comment\nPREFIX : <http://x/> \n LOAD <http://127.0.0.1/>",
        "BASE <http://x/> CLEAR ALL",
        "DROP GRAPH <http://x>",
        "CREATE GRAPH <http://x>",
        "ADD DEFAULT TO <http://x>",
        "MOVE <a> TO <b>",
        "COPY <a> TO <b>",
        "WITH <http://x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "\\u0049NSERT DATA { <a> <b> <c> }",
    ],
)
def test_updates_are_refused(text: str) -> None:
    """Every form of SPARQL 1.1 Update is named for what it is."""
    assert refusal_of(text) == "update"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE#comment\n<http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { \\U00000053ERV\\u0049CE ?where { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a\\"b" . SERVICE <http://127.0.0.1/> { ?s ?p ?o } }',
        "SELECT * { ?s ?p '''a'b''c''' . SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s <http://x#y> ?o . SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?x { ?s ?p ?o } } } }",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    """Case, escapes, comments, and strings before it hide nothing."""
    assert refusal_of(text) == "service"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "INSERT SERVICE <x> {" }',
        "SELECT * { ?service ?insert ?load }",
        "PREFIX service: <http://x/> SELECT * { ?s service:load ?o }",
        "SELECT * { ?s <http://x/SERVICE> ?o } # SERVICE <http://y>",
        "SELECT * { ?s ?p '''\nSERVICE <x> { }\n''' }",
        "PREFIX delete: <http://x/> SELECT * { delete:insert ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?a<?b && ?c>?d) }",
        'SELECT * { ?s ?p "x"@en-GB, 1.5e3, true }',
    ],
)
def test_words_in_strings_names_and_comments_are_no_keywords(text: str) -> None:
    """A title may well be called INSERT."""
    assert look_at(text, LIMITS).kind == "rows"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{" * 2500, "nesting"),
        ("SELECT (" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) {}", "nesting"),
        ("SELECT (" + "!" * 9000 + "1 AS ?x) {}", "nesting"),
        ("SELECT * { ?s " + "[ ?p " * 300 + "]" * 300 + " }", "nesting"),
        ("SELECT * {" + "OPTIONAL { ?s ?p ?o } " * 200 + "}", "optionals"),
        ("SELECT * { ?s ?p '" + "x" * 21_000 + "' }", "length"),
        ("SELECT * { ?s ?p '" + "汉" * 7_000 + "' }", "length"),
        ("", "empty"),
        (" \n\t", "empty"),
        ("SELECT * { ?s ?p 'a\x00b' }", "characters"),
        ("SELECT * { ?s ?p '\ud800' }", "characters"),
    ],
)
def test_what_is_over_a_limit_is_named(text: str, kind: str) -> None:
    """What would end or hang the parser never reaches it."""
    assert refusal_of(text) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK {}", ("rows", False, True)),
        ("DESCRIBE <http://x>", ("graph", False, True)),
        ("construct { ?s ?p ?o } from <http://x> { ?s ?p ?o }", ("graph", True, True)),
        ("SELECT (RAND() AS ?x) {}", ("rows", False, False)),
        ("SELECT ?now { ?now ?p 'FROM' }", ("rows", False, True)),
        ("nonsense", ("", False, True)),
    ],
)
def test_look_tells_form_dataset_and_whether_it_repeats(text: str, expected: tuple[str, bool, bool]) -> None:
    """The form decides the formats, FROM the dataset, and NOW or RAND that no answer is kept."""
    assert look_at(text, LIMITS) == expected


@given(st.text(alphabet="{}()[]<>\"'\\#?$:.aSELCTu0053 \n@^!", max_size=200))
def test_any_text_is_looked_at_or_refused(text: str) -> None:
    """The look ends for every text, and fails in one way only."""
    try:
        look_at(text, LIMITS)
    except QueryError:
        return
    assert all(token.text in unescape(text) for token in tokens(text))


@pytest.mark.parametrize("piece", ["a.", "a-", "1.a-", "a.:", '"""\\"', "<", ":a."])
def test_work_grows_with_the_text_not_with_its_square(piece: str) -> None:
    """Twice the text takes some twice as long; a long run without a colon was once tried as a name at each letter."""

    def least(count: int) -> float:
        taken = []
        for _ in range(5):
            begun = time.process_time()
            sum(1 for _ in tokens(piece * count))
            taken.append(time.process_time() - begun)
        return min(taken)

    assert least(8_000) < 8 * 4 * max(least(1_000), 0.0005)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b:c", [("name", "a.b:c")]),
        ("a.:c", [("word", "a"), ("mark", "."), ("name", ":c")]),
        ("1.5e3", [("number", "1.5e3")]),
        ("a-1", [("word", "a"), ("mark", "-"), ("number", "1")]),
        ("true.SERVICE", [("word", "true"), ("mark", "."), ("word", "SERVICE")]),
        ("1SERVICE", [("number", "1"), ("word", "SERVICE")]),
    ],
)
def test_runs_without_a_colon_are_taken_apart(text: str, expected: list[tuple[str, str]]) -> None:
    """Dots and hyphens belong to names with a prefix only."""
    assert [tuple(token) for token in tokens(text)] == expected
