"""What every view works with: the portal's parts, and this request's generation, language and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app, g, request

from kg.settings import Settings
from kg.vocabulary import Vocabulary
from portal.i18n import COOKIE, Wording, choose_language
from portal.negotiation import Format
from portal.reading import Library, Reading
from portal.terms import Terms

__all__ = ["Site", "reading", "site", "terms", "wording"]

_KEY = "lianmu"


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of one portal, made once at its start."""

    settings: Settings
    library: Library
    vocabulary: Vocabulary
    formats: tuple[Format, ...]
    wording: Mapping[str, Wording]


def site() -> Site:
    """Return the parts of the portal that answers this request."""
    return cast("Site", current_app.extensions[_KEY])


def reading() -> Reading:
    """Return the generation that this request reads from, the same for the whole request."""
    if "reading" not in g:
        g.reading = site().library.reading()
    return cast("Reading", g.reading)


def wording() -> Wording:
    """Return the words of the reader's language."""
    if "wording" not in g:
        code = choose_language(
            request.args.get("lang", ""),
            request.cookies.get(COOKIE, ""),
            request.accept_languages,
            site().settings.default_language,
        )
        g.wording = site().wording[code]
    return cast("Wording", g.wording)


def terms() -> Terms:
    """Return the labels of codes in the reader's language."""
    return Terms(site().vocabulary, wording().language.code)
