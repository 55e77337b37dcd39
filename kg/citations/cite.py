"""The citation of an edition, from its work and itself: pure, so that the same description gives the same citation."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from kg.bibframe.things import Classification, Identifier, Instance, Provision, Text, Title, Work
from kg.bibframe.values import is_latin
from kg.citations.citation import Citation, Forms, Holding
from kg.citations.contributors import contributors_of
from kg.citations.kinds import kind_cited
from kg.citations.plain import one_line
from kg.text import publication_year

__all__ = ["Labels", "cite"]

_YEAR = re.compile(r"\d{4}(?!\d)")
_NUMBER = re.compile(r"[\dXx][\dXx -]{6,}")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s{}\\\"<>]+)", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\[?(?:s\. ?[nl]\.?|出版地不详|出版者不详|place of publication not identified|"
    r"publisher not identified)\]?,?",
    re.IGNORECASE,
)
_ISBD_END = " ,;:/="
_MOST_LINKS = 20
_ONLINE = "carriers/cr"


class Labels(NamedTuple):
    """What codes are called: members' names by code, words for relators' codes; one without stands for itself."""

    libraries: Mapping[str, str] = MappingProxyType({})
    relators: Mapping[str, str] = MappingProxyType({})


_NO_LABELS = Labels()


def cite(work: Work | None, instance: Instance, labels: Labels = _NO_LABELS) -> Citation:
    """Return the citation of an edition; `work` may be None where only the edition may be passed on."""
    known = work or _nothing_of(instance)
    titles = (*instance.titles, *known.titles)
    title = _proper(titles)
    series, number = _series([*map(_text, instance.series)])
    date = _date(instance.provisions)
    return Citation(
        id=instance.id,
        url=instance.iri,
        work_url=instance.work_iri,
        kind=kind_cited(known, instance),
        title=title,
        other_titles=_others(titles, title),
        contributors=contributors_of(known.contributions, instance.responsibility, labels.relators),
        responsibility=_forms(instance.responsibility).original,
        date=date,
        year=_year(date, instance.provisions),
        place=_forms(_first_texts(entry.simple_place for entry in _published(instance.provisions))),
        publisher=_forms(_first_texts(entry.simple_agent for entry in _published(instance.provisions))),
        edition=_forms(instance.edition_statement),
        series=series,
        series_number=number,
        extent=_forms(instance.extent).original,
        isbn=_numbers(instance.identifiers, "Isbn"),
        issn=_numbers(instance.identifiers, "Issn") or _numbers(known.identifiers, "Issn"),
        doi=_doi((*instance.identifiers, *known.identifiers), instance.locators),
        languages=tuple(iri.rpartition("/")[2] for iri in known.languages),
        subjects=_distinct(_forms(subject.labels).original for subject in known.subjects),
        classification=_distinct(map(_class_number, known.classifications)),
        abstract=_forms(known.summaries).original,
        holdings=_holdings(instance, labels.libraries),
        links=_links(instance),
        records=instance.records,
        is_online=any(carrier.endswith(_ONLINE) for carrier in instance.carriers),
    )


def _nothing_of(instance: Instance) -> Work:
    texts: tuple[Text, ...] = ()
    return Work(
        iri=instance.work_iri,
        id="",
        kinds=(),
        titles=(),
        contributions=(),
        languages=(),
        content=(),
        subjects=(),
        genres=(),
        classifications=(),
        identifiers=(),
        summaries=texts,
        contents=texts,
        notes=(),
        relations=(),
        origin_date="",
        instances=(),
        records=(),
    )


def _text(text: Text) -> str:
    return one_line(text.value)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(one_line, values))))


def _forms(texts: Sequence[Text]) -> Forms:
    """Return the first text of the original, which stands first, and the first romanised one beside it."""
    values = [value for value in map(_text, texts) if value and not _UNKNOWN.fullmatch(value)]
    if not values:
        return Forms()
    original = values[0].rstrip(_ISBD_END) or values[0]
    romanised = next((value for value in values[1:] if is_latin(value)), "") if not is_latin(original) else ""
    return Forms(original, romanised.rstrip(_ISBD_END))


def _first_texts(found: Iterable[Sequence[Text]]) -> Sequence[Text]:
    return next((texts for texts in found if texts), ())


def _proper(titles: Sequence[Title]) -> Forms:
    """Return the title proper with its subtitle and part."""
    own = [title for title in titles if title.main]
    chosen = next((title for title in own if title.kind == "Title"), own[0] if own else None)
    if chosen is None:
        return Forms()
    forms = _forms(chosen.main)
    if not forms.romanised:
        return Forms(_whole(chosen, forms.original, latin=is_latin(forms.original)))
    return Forms(_whole(chosen, forms.original, latin=False), _whole(chosen, forms.romanised, latin=True))


def _whole(title: Title, main: str, *, latin: bool) -> str:
    """Return a title with its subtitle and part in the same script."""
    pieces = [main]
    for texts, separator in ((title.subtitle, ": "), (title.part_number, ". "), (title.part_name, ". ")):
        piece = next((text for text in map(_text, texts) if is_latin(text) == latin), "")
        if piece:
            pieces += [separator if latin else {": ": "：", ". ": " "}[separator], piece]
    return "".join(pieces).rstrip(_ISBD_END)


def _others(titles: Iterable[Title], proper: Forms) -> tuple[str, ...]:
    known = {proper.original, proper.romanised}
    every = (_whole(title, text, latin=is_latin(text)) for title in titles for text in map(_text, title.main) if text)
    return tuple(title for title in _distinct(every) if title not in known)


def _published(provisions: Sequence[Provision]) -> list[Provision]:
    """Return the provisions, publication before production, distribution and manufacture."""
    return sorted(provisions, key=lambda entry: entry.kind != "Publication")


def _date(provisions: Sequence[Provision]) -> str:
    return next((one_line(entry.date) for entry in _published(provisions) if entry.date), "")


def _year(date: str, provisions: Sequence[Provision]) -> str:
    found = _YEAR.match(date)
    if found:
        return found[0]
    texts = (text.value for entry in _published(provisions) for text in entry.simple_date)
    year = next(filter(None, map(publication_year, texts)), 0)
    return f"{year:04}" if year > 0 else ""


def _series(statements: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the series, and the number in the first; `Title ; number` is the punctuation of ISBD."""
    distinct = [found for found in dict.fromkeys(statements) if found]
    if not distinct:
        return (), ""
    first, _, number = distinct[0].partition(" ; ")
    return tuple(dict.fromkeys((first, *distinct[1:]))), number


def _numbers(identifiers: Iterable[Identifier], kind: str) -> tuple[str, ...]:
    """Return the numbers in force of a kind, as they are written but without what stands around them."""
    found = (_NUMBER.match(entry.value.strip()) for entry in identifiers if entry.kind == kind and not entry.status)
    return _distinct(match[0].strip(" -") for match in found if match)


def _doi(identifiers: Iterable[Identifier], locators: Iterable[str]) -> str:
    every = (*(entry.value for entry in identifiers if not entry.status), *locators)
    return next((found[1] for value in every if (found := _DOI.fullmatch(value.strip()))), "")


def _class_number(entry: Classification) -> str:
    return " ".join(filter(None, (entry.portion, entry.item_portion)))


def _links(instance: Instance) -> tuple[str, ...]:
    every = (*instance.locators, *(link for item in instance.items for link in item.locators))
    return _distinct(link for link in every if _is_web_address(link))[:_MOST_LINKS]


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and link.isprintable() and " " not in link


def _holdings(instance: Instance, libraries: Mapping[str, str]) -> tuple[Holding, ...]:
    marks: dict[str, list[str]] = {code: [] for code in instance.members}
    for item in instance.items:
        # A member is named by its code, or by its address where the description stands for itself.
        marks.setdefault(item.member.rpartition("/")[2], []).extend(item.shelf_marks)
    return tuple(
        Holding(code, one_line(libraries.get(code, code)), _distinct(found)) for code, found in sorted(marks.items())
    )
