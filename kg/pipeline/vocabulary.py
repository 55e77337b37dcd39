"""The graph of code lists: the label of every language, country, relator, … once, for all descriptions that use it."""

from kg.description.node import Literal
from kg.description.terms import is_valid_iri, literal_term
from kg.namespaces import RDFS_LABEL
from kg.pipeline.site import Site
from kg.vocabulary import Vocabulary

__all__ = ["vocabulary_graph"]

_LISTS = (
    "languages",
    "countries",
    "relators",
    "contenttypes",
    "mediatypes",
    "carriertypes",
    "issuance",
    "notetypes",
    "relationships",
    "frequencies",
)


def vocabulary_graph(site: Site) -> tuple[str, bytes]:
    """Return the name of the vocabulary graph and its N-Quads: an English and a Chinese label for each term."""
    graph = site.iri("vocabulary")
    vocabulary = Vocabulary.load(site.mappings / "codes")
    lines: set[str] = set()
    for name in _LISTS:
        for term in vocabulary.terms(name).values() if name in vocabulary.names() else ():
            for text, language in ((term.en, "en"), (term.zh, "zh")):
                if text and term.iri and is_valid_iri(term.iri):
                    lines.add(f"<{term.iri}> <{RDFS_LABEL}> {literal_term(Literal(text, language))} <{graph}> .\n")
    return graph, "".join(sorted(lines)).encode()
