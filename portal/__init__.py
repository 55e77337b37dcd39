"""The portal: a Flask application over one catalogue, made by `create_app`."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.routing import BaseConverter

from kg.matching.weights import use_weights
from kg.settings import Settings
from kg.vocabulary import Vocabulary
from portal import site as sites
from portal.availability.views import blueprint as availability
from portal.caching import answer_conditionally
from portal.discovery.views import blueprint as discovery
from portal.downloads.views import blueprint as downloads
from portal.dumps.views import blueprint as dumps
from portal.failures import answer_failures
from portal.holdings.views import blueprint as holdings
from portal.i18n import LANGUAGES, read_wording
from portal.library import PublishedLibrary
from portal.linkeddata.views import blueprint as linkeddata
from portal.mapping.views import blueprint as mapping
from portal.negotiation import formats
from portal.overlap.views import blueprint as overlap
from portal.reading import Library
from portal.security import secure
from portal.service.views import blueprint as service
from portal.sparql.views import blueprint as sparql
from portal.staff.views import blueprint as staff
from portal.throttle import throttle
from portal.urls import changed, place, record_path, safe_href

__all__ = ["BLUEPRINTS", "create_app"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    availability,
    discovery,
    downloads,
    dumps,
    holdings,
    linkeddata,
    mapping,
    overlap,
    service,
    sparql,
    staff,
)

_FOLDER = Path(__file__).resolve().parent


class _IdConverter(BaseConverter):
    """An id that the catalogue mints: never with a dot, which begins an extension."""

    regex = r"[A-Za-z0-9_\-]{1,64}"


class _CodeConverter(BaseConverter):
    """A member's or group's code, perhaps with an extension behind it."""

    regex = r"[A-Za-z0-9._\-]{1,80}"


class _TailConverter(BaseConverter):
    """The rest of the path, slashes included: a member's own record id may hold anything."""

    regex = r".+"
    part_isolating = False


def create_app(settings: Settings, library: Library | None = None) -> Flask:
    """Return the portal of the catalogue that `settings` names; `library` stands in for its files."""
    use_weights(settings.catalogue / settings.matching_weights if settings.matching_weights else "")
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"id": _IdConverter, "code": _CodeConverter, "tail": _TailConverter}
    app.extensions["lianmu"] = sites.Site(
        settings=settings,
        library=library if library is not None else PublishedLibrary.of(settings),
        vocabulary=Vocabulary.load(settings.mappings / "codes"),
        formats=formats(),
        wording=read_wording(_FOLDER / "translations"),
    )
    # Before what blueprints do before each request: the downloads answer `Accept` there.
    throttle(app, requests_per_minute=settings.serve_requests_per_minute)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _prepare_templates(app)
    answer_conditionally(app)
    answer_failures(app)
    secure(app, base_url=settings.base_url)
    return app


def _prepare_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: sites.wording().gettext(message),
        lambda one, many, number: sites.wording().ngettext(one, many, number),
        newstyle=True,
    )
    environment.globals |= {"record_path": _record_path, "safe_href": safe_href, "style_version": _style_version()}
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """Return what every template sees; nothing here needs a published catalogue."""
    site = sites.site()
    wording = sites.wording()
    settings = site.settings
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return {
        "wording": wording,
        "terms": sites.terms(),
        "languages": LANGUAGES.values(),
        "portal_name": settings.portal_name if wording.language.code == "zh" else settings.portal_name_en,
        "formats": site.formats,
        "here": f"{request.path}?{changed(pairs)}".rstrip("?"),
        "place": lambda iri: place(iri, settings.base_url),
    }


def _record_path(member: str, local_id: str, extension: str = "") -> str:
    return request.script_root + record_path(member, local_id, extension)


def _style_version() -> str:
    """Return a digest of the style sheet, so that browsers may keep it for a year."""
    return hashlib.sha256((_FOLDER / "static" / "portal.css").read_bytes()).hexdigest()[:12]
