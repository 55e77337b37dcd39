"""Makes the index document of an edition: what is searched, counted, sorted and shown of it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kg.bibframe.things import Agent, Instance, Provision, Text, Title, Work
from kg.search.identifiers import identifier_tokens
from kg.search.kinds import kind_of
from kg.search.query import EditionDocument
from kg.text import publication_year

__all__ = ["DISPLAY_KEYS", "make_document"]

DISPLAY_KEYS = {
    "title": "the title proper, in the script of the original",
    "subtitle": "the rest of the title in that script",
    "other_titles": "list: the title in other scripts (romanised)",
    "part": "number and name of the part",
    "responsibility": "the statement of responsibility, or the names of the main agents",
    "names": "list of {id, kind, labels, roles, primary}, the main entry first",
    "publication": "place, publisher and date in one line",
    "publishers": "list of publishers' names",
    "year": "year of publication, 0 when unknown",
    "kind": "value of the facet kind",
    "languages": "list of MARC codes",
    "members": "list of members' codes",
    "edition": "the edition statement",
    "extent": "the extent",
    "isbn": "list of ISBNs as written",
    "issn": "list of ISSNs as written",
    "series": "list of series statements",
    "issuance": "code of the mode of issuance",
    "online": "whether the edition has an address on the Web",
}
"""What stands in `display` of a document, by key; every document has every key."""

_TITLE = "Title"
_MOST_NOTES = 40
_YEAR = re.compile(r"^-?(\d{4})(?!\d)")


def make_document(
    work: Work, instance: Instance, forms: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> EditionDocument:
    """Return the index document of an edition; the same description always gives the same document and hash.

    `forms`: by id of an agent or subject further names by which it is found.
    """
    year = _year(instance)
    languages = _codes(work.languages)
    facets = {
        "member": tuple(sorted(set(instance.members))),
        "kind": (kind_of(work, instance),),
        "language": languages,
        "decade": (f"{year // 10 * 10}",) if year else (),
    }
    display = _display(work, instance) | {"year": year, "kind": facets["kind"][0], "languages": list(languages)}
    document = EditionDocument(
        id=instance.id,
        work=work.id,
        hash="",
        texts=_texts(work, instance, forms),
        facets=facets,
        identifiers=_identifiers(work, instance),
        year=year,
        sort_title=_sort_title(work, instance),
        display=display,
    )
    return _with_hash(document)


def _with_hash(document: EditionDocument) -> EditionDocument:
    content = {name: getattr(document, name) for name in EditionDocument.__slots__ if name != "hash"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return EditionDocument(hash=digest, **content)


def _texts(work: Work, instance: Instance, forms: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    titles = (*instance.titles, *work.titles)
    agents = [label for contribution in work.contributions for label in contribution.agent.labels]
    names = [text for contribution in work.contributions for text in forms.get(contribution.agent.id, ())]
    relations = [text for relation in (*instance.relations, *work.relations) for text in relation.label]
    notes = [label for note in (*instance.notes, *work.notes)[:_MOST_NOTES] for label in note.labels]
    return {
        "title": _distinct(form for title in titles for form in _forms(title)),
        "name": _distinct([*_values(agents), *_values(instance.responsibility), *names]),
        "subject": _distinct(
            text
            for subject in (*work.subjects, *work.genres)
            for text in (*_values(subject.labels), *forms.get(subject.id, ()))
        ),
        "series": _distinct(_values(instance.series)),
        "publisher": _distinct(_publishers(instance)),
        "note": _distinct(_values([*work.summaries, *work.contents, *relations, *notes])),
    }


def _forms(title: Title) -> Iterator[str]:
    """Yield the title proper in each script, and again with its subtitle and part in the same place of their lists."""
    for at, main in enumerate(title.main):
        yield main.value
        rest = [form[at].value for form in (title.subtitle, title.part_number, title.part_name) if at < len(form)]
        if any(rest):
            yield " ".join([main.value, *filter(None, rest)])


def _display(work: Work, instance: Instance) -> dict[str, object]:
    title = _main_title(work, instance)
    responsibility = _first(instance.responsibility) or "; ".join(
        _first(contribution.agent.labels) for contribution in work.contributions[:3]
    )
    return {
        "title": _first(title.main) if title else "",
        "subtitle": _first(title.subtitle) if title else "",
        "other_titles": [text.value for text in title.main[1:]] if title else [],
        "part": " ".join(filter(None, (_first(title.part_number), _first(title.part_name)))) if title else "",
        "responsibility": responsibility,
        "names": _names(work),
        "publication": _publication(instance),
        "publishers": list(_distinct(_publishers(instance))),
        "members": sorted(set(instance.members)),
        "edition": _first(instance.edition_statement),
        "extent": _first(instance.extent),
        "isbn": _numbers(instance, "Isbn"),
        "issn": _numbers(instance, "Issn"),
        "series": list(_distinct(_values(instance.series))),
        "issuance": _code(instance.issuance),
        "online": bool(instance.locators),
    }


def _main_title(work: Work, instance: Instance) -> Title | None:
    titles = [title for title in (*instance.titles, *work.titles) if title.main]
    return next((title for title in titles if title.kind == _TITLE), titles[0] if titles else None)


def _sort_title(work: Work, instance: Instance) -> str:
    title = _main_title(work, instance)
    if title is None:
        return ""
    parts = (title.subtitle, title.part_number, title.part_name)
    return " ".join(filter(None, [_first(title.main)[title.non_sort :], *map(_first, parts)]))


def _names(work: Work) -> list[dict[str, object]]:
    ordered = sorted(work.contributions, key=lambda contribution: not contribution.primary)
    return [
        {
            "id": contribution.agent.id,
            "kind": contribution.agent.kind,
            "labels": _labels(contribution.agent),
            "roles": [role.label or _code(role.iri) for role in contribution.roles],
            "primary": contribution.primary,
        }
        for contribution in ordered
    ]


def _labels(agent: Agent) -> list[str]:
    return list(_distinct(_values(agent.labels)))


def _publishers(instance: Instance) -> list[str]:
    return [text.value for provision in instance.provisions for text in provision.simple_agent]


def _publication(instance: Instance) -> str:
    if instance.publication_statement:
        return instance.publication_statement[0].value
    for provision in sorted(instance.provisions, key=_is_coded):
        place, agent = _first(provision.simple_place), _first(provision.simple_agent)
        date = _first(provision.simple_date) or provision.date
        line = ", ".join(filter(None, (" : ".join(filter(None, (place, agent))), date)))
        if line:
            return line
    return ""


def _is_coded(provision: Provision) -> bool:
    return not (provision.simple_place or provision.simple_agent or provision.simple_date)


def _year(instance: Instance) -> int:
    ordered = sorted(instance.provisions, key=lambda provision: provision.kind != "Publication")
    for provision in ordered:
        match = _YEAR.match(provision.date)
        if match:
            return int(match[1])
    texts = [text for provision in ordered for text in provision.simple_date] + list(instance.publication_statement)
    return next(filter(None, (publication_year(text.value) for text in texts)), 0)


def _identifiers(work: Work, instance: Instance) -> tuple[str, ...]:
    every = (*instance.identifiers, *work.identifiers)
    return _distinct(token for identifier in every for token in identifier_tokens(identifier.value))


def _numbers(instance: Instance, kind: str) -> list[str]:
    return list(_distinct(found.value for found in instance.identifiers if found.kind == kind))


def _codes(iris: Iterable[str]) -> tuple[str, ...]:
    return _distinct(_code(iri) for iri in iris)


def _code(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2]


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]


def _first(texts: tuple[Text, ...]) -> str:
    return texts[0].value if texts else ""


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
