"""A member's own system as the administrator's settings describe it: where it is, how it is asked, and by what."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from kg.availability.answer import NoAnswerError, Reason, Wanted
from kg.errors import SettingError, UsageError
from kg.registry import Registry

__all__ = ["PROTOCOLS", "System", "names_of", "read_system", "read_systems"]

PROTOCOLS = Registry("kg.availability.protocols", "protocol")

MOST_NAMES = 40
_HTTP_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class System:
    """Where and how one member's system is asked; `path` only for protocols over HTTP."""

    member: str
    protocol: str
    host: str
    port: int
    path: str = ""
    tls: bool = False
    ca_certs: str = ""
    identify: str = "record"
    id_form: str = "{}"
    database: str = "Default"
    attribute: int = 0
    institution: str = ""
    location: str = ""
    encoding: str = "utf-8"
    seconds: float = 3.0
    connections: int = 4
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Return host and port as they are written in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_system(member: str, values: Mapping[str, str | float]) -> System:
    """Return the system of a member's table of settings; raise SettingError where the table contradicts itself.

    `values` has every key of the settings' declaration, each of its type and checked by itself.
    """
    where = f"The settings [availability.{member}]"
    protocol = str(values["protocol"])
    try:
        module = PROTOCOLS.get(protocol)
    except UsageError as error:
        raise SettingError(f"{where}: {error}") from error
    try:
        codecs.lookup(str(values["encoding"]))
    except LookupError as error:
        raise SettingError(f"{where}: there is no encoding '{values['encoding']}'.") from error
    if str(values["id_form"]).count("{}") != 1:
        raise SettingError(f"{where}: id_form = '{values['id_form']}' must hold {{}} once, where the id belongs.")
    taken = {name: values[name] for name in System.__dataclass_fields__ if name in values}
    return System(**(taken | {"member": member} | _place(where, values, module.DEFAULT_PORT)))  # type: ignore[arg-type]


def read_systems(tables: Mapping[str, Mapping[str, str | float]]) -> dict[str, System]:
    """Return the systems by their members' codes in small letters; raise SettingError for a bad table."""
    return {code.lower(): read_system(code, values) for code, values in tables.items()}


def _place(where: str, values: Mapping[str, str | float], default_port: int) -> dict[str, str | int | bool]:
    url, host = str(values["url"]), str(values["host"])
    if not default_port:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in _HTTP_PORTS:
            raise SettingError(f"{where}: protocol {values['protocol']} needs url, the address of its service.")
        port = parts.port or _HTTP_PORTS[parts.scheme]
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        return {"host": _ascii(where, parts.hostname), "port": port, "path": path, "tls": parts.scheme == "https"}
    if url or not host:
        raise SettingError(f"{where}: protocol {values['protocol']} needs host (and port), not url.")
    return {"host": _ascii(where, host), "port": int(values["port"]) or default_port}


def _ascii(where: str, host: str) -> str:
    """Return a host's name as it is resolved and as it stands in headers."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise SettingError(f"{where}: '{host}' is no host's name: {error}.") from error


def names_of(system: System, wanted: Wanted) -> tuple[str, ...]:
    """Return what the system is asked for, in the form that it knows; raise NoAnswerError where there is nothing."""
    kinds = {"record": wanted.records, "barcode": wanted.barcodes, "isbn": wanted.isbns}
    found = dict.fromkeys(name.strip() for name in kinds[system.identify])
    names = tuple(name for name in found if name and name.isprintable() and len(name) <= 100)[:MOST_NAMES]
    if not names:
        raise NoAnswerError(
            Reason.NAMELESS, f"the catalogue knows no {system.identify} by which {system.member} could be asked"
        )
    return tuple(system.id_form.replace("{}", name) for name in names)
