"""Data representations of a published thing: one answer for content negotiation and for addresses with an extension."""

from collections.abc import Iterable

from flask import Response, abort, redirect, request
from pyoxigraph import Quad
from werkzeug.exceptions import Gone, NotAcceptable, NotFound

from portal.negotiation import HTML, Format, choose
from portal.reading import Sharing, WithheldError
from portal.site import reading, site

__all__ = ["content_type", "data_response", "format_of_extension", "format_wanted", "settle", "shared_quads"]

_CACHE_SECONDS = 300


def format_wanted() -> Format | None:
    """Return the data format that `Accept` prefers, None for the page; refuse with 406 when neither will do."""
    offers = {fmt.media_type: fmt for fmt in site().formats}
    chosen = choose(request.headers.get("Accept", ""), [HTML, *offers])
    if chosen is None:
        raise NotAcceptable
    return offers.get(chosen)


def format_of_extension(extension: str) -> Format:
    """Return the data format with this extension; answer 404 when there is none."""
    for fmt in site().formats:
        if fmt.extension == extension:
            return fmt
    raise NotFound


def settle(kind: str, thing_id: str, extension: str = "") -> None:
    """Return only if the thing may be shown: one that moved answers 301, one that is gone 410, an unknown one 404."""
    state = reading().state(kind, thing_id)
    if state is None:
        raise NotFound
    if state.state == "gone":
        raise Gone
    if state.state == "redirect":
        path = f"{request.script_root}/{kind}/{state.to}"
        abort(redirect(f"{path}.{extension}" if extension else path, code=301))


def shared_quads(kind: str, thing_id: str) -> list[Quad]:
    """Return what of a thing may be passed on; raise WithheldError where that is nothing, answer 404 for no thing."""
    quads = reading().quads(kind, thing_id)
    if quads:
        return quads
    if reading().sharing(kind, thing_id) is Sharing.NOTHING:
        raise WithheldError(f"Nothing of {kind} {thing_id} may be passed on.")
    raise NotFound


def data_response(quads: Iterable[Quad], fmt: Format, location: str) -> Response:
    """Return the statements in the format; `location` is the path of this representation alone."""
    response = Response(fmt.write(quads), content_type=content_type(fmt.media_type))
    response.headers["Content-Location"] = location
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = _CACHE_SECONDS
    response.vary.add("Accept")
    return response


def content_type(media_type: str) -> str:
    """Return the media type with the character set that texts are in."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
