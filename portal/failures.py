"""What a reader is told when a page cannot be shown: one table from errors to HTTP statuses, and one page for all."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, TooManyRequests

from kg.errors import CatalogueError, NotFoundError, SearchError, StoreError, UsageError
from portal.i18n import later
from portal.negotiation import HTML, choose
from portal.reading import NothingPublishedError, WithheldError
from portal.site import wording

__all__ = ["STATUS", "answer_failures"]

STATUS: dict[type[CatalogueError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    UsageError: HTTPStatus.BAD_REQUEST,
    SearchError: HTTPStatus.BAD_REQUEST,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    NothingPublishedError: HTTPStatus.SERVICE_UNAVAILABLE,
    WithheldError: HTTPStatus.FORBIDDEN,
    CatalogueError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

# Heading and advice for each status; the address that failed is never repeated on the page.
_TEXTS: dict[int, tuple[str, str]] = {
    400: (later("This request cannot be answered"), later("The address has a part that the catalogue cannot read.")),
    404: (
        later("There is no such page"),
        later("The address may be mistyped, or the thing was never part of this catalogue. Try a search."),
    ),
    405: (later("This address cannot be used like that"), later("Pages of this catalogue are only read.")),
    406: (
        later("Not available in the format asked for"),
        later("This page is offered as HTML and in the formats that are listed below."),
    ),
    410: (
        later("No longer in the catalogue"),
        later("This was part of the catalogue once; the records behind it have been withdrawn. Its address is kept."),
    ),
    429: (
        later("Too many requests"),
        later("So many requests came from your address that others would have to wait. Please try again in a minute."),
    ),
    503: (
        later("The catalogue cannot be read at this moment"),
        later("Please try again in a minute. If it stays like this, tell those who run the catalogue."),
    ),
}
_UNKNOWN = (
    later("Something went wrong"),
    later("The fault was noted down. Please try again; if it stays, tell those who run the catalogue."),
)
_NOTHING_PUBLISHED = (
    later("Nothing has been published yet"),
    later("This catalogue is empty so far. Those who run it load the first records with the command `lianmu load`."),
)
_WITHHELD = (
    later("This may not be passed on"),
    later(
        "The libraries that describe it let it be found and read here, but do not let their records be passed on as"
        " data."
    ),
)
_RETRY_SECONDS = "60"
_LOG = logging.getLogger(__name__)


def answer_failures(app: Flask) -> None:
    """Answer every failure with a page or a line of text that explains it and shows nothing of the inside."""
    app.register_error_handler(HTTPException, _http_failure)
    app.register_error_handler(CatalogueError, _catalogue_failure)
    app.register_error_handler(Exception, _unforeseen)


def _http_failure(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    status = error.code or 500
    response = _answer(status, *_TEXTS.get(status, _UNKNOWN))
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _catalogue_failure(error: CatalogueError) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, NothingPublishedError):
        return _answer(status, *_NOTHING_PUBLISHED)
    if isinstance(error, WithheldError):
        return _answer(status, *_WITHHELD)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("%s: %s", type(error).__name__, error, exc_info=error)
    return _answer(status, *_TEXTS.get(status, _UNKNOWN))


def _unforeseen(error: Exception) -> Response:
    _LOG.error("unforeseen failure", exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, *_UNKNOWN)


def _answer(status: int, heading: str, advice: str) -> Response:
    if choose(request.headers.get("Accept", ""), [HTML, "text/plain"]) == HTML:
        # `here`, where the language switch leads, would repeat the address that failed.
        page = render_template("failure.html", status=int(status), heading=heading, advice=advice, here="/")
        response = make_response(page)
    else:
        say = wording().gettext
        response = Response(f"{say(heading)}: {say(advice)}\n", content_type="text/plain; charset=utf-8")
    response.status_code = status
    response.cache_control.no_store = True
    response.vary.add("Accept")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response
