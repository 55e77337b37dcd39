"""An edition as something to be cited: plain texts, each in the script of the original and romanised."""

from dataclasses import dataclass

__all__ = ["KINDS", "MAIN_ROLES", "Citation", "Contributor", "Forms", "Holding", "Name"]

KINDS = (
    "book",
    "serial",
    "article",
    "chapter",
    "thesis",
    "report",
    "manuscript",
    "map",
    "score",
    "music",
    "audio",
    "video",
    "image",
    "dataset",
    "software",
    "other",
)
"""What a citation's `kind` may be; every format has a table from these to its own words."""

MAIN_ROLES = frozenset({"author", "editor", "translator"})
"""The roles that every format has a place for."""


@dataclass(frozen=True, slots=True)
class Forms:
    """A text in the script of the original, and the same romanised ("" where that is not given or the original is)."""

    original: str = ""
    romanised: str = ""

    def __bool__(self) -> bool:
        return bool(self.original)


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `family` and `given` (with `suffix`: Jr., III) where the record says which is which, else `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """Return the name as it stands in an alphabet: `Family, Given, Suffix`, or the literal."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def key(self) -> str:
        """Return the part by which the name is filed."""
        return self.family or self.literal


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who did what: `role` is author, editor, translator, or a relator's code or word; `romanised` None for none."""

    name: Name
    role: str
    romanised: Name | None = None
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class Holding:
    """A library that holds the edition: its code, its name, and the call numbers that it gives."""

    member: str
    name: str
    call_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """An edition; `url` is its public address, `date` EDTF, `year` its first year of four digits or "".

    `languages` are codes of ISO 639-2/B; `series` are statements, of which `series_number` is the first one's number.
    """

    id: str
    url: str
    work_url: str
    kind: str
    title: Forms
    other_titles: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    responsibility: str = ""
    date: str = ""
    year: str = ""
    place: Forms = Forms()
    publisher: Forms = Forms()
    edition: Forms = Forms()
    series: tuple[str, ...] = ()
    series_number: str = ""
    extent: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    doi: str = ""
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    classification: tuple[str, ...] = ()
    abstract: str = ""
    holdings: tuple[Holding, ...] = ()
    links: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    is_online: bool = False

    def by_role(self, role: str) -> tuple[Contributor, ...]:
        """Return the contributors with this role."""
        return tuple(entry for entry in self.contributors if entry.role == role)

    @property
    def others(self) -> tuple[Contributor, ...]:
        """Return the contributors who are neither authors nor editors nor translators."""
        named = {entry.name for entry in self.contributors if entry.role in MAIN_ROLES}
        return tuple(entry for entry in self.contributors if entry.role not in MAIN_ROLES and entry.name not in named)
