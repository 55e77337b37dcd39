"""Views of the downloads: an edition's or a work's by extension and by `Accept`, a record's, and a list's.

| address | what it gives |
| --- | --- |
| `/instance/{id}.{format}`, `/work/{id}.{format}` | the edition, or all editions of the work |
| `/download/record?member=…&id=…&format=…` | one member's record |
| `/search/download?…&format=…` | what the same arguments find at `/search`, or only the editions named by `id` |

The formats of the graph are answered by extension elsewhere; here are those beyond them, and all of them for a list.
"""

from flask import Blueprint, Response, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as AnyResponse

from kg.citations import Labels
from kg.errors import UsageError
from portal.arguments import read_query, within_members
from portal.downloads.answers import Told, answer
from portal.downloads.editions import Editions
from portal.downloads.files import make
from portal.downloads.metadata import Metadata, metadata_of
from portal.downloads.offers import DIALECT, DUBLIN_CORE, MARCXML, MOST_CONVERTED, Offer, choose_offer, offers
from portal.downloads.records import write_record
from portal.downloads.selection import Selection, found, marked
from portal.negotiation import HTML, choose
from portal.reading import WithheldError
from portal.representation import settle
from portal.site import reading, site
from portal.urls import place

__all__ = ["blueprint"]

blueprint = Blueprint("downloads", __name__)

# Extensions of what is not the graph; those of the graph are answered with the things themselves.
_EXTENSIONS = tuple(offer.name for offer in offers(()))
_BY_EXTENSION = f"<any({', '.join(repr(name) for name in _EXTENSIONS)}):name>"
_NEGOTIATED = {"discovery.instance": "instance", "discovery.work": "work"}


@blueprint.get(f"/instance/<id:thing_id>.{_BY_EXTENSION}")
def instance(thing_id: str, name: str) -> AnyResponse:
    """Answer with an edition in a format."""
    return _thing("instance", thing_id, _offer(name))


@blueprint.get(f"/work/<id:thing_id>.{_BY_EXTENSION}")
def work(thing_id: str, name: str) -> AnyResponse:
    """Answer with all editions of a work in a format."""
    return _thing("work", thing_id, _offer(name))


@blueprint.get("/search/download")
def search() -> AnyResponse:
    """Answer with the editions that a search finds, or those that are named, in a format."""
    offer = _offer(request.args.get("format", ""))
    most = site().settings.downloads_most
    if offer.kind == DIALECT:
        most = min(most, MOST_CONVERTED)
    ids = request.args.getlist("id")
    chosen = marked(ids, most) if any(ids) else _found(most)
    given = len(chosen.ids)
    is_cut = given < chosen.found
    notice = f"The first {given} of {chosen.found} editions." if is_cut else ""
    name = f"lianmu-first-{given}-of-{chosen.found}" if is_cut else "lianmu-editions"
    made = make(offer, reading(), _editions(chosen.ids), _labels(), notice)
    return answer(made, Told(name, chosen.found))


@blueprint.get("/download/record")
def record() -> AnyResponse:
    """Answer with one member's record in a format."""
    offer = _offer(request.args.get("format", ""))
    stored = reading().record(request.args.get("member", ""), request.args.get("id", ""))
    if stored is None:
        raise NotFound
    if stored.state != "live":
        raise Gone
    if stored.restricted:
        raise WithheldError(f"Record {stored.local_id} of {stored.member} may not be passed on.")
    return answer(write_record(offer, reading(), stored), Told(f"{stored.member}-{stored.hash[:12]}"))


@blueprint.before_app_request
def negotiate() -> AnyResponse | None:
    """Answer with a download where `Accept` prefers one of its formats to the page and to the graph."""
    kind = _NEGOTIATED.get(request.endpoint or "")
    accept = request.headers.get("Accept", "")
    if not kind or not accept:
        return None
    own = {offer.media_type: offer for offer in offers(()) if offer.kind != DIALECT}
    chosen = choose(accept, [HTML, *(fmt.media_type for fmt in site().formats), *own])
    offer = own.get(chosen or "")
    if offer is None:
        return None
    return _thing(kind, next(iter((request.view_args or {}).values())), offer)


@blueprint.app_template_global("downloads_offered")
def downloads_offered(kind: str, thing_id: str) -> tuple[Offer, ...]:
    """Return the formats of an edition or a work beside those of the graph, none if none of it may be passed on."""
    shared = reading().shared_instance(thing_id) if kind == "instance" else reading().shared_work(thing_id)
    if shared is None:
        return ()
    members = reading().members()
    places = (place(iri, site().settings.base_url) for iri in shared.records)
    codes = {where.member for where in places if where is not None}
    return offers((), [members[code].format for code in sorted(codes) if code in members] if codes else None)


@blueprint.app_template_global("record_downloads")
def record_downloads(record_format: str) -> tuple[Offer, ...]:
    """Return the formats of a record of this format beside its own bytes and the formats of the graph."""
    return tuple(offer for offer in offers((), [record_format]) if offer.kind in {MARCXML, DUBLIN_CORE, DIALECT})


@blueprint.app_template_global("lists_offered")
def lists_offered() -> tuple[Offer, ...]:
    """Return all formats of a list."""
    return offers(site().formats)


@blueprint.app_template_global("downloads_most")
def downloads_most() -> int:
    """Return how many editions a list may hold."""
    return site().settings.downloads_most


@blueprint.app_template_global("edition_metadata")
def edition_metadata(instance_id: str) -> Metadata | None:
    """Return what the page of an edition says to reference managers and search engines, None if it may say nothing."""
    shared = list(_editions((instance_id,)).citations(_labels()))
    return metadata_of(shared[0], reading().members(), site().settings.base_url) if shared else None


def _offer(name: str) -> Offer:
    offer = choose_offer(name, site().formats)
    if offer is None:
        raise UsageError("A download needs the name of a format.")
    return offer


def _thing(kind: str, thing_id: str, offer: Offer) -> Response:
    settle(kind, thing_id, offer.name)
    ids = (thing_id,) if kind == "instance" else _instances(thing_id)
    made = make(offer, reading(), _editions(ids), _labels())
    return answer(made, Told(f"lianmu-{thing_id}", 0, f"{request.script_root}/{kind}/{thing_id}.{offer.name}"))


def _instances(work_id: str) -> tuple[str, ...]:
    work_ = reading().work(work_id)
    if work_ is None:
        raise NotFound
    return work_.instances


def _editions(ids: tuple[str, ...]) -> Editions:
    return Editions(reading(), site().settings.base_url, ids)


def _found(most: int) -> Selection:
    query = read_query(request.args, page_size=1)
    group = reading().groups().get(request.args.get("group", ""))
    if group is not None:
        codes = {entry.member for entry in reading().memberships() if entry.group == group.code}
        query = within_members(query, codes)
    return found(reading(), query, most)


def _labels() -> Labels:
    members = reading().members()
    relators = site().vocabulary.terms("relators")
    return Labels(
        {code: member.name for code, member in members.items()},
        {code: term.en.lower() for code, term in relators.items()},
    )
