"""Members' systems in the settings: what a table needs, where passwords come from, and what is wrong with it."""

from pathlib import Path

import pytest

from kg.availability import Reason, System, Wanted, read_systems
from kg.availability.answer import NoAnswerError
from kg.availability.system import names_of
from kg.errors import SettingError
from kg.settings import in_force, read_settings, unknown_variables


def systems(folder: Path, text: str, environment: dict[str, str] | None = None) -> dict[str, System]:
    (folder / "lianmu.toml").write_text(text, encoding="utf-8")
    return read_systems(read_settings(folder, environment or {}).member_systems)


def test_each_protocol_has_its_place(tmp_path: Path) -> None:
    """An address for DAIA, host and port for the others, with the port that is usual; codes may hold dots."""
    text = """
[availability."loc.gov"]
protocol = "daia"
url = "https://x.example/daia/api"
[availability.B]
protocol = "sip2"
host = "b.example"
identify = "barcode"
[availability.C]
protocol = "z3950"
host = "c.example"
port = 2100
tls = true
"""
    found = systems(tmp_path, text)
    assert [(one.host, one.port, one.tls, one.path) for one in found.values()] == [
        ("x.example", 443, True, "/daia/api"),
        ("b.example", 6001, False, ""),
        ("c.example", 2100, True, ""),
    ]
    assert (found["loc.gov"].member, found["b"].identify) == ("loc.gov", "barcode")


def test_addresses_may_be_in_any_script(tmp_path: Path) -> None:
    """A host and a path in Chinese are written as they are sent."""
    found = systems(tmp_path, '[availability.A]\nprotocol = "daia"\nurl = "https://图书馆.example/馆藏 x"\n')
    assert (found["a"].host, found["a"].path) == ("xn--1jq52s681d.example", "/%E9%A6%86%E8%97%8F%20x")


def test_the_environment_has_the_password(tmp_path: Path) -> None:
    """It wins over the file, is printed nowhere, and is no misspelt variable."""
    environment = {"LIANMU_AVAILABILITY_A_B_PASSWORD": "s3cret"}
    found = systems(tmp_path, '[availability.A-B]\nprotocol = "sip2"\nhost = "h"\n', environment)
    assert found["a-b"].password == "s3cret"  # noqa: S105
    assert "s3cret" not in repr(found)
    shown = {entry.declared.name: entry.shown for entry in in_force(tmp_path, environment)}
    assert shown["availability.A-B.password"] == "(secret)"
    assert unknown_variables(environment | {"LIANMU_AVAILABILITY_A_B_PASWORD": "x"}) == (
        "LIANMU_AVAILABILITY_A_B_PASWORD",
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('protocol = "telnet"\nhost = "h"', "daia, sip2, z3950"),
        ('host = "h"', "daia, sip2, z3950"),
        ('protocol = "daia"\nhost = "h"', "needs url"),
        ('protocol = "sip2"', "needs host"),
        ('protocol = "sip2"\nurl = "http://h/"', "needs host"),
        ('protocol = "daia"\nurl = "file:///etc/passwd"', "http"),
        ('protocol = "sip2"\nhost = "h"\nport = 70000', "1 to 65535"),
        ('protocol = "sip2"\nhost = "h"\nseconds = 900', "at most 60"),
        ('protocol = "sip2"\nhost = "h"\nidentify = "title"', "record, barcode or isbn"),
        ('protocol = "sip2"\nhost = "h"\nencoding = "utf-9"', "utf-9"),
        ('protocol = "sip2"\nhost = "h"\nid_form = "ppn"', "id_form"),
        ('protocol = "sip2"\nhost = "a..b"', "no host's name"),
        ('protocol = "sip2"\nhost = "h"\nhots = "h"', r"availability\.A\.hots"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, table: str, message: str) -> None:
    """A sentence says what is wrong, before anybody is asked."""
    with pytest.raises(SettingError, match=message):
        systems(tmp_path, f"[availability.A]\n{table}\n")


def test_names_are_those_that_the_system_knows() -> None:
    """By record, barcode or ISBN, each once, in the system's own form; without any nobody is asked."""
    wanted = Wanted(("r1", " r1 ", "r2"), ("b1",), ())
    place = System("M", "daia", "h", 80)
    assert names_of(place, wanted) == ("r1", "r2")
    assert names_of(System("M", "daia", "h", 80, identify="barcode", id_form="bar:{}"), wanted) == ("bar:b1",)
    with pytest.raises(NoAnswerError) as raised:
        names_of(System("M", "daia", "h", 80, identify="isbn"), wanted)
    assert raised.value.reason is Reason.NAMELESS
    assert len(names_of(place, Wanted(tuple(map(str, range(900)))))) == 40
