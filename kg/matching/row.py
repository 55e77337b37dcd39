"""The match row: what the matcher knows of one record, taken from its BIBFRAME description and nothing else."""

import json
import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from kg.description import Description, Iri, Literal, Node
from kg.matching.media import form_of, medium_of
from kg.matching.numbers import (
    edition_number,
    is_revised,
    minutes,
    pages,
    scale,
    span,
    take_out_volume,
    volume_number,
    volumes,
    years,
)  # fmt: skip
from kg.matching.standard_numbers import identifier
from kg.namespaces import BF, BFLC, RDF, RDFS_LABEL
from kg.text import fold, is_han, name_key, pinyin, title_key

__all__ = ["MatchRow", "match_row", "row_from_json", "row_to_json"]

# What a work is made of, by the local name of its class; the first that applies stands for it.
KINDS = (
    "Manuscript", "NotatedMusic", "Cartography", "MusicAudio", "NonMusicAudio", "Audio", "MovingImage",
    "StillImage", "Object", "Kit", "Dataset", "Multimedia", "Collection", "MixedMaterial", "Text",
)  # fmt: skip
CONTINUING = frozenset({"Serial", "Integrating"})
# Carrier codes of the Library of Congress: all that is read by a microform reader, and all on paper, are one each.
CARRIER_GROUPS = {"h": "microform", "n": "print"}
# Words of a publisher's name that come and go.
PUBLISHER_NOISE = frozenset(
    [
        "the", "and", "of", "press", "publisher", "publishers", "publishing", "company", "co", "inc", "ltd", "limited",
        "verlag", "editions", "editeur", "university", "u", "p", "books", "house", "printed", "for", "by", "sold",
        "cie", "gmbh"
    ]
)  # fmt: skip

_ABRIDGED = re.compile(
    r"(?P<whole>\bunabridged|\bungekurzt|texte integral|完整版|足本|全本)"
    r"|\babridge|\bgekurzt|\babrege|节本|缩写|简写|缩编"
)

_TRANSLATED = re.compile(
    r"(?:\btranslation of|\boriginal(?:ly published as| title)|originaltitel|titre original|titolo originale"
    r"|原书名|原著题名|原题名|外文题名|译自(?=[:：《]))\s*[:：]?\s*[\"《“']?([^\"》”'./;；(（]{3,80})",
    re.IGNORECASE,
)
_BLOCK_PRINT = re.compile(r"刻本|稿本|抄本|钞本|刊本|写本|活字本")

LISTS = ("titles", "parts", "authors", "years", "languages", "identifiers", "span", "originals")


@dataclass(frozen=True)
class MatchRow:
    """One record as the matcher sees it; texts are folded, "" and 0 mean that it is not said.

    `carrier` is print, microform, online or a carrier's code; `minutes` how long it plays; `abridged` "yes" or "no".
    `titles` are the title proper in each script, the record's own first; `parts` the volume numbers and part names;
    `roman` the title in toneless pinyin without spaces, where it is Chinese, `author_roman` likewise. `span`: the first
    and last year between which it appeared, where no single one is said; `scale` the denominator of a map's; `medium`
    what a disc or cassette plays on; `form` which kind of score; `volumes` how many there are, of a set; `originals`
    the titles of what it is a translation of.
    """

    kind: str
    carrier: str
    titles: tuple[str, ...]
    subtitle: str
    parts: tuple[str, ...]
    uniform: str
    author: str
    authors: tuple[str, ...]
    years: tuple[int, ...]
    publisher: str
    pages: int
    edition: int
    revised: bool
    languages: tuple[str, ...]
    identifiers: tuple[str, ...]
    roman: str
    author_roman: str
    minutes: int = 0
    abridged: str = ""
    span: tuple[int, ...] = ()
    scale: int = 0
    medium: str = ""
    form: str = ""
    volumes: int = 0
    is_block_print: bool = False
    originals: tuple[str, ...] = ()

    @property
    def is_serial(self) -> bool:
        """Return whether it goes on appearing."""
        return self.kind.endswith(":continuing")

    @property
    def is_set(self) -> bool:
        """Return whether it is a whole of several volumes."""
        return self.volumes > 1 and not self.parts

    @property
    def is_volume(self) -> bool:
        """Return whether it is one volume of a whole."""
        return self.volumes < 2 and any(part.isdigit() or part in {"mid", "last"} for part in self.parts)

    @property
    def title(self) -> str:
        """Return the title proper in the record's own script."""
        return self.titles[0] if self.titles else ""

    @property
    def year(self) -> int:
        """Return the year of publication, 0 when there is none."""
        return self.years[0] if self.years else 0

    @cached_property
    def is_han(self) -> bool:
        """Return whether the title is in Chinese characters."""
        return is_han(self.title)

    @cached_property
    def is_early(self) -> bool:
        """Return whether it was printed when copies of an edition still differ: no rule may join those."""
        # A year that only a century stands for is none: [18--].
        return 0 < self.year < (1912 if self.is_han else 1800 if self.span else 1801)


# What is not stored when it is not said; cached properties stand in `vars` too, and are no fields.
DEFAULTS = {field.name: field.default for field in fields(MatchRow)}


def match_row(description: Description) -> MatchRow:
    """Return the match row of one record's description."""
    work, instance = description.work, description.instance
    proper = _proper_title(instance) or _proper_title(work)
    titles, in_title = _titles(proper)
    names = _names(work)
    languages = _language_codes(work)
    provisions = _nodes(instance, "provisionActivity")
    statement = " ".join(fold(text) for text in _texts(instance, "editionStatement"))
    extents = [text for node in _nodes(instance, "extent") for text in _labels(node)]
    roman, author_roman = _romanised(proper, work, chinese="chi" in languages)
    kind = _kind(work)
    said = " ".join([statement, *(fold(text) for text in extents + _physical(instance))])
    return MatchRow(
        kind=kind,
        carrier=_carrier(instance),
        titles=titles,
        subtitle=title_key(" ".join(_original(_texts_of(proper, "subtitle")))),
        parts=_parts(proper, in_title),
        uniform=_uniform(work),
        author=names[0] if names else "",
        authors=tuple(dict.fromkeys(names)),
        years=years(provisions, instance),
        publisher=_publisher(provisions),
        pages=max((pages(text) for text in extents), default=0),
        edition=edition_number(statement),
        revised=is_revised(statement),
        languages=languages,
        identifiers=_identifiers(instance, work),
        roman=roman,
        author_roman=author_roman,
        minutes=max((minutes(text) for text in extents), default=0),
        abridged=_abridged(statement),
        span=span(provisions),
        scale=max((scale(text) for node in _nodes(work, "scale") for text in _scale_texts(node)), default=0),
        medium=medium_of(kind, said),
        form=form_of(kind, said),
        volumes=max((volumes(fold(text)) for text in extents), default=0),
        is_block_print=_BLOCK_PRINT.search(statement) is not None,
        originals=_originals(work, instance),
    )


def row_to_json(row: MatchRow) -> str:
    """Return a row as it is stored."""
    values = {name: value for name, value in vars(row).items() if name in DEFAULTS and value != DEFAULTS[name]}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def row_from_json(text: str) -> MatchRow:
    """Return a stored row."""
    values: dict[str, Any] = json.loads(text)
    for name in LISTS:
        values[name] = tuple(values.get(name, ()))
    return MatchRow(**values)


def _nodes(node: Node, name: str) -> list[Node]:
    return [value for value in node.values(BF + name) if isinstance(value, Node)]


def _texts_of(node: Node | None, name: str) -> list[Literal]:
    return [] if node is None else [value for value in node.values(BF + name) if isinstance(value, Literal)]


def _texts(node: Node, name: str) -> list[str]:
    return [text.value for text in _texts_of(node, name)]


def _labels(node: Node) -> list[str]:
    return [value.value for value in node.values(RDFS_LABEL) if isinstance(value, Literal)]


def _is_romanised(text: Literal) -> bool:
    return "-latn" in text.language


def _original(texts: list[Literal]) -> list[str]:
    """Return the texts in the record's own script: the romanised ones only where there is no other."""
    return [text.value for text in texts if not _is_romanised(text)] or [text.value for text in texts]


def _local_names(node: Node) -> list[str]:
    return [type_[len(BF) :] for type_ in node.types if type_.startswith(BF)]


def _kind(work: Node) -> str:
    names = set(_local_names(work))
    material = next((kind for kind in KINDS if kind in names), "")
    return material + (":continuing" if names & CONTINUING else "")


def _carrier(instance: Node) -> str:
    """Return how it is read: print, microform, online, or a carrier's code; "" where nothing is said."""
    codes = [value.value.rsplit("/", 1)[-1] for value in instance.values(BF + "carrier") if isinstance(value, Iri)]
    if "cr" in codes:
        return "online"
    groups = sorted({CARRIER_GROUPS.get(code[:1], code) for code in codes})
    return "+".join(groups) or ("electronic" if "Electronic" in _local_names(instance) else "")


def _physical(instance: Node) -> list[str]:
    """Return the words and the codes' names that say what a disc, cassette or score is."""
    found = []
    for name in ("digitalCharacteristic", "videoCharacteristic", "soundCharacteristic", "musicFormat", "carrier"):
        for value in instance.values(BF + name):
            if isinstance(value, Node):
                found += _labels(value)
            elif isinstance(value, Iri | Literal):
                found.append(value.value.rsplit("/", 1)[-1])
    return found


def _scale_texts(node: Node) -> list[str]:
    return _labels(node) + [value.value for value in node.values(RDF + "value") if isinstance(value, Literal)]


def _originals(work: Node, instance: Node) -> tuple[str, ...]:
    """Return the folded titles of the works that this is said to be a translation of, in a link or in a note."""
    found: dict[str, None] = {}
    for text in (label for node in _nodes(instance, "note") + _nodes(work, "note") for label in _labels(node)):
        named = _TRANSLATED.search(text)
        if named:
            found[title_key(named[1], without_article=True)] = None
    for relation in _nodes(work, "relation"):
        kinds = [value.value for value in relation.values(BF + "relationship") if isinstance(value, Iri)]
        if any(kind.endswith("/translationof") for kind in kinds):
            for other in _nodes(relation, "associatedResource"):
                proper = _proper_title(other)
                found |= dict.fromkeys(title_key(t.value, without_article=True) for t in _texts_of(proper, "mainTitle"))
    return tuple(title for title in found if title)


def _abridged(statement: str) -> str:
    """Return whether a folded edition statement says that the text was cut: "yes", "no", or "" for neither."""
    found = _ABRIDGED.search(statement)
    return "" if found is None else "no" if found["whole"] else "yes"


def _proper_title(node: Node) -> Node | None:
    for title in _nodes(node, "title"):
        if _local_names(title)[-1:] == ["Title"] and title.values(BF + "mainTitle"):
            return title
    return None


def _titles(proper: Node | None) -> tuple[tuple[str, ...], str]:
    """Return the title proper in each script without the volume, and the volume that stood in it."""
    if proper is None:
        return (), ""
    texts = _texts_of(proper, "mainTitle")
    skip = [value.value for value in proper.values(BFLC + "nonSortNum") if isinstance(value, Literal)]
    ordered = sorted(texts, key=_is_romanised)
    volume = ""
    keys = []
    for text in ordered:
        bare, found = take_out_volume(fold(_without_article(text.value, skip, is_only=len(texts) == 1)))
        volume = volume or found
        keys.append(title_key(bare, without_article=True))
    return tuple(dict.fromkeys(key for key in keys if key)), volume


def _without_article(text: str, skip: list[str], *, is_only: bool) -> str:
    """Return a title without its article; the count of letters to skip is that of the one title there is."""
    return text[int(skip[0]) :] if is_only and skip and skip[0].isdigit() and len(text) > int(skip[0]) else text


def _parts(proper: Node | None, in_title: str) -> tuple[str, ...]:
    numbers = [volume_number(fold(text)) for text in _original(_texts_of(proper, "partNumber"))]
    names = [title_key(text) for text in _original(_texts_of(proper, "partName"))]
    found = dict.fromkeys(part for part in ([in_title] if in_title else []) + numbers + names if part)
    return tuple(found)


def _names(work: Node) -> list[str]:
    """Return the names of those who contributed, the main one first, else in the record's order."""
    contributions = _nodes(work, "contribution")
    main = [node for node in contributions if "PrimaryContribution" in _local_names(node)]
    names = []
    for contribution in main + [node for node in contributions if node not in main]:
        agents = _nodes(contribution, "agent")
        names += [name_key(_name(agent)) for agent in agents]
    return [name for name in names if name]


def _name(agent: Node) -> str:
    """Return an agent's name, in Chinese characters where the record has it so: all scripts then meet."""
    labels = _labels(agent)
    return next((label for label in labels if is_han(label)), agent.heading or next(iter(labels), ""))


def _uniform(work: Node) -> str:
    for hub in _nodes(work, "expressionOf"):
        proper = _proper_title(hub)
        texts = _original(_texts_of(proper, "mainTitle"))
        if texts:
            parts = [*_original(_texts_of(proper, "partNumber")), *_original(_texts_of(proper, "partName"))]
            return title_key(" ".join([texts[0], *parts]), without_article=True)
    return ""


def _romanised(proper: Node | None, work: Node, *, chinese: bool) -> tuple[str, str]:
    """Return title and main author in pinyin without tones and spaces, "" for what is not Chinese."""
    titles = _texts_of(proper, "mainTitle")
    own = next((text.value for text in titles if is_han(text.value)), "")
    given = next((text.value for text in titles if _is_romanised(text)), "")
    if not own and not (chinese and titles):
        return "", ""
    title = pinyin(own) if own else given or titles[0].value
    agents = [agent for node in _nodes(work, "contribution") for agent in _nodes(node, "agent")][:1]
    labels = _labels(agents[0]) if agents else []
    name = next((label for label in labels if is_han(label)), next(iter(labels), ""))
    name = pinyin(name_key(name), name=True) if is_han(name) else name_key(name)
    return _closed(title), _closed(name)


def _closed(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _language_codes(work: Node) -> tuple[str, ...]:
    codes = [value.value.rsplit("/", 1)[-1] for value in work.values(BF + "language") if isinstance(value, Iri)]
    return tuple(sorted(set(codes) - {"und", "zxx", "mul", "mis"}))


def _publisher(provisions: list[Node]) -> str:
    for node in provisions:
        agents = [value for value in node.values(BFLC + "simpleAgent") if isinstance(value, Literal)]
        for text in sorted(_original(agents), key=is_han, reverse=True):
            words = [word for word in title_key(text).split() if word not in PUBLISHER_NOISE]
            if words:
                return " ".join(words)
    return ""


def _identifiers(instance: Node, work: Node) -> tuple[str, ...]:
    found = []
    for node in _nodes(instance, "identifiedBy") + _nodes(work, "identifiedBy"):
        if node.values(BF + "status"):
            continue
        values = [value.value for value in node.values(RDF + "value") if isinstance(value, Literal)]
        sources = [text for source in _nodes(node, "source") for text in _labels(source) + _texts(source, "code")]
        qualifier = " ".join(_texts(node, "qualifier"))
        found += [identifier(_local_names(node)[-1:], value, qualifier, sources) for value in values]
    return tuple(sorted({text for text in found if text}))
