"""An edition as its page and as a work's list of editions show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.bibframe.things import Identifier, Instance, Work
from kg.catalogue.rows import Member
from kg.text import publication_year
from portal.discovery.presenters.credits import Credit, credits_of
from portal.discovery.presenters.dates import readable_date, year_of
from portal.discovery.presenters.holdings import Holding, RecordLink, holdings_of, member_name, records_of
from portal.discovery.presenters.rows import Reader, Row, Value, filled, shown_provisions
from portal.discovery.presenters.scripts import Phrase, arrange, heading, title_phrases, typeset
from portal.urls import place, safe_href

__all__ = ["EditionLine", "EditionPage", "Link", "edition_line", "edition_page"]

_DIGITS = re.compile(r"\d\d")


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

    @property
    def has_places(self) -> bool:
        """Tell whether any library says where its items stand."""
        return any(item.places for holding in self.holdings for item in holding.items)

    @property
    def has_statements(self) -> bool:
        """Tell whether any library says which volumes, issues or years it has."""
        return any(item.statements for holding in self.holdings for item in holding.items)


def edition_line(instance: Instance, members: Mapping[str, Member], reader: Reader) -> EditionLine:
    """Return the edition as one line of a list."""
    publication = reader.provisions(instance.provisions)
    statement = tuple(map(typeset, arrange(instance.publication_statement)))
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
        responsibility=tuple(map(typeset, arrange(instance.responsibility))),
        credits=credits_of(work.contributions, reader.terms) if work else (),
        description=_description(instance, work, reader),
        identifiers=filled(
            [
                *reader.identifiers(_numbers(instance, work)),
                *(reader.classifications(work.classifications) if work else ()),
            ]
        ),
        subjects=reader.subjects(work.subjects) if work else (),
        genres=reader.subjects(work.genres) if work else (),
        holdings=holdings_of(instance, members, reader.wording, base),
        links=tuple(Link(locator, safe_href(locator)) for locator in instance.locators),
        records=records_of(instance.records, members, reader.wording, base),
    )


def _numbers(instance: Instance, work: Work | None) -> list[Identifier]:
    """Return the edition's numbers, with the ISSN of the serial, which belongs to the work."""
    issns = [found for found in work.identifiers if found.kind == "Issn"] if work else []
    return [*issns, *instance.identifiers]


def _description(instance: Instance, work: Work | None, reader: Reader) -> tuple[Row, ...]:
    _ = reader.wording.gettext
    publication = reader.texts(_("Publication"), instance.publication_statement).typeset()
    rows = [
        *_titles(instance, work, reader),
        reader.texts(_("Edition statement"), instance.edition_statement),
        *([publication] if publication.values else reader.provisions(instance.provisions)),
        _date_beside(instance, reader),
        reader.texts(_("Extent"), instance.extent),
        *reader.notes(instance.extent_notes),
        reader.texts(_("Dimensions"), instance.dimensions),
        *(reader.map_data(work) if work else ()),
        reader.texts(_("Series"), instance.series),
        reader.coded(_("Languages"), "languages", work.languages if work else ()),
        *([reader.coded(_("Content type"), "contenttypes", work.content, work.content_words)] if work else ()),
        reader.coded(_("Medium"), "mediatypes", instance.media, instance.media_words),
        reader.coded(_("Carrier type"), "carriertypes", instance.carriers, instance.carrier_words),
        reader.coded(_("Issued as"), "issuance", [instance.issuance] if instance.issuance else []),
        *reader.notes(instance.notes),
        *reader.relations(instance.relations),
    ]
    return filled(rows)


def _titles(instance: Instance, work: Work | None, reader: Reader) -> list[Row]:
    """Return the edition's other titles; those of a work with several editions need not be this edition's."""
    of_work = [title for title in work.titles if title.kind != "Title"] if work else []
    if work is None or len(work.instances) < 2:
        return reader.titles([*instance.titles, *of_work])
    rows = reader.titles(instance.titles)
    shown = {heading(instance.titles), *(value.phrases for row in rows for value in row.values)}
    others = dict.fromkeys(phrases for title in of_work if (phrases := title_phrases(title)) not in shown)
    label = reader.wording.gettext("Other titles of the work")
    return [*rows, Row(label, tuple(Value(phrases) for phrases in others if phrases))]


def _date_beside(instance: Instance, reader: Reader) -> Row:
    """Return the coded date of publication where what is shown of the publication gives none."""
    statements = [text.value for text in instance.publication_statement]
    if statements:
        is_said = any(_DIGITS.search(text) or publication_year(text) for text in statements)
    else:
        is_said = any(entry.date or entry.simple_date for entry in shown_provisions(instance.provisions))
    coded = (entry.date for entry in instance.provisions if entry.kind == "Publication" and entry.date)
    date = "" if is_said else readable_date(next(coded, ""))
    return Row(reader.wording.gettext("Date of publication"), (Value((Phrase(date),)),) if date else ())
