"""The endpoint over HTTP: the protocol, the formats, and what is said when there is no answer."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import rdflib
from flask.testing import FlaskClient
from lxml import etree

from kg.settings import Settings, read_settings
from kg.sparql import Answer, Question
from portal import create_app
from portal.sparql.endpoint import workers_for

BF = "http://id.loc.gov/ontologies/bibframe/"
TITLES = f"SELECT ?work ?title {{ ?work <{BF}title>/<{BF}mainTitle> ?title }} ORDER BY ?title LIMIT 3"
GRAPH = f"CONSTRUCT {{ ?s a ?o }} {{ SELECT DISTINCT ?s ?o {{ ?s a ?o ; <{BF}title> ?t }} LIMIT 20 }}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
NS = {"r": "http://www.w3.org/2005/sparql-results#"}


@pytest.fixture(scope="session")
def settings(published: Path) -> Settings:
    """Return settings with a small answer and a large budget."""
    environment = {
        "LIANMU_SPARQL_WAIT_SECONDS": "10",
        "LIANMU_SPARQL_MEMORY_BYTES": "700000000",
        "LIANMU_SPARQL_ANSWER_BYTES": "2000000",
        "LIANMU_SPARQL_WORKERS": "1",
        "LIANMU_SPARQL_CLIENT_SECONDS_PER_MINUTE": "1000",
    }
    return read_settings(published, environment)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[FlaskClient]:
    """Return a client of the portal of the sample."""
    app = create_app(settings)
    yield app.test_client()
    app.extensions["lianmu.sparql"].pool.close()


@pytest.fixture(scope="session")
def hurried(settings: Settings) -> Iterator[FlaskClient]:
    """Return a client of a portal that stops queries after half a second."""
    app = create_app(replace(settings, sparql_seconds=0.5))
    yield app.test_client()
    app.extensions["lianmu.sparql"].pool.close()


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


ROWS = {
    "application/sparql-results+json": lambda body: json.loads(body)["results"]["bindings"],
    "application/sparql-results+xml": lambda body: etree.fromstring(body).findall(".//r:result", NS),
    "text/csv": lambda body: list(csv.DictReader(io.StringIO(body.decode()))),
    "text/tab-separated-values": lambda body: body.decode().splitlines()[1:],
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


@pytest.mark.parametrize("media_type", ROWS)
def test_rows_in_every_format(client: FlaskClient, media_type: str) -> None:
    """SELECT is answered in the format that Accept names, and readers of that format read it."""
    answer = client.get(address(TITLES), headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert len(ROWS[media_type](answer.data)) == 3


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_in_every_format(client: FlaskClient, media_type: str) -> None:
    """CONSTRUCT gives the same statements in each format."""
    answer = client.get(address(GRAPH), headers={"Accept": media_type})
    assert answer.mimetype == media_type
    graph = rdflib.Dataset() if media_type in {"application/trig", "application/n-quads"} else rdflib.Graph()
    graph.parse(data=answer.data, format=GRAPHS[media_type])
    assert len(graph) == 20


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (TITLES, "csv", "text/csv"),
        (TITLES, "xml", "application/sparql-results+xml"),
        (TITLES, "application/sparql-results+json", "application/sparql-results+json"),
        ("ASK {}", "json", "application/sparql-results+json"),
        (GRAPH, "ttl", "text/turtle"),
        (GRAPH, "rdf+xml", "application/rdf+xml"),
        (GRAPH, "application/json", "application/ld+json"),
        ("DESCRIBE <http://127.0.0.1:8000/member/bnf>", "nt", "application/n-triples"),
    ],
)
def test_format_in_the_address_wins(client: FlaskClient, query: str, name: str, media_type: str) -> None:
    """`format` and `output` are for those who cannot set Accept."""
    for parameter in ("format", "output"):
        answer = client.get(address(query, **{parameter: name}), headers={"Accept": BROWSER})
        assert (answer.status_code, answer.mimetype) == (200, media_type)


@pytest.mark.parametrize("query", [TITLES, GRAPH, "ASK {}"])
def test_three_ways_to_ask_give_one_answer(client: FlaskClient, query: str) -> None:
    """GET, a form, and the query alone: https://www.w3.org/TR/sparql11-protocol/#query-operation."""
    got = client.get(address(query))
    form = client.post("/sparql", data={"query": query})
    direct = client.post("/sparql", data=query.encode(), content_type="application/sparql-query; charset=utf-8")
    assert got.status_code == form.status_code == direct.status_code == 200
    assert got.data == form.data == direct.data


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    """HEAD has length, type and tag, and no body."""
    got, head = client.get(address(TITLES)), client.head(address(TITLES))
    assert head.data == b""
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[name] == got.headers[name]


def test_answer_is_kept_until_something_is_published(client: FlaskClient) -> None:
    """The tag comes from generation, query and format; a query that has none of its own is not kept."""
    first = client.get(address(TITLES))
    again = client.get(address(TITLES), headers={"If-None-Match": first.headers["ETag"]})
    other = client.get(address(TITLES, format="csv"))
    assert (again.status_code, again.data) == (304, b"")
    assert other.headers["ETag"] != first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert client.get(address("SELECT (RAND() AS ?x) {}")).headers["Cache-Control"] == "no-cache"


def test_an_answer_of_the_generation_before_is_not_kept_as_the_newest(settings: Settings) -> None:
    """While a new generation comes a worker may still answer from the one before: that is no answer of the new."""

    class Standing:
        """Workers that stand on a generation while generation 7 is out."""

        def __init__(self, at: int) -> None:
            self.at = at

        def generation(self) -> int:
            return 7

        def ask(self, _: Question) -> Answer:
            return Answer("rows", False, io.BytesIO(b"{}"), 2, "0" * 64, 0.1, self.at)

    app = create_app(settings)
    at_first = app.extensions["lianmu.sparql"]
    app.extensions["lianmu.sparql"] = at_first._replace(pool=Standing(6))
    first = app.test_client().get(address(TITLES))
    app.extensions["lianmu.sparql"] = at_first._replace(pool=Standing(7))
    again = app.test_client().get(address(TITLES), headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 200)


def test_any_site_may_ask(client: FlaskClient) -> None:
    """CORS, with the preflight and on errors, too."""
    preflight = client.options("/sparql", headers={"Origin": "https://x.example"})
    assert preflight.status_code == 204
    for answer in (preflight, client.get(address(TITLES)), client.get(address("nonsense")), client.get("/sparql")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_dataset_of_the_protocol(client: FlaskClient) -> None:
    """default-graph-uri and named-graph-uri are the whole dataset, and win over FROM."""
    graphs = client.get(address("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g LIMIT 2", format="csv"))
    one, two = graphs.text.split()[1:]

    def ask(query: str, **more: str) -> int:
        return int(client.get(address(query, format="csv", **more)).text.split()[1])

    count, named = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    everything, first = ask(count), ask(f"SELECT (COUNT(*) AS ?n) FROM <{one}> {{ ?s ?p ?o }}")
    assert everything > 10_000
    assert 0 < first < 1000
    assert ask(count, **{"default-graph-uri": one}) == first
    assert ask(named, **{"default-graph-uri": one}) == 0
    assert ask(count, **{"named-graph-uri": one}) == 0
    assert ask(named, **{"named-graph-uri": one}) == first
    assert ask(f"SELECT (COUNT(*) AS ?n) FROM <{two}> {{ ?s ?p ?o }}", **{"default-graph-uri": one}) == first
    assert ask(f"SELECT (COUNT(*) AS ?n) FROM NAMED <{one}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == first


def test_service_description(client: FlaskClient) -> None:
    """Without a query a program learns what the endpoint can do, under its public address."""
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    for media_type in ("text/turtle", "application/rdf+xml", "application/n-triples", "*/*"):
        answer = client.get("/sparql", headers={"Accept": media_type, "Host": "evil.example"})
        graph = rdflib.Graph().parse(data=answer.data, format=answer.mimetype)
        (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
        assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://127.0.0.1:8000/sparql")
        assert (service, sd.feature, sd.UnionDefaultGraph) in graph
        assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
        assert len(list(graph.objects(service, sd.resultFormat))) == 10
        assert b"evil" not in answer.data


CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
REFUSED = {
    "syntax": (400, {"query": "SELECT * { ?s ?p "}),
    "empty": (400, {"query": " "}),
    "nesting": (400, {"query": "{" * 2500}),
    "optionals": (400, {"query": "SELECT * {" + "OPTIONAL { ?s ?p ?o } " * 200 + "}"}),
    "characters": (400, {"query": "SELECT * { ?s ?p '\x00' }"}),
    "evaluation": (400, {"query": "SELECT (<http://x/f>(1) AS ?x) {}"}),
    "parameters": (400, {"query": "ASK {}", "default-graph-uri": "not an iri"}),
    "update": (403, {"query": "DROP ALL"}),
    "service": (403, {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
    "format": (406, {"query": "ASK {}", "format": "turtle"}),
    "length": (413, {"query": "ASK { ?s ?p '" + "x" * 21_000 + "' }"}),
    "time": (503, {"query": CROSS}),
    "answer": (503, {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refusal_names_its_reason_in_three_ways(client: FlaskClient, hurried: FlaskClient, kind: str) -> None:
    """The status, and the reason as text, as problem+json (RFC 9457) and as a page, by what the client accepts."""
    status, form = REFUSED[kind]
    client = hurried if kind == "time" else client
    program = client.post("/sparql", data=form, headers={"Accept": "application/sparql-results+json"})
    assert (program.status_code, program.mimetype) == (status, "application/problem+json")
    problem = program.get_json(force=True)
    assert (problem["status"], problem["code"]) == (status, kind)
    assert problem["title"]
    text = client.post("/sparql", data=form, headers={"Accept": "*/*"})
    assert (text.status_code, text.mimetype) == (status, "text/plain")
    assert text.text.startswith(problem["title"])
    assert ("Retry-After" in program.headers) == (status == 503)
    if kind == "answer":
        return  # a page shows the first rows
    page = client.post("/sparql", data=form, headers={"Accept": BROWSER, "Accept-Language": "en"})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert problem["title"] in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_syntax_error_says_where(client: FlaskClient) -> None:
    """Line and column for programs, the line itself for people."""
    query = "SELECT ?x\nWHERE { ?x a bf:Work }"
    problem = client.get(address(query), headers={"Accept": "application/json"}).get_json(force=True)
    assert problem["line"] == 2
    assert "PREFIX" in problem["detail"]
    page = client.get(address(query), headers={"Accept": BROWSER})
    assert "WHERE { ?x a bf:Work }\n" in page.text


@pytest.mark.parametrize(
    ("method", "kwargs", "status"),
    [
        ("PUT", {"data": "ASK {}"}, 405),
        ("DELETE", {}, 405),
        ("PATCH", {}, 405),
        ("POST", {"data": "ASK {}", "content_type": "text/plain"}, 415),
        ("POST", {"data": "DROP ALL", "content_type": "application/sparql-update"}, 403),
        ("POST", {"data": {"update": "DROP ALL"}}, 403),
        ("POST", {"data": {"format": "json"}}, 400),
        ("POST", {"data": b"ASK { ?s ?p '\xff' }", "content_type": "application/sparql-query"}, 400),
        ("POST", {"data": b"query=ASK%20%7B%FF%7D", "content_type": "application/x-www-form-urlencoded"}, 400),
        ("POST", {"data": b"x" * 200_000, "content_type": "application/sparql-query"}, 413),
        ("GET", {"query_string": "query=ASK%7B%7D%FF"}, 400),
        ("GET", {"query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
        ("GET", {"query_string": "update=DROP%20ALL"}, 403),
        ("GET", {"query_string": "query=ASK%7B%7D&format=nonsense"}, 406),
        ("GET", {"query_string": "query=ASK%7B%7D", "headers": {"Accept": "image/png"}}, 406),
    ],
)
def test_requests_that_the_protocol_does_not_have(
    client: FlaskClient, method: str, kwargs: dict[str, object], status: int
) -> None:
    """Each has its own status; 405 says what is allowed."""
    answer = client.open("/sparql", method=method, **kwargs)
    assert answer.status_code == status
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_client_has_a_budget(settings: Settings) -> None:
    """Who has used it is told when to come again; others are answered."""
    app = create_app(settings)
    client = app.test_client()
    app.extensions["lianmu.sparql"].bucket.spend("127.0.0.1", 1100)
    spent = client.get(address("ASK {}"))
    assert spent.status_code == 429
    assert 5 < int(spent.headers["Retry-After"]) <= 7
    assert client.get(address("ASK {}"), environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 200
    app.extensions["lianmu.sparql"].pool.close()


@pytest.mark.parametrize("query", ["{" * 500, "INSERT DATA {}", "ASK { SERVICE <http://x/> {} }", ""])
def test_what_is_refused_is_paid_for_too(settings: Settings, query: str) -> None:
    """Requests that no process runs keep the portal busy all the same."""
    app = create_app(replace(settings, sparql_client_seconds_per_minute=0.15))
    client = app.test_client()
    statuses = [client.get(address(query)).status_code for _ in range(3)]
    assert statuses[0] in {400, 403}
    assert statuses[2] == 429
    assert client.get("/sparql").status_code == 200


def test_a_compressed_query_is_415(client: FlaskClient) -> None:
    """It is refused for what it is, not for being unreadable."""
    answer = client.post(
        "/sparql",
        data=gzip.compress(b"ASK {}"),
        headers={"Content-Encoding": "gzip", "Content-Type": "application/sparql-query"},
    )
    assert answer.status_code == 415


def test_it_can_be_switched_off(published: Path) -> None:
    """A catalogue need not have the endpoint; then nothing leads to it."""
    client = create_app(read_settings(published, {"LIANMU_SPARQL_ENABLED": "false"})).test_client()
    assert client.get("/sparql").status_code == 404
    assert "/sparql" not in client.get("/about").text


def test_nothing_published_is_503(tmp_path: Path) -> None:
    """A catalogue without a generation is not an empty one; the page is there."""
    app = create_app(read_settings(tmp_path, {}))
    client = app.test_client()
    answer = client.get(address("ASK {}"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (503, "unpublished")
    assert str(tmp_path) not in answer.text
    assert client.get("/sparql", headers={"Accept": BROWSER}).status_code == 200
    app.extensions["lianmu.sparql"].pool.close()


@pytest.mark.parametrize(
    ("environment", "cores", "workers"),
    [
        ({}, 2, 2),
        ({}, 1, 1),
        ({}, 16, 2),
        ({"LIANMU_SERVE_WORKERS": "2"}, 2, 1),
        ({"LIANMU_SPARQL_WORKERS": "1"}, 8, 1),
    ],
)
def test_workers_leave_threads_for_readers(
    published: Path, environment: dict[str, str], cores: int, workers: int
) -> None:
    """One a core, shared by the web processes, and with those who wait never more than half of the threads."""
    (published / "other").mkdir(exist_ok=True)
    assert workers_for(read_settings(published / "other", environment), cores) == workers


def test_query_of_odd_characters_survives_the_way(client: FlaskClient) -> None:
    """Plus signs, ampersands, Chinese and emoji arrive as they were sent."""
    text = "a+b&c=d 红楼梦 😀 %41 \\n"
    query = f'SELECT ("{text.replace(chr(92), chr(92) * 2)}" AS ?x) {{}}'
    for answer in (
        client.get(f"/sparql?query={quote(query)}&format=json"),
        client.post("/sparql", data={"query": query}),
    ):
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["x"]["value"] == text
