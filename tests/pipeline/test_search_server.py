"""Publishing to an index on a server: made anew without a gap, found lost, and from one search engine to the other."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch_server import Server

from kg.errors import StoreError
from kg.pipeline.rebuild import rebuild
from kg.search import Query, SearchServer

Maker = Callable[..., bytes]

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def client(elasticsearch: Server) -> Iterator[Elasticsearch]:
    """Return a client of the tests' own, to see what is on the server."""
    with Elasticsearch(elasticsearch.url) as found:
        yield found


@pytest.fixture
def published(shelf: Any, record: Maker, elasticsearch: Server, tmp_path: Path) -> Any:
    """Return a catalogue with eight works, published to the server."""
    server = SearchServer(url=elasticsearch.url, index=f"p{abs(hash(str(tmp_path)))}")
    shelf.site = replace(shelf.site, search_backend="elasticsearch", search_server=server, keep=2)
    shelf.load("A", *(record(str(number), f"第{number}回", "曹雪芹", subject="小说") for number in range(8)))
    shelf.publish()
    return shelf


def found(shelf: Any, text: str = "曹雪芹") -> int:
    """Return how many editions readers of the current generation find."""
    reader = shelf.site.index_reader(shelf.generation().index)
    try:
        return int(reader.search(Query(text)).editions_found)
    finally:
        reader.close()


def names(shelf: Any, client: Elasticsearch) -> set[str]:
    return set(client.indices.get(index=f"{shelf.site.search_server.index}-*"))


def live(shelf: Any) -> str:
    return str(json.loads((shelf.site.index / "engine.json").read_text())["index"])


def test_what_is_loaded_is_found_and_what_is_deleted_is_not(published: Any, record: Maker) -> None:
    """A generation on the server follows the database, and the check says that both agree."""
    assert found(published) == 8
    published.load("A", record("9", "第九回", "曹雪芹"), replace_all=True)
    published.publish()
    assert found(published) == 1
    assert published.check(strict=True).clean


def test_readers_see_no_gap_while_the_index_is_made_anew(published: Any, client: Elasticsearch) -> None:
    """Questions in a loop find everything, before, while and after another index takes the place of the first."""
    counts: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            counts.append(found(published))

    asking = threading.Thread(target=ask)
    asking.start()
    first = live(published)
    report = rebuild(published.catalogue, published.site, "index")
    done.set()
    asking.join()
    assert report.rebuilt == ("index",)
    assert set(counts) == {8}
    assert live(published) != first
    assert set(client.indices.get_alias(name=published.site.search_server.index)) == {live(published)}
    assert published.check(strict=True).clean


def test_old_indexes_go_when_no_generation_names_them(published: Any, record: Maker, client: Elasticsearch) -> None:
    """An index stays as long as a kept generation names it, and one publication longer."""
    first = live(published)
    rebuild(published.catalogue, published.site, "index")
    assert names(published, client) == {first, live(published)}
    for number in range(3):
        published.load("B", record(f"b{number}", f"书{number}"))
        published.publish()
    assert names(published, client) == {live(published)}


def test_a_lost_index_is_made_anew_by_the_next_publication(published: Any, client: Elasticsearch) -> None:
    """Readers are told, never shown an empty catalogue; then everything is there again, in a new generation."""
    number = published.generation().number
    client.indices.delete(index=live(published))
    with pytest.raises(StoreError, match="lianmu rebuild index"):
        found(published)
    assert [fault.where for fault in published.check().differences] == ["generation"]
    report = published.publish()
    assert (report.rebuilt, report.generation) == (("index",), number + 1)
    assert found(published) == 8
    assert published.check(strict=True).clean


def test_an_emptied_index_is_filled_again(published: Any, client: Elasticsearch) -> None:
    """Where the server has the index but lost what was in it, the event is gone too: all events are applied anew."""
    client.bulk(
        operations=[{"delete": {"_id": name}} for name in [*published.site.index_reader(
            published.generation().index).hashes(), "¦event"]],
        index=live(published), refresh=True,
    )  # fmt: skip
    assert found(published) == 0
    assert not published.check().clean
    published.publish()
    assert found(published) == 8


def test_an_index_ahead_of_the_database_is_made_anew(published: Any) -> None:
    """An older copy of the database was put back: what it does not know is not found any more."""
    writer = published.site.index_writer(published.site.index)
    writer.commit(10_000)
    writer.close()
    assert set(published.publish().rebuilt) == {"graph", "index"}
    assert (found(published), published.check(strict=True).clean) == (8, True)


def test_an_index_ahead_of_its_generation_is_no_fault(published: Any, record: Maker) -> None:
    """What was indexed since the generation was published is its backlog, and a reader's hit like any other."""
    published.load("A", record("20", "石头记", "曹雪芹"))
    readers = published.site.index_reader(published.generation().index)
    published.publish()
    assert readers.search(Query("曹雪芹")).editions_found == 9
    assert readers.applied_event() < published.generation().event


def test_from_one_engine_to_the_other_and_back(published: Any) -> None:
    """A changed setting alone is refused with the command to call; after it readers of the new engine find the same."""
    for engine in ("tantivy", "elasticsearch"):
        published.site = replace(published.site, search_backend=engine)
        with pytest.raises(StoreError, match="lianmu rebuild index"):
            found(published)
        with pytest.raises(StoreError, match="lianmu rebuild index"):
            published.publish()
        assert rebuild(published.catalogue, published.site, "index").rebuilt == ("index",)
        assert found(published) == 8
        assert published.check(strict=True).clean


def test_no_server_leaves_the_generation_as_it_is(published: Any, record: Maker) -> None:
    """A publication that cannot reach the server says so; the next one that can goes on from where it was."""
    right = published.site
    published.load("A", record("21", "石头记", "曹雪芹"))
    published.site = replace(right, search_server=replace(right.search_server, url="http://127.0.0.1:9"))
    with pytest.raises(StoreError, match=r"search\.url"):
        published.publish()
    published.site = right
    assert found(published) == 8
    published.publish()
    assert (found(published), published.check(strict=True).clean) == (9, True)
