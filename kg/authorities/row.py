"""An authority record as it is linked and shown: its names in all scripts, dates, sources and equivalents."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kg.authorities.keys import heading_key, years_of
from kg.description import AuthorityDescription, Iri, Literal, Node
from kg.namespaces import MADS, RDFS_LABEL

__all__ = ["AuthorityRow", "Form", "authority_row", "row_from_json", "row_to_json"]

_AGENTS = {
    "PersonalName": "person",
    "FamilyName": "family",
    "CorporateName": "corporate",
    "ConferenceName": "meeting",
}
_SUBJECTS = {
    "Geographic": "place",
    "HierarchicalGeographic": "place",
    "Title": "title",
    "NameTitle": "title",
    "GenreForm": "genre",
}
_YEAR = re.compile(r"^-?\d{3,4}")


@dataclass(frozen=True, slots=True)
class Form:
    """One name: its text with its language tag, and whether it is the heading itself or a reference to it."""

    text: str
    language: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """What an authority record says. `kind`: agent or subject; `sort`: person, corporate, meeting, place, title, ….

    `same` are URIs of the same thing in other files, `close` those that are only called close; `related` are names of
    other authorities, `sources` the citations of 670, `titles` those of them that may be titles of works.
    """

    kind: str
    sort: str
    iri: str
    scheme: str
    forms: tuple[Form, ...]
    born: str = ""
    died: str = ""
    same: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the heading in its first script."""
        return next((form.text for form in self.forms if form.preferred), "")

    def keys(self) -> frozenset[str]:
        """Return the keys of all names."""
        found = (self.key_of(form.text) for form in self.forms)
        return frozenset(filter(None, found))

    def key_of(self, text: str) -> str:
        """Return the key of a name of a thing of this sort."""
        return heading_key(self.kind, text, self.scheme, is_person=self.sort == "person")


def authority_row(description: AuthorityDescription) -> AuthorityRow | None:
    """Return the row of an authority record, None for one that names nothing."""
    node = description.authority
    forms = tuple(dict.fromkeys(_forms(node)))
    if not any(form.preferred for form in forms):
        return None
    kind, sort = _sort(node)
    thing = next((value for value in node.values(MADS + "identifiesRWO") if isinstance(value, Node)), None)
    born, died = _years(forms, thing)
    sources = [source for source in node.values(MADS + "hasSource") if isinstance(source, Node)]
    return AuthorityRow(
        kind,
        sort,
        node.iri,
        _scheme(node) if kind == "subject" else "",
        forms,
        born,
        died,
        tuple(_iris(node, "hasExactExternalAuthority")),
        tuple(_iris(node, "hasCloseExternalAuthority")),
        tuple(_related(node)),
        tuple(_citation(source) for source in sources),
        tuple(_texts(sources, "citationSource")),
        tuple(_labels(thing, ("birthPlace", "associatedLocale", "deathPlace"))),
        tuple(_labels(thing, ("occupation", "fieldOfActivity"))),
    )


def row_to_json(row: AuthorityRow) -> str:
    """Return the row as it is stored."""
    return json.dumps(asdict(row), ensure_ascii=False, separators=(",", ":"))


def row_from_json(text: str) -> AuthorityRow:
    """Return the row that was stored so."""
    # Any: the fields as JSON has them.
    found: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in found.items()}
    values["forms"] = tuple(Form(**form) for form in found["forms"])
    return AuthorityRow(**values)


def _sort(node: Node) -> tuple[str, str]:
    names = [type_.rpartition("#")[2] for type_ in node.types]
    for name in names:
        if name in _AGENTS:
            return "agent", _AGENTS[name]
    return "subject", next((_SUBJECTS[name] for name in names if name in _SUBJECTS), "subject")


def _forms(node: Node) -> Iterator[Form]:
    for value in node.values(MADS + "authoritativeLabel"):
        if isinstance(value, Literal):
            yield Form(value.value, value.language, preferred=True)
    for name in ("hasVariant", "hasTranslationVariant"):
        for variant in node.values(MADS + name):
            for value in variant.values(MADS + "variantLabel") if isinstance(variant, Node) else ():
                if isinstance(value, Literal):
                    yield Form(value.value, value.language)
    for name in ("hasExactExternalAuthority", "hasCloseExternalAuthority"):
        for other in node.values(MADS + name):
            for value in other.values(MADS + "authoritativeLabel") if isinstance(other, Node) else ():
                if isinstance(value, Literal):
                    yield Form(value.value, value.language)


def _years(forms: Iterable[Form], thing: Node | None) -> tuple[str, str]:
    """Return years of birth and death: of the heading, else of the coded dates, else of a variant."""
    coded = tuple(_coded(thing, name) for name in ("birthDate", "deathDate"))
    every = [years_of(form.text) for form in forms]
    found = [next((years[at] for years in every if years[at]), "") for at in (0, 1)]
    return coded[0] or found[0], coded[1] or found[1]


def _coded(thing: Node | None, name: str) -> str:
    for value in thing.values(MADS + name) if thing is not None else ():
        if isinstance(value, Literal) and (match := _YEAR.match(value.value)):
            return match[0]
    return ""


def _scheme(node: Node) -> str:
    for value in node.values(MADS + "isMemberOfMADSScheme"):
        if isinstance(value, Iri):
            return value.value.rstrip("/").rpartition("/")[2]
    return ""


def _iris(node: Node, name: str) -> Iterator[str]:
    for value in node.values(MADS + name):
        iri = value.value if isinstance(value, Iri) else value.iri if isinstance(value, Node) else ""
        if iri:
            yield iri


def _related(node: Node) -> Iterator[str]:
    for name in ("hasRelatedAuthority", "hasBroaderAuthority", "hasNarrowerAuthority", "hasEarlierEstablishedForm",
                 "hasLaterEstablishedForm"):  # fmt: skip
        for other in node.values(MADS + name):
            for value in other.values(MADS + "authoritativeLabel") if isinstance(other, Node) else ():
                if isinstance(value, Literal):
                    yield value.value


def _citation(source: Node) -> str:
    return ": ".join(_texts([source], "citationSource", "citationNote"))


def _texts(nodes: Iterable[Node], *names: str) -> Iterator[str]:
    for node in nodes:
        for name in names:
            for value in node.values(MADS + name):
                if isinstance(value, Literal):
                    yield value.value


def _labels(thing: Node | None, names: Iterable[str]) -> Iterator[str]:
    for name in names if thing is not None else ():
        for value in thing.values(MADS + name) if thing is not None else ():
            for label in value.values(RDFS_LABEL) if isinstance(value, Node) else ():
                if isinstance(label, Literal):
                    yield label.value
