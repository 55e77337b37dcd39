"""Views of the portal's own pages."""

import re

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import CatalogueError
from portal.i18n import COOKIE, LANGUAGES
from portal.service.union import WAYS, rule_lines
from portal.site import reading, site, wording
from portal.urls import safe_href, safe_next

__all__ = ["blueprint"]

blueprint = Blueprint("service", __name__)

_MAIL = re.compile(r"[A-Za-z0-9._+\-]+@[A-Za-z0-9.\-]+")
_COOKIE_SECONDS = 365 * 24 * 3600
_ROBOTS = """User-agent: *
Disallow: {root}/search
Disallow: {root}/instance/*/availability
Disallow: {root}/download/
Disallow: {root}/dumps/
Disallow: {root}/language/
Disallow: {root}/sparql
Disallow: {root}/healthz
Crawl-delay: 5
"""


@blueprint.get("/about/union")
def union() -> str:
    """Show the rules by which the records of an edition become one description."""
    all_once = WAYS["all"]
    return render_template("service/union.html", rules=rule_lines(wording()), all_once=wording().gettext(all_once))


@blueprint.get("/about")
def about() -> str:
    """Show what the catalogue is, where its data come from, and how to fetch them."""
    contact = site().settings.portal_contact
    return render_template(
        "service/about.html",
        base_url=site().settings.base_url,
        contact=contact,
        contact_href=safe_href(contact) or (f"mailto:{contact}" if _MAIL.fullmatch(contact) else ""),
    )


@blueprint.get("/language/<code>")
def language(code: str) -> AnyResponse:
    """Remember the reader's language and go back to the page that they came from."""
    response = redirect(request.script_root + safe_next(request.args.get("next", "/")))
    if code in LANGUAGES:
        secure = site().settings.base_url.startswith("https:")
        response.set_cookie(COOKIE, code, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure)
    response.cache_control.no_store = True
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say in one line whether the catalogue can be read, for those who watch over it."""
    try:
        text, status = f"ok generation {reading().number}\n", 200
    except CatalogueError as error:
        text, status = f"{type(error).__name__}\n", 503
    response = Response(text, status=status, content_type="text/plain; charset=utf-8")
    response.cache_control.no_store = True
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what is worth their while: the things, not every search that could be made."""
    return Response(_ROBOTS.format(root=request.script_root), content_type="text/plain; charset=utf-8")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Return the portal's sign."""
    return current_app.send_static_file("icon.svg")
