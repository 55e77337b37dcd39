"""Value functions of a whole field: what needs several subfields together or their order."""

import re
from collections.abc import Callable, Iterable

from kg.crosswalk.identifiers import authority_iri, is_meant_as_iri
from kg.crosswalk.isbd import trim_isbd
from kg.crosswalk.source import Source
from kg.description.node import Iri, Remark

__all__ = [
    "after",
    "agent_authority",
    "agent_resource",
    "before",
    "bracketed",
    "captioned_holdings",
    "control_key",
    "default_role",
    "field_key",
    "groove",
    "heading",
    "heading_authority",
    "hub_key",
    "kept_key",
    "key_until",
    "name_label",
    "own_text",
    "role_words",
    "statement",
    "title_authority",
    "title_label",
]

FieldFunction = Callable[[Source], list[str]]
_ROLE_BREAK = re.compile(r",| and\b|&")
_PARENTHESES = re.compile(r"^\((.*)\)$")
_NAMES = "http://id.loc.gov/authorities/names/"
_AGENTS = "http://id.loc.gov/rwo/agents/"
_ISNI = re.compile(r"https?://(?:www\.)?isni\.org/")


def field_key(field: Source) -> list[str]:
    """Return the field as one text: tag, indicators, and each subfield with its code after a dollar sign.

    A field in another script has its own tag, 880, which the link in `$6` shows.
    """
    return [_key_of(field, field.subfields)]


def agent_authority(field: Source) -> list[Iri]:
    """Return the authority IRI of a name: of `$1`, else of `$0`, both before the title (`$t`) of a name and title."""
    if "0" not in field.by and "1" not in field.by:
        return []
    until = next((at for at, pair in enumerate(field.subfields) if pair[0] == "t"), len(field.subfields))
    for wanted in "10":
        if wanted == "1" and until < len(field.subfields):
            continue
        for code, text in field.subfields[:until]:
            if code != wanted:
                continue
            iri = authority_iri(text)
            if iri:
                return [Iri(iri)]
            if is_meant_as_iri(text):
                field.record.refused.append(Remark(field.tag, text))
    return []


def agent_resource(subdivisions: str = "") -> Callable[[Source], list[Iri]]:
    """Return a function that gives the IRI of an agent itself; none before a subdivision.

    The order is the Library of Congress's: its own IRI (in `$1`, or that of the authority in `$0`), an ISNI, what
    `agent_authority` gives.
    """
    follows = frozenset(subdivisions)

    def resource(field: Source) -> list[Iri]:
        if not follows.isdisjoint(field.by) or field.by.keys().isdisjoint("01"):
            return []
        until = next((at for at, pair in enumerate(field.subfields) if pair[0] == "t"), len(field.subfields))
        named = [] if until < len(field.subfields) else [authority_iri(text) for text in field.by.get("1", ())]
        filed = [authority_iri(text) for code, text in field.subfields[:until] if code == "0"]
        wanted = [iri for iri in named if iri.startswith(_AGENTS)]
        wanted += [iri.replace(_NAMES, _AGENTS) for iri in filed if iri.startswith(_NAMES)]
        wanted += [iri for iri in named if _ISNI.match(iri)]
        return [Iri(wanted[0])] if wanted else agent_authority(field)

    return resource


def title_authority(subdivisions: str = "") -> Callable[[Source], list[Iri]]:
    """Return a function that gives the IRI in `$0` of a name and title; none where a subdivision follows."""
    follows = frozenset(subdivisions)

    def authority(field: Source) -> list[Iri]:
        if not follows.isdisjoint(field.by):
            return []
        stated = after("t", "0")(field)
        found = [authority_iri(text) for text in stated if is_meant_as_iri(text.removeprefix("(uri)").strip())]
        return [Iri(iri) for iri in found if iri][:1]

    return authority


def heading_authority(subdivisions: str, of_part: str = "") -> Callable[[Source], list[Iri]]:
    """Return a function that gives the authority IRI of a heading; none where a subdivision follows.

    `$0` of a heading with subdivisions is that of the whole, but for an IRI with `of_part` in it.
    """
    follows = frozenset(subdivisions)

    def authority(field: Source) -> list[Iri]:
        found = agent_authority(field)
        if follows.isdisjoint(field.by):
            return found
        return [iri for iri in found if of_part and of_part in iri.value]

    return authority


def captioned_holdings(field: Source) -> list[str]:
    """Return coded holdings (863) with the captions of the pattern (853) that they name: `v.1-17 (1979-1995)`."""
    pattern_tag = {"863": "853", "864": "854", "865": "855"}.get(field.tag, "")
    number = field.first("8").split(".")[0]
    patterns = field.record.by_tag.get(pattern_tag, ())
    pattern = next((one for one in patterns if one.first("8").split(".")[0] == number), None)

    def caption(code: str) -> str:
        words = pattern.first(code) if pattern is not None else ""
        return "" if words.startswith("(") or words in {"*", ""} else words

    enumeration = ":".join(caption(code) + field.first(code) for code in "abcdef" if field.first(code))
    chronology = ":".join(field.first(code) for code in "ijkl" if field.first(code))
    if enumeration and chronology:
        return [f"{enumeration} ({chronology})"]
    return [text for text in (enumeration or chronology,) if text]


def groove(field: Source) -> list[str]:
    """Return groove width and playing speed of a sound disc (007/05 and 03), which only together mean something."""
    return [field.value[5:6] + field.value[3:4]] if len(field.value) > 5 else []


def default_role(said_in: str = "e4") -> FieldFunction:
    """Return a function that gives the role of a name without one: author of a text's main entry, else contributor."""

    def role(field: Source) -> list[str]:
        if any(code in field.by for code in said_in):
            return []
        is_text = field.record.leader[6:8] in {"am", "aa"}
        return ["aut" if is_text and field.tag[:1] == "1" else "ctb"]

    return role


def _key_of(field: Source, subfields: Iterable[tuple[str, str]]) -> str:
    linked = field.first("6")[:3]
    tag = "880" if linked.isdigit() and linked != "880" else field.tag
    return tag + field.ind1 + field.ind2 + "".join(f"${code}{text}" for code, text in subfields)


def key_until(codes: str) -> FieldFunction:
    """Return a function that writes a field as `field_key` does, but only up to the first of the subfields `codes`."""
    stop = frozenset(codes)

    def key(field: Source) -> list[str]:
        kept = []
        for pair in field.subfields:
            if pair[0] in stop:
                break
            kept.append(pair)
        return [trim_isbd(_key_of(field, tuple(kept)))] if len(kept) < len(field.subfields) else field_key(field)

    return key


def kept_key(places: str, private: str = "") -> FieldFunction:
    """Return a function that writes a field as `field_key` does if it has one of `places`, less what is `private`.

    A place is a tag with the subfields meant, `245hgk`; a tag alone means the field whatever it has, `*` any field.
    A dollar sign in a text is written `{dollar}`, as MARCMaker does.
    """
    wanted = {place[:3]: frozenset(place[3:]) for place in places.split()}
    hidden = {place[:3]: frozenset(place[3:]) for place in private.split()}

    def key(field: Source) -> list[str]:
        codes = wanted.get(field.tag, wanted.get("*"))
        if codes is None or (codes and codes.isdisjoint(field.by)):
            return []
        unseen = hidden.get(field.tag, frozenset())
        shown = [(code, text.replace("$", "{dollar}")) for code, text in field.subfields if code not in unseen]
        return [_key_of(field, shown)] if shown else []

    return key


def control_key(field: Source) -> list[str]:
    """Return a control field as one text, its tag before it; 006 without the blanks that align it to 008."""
    is_aligned = field.tag == "006"
    return [field.tag + "  " + (field.value[:1] + field.value[18:] if is_aligned else field.value)]


def hub_key(field: Source) -> list[str]:
    """Return a uniform title's field as one text, with the name of its main entry (1XX) before the title."""
    for tag in ("100", "110", "111"):
        for name in field.record.by_tag.get(tag, ()):
            title = "".join(f"${'t' if code == 'a' else code}{text}" for code, text in field.subfields)
            return field_key(name)[:1] and [field_key(name)[0] + title]
    return field_key(field)


def after(first: str, codes: str) -> FieldFunction:
    """Return a function that gives the subfields `codes` that stand after the first `first`."""
    wanted = frozenset(codes)

    def find(field: Source) -> list[str]:
        found, seen = [], False
        for code, text in field.subfields:
            if seen and code in wanted:
                found.append(text)
            seen = seen or code == first
        return found

    return find


def before(first: str, codes: str) -> FieldFunction:
    """Return a function that gives the subfields `codes` that stand before the first `first`."""
    wanted = frozenset(codes)

    def find(field: Source) -> list[str]:
        found = []
        for code, text in field.subfields:
            if code == first:
                break
            if code in wanted:
                found.append(text)
        return found

    return find


def title_label(start: str = "") -> FieldFunction:
    """Return a function that writes a title heading: all of it, or from the first of the subfields `start` on."""
    begin = frozenset(start)
    skipped = frozenset("ivwxyz012345678")

    def label(field: Source) -> list[str]:
        parts: list[str] = []
        begun = not begin
        for code, text in field.subfields:
            begun = begun or code in begin
            if begun and code not in skipped:
                parts.append(text)
        joined = trim_isbd(" ".join(parts)) if parts else ""
        return [joined] if joined else []

    return label


def heading(main: str, subdivisions: str = "", trimmed: str = "") -> FieldFunction:
    """Return a function that writes a heading: subfields `main` joined by blanks, each of `subdivisions` after `--`.

    With `trimmed` the main part loses the marks at its end; nothing else does.
    """
    known = frozenset(main + subdivisions)

    def write(field: Source) -> list[str]:
        first = " ".join(text for code, text in field.subfields if code in main)
        parts = [trim_isbd(first) if trimmed else first]
        parts += [text for code, text in field.subfields if code in subdivisions]
        return ["--".join(parts)] if not known.isdisjoint(field.by) else []

    return write


def own_text(field: Source) -> list[str]:
    """Return the texts of all subfields but the control subfields, joined by blanks."""
    texts = [text for code, text in field.subfields if code.isalpha()]
    return [" ".join(texts)] if texts else []


def name_label(codes: str, before: str = "") -> FieldFunction:
    """Return a function that joins a heading's subfields `codes`, in order, up to the first of `before`."""
    wanted, stop = frozenset(codes), frozenset(before)

    def label(field: Source) -> list[str]:
        parts: list[str] = []
        for code, text in field.subfields:
            if code in stop:
                break
            if code in wanted:
                parts.append(text)
        joined = trim_isbd(" ".join(parts)) if parts else ""
        return [joined] if joined else []

    return label


def role_words(codes: str = "e") -> FieldFunction:
    """Return a function that gives the words for roles in subfields `codes`, each word alone, without punctuation."""

    def words(field: Source) -> list[str]:
        found = []
        for code in codes:
            for text in field.by.get(code, ()):
                found += [word for part in _ROLE_BREAK.split(text) if (word := trim_isbd(part))]
        return found

    return words


def statement(places: str = "a", agents: str = "b", dates: str = "c") -> FieldFunction:
    """Return a function that writes a publication statement: `London; New York: Heinemann, 1954`."""

    def write(field: Source) -> list[str]:
        place = _listed(field, places, ";")
        agent = _listed(field, agents, ",")
        date = _listed(field, dates, ",")
        rest = ", ".join(part for part in (agent, date) if part)
        text = ": ".join(part for part in (place, rest) if part)
        return [text] if text else []

    return write


def bracketed(code: str) -> FieldFunction:
    """Return a function that gives each subfield `code`, in brackets where those round it span several subfields."""
    return lambda field: [text for one, text in _closed(field) if one == code]


def _closed(field: Source) -> list[tuple[str, str]]:
    """Return the subfields, a text in brackets where one before it opened a bracket that one after it closes."""
    if not any("[" in text and "]" not in text.rsplit("[", 1)[1] for _, text in field.subfields):
        return list(field.subfields)
    closed, is_open = [], False
    for code, text in field.subfields:
        within = is_open and "[" not in text and "]" not in text
        closed.append((code, f"[{trim_isbd(text)}]" if within else text))
        is_open = text.rfind("[") > text.rfind("]") or within
    return closed


def _listed(field: Source, codes: str, mark: str) -> str:
    """Return the trimmed subfields `codes` with a mark between them where the one before ends in none of its own."""
    texts = [trim_isbd(text) for code, text in _closed(field) if code in codes]
    joined = ""
    for text in texts:
        joined += text if not joined else (" " if joined[-1] in ".:,;/" else mark + " ") + text
    return joined
