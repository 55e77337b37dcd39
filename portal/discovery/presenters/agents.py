"""An agent or a subject as its page shows it, with the works that name it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.authorities import AuthorityRow
from kg.bibframe.things import Agent, Subject, Work
from portal.discovery.presenters.credits import Credit, credits_of
from portal.discovery.presenters.names import bare_name, readable_name
from portal.discovery.presenters.rows import Reader, spaced
from portal.discovery.presenters.scripts import Phrase, arrange, heading
from portal.urls import safe_href

__all__ = ["EntityPage", "WorkLine", "agent_page", "subject_page", "with_authorities", "work_line"]


class WorkLine(NamedTuple):
    """A work in a list of works; `part` says what the agent of the page did in it."""

    id: str
    titles: tuple[Phrase, ...]
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    credits: tuple[Credit, ...]
    part: tuple[str, ...]
    editions: int


@dataclass(frozen=True, slots=True)
class EntityPage:
    """What the page of an agent or a subject shows: names in all scripts, the same thing elsewhere, what to search."""

    id: str
    names: tuple[Phrase, ...]
    kind: str
    elsewhere: tuple[str, ...]
    searches: tuple[Phrase, ...]
    life: str = ""
    variants: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def agent_page(agent: Agent, reader: Reader, base: str) -> EntityPage:
    """Return what the page of the agent shows."""
    names = arrange(agent.labels)
    return EntityPage(
        agent.id,
        tuple(map(readable_name, names)),
        reader.terms.code("classes", agent.kind),
        _elsewhere((agent.iri, *agent.same_as), base),
        tuple(dict.fromkeys(map(bare_name, names))),
    )


def subject_page(subject: Subject, reader: Reader, base: str) -> EntityPage:
    """Return what the page of the subject shows."""
    kind = reader.terms.code("classes", subject.kind)
    names = tuple(map(spaced, arrange(subject.labels)))
    return EntityPage(subject.id, names, kind, _elsewhere((subject.iri,), base), names)


def with_authorities(page: EntityPage, rows: Sequence[AuthorityRow], base: str) -> EntityPage:
    """Return the page with what authority records say: other names, dates, related names, sources, addresses."""
    if not rows:
        return page
    preferred = {readable_name(Phrase(form.text)).text for row in rows for form in row.forms if form.preferred}
    scripts = {name.is_latin for name in page.names if name.text in preferred}
    first = {name.is_latin: name for name in reversed(page.names)}
    names = tuple(name for name in page.names if name.text in preferred) + tuple(
        first[is_latin] for is_latin in sorted(first) if is_latin not in scripts
    )
    page = replace(page, names=tuple(sorted(names, key=lambda name: name.is_latin)))
    shown = {name.text for name in page.names} | {text for row in rows for text in _shown_already(row, page)}
    addresses = [iri for row in rows for iri in (row.iri, *row.same, *row.close) if iri]
    return replace(
        page,
        elsewhere=tuple(dict.fromkeys((*page.elsewhere, *_elsewhere(addresses, base)))),
        life=next((f"{row.born}–{row.died}" for row in rows if row.born or row.died), ""),
        variants=_distinct(form.text for row in rows for form in row.forms if form.text not in shown),
        related=_distinct(text for row in rows for text in row.related),
        about=_distinct(text for row in rows for text in (*row.occupations, *row.places)),
        sources=_distinct(text for row in rows for text in row.sources),
    )


def _shown_already(row: AuthorityRow, page: EntityPage) -> Iterable[str]:
    """Yield the names of a record that the page shows in a readable form."""
    known = {name.text for name in page.names}
    return (form.text for form in row.forms if readable_name(Phrase(form.text, form.language)).text in known)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def work_line(work: Work, agent_id: str, reader: Reader) -> WorkLine:
    """Return the work as one line of a list, on the page of `agent_id` ("" on any other)."""
    parts = credits_of(work.contributions, reader.terms)
    own = [credit for credit in parts if agent_id and credit.agent == agent_id]
    return WorkLine(
        work.id,
        heading(work.titles),
        reader.kinds(work),
        tuple(reader.terms.iri("languages", iri) for iri in work.languages),
        tuple(credit for credit in parts if credit not in own)[:3],
        own[0].roles if own else (),
        len(work.instances),
    )


def _elsewhere(iris: Iterable[str], base: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iri for iri in iris if not iri.startswith(base + "/") and safe_href(iri)))
