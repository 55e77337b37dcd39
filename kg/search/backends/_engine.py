"""The file in an index's folder that says which search engine made it, so that no other takes it for its own."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from kg.errors import StoreError

__all__ = ["REBUILD", "read_engine", "write_engine"]

REBUILD = "Make it anew with `lianmu rebuild index`."
_FILE = "engine.json"
_KEY = "engine"


def write_engine(directory: Path, engine: str, facts: Mapping[str, str | int] | None = None) -> None:
    """Write, durably, that `engine` made the index in the directory, and what else it wants to know of it."""
    content = json.dumps({_KEY: engine, **(facts or {})}, indent=1, sort_keys=True) + "\n"
    temporary = directory / f"{_FILE}.new"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(directory / _FILE)
    except OSError as cause:
        raise StoreError(
            f"The search index's folder {directory} cannot be written: {cause}. Is the disk full?"
        ) from cause


def read_engine(directory: Path, engine: str) -> Mapping[str, str | int]:
    """Return what `write_engine` wrote, nothing where nothing stands; StoreError where another engine's index is."""
    path = directory / _FILE
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as cause:
        raise StoreError(
            f"The file {path}, which tells where the search index is, cannot be read: {cause}. {REBUILD}"
        ) from cause
    if not isinstance(facts, dict) or facts.get(_KEY) != engine:
        other = facts.get(_KEY, "?") if isinstance(facts, dict) else "?"
        raise StoreError(
            f"The search index in {directory} was made by {other}, but the setting search.backend says {engine}. "
            f"Correct the setting, or make the index anew by {engine}: `lianmu rebuild index`, then restart the portal."
        )
    return facts
