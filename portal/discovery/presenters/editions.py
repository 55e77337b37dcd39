"""An edition as its page and as a work's list of editions show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.bibframe.things import Instance, Work
from kg.catalogue.rows import Member
from portal.discovery.presenters.credits import Credit, credits_of
from portal.discovery.presenters.dates import year_of
from portal.discovery.presenters.holdings import Holding, RecordLink, holdings_of, member_name, records_of
from portal.discovery.presenters.rows import Reader, Row, Value, filled
from portal.discovery.presenters.scripts import Phrase, arrange, heading
from portal.urls import place, safe_href

__all__ = ["EditionLine", "EditionPage", "Link", "edition_line", "edition_page"]


class Link(NamedTuple):
    """An address from a record: `href` is empty when it may not become a link."""

    text: str
    href: str


class EditionLine(NamedTuple):
    """An edition in a list: what distinguishes it and who holds it."""

    id: str
    titles: tuple[Phrase, ...]
    year: str
    statement: tuple[Phrase, ...]
    edition: tuple[Phrase, ...]
    extent: tuple[Phrase, ...]
    holders: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Everything that the page of an edition shows."""

    id: str
    work: str
    titles: tuple[Phrase, ...]
    responsibility: tuple[Phrase, ...]
    credits: tuple[Credit, ...]
    description: tuple[Row, ...]
    identifiers: tuple[Row, ...]
    subjects: tuple[Value, ...]
    genres: tuple[Value, ...]
    holdings: tuple[Holding, ...]
    links: tuple[Link, ...]
    records: tuple[RecordLink, ...]


def edition_line(instance: Instance, members: Mapping[str, Member], reader: Reader) -> EditionLine:
    """Return the edition as one line of a list."""
    publication = reader.provisions(p for p in instance.provisions if p.kind == "Publication")
    statement = arrange(instance.publication_statement)
    if not statement and publication:
        statement = publication[0].values[0].phrases
    dates = (year_of(provision.date) for provision in instance.provisions)
    return EditionLine(
        id=instance.id,
        titles=heading(instance.titles),
        year=next(filter(None, dates), ""),
        statement=statement,
        edition=arrange(instance.edition_statement),
        extent=arrange(instance.extent),
        holders=tuple(member_name(code, members, reader.wording) for code in instance.members),
    )


def edition_page(
    instance: Instance, work: Work | None, members: Mapping[str, Member], reader: Reader, base: str
) -> EditionPage:
    """Return what the page of the edition shows; the work lends it contributors and subjects."""
    where = place(instance.work_iri, base)
    return EditionPage(
        id=instance.id,
        work=where.id if where is not None and where.kind == "work" else "",
        titles=heading(instance.titles) or (heading(work.titles) if work else ()),
        responsibility=arrange(instance.responsibility),
        credits=credits_of(work.contributions, reader.terms) if work else (),
        description=_description(instance, work, reader),
        identifiers=filled(
            [*reader.identifiers(instance.identifiers), *(reader.classifications(work.classifications) if work else ())]
        ),
        subjects=reader.subjects(work.subjects) if work else (),
        genres=reader.subjects(work.genres) if work else (),
        holdings=holdings_of(instance, members, reader.wording, base),
        links=tuple(Link(locator, safe_href(locator)) for locator in instance.locators),
        records=records_of(instance.records, members, reader.wording, base),
    )


def _description(instance: Instance, work: Work | None, reader: Reader) -> tuple[Row, ...]:
    _ = reader.wording.gettext
    publication = reader.texts(_("Publication"), instance.publication_statement)
    rows = [
        *reader.titles(instance.titles),
        reader.texts(_("Edition statement"), instance.edition_statement),
        *([publication] if publication.values else reader.provisions(instance.provisions)),
        reader.texts(_("Extent"), instance.extent),
        reader.texts(_("Dimensions"), instance.dimensions),
        reader.texts(_("Series"), instance.series),
        reader.coded(_("Languages"), "languages", work.languages if work else ()),
        reader.coded(_("Content type"), "contenttypes", work.content if work else ()),
        reader.coded(_("Medium"), "mediatypes", instance.media),
        reader.coded(_("Carrier type"), "carriertypes", instance.carriers),
        reader.coded(_("Issued as"), "issuance", [instance.issuance] if instance.issuance else []),
        *reader.notes(instance.notes),
        *reader.relations(instance.relations),
    ]
    return filled(rows)
