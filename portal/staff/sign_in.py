"""Views: signing in and out, and the overview."""

import logging
import secrets
from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue import Actor
from portal.clients import client_of
from portal.staff.forgery import form_token
from portal.staff.inside import COOKIE, FORM_COOKIE, blueprint, desk, gate, page, session, set_secret
from portal.urls import safe_next

__all__: list[str] = []

_LOG = logging.getLogger(__name__)


@blueprint.get("/")
def overview() -> str:
    """Show the state of things."""
    return page("overview.html", overview=desk().overview())


@blueprint.get("/sign-in")
def ask_to_sign_in() -> AnyResponse:
    """Ask for a token."""
    return _ask(HTTPStatus.OK, "")


@blueprint.post("/sign-in")
def sign_in() -> AnyResponse:
    """Let in whoever brings a live token; tell nothing else apart."""
    client, attempts = client_of(request), gate().attempts
    wait = attempts.wait(client, 1)
    if wait:
        refusal = _ask(HTTPStatus.TOO_MANY_REQUESTS, "throttled")
        refusal.headers["Retry-After"] = str(int(wait) + 1)
        return refusal
    earlier = request.cookies.get(COOKIE, "")
    found = gate().sign_in(request.form.get("staff_token", "").strip(), client, instead_of=earlier)
    if found is None:
        attempts.spend(client, 1)
        _LOG.warning("a sign-in to the staff pages failed, from %s", client)
        return _ask(HTTPStatus.FORBIDDEN, "refused")
    attempts.forgive(client)
    response = redirect(_inside(request.form.get("next", "")), code=HTTPStatus.SEE_OTHER)
    set_secret(response, COOKIE, found[0])
    set_secret(response, FORM_COOKIE, "")
    return response


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """End the session, here and on the server."""
    gate().sign_out(request.cookies.get(COOKIE, ""), Actor(session().staff.name, client_of(request)))
    response = redirect(url_for("staff.ask_to_sign_in"), code=HTTPStatus.SEE_OTHER)
    set_secret(response, COOKIE, "")
    return response


def _ask(status: HTTPStatus, problem: str) -> Response:
    """Return the page that asks for a token, with a secret of its own that binds the form to this browser."""
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    wanted = request.values.get("next", "")
    shown = render_template("staff/sign_in.html", form_token=form_token(secret), problem=problem, wanted=wanted)
    response = make_response(shown, status)
    set_secret(response, FORM_COOKIE, secret)
    return response


def _inside(wanted: str) -> str:
    """Return where to go after signing in: the staff page asked for, else the overview."""
    start = url_for("staff.overview")
    path = safe_next(wanted)
    return request.script_root + path if path.startswith("/staff/") else start
