"""The words of the rule language: prefixed names, quoted texts, constants."""

import re

from kg.errors import MappingError
from kg.namespaces import BF, BFLC, DCTERMS, LIANMU, LOC_RELATORS, LOC_VOCABULARY, MADS, OWL, RDF, RDFS, SKOS, XSD

__all__ = [
    "PREFIXES",
    "check_quotes",
    "expand",
    "is_constant",
    "needed_subfields",
    "split_arguments",
    "split_outside_quotes",
]

PREFIXES = {
    "bf": BF, "bflc": BFLC, "mads": MADS, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "dcterms": DCTERMS, "owl": OWL,
    "xsd": XSD, "lianmu": LIANMU, "vocab": LOC_VOCABULARY, "rel": LOC_RELATORS, "lc": "http://id.loc.gov/",
    "note": LOC_VOCABULARY + "mnotetype/", "edtf": "http://id.loc.gov/datatypes/edtf",
}  # fmt: skip
_CURIE = re.compile(r"([a-z]+):([^\s'|]*)")


def expand(curie: str) -> str:
    """Return the IRI of a prefixed name (`bf:Title`) or `<iri>`; raise MappingError for an unknown prefix."""
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    match = _CURIE.fullmatch(curie)
    if match is None or match[1] not in PREFIXES:
        raise MappingError(f"'{curie}' is no prefixed name. Prefixes: {', '.join(sorted(PREFIXES))}.")
    return PREFIXES[match[1]] + match[2]


def check_quotes(text: str) -> None:
    """Raise MappingError where a quoted text does not end."""
    if text.count("'") % 2:
        raise MappingError(f"'{text}': a quotation mark ' is missing.")


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators that do not stand within single quotes."""
    if "'" not in text or separator not in text:
        return [part.strip() for part in text.split(separator)]
    parts, start, quoted, at = [], 0, False, 0
    while at < len(text):
        if text[at] == "'":
            quoted = not quoted
        if not quoted and text.startswith(separator, at):
            parts.append(text[start:at])
            at += len(separator)
            start = at
            continue
        at += 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


def split_arguments(text: str) -> list[str]:
    """Return the words of a text; what stands in single quotes is one word."""
    return [quoted if plain == "" else plain for quoted, plain in re.findall(r"'([^']*)'|([^\s']+)", text)]


def is_constant(text: str) -> bool:
    """Return whether an expression names its value itself (`'text'`, `bf:Title`, `<iri>`)."""
    head = split_outside_quotes(split_outside_quotes(text, " or ")[0], "|")[0]
    return head.startswith(("'", "<")) or _CURIE.fullmatch(head) is not None


def needed_subfields(text: str) -> frozenset[str] | None:
    """Return the subfields of which an expression needs at least one to give anything; None where it needs none."""
    needed: set[str] = set()
    for alternative in split_outside_quotes(text, " or "):
        head = split_outside_quotes(alternative, "|")[0]
        match = re.fullmatch(r"\$([A-Za-z0-9_]+)", head)
        if match is None:
            return None
        needed.update(match[1])
    return frozenset(needed)
