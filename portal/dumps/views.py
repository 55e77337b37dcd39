"""Views of the dumps: the page, a set, its files, the way to the newest, and the description of the whole (VoID)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import NotFoundError
from kg.pipeline.dumps import DumpSet, DumpSets, minimal_void
from portal.dumps.presenter import set_page, size_text
from portal.negotiation import HTML, choose
from portal.site import site, wording

__all__ = ["blueprint"]

R = TypeVar("R", bound=AnyResponse)

blueprint = Blueprint("dumps", __name__)

_TURTLE = "text/turtle"
# A set never changes under its name, but it may be withdrawn, and what lies in caches then is still given out.
_FILE_SECONDS = 3600
_LATEST_SECONDS = 300
# What stands in a set beside the dumps, and its media type.
_BESIDE: Mapping[str, str] = {
    "void.ttl": "text/turtle; charset=utf-8",
    "manifest.json": "application/json",
    "SHA256SUMS": "text/plain; charset=utf-8",
    "README.txt": "text/plain; charset=utf-8",
}


@blueprint.get("/dumps")
def page() -> AnyResponse:
    """Show the newest set and the earlier ones; whoever asks for Turtle is sent to the description."""
    if choose(request.headers.get("Accept", ""), [HTML, _TURTLE]) == _TURTLE:
        response = redirect(url_for("dumps.void"), code=303)
        response.vary.add("Accept")
        return _open_to_all(response)
    sets = _sets().all()
    return _rendered(sets[0] if sets else None, sets)


@blueprint.get("/dumps/<name>")
def dump_set(name: str) -> AnyResponse:
    """Show one set."""
    found = _set(name)
    return _rendered(found, _sets().all())


@blueprint.get("/dumps/latest/<file_name>")
def latest(file_name: str) -> AnyResponse:
    """Lead to the file of this name in the newest set that has one."""
    for dumps in _sets().all():
        if _media_type(dumps, file_name):
            response = redirect(url_for("dumps.file", name=dumps.name, file_name=file_name), code=302)
            response.cache_control.max_age = _LATEST_SECONDS
            return _open_to_all(response)
    raise NotFound


@blueprint.get("/dumps/<name>/<file_name>")
def file(name: str, file_name: str) -> Response:
    """Answer with a file of a set, whole or in part."""
    dumps = _set(name)
    media_type = _media_type(dumps, file_name)
    if not media_type:
        raise NotFound
    found = dumps.file(file_name)
    response = _sent(dumps, file_name, media_type, etag=found.sha256 if found else f"{dumps.name}-{file_name}")
    # As it stands on the disk: whoever fetches a .gz file wants the .gz file, and its checksum to be right.
    response.headers.pop("Content-Encoding", None)
    response.headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Length, Content-Range, ETag"
    return response


@blueprint.get("/.well-known/void")
def void() -> AnyResponse:
    """Lead to the newest set's description (https://www.w3.org/TR/void/#well-known); without any, describe briefly."""
    newest = _sets().newest()
    if newest is not None:
        return _open_to_all(redirect(url_for("dumps.file", name=newest.name, file_name="void.ttl"), code=303))
    settings = site().settings
    text = minimal_void(
        settings.base_url, settings.portal_name, settings.portal_name_en, has_endpoint=settings.sparql_enabled
    )
    return _open_to_all(Response(text, content_type=_BESIDE["void.ttl"]))


@blueprint.get("/void.ttl")
def void_file() -> AnyResponse:
    """Lead to where the description is by convention."""
    return _open_to_all(redirect(url_for("dumps.void"), code=303))


@blueprint.app_context_processor
def _for_every_page() -> dict[str, Callable[[str, str], str]]:
    return {"dump_address": _dump_address}


def _dump_address(kind: str, code: str) -> str:
    """Return where a member's or group's dumps are offered, "" when there are none."""
    newest = _sets().newest()
    part = newest.part(kind, code) if newest else None
    return url_for("dumps.page", _anchor=part.name) if part else ""


def _rendered(dumps: DumpSet | None, sets: tuple[DumpSet, ...]) -> Response:
    labels = {fmt.name: fmt.label for fmt in site().formats}
    others = [(found.name, found.made, size_text(found.size, wording())) for found in sets if found != dumps]
    values: dict[str, Any] = {
        "dumps": set_page(dumps, labels, wording()) if dumps else None,
        "is_newest": bool(sets) and dumps == sets[0],
        "others": others,
        "base_url": site().settings.base_url,
    }
    return Response(render_template("dumps/dumps.html", **values), content_type="text/html; charset=utf-8")


def _sent(dumps: DumpSet, file_name: str, media_type: str, etag: str) -> Response:
    try:
        response = send_file(
            dumps.path / file_name,
            mimetype=media_type,
            as_attachment=file_name not in _BESIDE,
            download_name=file_name,
            conditional=True,
            etag=etag,
            max_age=_FILE_SECONDS,
        )
    except FileNotFoundError as error:
        # Removed while it was asked for: only the newest sets stay.
        raise NotFound from error
    return _open_to_all(response)


def _open_to_all(response: R) -> R:
    """Let pages of other sites read the answer: it is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _media_type(dumps: DumpSet, file_name: str) -> str:
    """Return the media type of a file that the set's manifest knows, "" for anything else."""
    if file_name in _BESIDE:
        return _BESIDE[file_name]
    return "application/gzip" if dumps.file(file_name) else ""


def _set(name: str) -> DumpSet:
    try:
        return _sets().get(name)
    except NotFoundError as error:
        raise NotFound from error


def _sets() -> DumpSets:
    return DumpSets(site().settings.catalogue / "dumps")
