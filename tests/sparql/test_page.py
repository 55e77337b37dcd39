"""The endpoint as a page: the editor, examples, answers as a table, and what comes from records made harmless."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from kg.settings import read_settings
from portal import create_app
from portal.sparql.examples import examples
from portal.sparql.page import cell_of

BASE = "http://127.0.0.1:8000"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "en"}


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[FlaskClient]:
    """Return a client of the portal of the sample."""
    app = create_app(read_settings(published, {"LIANMU_SPARQL_WORKERS": "1", "LIANMU_SPARQL_WAIT_SECONDS": "10"}))
    yield app.test_client()
    app.extensions["lianmu.sparql"].pool.close()


def page(client: FlaskClient, query: str, **more: str) -> str:
    answer = client.get("/sparql?" + urlencode({"query": query, **more}), headers=BROWSER)
    assert answer.mimetype == "text/html"
    return answer.text


def test_editor_works_without_scripts(client: FlaskClient) -> None:
    """A form with a labelled box, a choice of formats and every example as a link."""
    text = client.get("/sparql", headers=BROWSER).text
    assert '<label for="sparql-query">' in text
    assert 'spellcheck="false"' in text
    assert text.count("/sparql?example=") >= 16
    assert "<script" not in text
    assert "<style" not in text
    assert " style=" not in text


def test_example_fills_the_box(client: FlaskClient) -> None:
    """Its query stands in the box, its sentence above; an unknown name is only the editor."""
    text = client.get("/sparql?example=decades", headers=BROWSER).text
    assert "When the editions were published, counted by ten years." in text
    assert "?decade" in text
    assert client.get("/sparql?example=<script>", headers=BROWSER).status_code == 200


def test_form_leads_to_an_address_that_can_be_kept(client: FlaskClient) -> None:
    """A short query gets an address; a long one is answered where it is."""
    short = client.post("/sparql?page=1", data={"query": "ASK {}", "format": "html"}, headers=BROWSER)
    assert (short.status_code, short.headers["Location"]) == (303, "/sparql?query=ASK+%7B%7D&format=html")
    padded = client.post("/sparql?page=1", data={"query": "ASK {}" + "#" * 9000, "format": "html"}, headers=BROWSER)
    assert padded.status_code == 200
    assert "sparql-verdict" in padded.text


def test_rows_are_a_table_with_links_and_languages(client: FlaskClient) -> None:
    """Addresses of the catalogue lead to its pages here, texts carry their language, numbers no datatype."""
    text = page(client, open_example("chinese-titles"))
    assert re.search(r'<a href="/work/\w+" title="http://127.0.0.1:8000/work/\w+">/work/\w+</a>', text)
    assert '<span lang="zh-hani">' in text
    assert '<th scope="col">pinyin</th>' in text
    assert re.search(r"\d rows · \d\.\d\d seconds", text)
    assert 'type="text/csv"' in text


def test_table_is_cut_and_says_so(client: FlaskClient) -> None:
    """The page shows the first rows, the downloads give all."""
    text = page(client, "SELECT * { ?s ?p ?o }")
    assert "The first 200 rows" in text
    assert text.count("<tr>") == 201


def test_graph_is_shown_as_turtle(client: FlaskClient) -> None:
    """CONSTRUCT has no table."""
    text = page(client, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 5")
    assert "@prefix bf:" in text
    assert 'type="text/turtle"' in text


def test_yes_no_and_nothing_are_said(client: FlaskClient) -> None:
    """ASK is answered in a word; a query without rows in a sentence."""
    assert 'class="sparql-verdict">Yes' in page(client, "ASK {}")
    assert 'class="sparql-verdict">No' in page(client, "ASK { <x:a> <x:b> <x:c> }")
    assert "Nothing in the catalogue answers this query." in page(client, "SELECT * { <x:a> <x:b> ?c }")


@pytest.mark.parametrize("form", ["SELECT", "CONSTRUCT"])
def test_nothing_from_a_query_becomes_markup(client: FlaskClient, form: str) -> None:
    """Values, names and the query itself are text, also in errors."""
    attack = "<script>alert(1)</script>"
    query = {
        "SELECT": f'SELECT ("{attack}" AS ?x) (<javascript:alert(2)> AS ?y) ("</textarea>" AS ?z) {{}}',
        "CONSTRUCT": f'CONSTRUCT {{ <x:a> <x:b> "{attack}" }} {{}}',
    }[form]
    text = page(client, query)
    assert "&lt;script&gt;" in text
    assert attack not in text
    assert 'href="javascript' not in text
    assert text.count("</textarea>") == 1
    assert attack not in page(client, f"nonsense {attack}")


def test_problem_keeps_the_query(client: FlaskClient) -> None:
    """Who made a slip does not write it all again."""
    text = page(client, "SELECT ?kept { ?kept")
    assert "?kept { ?kept</textarea>" in text
    assert 'role="alert"' in text


def test_language_switch_comes_back_to_the_query(client: FlaskClient) -> None:
    """The other language's link holds the query."""
    assert "next=/sparql?query%3D" in page(client, "ASK {}")


@pytest.mark.parametrize(
    ("term", "text", "href"),
    [
        ({"type": "uri", "value": BASE + "/work/w1#title-1"}, "/work/w1#title-1", "/work/w1#title-1"),
        ({"type": "uri", "value": "http://id.loc.gov/ontologies/bibframe/Work"}, "bf:Work", None),
        ({"type": "uri", "value": "urn:x"}, "urn:x", ""),
        ({"type": "bnode", "value": "b1"}, "_:b1", ""),
        ({"type": "literal", "value": "1982", "datatype": "http://id.loc.gov/datatypes/edtf"}, "1982", ""),
    ],
)
def test_terms_are_shown_short(term: dict[str, str], text: str, href: str | None) -> None:
    """Own addresses as paths, known vocabularies with their prefix, the rest whole."""
    cell = cell_of(term, BASE)
    assert cell.text == text
    assert cell.href == (term["value"] if href is None else href)


def open_example(name: str) -> str:
    return next(found.query for found in examples(BASE) if found.name == name)
