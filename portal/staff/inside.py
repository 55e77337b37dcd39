"""The blueprint of the staff pages and what stands before each: is anybody let in, who is it, is the form ours."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue.staff import Session
from kg.errors import BusyError, CatalogueError, ConflictError, UsageError
from portal.clients import client_of
from portal.i18n import later
from portal.site import site, wording
from portal.staff.cluster_desk import ClusterDesk
from portal.staff.desk import Desk
from portal.staff.forgery import form_token, is_own_origin, is_own_token, origin_of
from portal.staff.gate import Gate
from portal.staff.review_desk import ReviewDesk
from portal.staff.words import WORDS, say

__all__ = [
    "COOKIE",
    "FORM_COOKIE",
    "NUMBER",
    "blueprint",
    "clusters",
    "desk",
    "gate",
    "page",
    "reviews",
    "session",
    "set_secret",
]

COOKIE = "lianmu-staff"
FORM_COOKIE = "lianmu-staff-form"
blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# A number in an address: what SQLite can hold, and more than there will ever be.
NUMBER = "int(max=999999999999)"

_KEY = "lianmu.staff"
_PREFIX = "/staff"
_OPEN_TO_ALL = frozenset({"staff.sign_in", "staff.ask_to_sign_in"})
_STYLE = Path(__file__).resolve().parents[1] / "static" / "staff.css"
_FORGED = (
    later("This form cannot be accepted"),
    later("It was not sent from a page of this session. Go back, load the page again, and send it once more."),
)
_TEXTS: dict[type[CatalogueError], tuple[HTTPStatus, str, str]] = {
    ConflictError: (
        HTTPStatus.CONFLICT,
        later("This cannot be done now"),
        later("The catalogue's present state forbids it. Nothing was changed."),
    ),
    BusyError: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        later("The catalogue is busy"),
        later("A load or another person writes to it. Nothing was changed: try again in a minute."),
    ),
    UsageError: (
        HTTPStatus.BAD_REQUEST,
        later("Something is missing"),
        later("The form was not filled in as it must be. Nothing was changed."),
    ),
}


@blueprint.record_once
def _set_up(state: Any) -> None:  # flask's BlueprintSetupState, whose module is not typed as public
    state.app.extensions[_KEY] = Gate(state.app.extensions["lianmu"].settings)
    style = hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:12]
    state.app.jinja_env.globals["staff_style_version"] = style


def gate() -> Gate:
    """Return the gate of the portal that answers this request."""
    return cast("Gate", current_app.extensions[_KEY])


def session() -> Session:
    """Return who is inside."""
    return cast("Session", g.staff_session)


def desk() -> Desk:
    """Return what this person may see and do of loads, problems and the trail."""
    return gate().desk(session(), client_of(request))


def clusters() -> ClusterDesk:
    """Return what this person may see and do of works and editions."""
    return gate().clusters(session(), client_of(request))


def reviews() -> ReviewDesk:
    """Return what this person may see and do of pairs of records."""
    return ReviewDesk(desk(), clusters())


def page(template: str, **values: Any) -> str:
    """Return a page for who is inside."""
    return render_template(f"staff/{template}", session=session(), **values)


def set_secret(response: AnyResponse, name: str, secret: str) -> None:
    """Send a cookie that only these pages get back; without a secret, take it away."""
    secure = site().settings.base_url.startswith("https:")
    path = request.script_root + _PREFIX
    if secret:
        response.set_cookie(name, secret, path=path, httponly=True, samesite="Strict", secure=secure)
    else:
        response.delete_cookie(name, path=path, httponly=True, samesite="Strict", secure=secure)


@blueprint.before_app_request
def _nothing_is_here_while_closed() -> None:
    """Answer 404 to everything below /staff, whatever the method, as long as nobody could sign in."""
    path = request.path
    if (path == _PREFIX or path.startswith(_PREFIX + "/")) and not gate().is_open():
        abort(HTTPStatus.NOT_FOUND)


@blueprint.before_request
def _let_in() -> AnyResponse | None:
    """Let in whoever has a session, and no form that is not from a page of that session."""
    secret = request.cookies.get(COOKIE, "")
    found = gate().session(secret)
    if request.endpoint in _OPEN_TO_ALL:
        secret = request.cookies.get(FORM_COOKIE, "")
    elif found is None:
        asked = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("staff.ask_to_sign_in", next=asked), code=HTTPStatus.SEE_OTHER)
    g.staff_session = found
    g.form_token = form_token(secret)
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not _is_own_form(secret):
        return _refused(HTTPStatus.FORBIDDEN, *_FORGED)
    return None


def _is_own_form(secret: str) -> bool:
    own = {origin_of(site().settings.base_url), origin_of(request.host_url)}
    site_said, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return is_own_origin(site_said, origin, own) and is_own_token(request.form.get("token", ""), secret)


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.context_processor
def _for_forms() -> dict[str, Any]:
    def word(what: str, code: str) -> str:
        return say(wording(), what, code)

    return {
        "form_token": g.get("form_token", ""),
        "session": g.get("staff_session"),
        "word": word,
        "named": lambda what, codes=(): [(code, word(what, code)) for code in codes or WORDS[what]],
    }


@blueprint.errorhandler(ConflictError)
@blueprint.errorhandler(BusyError)
@blueprint.errorhandler(UsageError)
def _said(error: CatalogueError) -> Response:
    status, heading, advice = _TEXTS[type(error)]
    return _refused(status, heading, advice, str(error))


def _refused(status: HTTPStatus, heading: str, advice: str, detail: str = "") -> Response:
    shown = render_template("staff/refused.html", status=int(status), heading=heading, advice=advice, detail=detail)
    response = make_response(shown, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "60"
    return response
