"""What is published of an agent or subject from its authority records: labels, variants, dates, sources, equivalents.

Labels are `rdfs:label`, one a script; all other names `skos:altLabel`. The same thing in other files is
`skos:exactMatch` or `skos:closeMatch`, as the file says; sources (670) are `skos:note`, related names `skos:related`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.authorities import AuthorityRow, Form
from kg.description import Iri, Literal, Node, write_nquads
from kg.description.node import Value
from kg.namespaces import MADS, RDFS_LABEL, SKOS
from kg.text import is_han

__all__ = ["authority_lines"]


def authority_lines(
    rows: Sequence[AuthorityRow], labels: Mapping[tuple[str, str], Iterable[str]], subject: str
) -> set[str]:
    """Return statements about `subject` from its authority records and the labels (N-Triples terms) works give it."""
    forms = [form for row in rows for form in row.forms]
    written = [_form(term, language) for (_, language), terms in sorted(labels.items()) for term in sorted(terms)]
    preferred = list(dict.fromkeys(_chosen(forms, written)))
    texts = {form.text for form in preferred}
    node = Node([])
    for form in preferred:
        node.add(RDFS_LABEL, Literal(form.text, form.language))
    others = [form for form in (*forms, *written) if form.text not in texts]
    for text, language in sorted({(form.text, form.language) for form in others}):
        node.add(SKOS + "altLabel", Literal(text, language))
    for row in rows:
        node.properties += _beside(row)
    return set(write_nquads(node, subject, owner=subject))


def _chosen(forms: Sequence[Form], written: Sequence[Form]) -> Iterator[Form]:
    """Yield the label in each script: an authority's heading, else a work's wording, else a reference."""
    for is_chinese in (True, False):
        in_script = [form for form in forms if _is_chinese(form.text) is is_chinese]
        best = [form for form in in_script if form.preferred][:1]
        best = best or [form for form in written if _is_chinese(form.text) is is_chinese][:1]
        yield from best or in_script[:1]


def _is_chinese(text: str) -> bool:
    return any(is_han(char) for char in text)


def _form(term: str, language: str) -> Form:
    """Return a literal of N-Triples, written as the catalogue writes them, as a name."""
    text = term.rpartition('"')[0] + '"'
    return Form(json.loads(text), language.removeprefix("@"))


def _beside(row: AuthorityRow) -> Iterator[tuple[str, Value]]:
    for name, value in (("birthDate", row.born), ("deathDate", row.died)):
        if value:
            yield MADS + name, Literal(value)
    yield from ((SKOS + "exactMatch", Iri(iri)) for iri in (row.iri, *row.same) if iri)
    yield from ((SKOS + "closeMatch", Iri(iri)) for iri in row.close)
    yield from ((SKOS + "note", Literal(text)) for text in row.sources if text)
    yield from ((SKOS + "related", _labelled(SKOS + "Concept", text)) for text in row.related)
    yield from ((MADS + "occupation", _labelled(MADS + "Occupation", text)) for text in row.occupations)
    yield from ((MADS + "associatedLocale", _labelled(MADS + "Geographic", text)) for text in row.places)


def _labelled(kind: str, text: str) -> Node:
    node = Node([kind])
    node.add(RDFS_LABEL, Literal(text))
    return node
