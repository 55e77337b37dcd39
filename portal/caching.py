"""How long an answer may be kept: style and sign for ever, data for minutes, pages only when asked for again."""

from http import HTTPStatus

from flask import Flask, Response, request

__all__ = ["answer_conditionally"]

_STATIC_SECONDS = 365 * 24 * 3600


def answer_conditionally(app: Flask) -> None:
    """Give every readable answer an ETag, so that a reader who has it is told so with 304."""

    @app.after_request
    def mark(response: Response) -> Response:
        if request.endpoint == "static":
            return _keep_for_long(response)
        if response.mimetype == "text/html":
            _ask_again(response)
        if response.status_code == HTTPStatus.OK and request.method in {"GET", "HEAD"}:
            response.add_etag(weak=True)
            response.make_conditional(request)
        return response


def _keep_for_long(response: Response) -> Response:
    # The address of the sheet and the sign holds their version; without it they are asked for again.
    if "v" in request.args:
        response.cache_control.public = True
        response.cache_control.no_cache = None
        response.cache_control.max_age = _STATIC_SECONDS
    return response


def _ask_again(response: Response) -> None:
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    if not response.cache_control.no_store:
        response.cache_control.private = True
        response.cache_control.no_cache = True
