"""A small set of dumps in a catalogue's folder, for pages: a whole, two members, a group, one with hostile words."""

import gzip
import hashlib
from pathlib import Path

from kg.pipeline.dumps import DumpFile, DumpPart, DumpSet
from kg.pipeline.dumps.plan import Licence

NAME, OLDER = "2026-11-21T0830Z-gen-00000012", "2026-11-14T0830Z-gen-00000009"
CONTENT = b'<http://e/s> <http://e/p> "o" <http://e/g> .\n'
ATTACK = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def write_dumps(catalogue: Path) -> Path:
    """Write two sets into the catalogue's folder and return that of the newer one."""
    _write(catalogue, OLDER, "2026-11-14T08:30:00+00:00", 9)
    return _write(catalogue, NAME, "2026-11-21T08:30:00+00:00", 12)


def _write(catalogue: Path, name: str, made: str, generation: int) -> Path:
    path = catalogue / "dumps" / name
    path.mkdir(parents=True)
    parts = (
        _part(path, "lianmu-all", "all", "", ("联目", "Lianmu"), ""),
        _part(path, "member-NLC", "member", "NLC", ("国家图书馆", "National Library of China"), "CC0-1.0"),
        _part(path, "member-LC", "member", "LC", (ATTACK, ATTACK), "https://example.org/licence"),
        _part(path, "group-beijing", "group", "beijing", ("北京", "Beijing"), ""),
    )
    titles = {"base_url": "http://127.0.0.1:8000", "title": "联目", "title_en": "Lianmu"}
    state = {"generation": generation, "event": 40, "rules": "r", "plan": "p"}
    found = DumpSet(name=name, path=path, made=made, published=made, parts=parts, **state, **titles)  # type: ignore[arg-type]
    (path / "manifest.json").write_text(found.to_json(), encoding="utf-8")
    for other in ("void.ttl", "README.txt", "SHA256SUMS"):
        (path / other).write_text(f"# {other} of {name}\n", encoding="utf-8")
    return path


def _part(folder: Path, name: str, kind: str, code: str, labels: tuple[str, str], licence: str) -> DumpPart:
    media = {"nquads": ("nq", "application/n-quads"), "turtle": ("ttl", "text/turtle")}
    files = []
    for format_name, (extension, media_type) in media.items():
        raw = gzip.compress(CONTENT * 40, mtime=0)
        path = folder / f"{name}.{extension}.gz"
        path.write_bytes(raw)
        digest = hashlib.sha256(raw).hexdigest()
        files.append(DumpFile(path.name, format_name, media_type, len(raw), len(CONTENT) * 40, digest))
    licences = (Licence(code, licence),) if licence else ()
    things = {"instance": 1234, "work": 1000}
    return DumpPart(name, kind, code, *labels, ("NLC",), licences, 40, 1, things, tuple(files))
