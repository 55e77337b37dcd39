"""A preparation of UNIMARC authorities: the language and script of headings that stand there in several of them."""

from kg.crosswalk.languages import language_tag
from kg.crosswalk.source import Source

__all__ = ["tag_scripts"]

# Script codes of $7, of which the first two characters are those of the heading.
_SCRIPTS = {
    "ba": "latn", "ca": "cyrl", "da": "jpan", "db": "hani", "dc": "hira", "ea": "hani", "fa": "arab", "ga": "grek",
    "ha": "hebr", "ia": "thai", "ja": "deva", "ka": "kore", "la": "taml", "ma": "geor", "mb": "armn",
}  # fmt: skip
_HEADINGS = frozenset("2457")


def tag_scripts(sources: list[Source]) -> list[Source]:
    """Tag headings whose `$7` names a script; a parallel heading (7XX) has the language that its `$8` names.

    A Latin heading is tagged only where its language is known to be another than that of the catalogue.
    """
    own = next((source.first("a") for source in sources if source.tag == "101"), "")
    for source in sources:
        if source.tag[:1] not in _HEADINGS or source.language or not (source.first("7") or source.first("8")):
            continue
        script = _SCRIPTS.get(source.first("7")[:2], "")
        language = source.first("8")[:3] if source.tag[:1] == "7" else own[:3]
        if (script and script != "latn") or source.tag[:1] == "7":
            source.language = language_tag(language, script) if script else language_tag(language, "")
    return sources
