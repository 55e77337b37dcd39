"""A work as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.bibframe.things import Instance, Work
from kg.catalogue.rows import Member
from portal.discovery.presenters.credits import Credit, credits_of
from portal.discovery.presenters.dates import readable_date
from portal.discovery.presenters.editions import EditionLine, edition_line
from portal.discovery.presenters.rows import Reader, Row, Value, filled
from portal.discovery.presenters.scripts import Phrase, arrange, heading

__all__ = ["WorkPage", "work_page"]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything that the page of a work shows; `editions_more` counts those that are not in the list."""

    id: str
    titles: tuple[Phrase, ...]
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    credits: tuple[Credit, ...]
    summaries: tuple[Phrase, ...]
    contents: tuple[Phrase, ...]
    description: tuple[Row, ...]
    subjects: tuple[Value, ...]
    genres: tuple[Value, ...]
    editions: tuple[EditionLine, ...]
    editions_more: int
    years: str
    holders: tuple[Phrase, ...]


def work_page(work: Work, instances: list[Instance], members: Mapping[str, Member], reader: Reader) -> WorkPage:
    """Return what the page of the work shows; `instances` are those of its editions that are listed."""
    lines = [edition_line(instance, members, reader) for instance in instances]
    lines.sort(key=lambda line: line.year, reverse=True)
    years = sorted(line.year for line in lines if line.year)
    return WorkPage(
        id=work.id,
        titles=heading(work.titles) or (lines[0].titles if lines else ()),
        kinds=reader.kinds(work),
        languages=tuple(reader.terms.iri("languages", iri) for iri in work.languages),
        credits=credits_of(work.contributions, reader.terms),
        summaries=arrange(work.summaries),
        contents=arrange(work.contents),
        description=_description(work, reader),
        subjects=reader.subjects(work.subjects),
        genres=reader.subjects(work.genres),
        editions=tuple(lines),
        editions_more=len(work.instances) - len(lines),
        years="–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        holders=tuple(dict.fromkeys(holder for line in lines for holder in line.holders)),
    )


def _description(work: Work, reader: Reader) -> tuple[Row, ...]:
    _ = reader.wording.gettext
    origin = (Value((Phrase(readable_date(work.origin_date)),)),) if work.origin_date else ()
    rows = [
        *reader.titles(work.titles),
        Row(_("Date of origin"), origin),
        reader.coded(_("Languages"), "languages", work.languages),
        reader.coded(_("Content type"), "contenttypes", work.content, work.content_words),
        *reader.map_data(work),
        *reader.classifications(work.classifications),
        *reader.identifiers(work.identifiers),
        *reader.notes(work.notes),
        *reader.relations(work.relations),
    ]
    return filled(rows)
