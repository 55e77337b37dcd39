"""What is particular to the index on an Elasticsearch server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from elasticsearch_server import Server

from kg.errors import SettingError, StoreError
from kg.search import EditionDocument, Query, SearchServer
from kg.search.backends._elasticsearch_bulk import send
from kg.search.backends._elasticsearch_server import connect
from kg.search.backends.elasticsearch import open_reader, open_writer

pytestmark = pytest.mark.elasticsearch

CHILD = """
import sys
from pathlib import Path
from kg.search import EditionDocument, SearchServer
from kg.search.backends.elasticsearch import open_writer
writer = open_writer(Path(sys.argv[1]), SearchServer(url=sys.argv[2], index=sys.argv[3]))
for event in range(writer.applied_event() + 1, 10_000):
    names = [f"{event}-{n}" for n in range(5)]
    writer.replace(EditionDocument(name, "w", "h", {"title": ("红楼梦",)}, {}, (), 0, "", {}) for name in names)
    writer.commit(event)
    print(event, flush=True)
"""


def edition(number: int, work: int = 0, title: str = "red") -> EditionDocument:
    """Return an edition of a work."""
    return EditionDocument(
        f"i{number}", f"w{work}", "h", {"title": (title,)}, {"member": ("a",)}, (), 2000, title, {"title": title}
    )


def write(directory: Path, server: SearchServer, *documents: EditionDocument, event: int = 1) -> None:
    writer = open_writer(directory / "index", server)
    writer.replace(documents)
    writer.commit(event)
    writer.publish(directory / f"published-{event}")
    writer.close()


def name_in(directory: Path) -> str:
    return str(json.loads((directory / "engine.json").read_text())["index"])


@pytest.fixture
def server(elasticsearch: Server, tmp_path: Path) -> SearchServer:
    """Return how the test's own catalogue reaches the server."""
    return SearchServer(url=elasticsearch.url, index=f"t{abs(hash(str(tmp_path)))}")


@pytest.fixture
def client(elasticsearch: Server) -> Iterator[Elasticsearch]:
    """Return a client of the tests' own, to see what is on the server."""
    with Elasticsearch(elasticsearch.url) as found:
        yield found


def indexes(client: Elasticsearch, server: SearchServer) -> set[str]:
    return set(client.indices.get(index=f"{server.index}-*"))


def test_alias_names_what_was_published_last(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """An index made anew is seen under the alias and by new readers when it is published; old readers keep theirs."""
    write(tmp_path, server, edition(1))
    old = open_reader(tmp_path / "published-1", server)
    (tmp_path / "index").rename(tmp_path / "gone")
    writer = open_writer(tmp_path / "index", server)
    writer.replace([edition(2), edition(3)])
    writer.commit(2)
    assert set(client.indices.get_alias(name=server.index)) == {name_in(tmp_path / "gone")}
    writer.publish(tmp_path / "published-2")
    writer.close()
    assert set(client.indices.get_alias(name=server.index)) == {name_in(tmp_path / "index")}
    assert set(old.hashes()) == {"i1"}
    assert set(open_reader(tmp_path / "published-2", server).hashes()) == {"i2", "i3"}


def test_only_own_unnamed_indexes_are_deleted(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """What no generation names goes; neither a stranger's index nor another catalogue's does, however it is named."""
    other = replace(server, index=f"{server.index}-other")
    write(tmp_path / "other", other, edition(9))
    client.indices.create(index=f"{server.index}-stranger")
    write(tmp_path, server, edition(1))
    kept = name_in(tmp_path / "index")
    for _ in range(2):
        shutil.rmtree(tmp_path / "index")
        open_writer(tmp_path / "index", server).close()
    live = name_in(tmp_path / "index")
    assert len(indexes(client, server)) == 5
    writer = open_writer(tmp_path / "index", server)
    writer.retire([tmp_path / "published-1"])
    writer.close()
    stays = {kept, live, f"{server.index}-stranger", name_in(tmp_path / "other" / "index")}
    assert indexes(client, server) == stays


def test_two_catalogues_need_two_names(tmp_path: Path, server: SearchServer) -> None:
    """A second catalogue that is given the first one's name is refused before it writes anything."""
    write(tmp_path / "first", server, edition(1))
    with pytest.raises(StoreError, match=r"search\.index"):
        open_writer(tmp_path / "second" / "index", server)


def test_name_of_a_strangers_index_is_refused(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """Where an index stands that has the name of our alias, nothing is written."""
    client.indices.create(index=server.index)
    with pytest.raises(StoreError, match=r"search\.index"):
        open_writer(tmp_path / "index", server)


def test_copied_folder_does_not_write_to_the_first_ones_index(tmp_path: Path, server: SearchServer) -> None:
    """A copy of a catalogue's folder is told what to do; the index stays the first one's."""
    write(tmp_path / "first", server, edition(1))
    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    with pytest.raises(StoreError, match=r"search\.index"):
        open_writer(tmp_path / "copy" / "index", server)


def test_second_publisher_is_found_out(tmp_path: Path, server: SearchServer) -> None:
    """Two writers of one index, which no lock kept apart, do not both go on."""
    home = replace(server, home=tmp_path)
    first = open_writer(tmp_path / "index", home)
    first.commit(1)
    shutil.copytree(tmp_path / "index", tmp_path / "again")
    second = open_writer(tmp_path / "again", home)
    second.commit(2)
    with pytest.raises(StoreError, match="Another publisher"):
        first.commit(2)
    first.close()
    second.close()


def test_lost_index_is_made_anew(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """An index that the server lost is an error for readers, never an empty answer, and for the writer an empty one."""
    write(tmp_path, server, edition(1), event=5)
    reader = open_reader(tmp_path / "published-5", server)
    client.indices.delete(index=name_in(tmp_path / "index"))
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        reader.search(Query("red"))
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_reader(tmp_path / "published-5", server)
    writer = open_writer(tmp_path / "index", server)
    assert (writer.applied_event(), writer.serves(tmp_path / "published-5")) == (0, False)
    writer.close()


def test_index_deleted_under_the_writer_is_not_made_by_the_server(
    tmp_path: Path, server: SearchServer, client: Elasticsearch
) -> None:
    """A name that is gone does not become an index with a mapping of the server's guessing."""
    writer = open_writer(tmp_path / "index", server)
    client.indices.delete(index=name_in(tmp_path / "index"))
    writer.replace([edition(1)])
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        writer.commit(1)
    writer.close()
    assert indexes(client, server) == set()


def test_index_of_another_version_is_refused(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """A mapping that is not this version's is refused by reader and writer, with the command that mends it."""
    write(tmp_path, server, edition(1))
    name = name_in(tmp_path / "index")
    meta = dict(client.indices.get_mapping(index=name)[name]["mappings"]["_meta"]) | {"schema": "older"}
    client.indices.put_mapping(index=name, meta=meta)
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_writer(tmp_path / "index", server)
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        open_reader(tmp_path / "published-1", server)


def test_full_disk_is_said(tmp_path: Path, server: SearchServer, client: Elasticsearch) -> None:
    """The block that the server sets when its disk is nearly full is named, and writing goes on when it is lifted."""
    writer = open_writer(tmp_path / "index", server)
    name = name_in(tmp_path / "index")
    client.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": True})
    writer.replace([edition(1)])
    with pytest.raises(StoreError, match="disk is nearly full"):
        writer.commit(1)
    client.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": None})
    writer.commit(1)
    writer.publish(tmp_path / "published-1")
    writer.close()
    assert set(open_reader(tmp_path / "published-1", server).hashes()) == {"i1"}


def test_killed_writer_loses_only_what_was_not_committed(tmp_path: Path, server: SearchServer) -> None:
    """After kill -9 all of the acknowledged is there, and at most the batch at which it died beside it."""
    for _ in range(2):
        command = [sys.executable, "-c", CHILD, str(tmp_path / "index"), server.url, server.index]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged = int(child.stdout.readline())
        time.sleep(0.1)
        os.kill(child.pid, signal.SIGKILL)
        acknowledged = int(([str(acknowledged), *child.stdout.read().split()])[-1])
        child.wait()
        child.stdout.close()
        writer = open_writer(tmp_path / "index", server)
        event = writer.applied_event()
        assert event in {acknowledged, acknowledged + 1}
        writer.publish(tmp_path / "published")
        writer.close()
        reader = open_reader(tmp_path / "published", server)
        assert reader.applied_event() == event
        assert {f"{number}-{n}" for number in range(1, event + 1) for n in range(5)} <= set(reader.hashes())
        shutil.rmtree(tmp_path / "published")


@pytest.mark.slow
def test_server_that_lost_power_has_what_was_committed(tmp_path: Path, elasticsearch: Server) -> None:
    """A commit was on disk when it was acknowledged, refreshed or not; a writer waits for a server that comes back."""
    with Server() as own:
        server = SearchServer(url=own.url)
        writer = open_writer(tmp_path / "index", server)
        writer.replace([edition(number) for number in range(100)])
        writer.commit(7)
        own.kill()
        writer.replace([edition(100)])
        with ThreadPoolExecutor() as pool:
            committed = pool.submit(writer.commit, 8)
            own.start()
            committed.result()
        writer.publish(tmp_path / "published")
        writer.close()
        reader = open_reader(tmp_path / "published", server)
        assert (reader.applied_event(), len(reader.hashes())) == (8, 101)


def test_several_shards_give_the_scores_of_one(tmp_path: Path, server: SearchServer) -> None:
    """However the editions are spread, a word counts the same, and facets and works are counted over all."""
    documents = [edition(n, n % 7, "red " * (n % 5 + 1) + ("rare" if n % 9 == 0 else "book")) for n in range(60)]
    answers = []
    for shards in (1, 3):
        spread = replace(server, index=f"{server.index}-{shards}", shards=shards)
        write(tmp_path / str(shards), spread, *documents)
        query = Query("red rare", facets=("member",), page_size=3)
        answers.append(open_reader(tmp_path / str(shards) / "published-1", spread).search(query))
    one, three = answers
    assert (one.editions_found, one.works_found, one.facets) == (three.editions_found, three.works_found, three.facets)
    assert [w.editions[0].score for w in one.works] == pytest.approx(
        [w.editions[0].score for w in three.works], rel=0.02
    )


def test_more_editions_than_are_grouped(tmp_path: Path, server: SearchServer) -> None:
    """Beyond the limit of grouping the number of works is an estimate, a work's editions are still all counted."""
    write(tmp_path, server, *(edition(number, number % 4) for number in range(40)))
    reader = open_reader(tmp_path / "published-1", server, grouping_limit=10)
    found = reader.search(Query("red", page_size=3, facets=("member",)))
    assert (found.editions_found, found.works_exact) == (40, False)
    assert [work.editions_found for work in found.works] == [10, 10, 10]
    assert found.facets["member"][0].count == 40


def test_characters_of_two_units_make_no_token_too_long(tmp_path: Path, server: SearchServer) -> None:
    """A title of rare characters is one token for the server too, though it counts each as two."""
    title = "𠮷" * 200
    write(tmp_path, server, edition(1, title=title), edition(2, title="red\ud800"))
    reader = open_reader(tmp_path / "published-1", server)
    exact = reader.search(Query(title)).works[0].editions[0]
    assert (exact.id, exact.score > 40) == ("i1", True)
    assert reader.search(Query("red\ud800")).works[0].editions[0].display == {"title": "red?"}


def answering(status: int, body: object, *, product: str = "Elasticsearch") -> type[BaseHTTPRequestHandler]:
    """Return a server's answers: always the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            if product:
                self.send_header("X-Elastic-Product", product)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def served() -> Iterator[Callable[[type[BaseHTTPRequestHandler]], str]]:
    """Return a function that lets a handler answer at an address, which it gives."""
    running = []

    def serve(handler: type[BaseHTTPRequestHandler]) -> str:
        found = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        running.append(found)
        threading.Thread(target=found.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{found.server_address[1]}"

    yield serve
    for each in running:
        each.shutdown()
        each.server_close()


def error(kind: str, reason: str) -> dict[str, object]:
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}}


@pytest.mark.parametrize(
    ("status", "body", "product", "says"),
    [
        (401, error("security_exception", "missing credentials"), "Elasticsearch", "LIANMU_SEARCH_API_KEY"),
        (403, error("security_exception", "action is unauthorized"), "Elasticsearch", "privileges"),
        (503, error("unavailable_shards", "no shard"), "Elasticsearch", "cannot answer now"),
        (400, error("media_type_header_exception", "Invalid media-type"), "Elasticsearch", "version 8 or 9"),
        (200, {"cluster_name": "another product"}, "", "not Elasticsearch 8 or 9"),
        (500, "<html>", "Elasticsearch", "refuses a call"),
    ],
)  # fmt: skip
def test_refusals_say_what_to_do(
    tmp_path: Path,
    served: Callable[[type[BaseHTTPRequestHandler]], str],
    status: int,
    body: object,
    product: str,
    says: str,
) -> None:
    """Whatever a server answers, the message says what to do, and shows no password."""
    url = served(answering(status, body, product=product)).replace("//", "//me:hidden@")
    with pytest.raises(StoreError, match=says) as raised:
        open_writer(tmp_path / "index", SearchServer(url=url))
    assert "hidden" not in str(raised.value)


def test_no_server_is_said(tmp_path: Path) -> None:
    """Where nothing answers, the message names the address and the setting."""
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9.*search\.url"):
        open_writer(tmp_path / "index", SearchServer(url="http://127.0.0.1:9"))


@pytest.mark.parametrize("url", ["http://[", "ftp://search.example.org", "search"])
def test_address_that_is_none_is_a_wrong_setting(tmp_path: Path, url: str) -> None:
    """What cannot be an address is refused as a setting."""
    with pytest.raises(SettingError, match=r"search\.url"):
        open_writer(tmp_path / "index", SearchServer(url=url))


def test_busy_server_gets_again_only_what_it_refused(served: Callable[[type[BaseHTTPRequestHandler]], str]) -> None:
    """Of a batch, the editions that the server had no room for are sent again, and no others."""
    asked: list[list[str]] = []

    class Busy(answering(200, {})):  # type: ignore[misc]
        def do_PUT(self) -> None:  # noqa: N802 - the name of the library's
            lines = self.rfile.read(int(self.headers["Content-Length"])).decode().splitlines()
            asked.append([json.loads(line)["index"]["_id"] for line in lines[::2]])
            statuses = [429 if len(asked) == 1 and name != "a" else 201 for name in asked[-1]]
            items: list[dict[str, object]] = [
                {"index": {"status": s} | ({"error": {"type": "es_rejected", "reason": "full"}} if s == 429 else {})}
                for s in statuses
            ]
            body = json.dumps({"errors": len(asked) == 1, "items": items}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT  # noqa: N815 - as above

    server = SearchServer(url=served(Busy))
    with connect(server, timeout=5) as client:
        send(client, server, "some-writer", [("a", b"{}"), ("b", b"{}"), ("c", b"{}")])
    assert asked == [["a", "b", "c"], ["b", "c"]]


def test_secrets_are_not_shown() -> None:
    """Key and password do not appear where the object is printed."""
    shown = repr(SearchServer(api_key="a-key", username="me", password="a-password"))  # noqa: S106
    assert "a-key" not in shown
    assert "a-password" not in shown
