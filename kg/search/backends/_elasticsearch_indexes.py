"""Which indexes of a cluster are this catalogue's: their names, who owns them, the alias, and which may go.

An index is named PREFIX-TIME-RANDOM. Its `_meta` says whose it is: a digest of a random number in the catalogue's
folder and of that folder's path, so that neither a stranger's index nor that of a copied folder is ever written to.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from kg.errors import StoreError
from kg.search.backend import SearchServer
from kg.search.backends._elasticsearch_schema import digest, index_settings, mappings
from kg.search.backends._elasticsearch_server import is_missing, patiently, told
from kg.search.backends._engine import REBUILD

__all__ = ["Index", "Indexes", "owner_of", "writer_alias"]

_IDENTITY = "search-server.json"


@dataclass(frozen=True, slots=True)
class Index:
    """An index on the server: its name, whose it is, the folder of its catalogue, its mapping's digest, its shards."""

    name: str
    owner: str
    home: str
    digest: str
    shards: int


def owner_of(home: Path) -> str:
    """Return what names this catalogue folder to a server; the first call writes a file into it."""
    path = home / _IDENTITY
    try:
        if not path.is_file():
            home.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"catalogue": secrets.token_hex(16)}) + "\n", encoding="utf-8")
        content = path.read_text(encoding="utf-8")
    except OSError as cause:
        raise StoreError(f"{path}, which names this catalogue to the search server, is unusable: {cause}.") from cause
    return hashlib.blake2b(f"{content}\0{home.resolve()}".encode(), digest_size=12).hexdigest()


def writer_alias(index: str) -> str:
    """Return the name by which an index is written to: an alias of its own, which goes when the index goes."""
    return f"{index}-writer"


class Indexes:
    """The indexes of one catalogue on its server, as the publisher sees them."""

    def __init__(self, client: Elasticsearch, server: SearchServer, home: Path) -> None:
        self._client = client
        self._server = server
        self._home = home.resolve()
        self._owner = owner_of(home)

    def create(self) -> str:
        """Make an empty index and return its name."""
        name = f"{self._server.index}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
        about = {"catalogue": self._owner, "folder": str(self._home), "schema": digest()}
        with told(self._server, name):
            self._client.indices.create(
                index=name,
                mappings=mappings(about),
                settings=index_settings(self._server),
                aliases={writer_alias(name): {}},
            )
        return name

    def own(self, name: str) -> bool:
        """Tell whether the server has the index; raise StoreError where it is of another catalogue or other rules."""
        with told(self._server, name):
            found = describe(self._client, name)
        if not found:
            return False
        index = found[0]
        if index.owner != self._owner:
            raise StoreError(
                f"The index {name} belongs to the catalogue in {index.home}, and this one is in {self._home}: was the "
                f"folder moved or copied? `lianmu rebuild index` makes an index of its own; a copy also needs another "
                f"name in the setting search.index."
            )
        require_schema(index)
        return True

    def require_alias(self) -> None:
        """Raise StoreError where the alias that readers of the cluster know us by is another's."""
        alias = self._server.index
        with told(self._server, alias):
            strangers = [index for index in describe(self._client, alias) if index.owner != self._owner]
        if strangers:
            whose = strangers[0].home or "somebody else"
            raise StoreError(
                f"The name {alias} on the search server belongs to {whose} (index {strangers[0].name}). Choose another "
                f"in the setting search.index; where that catalogue is gone, delete its indexes first."
            )

    def point_alias(self, name: str) -> None:
        """Let the alias name this index and no other of ours, both at once."""
        self.require_alias()
        alias = self._server.index
        with told(self._server, alias):
            now = {index.name for index in describe(self._client, alias)}
            if now != {name}:
                gone = [{"remove": {"index": each, "alias": alias}} for each in sorted(now - {name})]
                actions = [*gone, {"add": {"index": name, "alias": alias}}]
                patiently(lambda: self._client.indices.update_aliases(actions=actions))

    def retire(self, kept: frozenset[str]) -> None:
        """Delete the indexes of this catalogue but those kept."""
        pattern = f"{self._server.index}-*"
        with told(self._server, pattern):
            ours = {index.name for index in describe(self._client, pattern) if index.owner == self._owner}
            for name in sorted(ours - kept):
                self._client.indices.delete(index=name, ignore_unavailable=True)


def describe(client: Elasticsearch, name: str) -> list[Index]:
    """Return the index, or all indexes behind the alias or pattern; none where there is none."""
    try:
        found = client.indices.get(index=name, features="mappings,settings", flat_settings=True)
    except ApiError as error:
        if is_missing(error):
            return []
        raise
    return [_index(each, facts) for each, facts in found.items()]


def require_schema(index: Index) -> None:
    """Raise StoreError where the index's mapping is not what this version of Lianmu makes."""
    if index.digest != digest():
        raise StoreError(f"The index {index.name} was made by another version of Lianmu or by hand. {REBUILD}")


def _index(name: str, facts: Mapping[str, Any]) -> Index:
    about = facts.get("mappings", {}).get("_meta", {})
    shards = int(facts.get("settings", {}).get("index.number_of_shards", 1))
    return Index(
        name, str(about.get("catalogue", "")), str(about.get("folder", "")), str(about.get("schema", "")), shards
    )
