"""The files of a tantivy index: opens an index, and copies its last commit elsewhere by hard links."""

import contextlib
import json
import os
import shutil
from pathlib import Path

import tantivy

from kg.errors import StoreError
from kg.search.backends._tantivy_schema import build_schema, register

__all__ = ["open_index", "publish_commit"]

_META = "meta.json"
_ATTEMPTS = 20
_REBUILD = "Make it anew with `lianmu rebuild index`."


def open_index(directory: Path, *, create: bool) -> tantivy.Index:
    """Return the index in the directory; raise StoreError for one that is not there, damaged, or of another schema."""
    if not create and not (directory / _META).is_file():
        raise StoreError(f"There is no search index in {directory}. {_REBUILD}")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return register(tantivy.Index(build_schema(), path=str(directory), reuse=True))
    except (ValueError, OSError) as cause:
        raise StoreError(
            f"The search index in {directory} is damaged or of another version ({cause}). {_REBUILD}"
        ) from cause


def publish_commit(source: Path, target: Path) -> None:
    """Make the last commit of `source` stand in `target`: segment files linked, the list of them copied.

    A merge at work behind our back may take a file away in between; then the newer list is linked instead.
    """
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(FileNotFoundError):
            _link_commit(source, target)
            return
    raise StoreError(f"The search index in {source} changes too fast or lacks files. {_REBUILD}")


def _link_commit(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    meta = (source / _META).read_bytes()
    names = _segment_files(source, meta)
    for name in names:
        _link(source / name, target / name)
    # Last, and whole at once: what has no list is no index.
    for name, content in ((".managed.json", json.dumps([*names, _META]).encode()), (_META, meta)):
        temporary = target / f"{name}.new"
        temporary.write_bytes(content)
        temporary.replace(target / name)


def _segment_files(source: Path, meta: bytes) -> list[str]:
    present = os.listdir(source)  # noqa: PTH208
    names = []
    for segment in json.loads(meta)["segments"]:
        stem = segment["segment_id"].replace("-", "")
        files = [name for name in present if name.startswith(f"{stem}.") and not name.endswith(".del")]
        if not files:
            raise FileNotFoundError(stem)
        names += files
        if segment["deletes"]:
            names.append(f"{stem}.{segment['deletes']['opstamp']}.del")
    return sorted(names)


def _link(source: Path, target: Path) -> None:
    with contextlib.suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:
            if not source.exists():
                raise FileNotFoundError(source) from None
            # Another file system, or one without hard links.
            shutil.copyfile(source, target)
