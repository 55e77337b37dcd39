"""The table of a description: rows of a label and values, made from parts of a work or an edition."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.bibframe.things import Classification, Identifier, Note, Provision, Relation, Subject, Text, Title, Work
from kg.search.kinds import KINDS
from portal.discovery.presenters.dates import readable_date
from portal.discovery.presenters.scripts import Phrase, arrange, phrase, title_phrases, typeset
from portal.i18n import Wording
from portal.terms import Terms

__all__ = ["Reader", "Row", "Value", "filled", "shown_provisions", "spaced"]

_PROPER_TITLE = "Title"
_PARTS = re.compile(r"\s?--\s?")


class Value(NamedTuple):
    """One value: its text in each script, a remark, and where it leads: a subject, an agent, or words to search for."""

    phrases: tuple[Phrase, ...]
    note: str = ""
    subject: str = ""
    search: str = ""
    agent: str = ""


class Row(NamedTuple):
    """A label and its values."""

    label: str
    values: tuple[Value, ...]

    def typeset(self) -> "Row":
        """Return the row with the full-width stops of texts in Han characters."""
        values = (value._replace(phrases=tuple(map(typeset, value.phrases))) for value in self.values)
        return self._replace(values=tuple(values))


class Reader(NamedTuple):
    """For whom a page is made: the words of the portal and of the code lists in the reader's language."""

    wording: Wording
    terms: Terms

    def kinds(self, work: Work) -> tuple[str, ...]:
        """Return what kind of work it is, in the words of the facet of kinds."""
        code = next((kind for name, kind in KINDS if name in work.kinds), "")
        return (self.terms.code("kinds", code),) if code else ()

    def texts(self, label: str, texts: Iterable[Text]) -> Row:
        """Return a row of texts; texts in several scripts stand together in one value."""
        phrases = arrange(texts)
        together = len({entry.is_latin for entry in phrases}) == len(phrases)
        values = (Value(phrases),) if phrases and together else tuple(Value((entry,)) for entry in phrases)
        return Row(label, values)

    def coded(self, label: str, list_name: str, iris: Iterable[str], words: Iterable[Text] = ()) -> Row:
        """Return a row of the labels of vocabulary terms, then of terms that are only words."""
        named = tuple(Value((Phrase(_begun(self.terms.iri(list_name, iri))),)) for iri in iris if iri)
        return Row(label, (*named, *(Value((entry,)) for entry in arrange(words))))

    def map_data(self, work: Work) -> list[Row]:
        """Return the rows of a map: scale, projection, coordinates."""
        _ = self.wording.gettext
        return [
            self.texts(_("Scale"), work.scale),
            self.texts(_("Projection"), work.projection),
            self.texts(_("Coordinates"), work.coordinates),
        ]

    def titles(self, titles: Iterable[Title]) -> list[Row]:
        """Return a row for each kind of title other than the first title proper, which is the heading."""
        rows: dict[str, list[Value]] = {}
        every = list(titles)
        proper = next((title for title in every if title.kind == _PROPER_TITLE), None)
        shown = {title_phrases(proper)} if proper else set()
        for title in every:
            phrases = title_phrases(title)
            if phrases and phrases not in shown:
                shown.add(phrases)
                rows.setdefault(self._title_label(title.kind), []).append(Value(phrases))
        return [Row(label, tuple(values)) for label, values in rows.items()]

    def _title_label(self, kind: str) -> str:
        """Return the name of a kind of title; one that no list knows, and a second title proper, is a variant."""
        for list_name in ("titletypes", "classes"):
            label = self.terms.code(list_name, kind)
            if kind not in {label, _PROPER_TITLE}:
                return label
        return self.terms.code("classes", "VariantTitle")

    def provisions(self, provisions: Iterable[Provision]) -> list[Row]:
        """Return a row for each kind of provision; coded place and date only where none is in the record's words."""
        rows: dict[str, list[Value]] = {}
        for provision in shown_provisions(provisions):
            value = self._provision(provision)
            if value is not None:
                rows.setdefault(self.terms.code("classes", provision.kind), []).append(value)
        return [Row(label, tuple(dict.fromkeys(values))) for label, values in rows.items()]

    def _provision(self, provision: Provision) -> Value | None:
        places = arrange(provision.simple_place) or tuple(
            Phrase(self.terms.iri("countries", iri)) for iri in provision.places
        )
        agents = arrange(provision.simple_agent)
        dates = arrange(provision.simple_date) or arrange([Text(readable_date(provision.date))])
        scripts = sorted({entry.is_latin for entry in (*places, *agents)}) or [True]
        lines = [_statement(*(_in_script(part, latin=latin) for part in (places, agents, dates))) for latin in scripts]
        phrases = tuple(typeset(phrase(line)) for line in lines if line)
        return Value(phrases) if phrases else None

    def identifiers(self, identifiers: Iterable[Identifier]) -> list[Row]:
        """Return a row for each kind of identifier, with its qualifier and whether it is cancelled or wrong."""
        rows: dict[str, list[Value]] = {}
        for identifier in identifiers:
            status = self.wording.gettext("cancelled or invalid") if identifier.status.endswith("cancinv") else ""
            note = self.wording.gettext(", ").join(part for part in (identifier.qualifier, status) if part)
            value = Value((Phrase(identifier.value),), note, search=identifier.value)
            rows.setdefault(self.terms.code("classes", identifier.kind), []).append(value)
        return [Row(label, tuple(dict.fromkeys(values))) for label, values in rows.items()]

    def classifications(self, classifications: Iterable[Classification]) -> list[Row]:
        """Return a row for each classification scheme."""
        rows: dict[str, list[Value]] = {}
        for entry in classifications:
            label = self._scheme(entry)
            value = Value((Phrase(" ".join(filter(None, (entry.portion, entry.item_portion)))),), search=entry.portion)
            rows.setdefault(label, []).append(value)
        return [Row(label, tuple(dict.fromkeys(values))) for label, values in rows.items()]

    def _scheme(self, entry: Classification) -> str:
        source = entry.source.rstrip("/").rpartition("/")[2]
        if source == "clc":
            return self.wording.gettext("Chinese Library Classification")
        label = self.terms.code("classes", entry.kind)
        return f"{label} ({source})" if source and entry.kind == "Classification" else label

    def notes(self, notes: Iterable[Note]) -> list[Row]:
        """Return a row for each kind of note."""
        rows: dict[str, list[Value]] = {}
        for note in notes:
            label = self.terms.code("notetypes", note.kind) if note.kind else self.wording.gettext("Note")
            rows.setdefault(label, []).append(Value(arrange(note.labels)))
        return [Row(label, tuple(dict.fromkeys(values))) for label, values in rows.items()]

    def relations(self, relations: Iterable[Relation]) -> list[Row]:
        """Return a row for each kind of relationship to another resource."""
        rows: dict[str, list[Value]] = {}
        for relation in relations:
            phrases = arrange(relation.label)
            if not phrases:
                continue
            note = " · ".join((*relation.agents, *(f"{i.kind} {i.value}" for i in relation.identifiers)))
            label = self.terms.iri("relationships", relation.relationship) or self.wording.gettext("Related")
            value = Value(phrases, " · ".join(filter(None, (relation.enumeration, note))), search=phrases[0].text)
            rows.setdefault(label, []).append(value)
        return [Row(label, tuple(values)) for label, values in rows.items()]

    def subjects(self, subjects: Iterable[Subject]) -> tuple[Value, ...]:
        """Return subjects, each leading to its page or to a search for its words."""
        values = (_leading(subject, phrases) for subject in subjects if (phrases := arrange(subject.labels)))
        return tuple(dict.fromkeys(values))


def _leading(subject: Subject, phrases: tuple[Phrase, ...]) -> Value:
    """Return a subject with where it leads: a person or a body that a work is about has an agent's page."""
    shown = tuple(map(spaced, phrases))
    collection = subject.iri.removesuffix(f"/{subject.id}").rpartition("/")[2] if subject.id else ""
    if collection == "agent":
        return Value(shown, agent=subject.id)
    if collection == "subject":
        return Value(shown, subject=subject.id)
    return Value(shown, search=phrases[0].text)


def _begun(label: str) -> str:
    """Return the label of a term with a capital letter, as a value of its own has it; English lists differ in it."""
    return label[:1].upper() + label[1:]


def spaced(entry: Phrase) -> Phrase:
    """Return a subject heading with a dash between its parts instead of the two hyphens of catalogue cards."""
    return entry._replace(text=_PARTS.sub(" — ", entry.text))


def filled(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that have a value."""
    return tuple(row for row in rows if row.values)


def _in_script(phrases: tuple[Phrase, ...], *, latin: bool) -> str:
    """Return the first text in the script that is wanted, else the first at all."""
    wanted = [entry.text for entry in phrases if entry.is_latin == latin] or [entry.text for entry in phrases]
    return wanted[0] if wanted else ""


def shown_provisions(provisions: Iterable[Provision]) -> list[Provision]:
    """Return the provisions in the words of the edition; where there are none, those that are only codes."""
    every = list(provisions)
    return [entry for entry in every if entry.simple_place or entry.simple_agent or entry.simple_date] or every


def _statement(places: str, agents: str, dates: str) -> str:
    return ", ".join(filter(None, (" : ".join(filter(None, (places, agents))), dates)))
