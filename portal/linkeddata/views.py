"""Views of the catalogue as data: things by extension, source records, items."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from pyoxigraph import Quad
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue.rows import StoredRecord
from portal.linkeddata.source import field_lines, raw_file
from portal.linkeddata.withheld import why_withheld
from portal.reading import WithheldError
from portal.representation import data_response, format_of_extension, format_wanted, settle, shared_quads
from portal.site import reading, wording
from portal.urls import record_path

__all__ = ["blueprint"]

blueprint = Blueprint("linkeddata", __name__)


@blueprint.get("/<any(work, instance, agent, subject):kind>/<id:thing_id>.<id:extension>")
def thing(kind: str, thing_id: str, extension: str) -> Response:
    """Answer with the published graph of a thing in the format of the extension."""
    fmt = format_of_extension(extension)
    settle(kind, thing_id, extension)
    return data_response(shared_quads(kind, thing_id), fmt, request.script_root + request.path)


@blueprint.get("/record/<code:member_code>/<tail:name>")
def record(member_code: str, name: str) -> AnyResponse:
    """Show a source record, or answer with its own bytes or its own statements.

    Of one that may not be passed on, the page says what it is and why; its content is not given away.
    A member's id may itself end like an extension, so the whole name is tried first.
    """
    stored = reading().record(member_code, name)
    if stored is not None:
        return _record_by_accept(_readable(stored))
    local_id, dot, extension = name.rpartition(".")
    stored = reading().record(member_code, local_id) if dot else None
    if stored is None:
        raise NotFound
    return _record_by_extension(_readable(stored), extension)


@blueprint.get("/item/<code:member_code>/<tail:name>")
def item(member_code: str, name: str) -> AnyResponse:
    """Lead from an item, which stands in its edition's graph, to the edition."""
    local_id, _, _ = name.rpartition("/")
    stored = reading().record(member_code, local_id)
    if stored is None or not stored.instance:
        raise NotFound
    return redirect(url_for("discovery.instance", instance_id=_readable(stored).instance), code=303)


def _readable(stored: StoredRecord) -> StoredRecord:
    if stored.state != "live":
        raise Gone
    return stored


def _record_by_accept(stored: StoredRecord) -> Response:
    fmt = format_wanted()
    path = request.script_root + record_path(stored.member, stored.local_id)
    if fmt is not None:
        return data_response(_own_quads(_open(stored)), fmt, f"{path}.{fmt.extension}")
    if stored.restricted:
        return _withheld_page(stored, path)
    return make_response(
        render_template(
            "linkeddata/record.html",
            stored=stored,
            member=reading().members().get(stored.member),
            lines=field_lines(reading().fields(stored)),
            raw=raw_file(stored),
            path=path,
            edition=_edition(stored),
        )
    )


def _withheld_page(stored: StoredRecord, path: str) -> Response:
    page = render_template(
        "linkeddata/withheld.html",
        stored=stored,
        member=reading().members().get(stored.member),
        reason=why_withheld(reading().decision(stored), wording()),
        path=path,
        edition=_edition(stored),
    )
    return make_response(page)


def _open(stored: StoredRecord) -> StoredRecord:
    """Return the record if it may be passed on; raise WithheldError."""
    if stored.restricted:
        raise WithheldError(f"Record {stored.local_id} of {stored.member} may not be passed on.")
    return stored


def _record_by_extension(stored: StoredRecord, extension: str) -> Response:
    raw = raw_file(stored)
    path = request.script_root + record_path(stored.member, stored.local_id, extension)
    _open(stored)
    if extension != raw.extension:
        return data_response(_own_quads(stored), format_of_extension(extension), path)
    response = Response(stored.raw, content_type=raw.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{raw.name}"'
    return response


def _own_quads(stored: StoredRecord) -> list[Quad]:
    quads = reading().record_quads(stored)
    if not quads:
        abort(404)
    return quads


def _edition(stored: StoredRecord) -> str:
    state = reading().state("instance", stored.instance) if stored.instance else None
    return stored.instance if state is not None and state.state == "live" else ""
