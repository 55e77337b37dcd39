"""THE table of settings: each declared once, with its name in the file (`table.key`), its default, and its meaning."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kg.settings import checks

__all__ = ["DECLARED", "DECLARED_BY_MEMBER", "Declared", "of_member"]


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its name in the file, its default (which fixes its type), what it means, a check, is it secret."""

    name: str
    default: str | int | float | bool
    meaning: str
    check: Callable[[Any], str] = lambda _: ""
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """Return the name of its environment variable."""
        return "LIANMU_" + re.sub("[^A-Za-z0-9]", "_", self.name).upper()

    @property
    def attribute(self) -> str:
        """Return the name of its attribute of `Settings`."""
        return self.name.replace(".", "_")


DECLARED: tuple[Declared, ...] = (
    Declared(
        "public.base_url",
        "http://127.0.0.1:8000",
        "the public address of the portal; every published URI begins with it, so set it before the first load",
        checks.address,
    ),
    Declared("portal.name", "联目", "the catalogue's name on Chinese pages"),
    Declared("portal.name_en", "Lianmu", "the catalogue's name on English pages"),
    Declared("portal.contact", "", "whom readers write to: an e-mail address or a page's, shown on the page about it"),
    Declared(
        "portal.default_language",
        "zh",
        "the language of a reader whose browser asks for neither: zh or en",
        checks.language,
    ),
    Declared("portal.page_size", 20, "works on one page of search results", checks.positive),
    Declared("serve.host", "127.0.0.1", "the address that `lianmu serve` listens on"),
    Declared("serve.port", 8000, "the port that `lianmu serve` listens on", checks.port),
    Declared("serve.workers", 1, "web processes of `lianmu serve`", checks.positive),
    Declared("serve.threads", 8, "threads of each web process", checks.positive),
    Declared(
        "serve.requests_per_minute",
        600,
        "pages and answers that one client may ask each web process for in a minute; 0: no limit",
        checks.not_negative,
    ),
    Declared(
        "serve.trusted_proxies",
        "",
        "addresses or networks of proxies whose X-Forwarded-For is believed, such as 127.0.0.1, 10.0.0.0/8",
        checks.networks,
    ),
    Declared(
        "search.backend",
        "tantivy",
        "the search engine: tantivy (files of the catalogue's own), or elasticsearch (a server, which the rest is for)",
    ),
    Declared(
        "search.url",
        "http://127.0.0.1:9200",
        "the server's address, or several of one cluster with commas",
        checks.addresses,
    ),
    Declared(
        "search.index",
        "lianmu",
        "what the names of the indexes begin with, and the alias of the published one; each catalogue needs its own",
        checks.index_name,
    ),
    Declared("search.api_key", "", "the server's API key; better in the environment than in this file", is_secret=True),
    Declared("search.username", "", "a name at the server, where there is no API key"),
    Declared("search.password", "", "its password; better in the environment than in this file", is_secret=True),
    Declared("search.ca_certs", "", "a file with the certificate of who signed the server's, where that is not known"),
    Declared("search.shards", 1, "parts of a new index, on as many servers; 1 is right for millions", checks.positive),
    Declared("search.replicas", 1, "copies of a new index on other servers, if there are any", checks.not_negative),
    Declared("search.timeout", 10.0, "seconds that the server has to answer a question", checks.positive),
    Declared(
        "crosswalk.profile", "lean", "how much is written: lean, or lc (as the Library of Congress)", checks.profile
    ),
    Declared(
        "matching.weights",
        "",
        "a file with the weights of the matcher, as `lianmu matching learn` writes it; empty: those that are shipped",
    ),
    Declared(
        "load.guard_percent",
        2.0,
        "a `--replace-all` that would delete more than this share of a member's records waits for `--yes`",
        checks.percent,
    ),
    Declared("load.batch", 500, "records that are made durable at a time", checks.positive),
    Declared(
        "rights.unstated",
        "yes",
        "whether records of a member that names no licence may be passed on in dumps, downloads and SPARQL: yes or no",
        checks.yes_or_no,
    ),
    Declared(
        "publish.interval", 5.0, "seconds between two looks of the publisher that `lianmu serve` runs", checks.positive
    ),
    Declared("publish.batch", 2000, "changed works, editions and agents that are written at a time", checks.positive),
    Declared("publish.keep", 3, "generations kept on disk", checks.positive),
    Declared("dumps.keep", 3, "sets of dumps kept on disk", checks.positive),
    Declared(
        "dumps.formats", "nquads,turtle,jsonldlines", "formats of the dumps: nquads, ntriples, turtle, jsonldlines"
    ),
    Declared(
        "dumps.every_hours",
        24.0,
        "hours after which `lianmu serve` makes new dumps of what has changed; 0: only `lianmu dumps make` does",
        checks.not_negative,
    ),
    Declared("sparql.enabled", True, "whether strangers may ask the graph at /sparql"),
    Declared(
        "sparql.workers",
        0,
        "processes that answer SPARQL queries, for each web process; 0: one a core",
        checks.not_negative,
    ),
    Declared("sparql.seconds", 10.0, "seconds after which a SPARQL query is stopped", checks.positive),
    Declared("sparql.wait_seconds", 2.0, "seconds that a SPARQL query waits for a free process", checks.not_negative),
    Declared("sparql.memory_bytes", 2 * 1024**3, "memory that one SPARQL query may take", checks.positive),
    Declared("sparql.answer_bytes", 50_000_000, "the greatest size of the answer to a SPARQL query", checks.positive),
    Declared("sparql.text_bytes", 20_000, "the greatest size of the text of a SPARQL query", checks.positive),
    Declared(
        "sparql.client_seconds_per_minute",
        60.0,
        "seconds of SPARQL processes that one client (an IPv4 address, an IPv6 network of 64 bits) may use a minute",
        checks.positive,
    ),
    Declared(
        "sparql.allow_unconfined",
        False,
        "answer SPARQL queries even where the system cannot forbid their processes the network (no seccomp)",
    ),
    Declared(
        "availability.page_seconds",
        4.0,
        "seconds that the page of what can be had waits for all members' systems together",
        checks.positive,
    ),
    Declared(
        "availability.keep_seconds",
        45.0,
        "seconds for which a system's answer is shown again before it is asked anew",
        checks.not_negative,
    ),
    Declared(
        "availability.questions",
        16,
        "questions to members' systems that are under way at a time in each web process",
        checks.positive,
    ),
    Declared("downloads.most", 1000, "editions that one download of a list holds, at most 10,000", checks.list_length),
    Declared("staff.idle_minutes", 30.0, "minutes without a click after which a staff session ends", checks.positive),
    Declared("limits.record_bytes", 16 * 1024 * 1024, "the greatest size of one record", checks.positive),
    Declared("limits.total_bytes", 64 * 1024**3, "the greatest uncompressed size of one file", checks.positive),
    Declared("limits.ratio", 200, "how many times larger than itself a compressed file may unpack", checks.positive),
)

# Settings of one member's system, in a table `[availability.MEMBER]`; `lianmu settings` lists those of each member.
DECLARED_BY_MEMBER: tuple[Declared, ...] = (
    Declared("availability.*.protocol", "", "how the member's system is asked: daia, sip2 or z3950"),
    Declared("availability.*.url", "", "daia: the address of its service", checks.address),
    Declared("availability.*.host", "", "sip2, z3950: the system's host"),
    Declared("availability.*.port", 0, "sip2, z3950: its port; 0: 6001 for sip2, 210 for z3950", checks.port_or_0),
    Declared("availability.*.tls", False, "sip2, z3950: whether the connection is encrypted"),
    Declared("availability.*.ca_certs", "", "a file with the certificate of who signed the system's"),
    Declared(
        "availability.*.identify", "record", "by what items are asked for: record, barcode or isbn", checks.identifying
    ),
    Declared("availability.*.id_form", "{}", "how the system writes what it is asked for; {} stands for the id itself"),
    Declared("availability.*.database", "Default", "z3950: the database"),
    Declared(
        "availability.*.attribute", 0, "z3950: the use attribute; 0: 12 for record, 7 for isbn", checks.not_negative
    ),
    Declared("availability.*.institution", "", "sip2: the institution's id (AO)"),
    Declared("availability.*.location", "", "sip2: the location that logs in (CP)"),
    Declared("availability.*.encoding", "utf-8", "sip2, z3950: the encoding of texts"),
    Declared("availability.*.seconds", 3.0, "seconds that the system has to answer", checks.short),
    Declared("availability.*.connections", 4, "connections at a time from each web process", checks.positive),
    Declared("availability.*.user", "", "a name at the system, where it wants one"),
    Declared(
        "availability.*.password",
        "",
        "its password, or for daia a token; better in the environment than in this file",
        is_secret=True,
    ),
)


def of_member(declared: Declared, member: str) -> Declared:
    """Return a declaration of `DECLARED_BY_MEMBER` as that of one member."""
    return replace(declared, name=declared.name.replace("*", member))
