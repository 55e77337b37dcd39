"""BIBFRAME read back as frozen dataclasses: what pages, index documents and exports need of a published thing."""

from dataclasses import dataclass

__all__ = [
    "Agent",
    "Classification",
    "Contribution",
    "Identifier",
    "Instance",
    "Item",
    "Note",
    "Provision",
    "Relation",
    "Role",
    "Subject",
    "Text",
    "Title",
    "Work",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A literal with its language tag ("" for none)."""

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A title; `kind` is the BIBFRAME class's local name: Title, VariantTitle, ParallelTitle, and others.

    `main`: the same title in each script (original first, then romanised).
    """

    kind: str
    main: tuple[Text, ...]
    subtitle: tuple[Text, ...] = ()
    part_number: tuple[Text, ...] = ()
    part_name: tuple[Text, ...] = ()
    non_sort: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A role: the relator's URI, or "" with the cataloguer's word as `label`."""

    iri: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person, organisation, meeting or family; `id` is ours ("" where the node has none); `labels` in all scripts."""

    iri: str
    id: str
    kind: str
    labels: tuple[Text, ...]
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """Who did what; `primary` marks the main entry."""

    agent: Agent
    roles: tuple[Role, ...]
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject or genre heading; `kind` is the local name of its class, `source` the scheme's URI or code."""

    iri: str
    id: str
    kind: str
    labels: tuple[Text, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier; `kind` is the class's local name: Isbn, Issn, Lccn, Local, …; `status` e.g. cancinv."""

    kind: str
    value: str
    qualifier: str = ""
    status: str = ""
    source: str = ""
    assigner: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """A class number; `kind` is the class's local name (ClassificationLcc, …), `source` a scheme's code or URI."""

    kind: str
    portion: str
    item_portion: str = ""
    source: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """Publication, production, distribution or manufacture; `date` is EDTF, `places` are URIs of vocabularies."""

    kind: str
    date: str
    places: tuple[str, ...]
    simple_place: tuple[Text, ...]
    simple_agent: tuple[Text, ...]
    simple_date: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `kind` is the local name of the note type or "" ."""

    kind: str
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A related resource: `relationship` a URI or word, its title, contributors, identifiers, enumeration as text."""

    relationship: str
    label: tuple[Text, ...]
    agents: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    enumeration: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What one member holds: call numbers, place, barcode, and for serials the holdings statement."""

    iri: str
    member: str
    shelf_marks: tuple[str, ...] = ()
    sublocation: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()
    enumeration: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    locators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """An edition. `records` are the URIs of the contributing records, `members` their members' codes.

    `extent_notes`: what stands beside the extent (illustrations, …); `…_words`: terms that no vocabulary names.
    """

    iri: str
    id: str
    work_iri: str
    titles: tuple[Title, ...]
    responsibility: tuple[Text, ...]
    provisions: tuple[Provision, ...]
    publication_statement: tuple[Text, ...]
    edition_statement: tuple[Text, ...]
    extent: tuple[Text, ...]
    dimensions: tuple[Text, ...]
    identifiers: tuple[Identifier, ...]
    notes: tuple[Note, ...]
    relations: tuple[Relation, ...]
    series: tuple[Text, ...]
    issuance: str
    media: tuple[str, ...]
    carriers: tuple[str, ...]
    locators: tuple[str, ...]
    items: tuple[Item, ...]
    records: tuple[str, ...]
    members: tuple[str, ...]
    extent_notes: tuple[Note, ...] = ()
    media_words: tuple[Text, ...] = ()
    carrier_words: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A work. `kinds` are local names of BIBFRAME classes (Text, Audio, …, Serial, Monograph), `languages` URIs.

    `content_words`: content types that no vocabulary's URI names; `scale` to `coordinates` are those of a map.
    """

    iri: str
    id: str
    kinds: tuple[str, ...]
    titles: tuple[Title, ...]
    contributions: tuple[Contribution, ...]
    languages: tuple[str, ...]
    content: tuple[str, ...]
    subjects: tuple[Subject, ...]
    genres: tuple[Subject, ...]
    classifications: tuple[Classification, ...]
    identifiers: tuple[Identifier, ...]
    summaries: tuple[Text, ...]
    contents: tuple[Text, ...]
    notes: tuple[Note, ...]
    relations: tuple[Relation, ...]
    origin_date: str
    instances: tuple[str, ...]
    records: tuple[str, ...]
    content_words: tuple[Text, ...] = ()
    scale: tuple[Text, ...] = ()
    projection: tuple[Text, ...] = ()
    coordinates: tuple[Text, ...] = ()
