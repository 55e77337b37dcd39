"""What every export format keeps to; a new module in `kg/exports` is tested by being there."""

import io
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.exports import EXPORTS, parse_lines
from kg.registry import Registry

BF = "http://id.loc.gov/ontologies/bibframe/"
WORK, TITLE = "http://c.example/work/w1", "http://c.example/work/w1#title-1"
LINES = [
    f"<{WORK}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BF}Work> <{WORK}> .\n",
    f"<{WORK}> <{BF}title> <{TITLE}> <{WORK}> .\n",
    f'<{TITLE}> <{BF}mainTitle> "红楼梦 <&> \\"程甲本\\" \\u0001"@zh <{WORK}> .\n',
    f'<{TITLE}> <{BF}mainTitle> "Hong lou meng"@zh-latn <{WORK}> .\n',
    f'<{WORK}> <{BF}originDate> "1791~"^^<http://id.loc.gov/datatypes/edtf> <{WORK}> .\n',
    f'<{WORK}> <{BF}summary> "" <{WORK}> .\n',
    f"<{WORK}> <{BF}hasInstance> <http://c.example/instance/%E7%BA%A2> <{WORK}> .\n",
]


@pytest.fixture(params=EXPORTS.names())
def export(request: pytest.FixtureRequest) -> ModuleType:
    """Return each format's module."""
    return EXPORTS.get(request.param)


def read_back(export: ModuleType, content: bytes) -> set[str]:
    if export.MEDIA_TYPE == "application/x-ndjson":  # each line is a document
        documents, found = content.splitlines(), RdfFormat.JSON_LD
    else:
        documents, found = [content], RdfFormat.from_media_type(export.MEDIA_TYPE)
    assert found is not None
    return {str(quad.triple) for document in documents for quad in parse(document, format=found)}


def expected(export: ModuleType) -> set[str]:
    lost = "\ufffd" if export.LABEL == "RDF/XML" else "\\u0001"
    return {str(quad.triple).replace("\\u0001", lost) for quad in parse_lines(LINES)}


def test_it_says_what_it_is(export: ModuleType) -> None:
    """Media type, extension without a dot, and a label."""
    assert "/" in export.MEDIA_TYPE
    assert export.EXTENSION.isalnum()
    assert export.LABEL


def test_every_statement_comes_back(export: ModuleType) -> None:
    """What is written can be read, and says the same."""
    assert read_back(export, export.write(parse_lines(LINES))) == expected(export)


def test_a_stream_says_the_same(export: ModuleType) -> None:
    """Written in pieces it says what it says as a whole."""
    stream = io.BytesIO()
    export.write_to(parse_lines(LINES), stream)
    assert read_back(export, stream.getvalue()) == expected(export)


def test_the_order_of_the_statements_does_not_matter(export: ModuleType) -> None:
    """Formats for reading put what belongs together beside each other."""
    forth, back = export.write(parse_lines(LINES)), export.write(parse_lines(LINES[::-1]))
    if export.EXTENSION in {"nq", "nt"}:  # lines stand in the order in which they came
        forth, back = b"".join(sorted(forth.splitlines())), b"".join(sorted(back.splitlines()))
    assert forth == back


def test_parts_stand_one_after_another(export: ModuleType) -> None:
    """What has parts can be cut anywhere: preamble and parts are one document."""
    if export.LABEL in {"JSON-LD", "RDF/XML"}:
        assert not hasattr(export, "part")
        return
    quads = list(parse_lines(LINES))
    written = export.PREAMBLE + export.part(quads[:3]) + export.part([]) + export.part(quads[3:])
    assert read_back(export, written) == expected(export)


def test_nothing_is_a_document_too(export: ModuleType) -> None:
    """No statement: still a document that can be read."""
    assert read_back(export, export.write([])) == set()


def test_a_new_file_is_a_new_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in the folder is found by its name, one with an underscore is not."""
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "_shared.py").write_text("")
    (folder / "shout.py").write_text("def write(quads):\n    return b'!' * len(list(quads))\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry("formats", "export format")
    assert registry.names() == ("shout",)
    quads: list[Quad] = list(parse_lines(LINES[:3]))
    assert registry.get("shout").write(quads) == b"!!!"
