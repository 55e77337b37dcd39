"""The container: every path, command, port and setting that Dockerfile and compose.yaml name is there."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from sample import SampleLibrary

from kg.cli.program import program
from kg.settings import DECLARED, read_settings
from portal import create_app

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
PORT = int(next(declared.default for declared in DECLARED if declared.name == "serve.port"))


@pytest.fixture(scope="module")
def portal() -> dict[str, Any]:
    """Return the one service of compose.yaml."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert list(services) == ["portal"]
    found: dict[str, Any] = services["portal"]
    return found


def instructions(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.*)$", DOCKERFILE, re.MULTILINE)


def commands(script: str) -> list[list[str]]:
    """Return the calls of lianmu in a shell script."""
    words = shlex.split(re.sub(r"[{};]|&&|\|\|", " ; ", script))
    calls: list[list[str]] = []
    for word in words:
        if word == "lianmu":
            calls.append([])
        elif word == ";":
            calls.append(["-"])
        elif calls:
            calls[-1].append(word)
    return [call for call in calls if call and call[0] != "-"]


def require_command(call: list[str]) -> None:
    """Parse the call as the program would; click raises on an option that is not there."""
    command = program.get_command(click.Context(program), call[0])
    assert command is not None, call
    command.make_context(call[0], call[1:], resilient_parsing=False)


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Each source of COPY exists and .dockerignore lets it through."""
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    }
    sources = [word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source in allowed


def test_the_wheel_finds_all_that_it_is_made_of() -> None:
    """What pyproject.toml puts into the wheel is copied to the builder."""
    copied = {word for line in instructions("COPY") for word in line.split()}
    assert {"kg", "portal", "mappings", "ontology", "pyproject.toml", "README.md", "LICENSE"} <= copied


def test_nobody_is_root_in_the_container(portal: dict[str, Any]) -> None:
    """The last USER is one of ours, and compose takes every capability away."""
    assert instructions("USER")[-1] == "lianmu"
    assert portal["cap_drop"] == ["ALL"]
    assert portal["read_only"] is True
    assert "user" not in portal


def test_ports_agree_with_the_settings(portal: dict[str, Any]) -> None:
    """The program's port is the one that is exposed, published and asked for its health."""
    assert instructions("EXPOSE") == [str(PORT)]
    assert portal["ports"][0].endswith(f":{PORT}")
    for check in (portal["healthcheck"]["test"][-1], instructions("HEALTHCHECK")[0]):
        assert f"127.0.0.1:{PORT}/healthz" in check


def test_health_is_asked_of_a_page_that_there_is(tmp_path: Path, portal: dict[str, Any]) -> None:
    """/healthz answers, and the check is Python that compiles."""
    assert create_app(read_settings(tmp_path, {}), SampleLibrary()).test_client().get("/healthz").status_code == 200
    assert portal["healthcheck"]["test"][:3] == ["CMD", "python", "-c"]
    compile(portal["healthcheck"]["test"][-1], "healthcheck", "exec")


def test_commands_are_those_of_the_program(portal: dict[str, Any]) -> None:
    """Every call of lianmu in both files has a command and options that exist."""
    in_compose = commands(portal["command"][-1])
    in_image = json.loads(instructions("CMD")[-1])[1:]
    assert [call[0] for call in in_compose] == ["demo", "serve"]
    for call in (*in_compose, in_image):
        require_command(call)


def test_examples_in_the_comment_are_calls_that_work() -> None:
    """The lines that a reader will copy from the head of compose.yaml."""
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    examples = [line.split(" portal lianmu ", 1)[1] for line in text.splitlines() if " portal lianmu " in line]
    assert len(examples) == 3
    for example in examples:
        call = shlex.split(example)
        group = program.get_command(click.Context(program), call[0])
        assert group is not None
        if isinstance(group, click.Group):
            assert group.get_command(click.Context(group), call[1]) is not None


def test_variables_are_settings(portal: dict[str, Any]) -> None:
    """A variable that no setting reads would be silently without effect."""
    known = {"LIANMU_" + declared.name.upper().replace(".", "_") for declared in DECLARED}
    assert set(portal["environment"]) <= known


def test_the_catalogue_is_kept_in_the_volume(portal: dict[str, Any]) -> None:
    """The folder of the commands is the volume's, made for the user of the image."""
    assert portal["volumes"] == ["catalogue:/catalogue"]
    assert instructions("VOLUME") == ["/catalogue"]
    assert "-o lianmu -g lianmu /catalogue" in DOCKERFILE
