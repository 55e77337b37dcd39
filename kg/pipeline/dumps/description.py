"""The description of a set of dumps: VoID (https://www.w3.org/TR/void/) and DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/).

Datasets have addresses that stay from set to set, on the page of dumps: `…/dumps#lianmu-all`, `…/dumps#member-NJU`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.namespaces import BF, BFLC, DCTERMS, FOAF, MADS, OWL, PROV, RDF, RDF_TYPE, RDFS, SKOS, XSD
from kg.pipeline.dumps.counts import WholeCount
from kg.pipeline.dumps.plan import WHOLE, Licence
from kg.pipeline.dumps.sets import VOID, DumpFile, DumpPart, DumpSet
from kg.registry import Registry

__all__ = ["describe", "licence_address", "minimal_void"]

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_SPDX = "http://spdx.org/rdf/terms#"
_FORMATS = "http://www.w3.org/ns/formats/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PREFIXES = {
    "void": _VOID,
    "dcat": _DCAT,
    "spdx": _SPDX,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "prov": PROV,
    "rdfs": RDFS,
    "xsd": XSD,
}
_VOCABULARIES = (BF, BFLC, MADS, RDFS, OWL, SKOS, PROV, DCTERMS)
# Names of formats at W3C, by our own.
_W3C_FORMATS = {"nquads": "N-Quads", "ntriples": "N-Triples", "turtle": "Turtle", "jsonldlines": "JSON-LD"}
# What is not registered has no address there.
_REGISTERED = ("application/n-quads", "application/n-triples", "text/turtle", "application/ld+json")
# What is written for a licence, in lower case, and its address.
_LICENCES = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc by 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc by-sa 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "odc-by-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "odbl-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "pddl-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
    "licence ouverte 2.0": "https://spdx.org/licenses/etalab-2.0",
    "apache-2.0": "https://spdx.org/licenses/Apache-2.0",
    "bsd-3-clause": "https://spdx.org/licenses/BSD-3-Clause",
    "mit": "https://spdx.org/licenses/MIT",
}
_EACH_ITS_OWN = (
    ("Each record keeps the licence of the library that it came from; see the datasets of the members.", "en"),
    ("每条记录沿用其来源图书馆的许可；参见各成员馆的数据集。", "zh"),
)


def describe(dumps: DumpSet, whole: WholeCount, *, has_endpoint: bool) -> str:
    """Return the description of a set as Turtle."""
    endpoint = _endpoint(dumps.base_url) if has_endpoint else []
    return _turtle([*_statements(dumps, whole), *endpoint])


def minimal_void(base_url: str, title: str, title_en: str, *, has_endpoint: bool) -> str:
    """Return, for a catalogue without dumps, what can be said of it: its name, its endpoint, its addresses."""
    subject = _dataset(base_url, WHOLE)
    endpoint = _endpoint(base_url) if has_endpoint else []
    return _turtle([*_titled(subject, title, title_en), *_access(subject, base_url), *endpoint])


def licence_address(licence: str) -> str:
    """Return the address of a licence that is stated as one or by a usual name, "" for words."""
    if licence.startswith(("http://", "https://")) and _is_iri(licence):
        return licence
    return _LICENCES.get(" ".join(licence.casefold().split()), "")


class _About:
    """Statements about one subject, written shortly."""

    def __init__(self, subject: NamedNode) -> None:
        self.subject = subject

    def is_a(self, *classes: str) -> list[Triple]:
        return [Triple(self.subject, NamedNode(RDF_TYPE), NamedNode(name)) for name in classes]

    def link(self, predicate: str, iri: str) -> Triple:
        return Triple(self.subject, NamedNode(predicate), NamedNode(iri))

    def say(self, predicate: str, text: str, language: str = "", datatype: str = "") -> Triple:
        if language:
            return Triple(self.subject, NamedNode(predicate), Literal(text, language=language))
        kind = NamedNode(datatype) if datatype else None
        return Triple(self.subject, NamedNode(predicate), Literal(text, datatype=kind))

    def count(self, predicate: str, number: int) -> Triple:
        return self.say(predicate, str(number), datatype=XSD + "integer")


class _Partition(NamedTuple):
    predicate: str
    names: str
    counts: str
    numbers: Counter[str]


def _statements(dumps: DumpSet, whole: WholeCount) -> Iterator[Triple]:
    document = _About(NamedNode(f"{dumps.base_url}/dumps/{dumps.name}/{VOID}"))
    everything = _dataset(dumps.base_url, WHOLE)
    yield from document.is_a(_VOID + "DatasetDescription")
    yield document.link(FOAF + "primaryTopic", everything.value)
    yield document.say(DCTERMS + "issued", dumps.made, datatype=XSD + "dateTime")
    for part in dumps.parts:
        yield from _part(dumps, part)
        if part.kind != "all":
            yield _About(everything).link(_VOID + "subset", _dataset(dumps.base_url, part.name).value)
            yield _About(everything).link(DCTERMS + "hasPart", _dataset(dumps.base_url, part.name).value)
    yield from _access(everything, dumps.base_url)
    yield from _partitions(everything, whole)


def _access(dataset: NamedNode, base_url: str) -> Iterator[Triple]:
    about = _About(dataset)
    yield about.say(_VOID + "uriSpace", f"{base_url}/")
    yield about.link(FOAF + "homepage", f"{base_url}/")
    yield from (about.link(_VOID + "vocabulary", name) for name in _VOCABULARIES)


def _endpoint(base_url: str) -> list[Triple]:
    return [_About(_dataset(base_url, WHOLE)).link(_VOID + "sparqlEndpoint", f"{base_url}/sparql")]


def _titled(subject: NamedNode, title: str, title_en: str) -> Iterator[Triple]:
    about = _About(subject)
    yield from about.is_a(_VOID + "Dataset", _DCAT + "Dataset")
    yield about.say(DCTERMS + "title", title, language="zh")
    yield about.say(DCTERMS + "title", title_en, language="en")


def _part(dumps: DumpSet, part: DumpPart) -> Iterator[Triple]:
    subject = _dataset(dumps.base_url, part.name)
    about = _About(subject)
    yield from _titled(subject, part.label, part.label_en)
    yield about.count(_VOID + "triples", part.statements)
    yield about.count(_VOID + "entities", sum(part.things.values()))
    yield about.say(_DCAT + "version", dumps.name)
    yield about.say(DCTERMS + "issued", dumps.made, datatype=XSD + "dateTime")
    yield about.say(DCTERMS + "modified", dumps.published, datatype=XSD + "dateTime")
    yield about.say(PROV + "generatedAtTime", dumps.made, datatype=XSD + "dateTime")
    yield about.link(_DCAT + "landingPage", f"{dumps.base_url}/dumps/{dumps.name}")
    yield about.link(DCTERMS + "publisher", f"{dumps.base_url}/")
    yield from _publisher(dumps)
    yield from _source(dumps, part, about)
    yield from _rights(part, about)
    for file in part.files:
        yield from _distribution(dumps, file, about)


def _publisher(dumps: DumpSet) -> Iterator[Triple]:
    publisher = _About(NamedNode(f"{dumps.base_url}/"))
    yield from publisher.is_a(FOAF + "Agent")
    yield publisher.say(FOAF + "name", dumps.title, language="zh")
    yield publisher.say(FOAF + "name", dumps.title_en, language="en")


def _source(dumps: DumpSet, part: DumpPart, about: _About) -> Iterator[Triple]:
    """Yield whose records a dump was made from."""
    for code in part.members:
        yield about.link(DCTERMS + "contributor", f"{dumps.base_url}/member/{quote(code, safe='')}")
    if part.kind != "all":
        yield about.link(PROV + "wasDerivedFrom", _dataset(dumps.base_url, WHOLE).value)
        yield about.link(FOAF + "primaryTopic", f"{dumps.base_url}/{part.kind}/{quote(part.code, safe='')}")


def _rights(part: DumpPart, about: _About) -> Iterator[Triple]:
    if part.kind == "member":
        yield from (_licence(licence, about) for licence in part.licences)
        return
    yield from (about.say(DCTERMS + "rights", text, language=language) for text, language in _EACH_ITS_OWN)


def _licence(licence: Licence, about: _About) -> Triple:
    address = licence_address(licence.licence)
    return about.link(DCTERMS + "license", address) if address else about.say(DCTERMS + "rights", licence.licence)


def _distribution(dumps: DumpSet, file: DumpFile, dataset: _About) -> Iterator[Triple]:
    address = f"{dumps.base_url}/dumps/{dumps.name}/{quote(file.name)}"
    about = _About(NamedNode(address))
    yield dataset.link(_VOID + "dataDump", address)
    yield dataset.link(_DCAT + "distribution", address)
    yield from about.is_a(_DCAT + "Distribution")
    yield about.link(_DCAT + "downloadURL", address)
    yield about.link(_DCAT + "accessURL", address)
    yield about.say(_DCAT + "byteSize", str(file.size), datatype=XSD + "nonNegativeInteger")
    if file.media_type in _REGISTERED:
        yield about.link(_DCAT + "mediaType", _MEDIA + file.media_type)
    else:
        yield about.say(DCTERMS + "description", file.media_type)
    yield about.link(_DCAT + "compressFormat", _MEDIA + "application/gzip")
    if file.format in _W3C_FORMATS:
        yield about.link(DCTERMS + "format", _FORMATS + _W3C_FORMATS[file.format])
    yield about.say(DCTERMS + "title", Registry("kg.exports", "export format").get(file.format).LABEL)
    yield about.say(DCTERMS + "issued", dumps.made, datatype=XSD + "dateTime")
    checksum = _About(NamedNode(f"{address}#sha256"))
    yield about.link(_SPDX + "checksum", checksum.subject.value)
    yield from checksum.is_a(_SPDX + "Checksum")
    yield checksum.link(_SPDX + "algorithm", _SPDX + "checksumAlgorithm_sha256")
    yield checksum.say(_SPDX + "checksumValue", file.sha256, datatype=XSD + "hexBinary")


def _partitions(everything: NamedNode, whole: WholeCount) -> Iterator[Triple]:
    about = _About(everything)
    yield about.count(_VOID + "classes", len(whole.classes))
    yield about.count(_VOID + "properties", len(whole.properties))
    kinds = (
        _Partition("classPartition", "class", "entities", whole.classes),
        _Partition("propertyPartition", "property", "triples", whole.properties),
    )
    for kind in kinds:
        for name, number in sorted(kind.numbers.items()):
            partition = _About(NamedNode(f"{everything.value}-{kind.names}-{quote(name, safe='')}"))
            yield about.link(_VOID + kind.predicate, partition.subject.value)
            yield partition.link(_VOID + kind.names, name)
            yield partition.count(_VOID + kind.counts, number)


def _dataset(base_url: str, name: str) -> NamedNode:
    return NamedNode(f"{base_url}/dumps#{quote(name)}")


def _turtle(statements: list[Triple]) -> str:
    ordered = sorted(set(statements), key=lambda t: (str(t.subject), t.predicate.value != RDF + "type", str(t)))
    return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b"").decode()


def _is_iri(text: str) -> bool:
    try:
        return bool(NamedNode(text).value)
    except ValueError:
        return False
