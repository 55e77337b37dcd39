"""Views of the pages that readers see."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import NotFound

from kg.bibframe.things import Instance, Work
from kg.catalogue.rows import Group, Member
from kg.errors import RECORD_ERRORS
from kg.search.query import Results
from portal.arguments import FACETS, LAST_PAGE, SORTS, page_number, read_query, within_members
from portal.discovery.overviews import keep_overviews, overviews
from portal.discovery.presenters.agents import EntityPage, agent_page, subject_page, with_authorities, work_line
from portal.discovery.presenters.editions import edition_page
from portal.discovery.presenters.facets import chosen_filters, facet_columns, shares
from portal.discovery.presenters.libraries import (
    Findings,
    GroupCard,
    LibraryCard,
    group_cards,
    group_kind,
    groups_by_kind,
    library_cards,
    library_page,
    party_name,
)
from portal.discovery.presenters.paging import pages_of
from portal.discovery.presenters.plots import decade_counts, decade_plot
from portal.discovery.presenters.results import work_row
from portal.discovery.presenters.rows import Reader
from portal.discovery.presenters.sources import SourceRow, sources, sources_as_data
from portal.discovery.presenters.suggestions import suggestions
from portal.discovery.presenters.works import work_page
from portal.negotiation import Format
from portal.parties import group_quads, member_quads
from portal.reading import Sharing
from portal.representation import data_response, format_of_extension, format_wanted, settle, shared_quads
from portal.site import reading, site, terms, wording
from portal.urls import Pairs, changed, place

__all__ = ["blueprint"]

blueprint = Blueprint("discovery", __name__)
keep_overviews(blueprint)

P = TypeVar("P", Member, Group)

_EDITIONS_LISTED = 100
_LIBRARIES_ON_START = 18
# An edition of more records is read without saying who says what: reading them all would be felt.
_RECORDS_COMPARED = 24
_RECORDS_SENT = 200


def _reader() -> Reader:
    return Reader(wording(), terms())


def _base() -> str:
    return site().settings.base_url


def _pairs() -> Pairs:
    """Return the arguments of this address that belong to the search, empty ones and the language left out."""
    return [(key, value) for key, value in request.args.items(multi=True) if value and key != "lang"]


def _years_within(*pairs: tuple[str, str]) -> Callable[..., str]:
    """Return a function that makes the address of a search within some years."""

    def query(from_year: int, to_year: int) -> str:
        return changed(list(pairs), **{"from": str(from_year), "to": str(to_year)})

    return query


def _codes_of(group: Group) -> frozenset[str]:
    return frozenset(entry.member for entry in reading().memberships() if entry.group == group.code)


def _cards(codes: Iterable[str], results: Results) -> tuple[LibraryCard, ...]:
    members = reading().members()
    counts = {value.value: value.count for value in results.facets.get("member", ())}
    chosen = [members[code] for code in codes if code in members]
    return library_cards(chosen, counts, reading().groups(), reading().memberships(), wording())


def _groups(member: str = "") -> tuple[GroupCard, ...]:
    return group_cards(reading().groups().values(), reading().memberships(), wording(), member=member)


@blueprint.get("/")
def start() -> str:
    """Show what this catalogue is: one box, and its libraries, languages, kinds and years in figures."""
    results = overviews().figures(reading())
    reader = _reader()
    libraries = _cards(reading().members(), results)
    return render_template(
        "discovery/start.html",
        results=results,
        records=reading().counts().get("records", 0),
        libraries=libraries[:_LIBRARIES_ON_START],
        libraries_found=len(libraries),
        groups=groups_by_kind(_groups()),
        kinds=shares("kind", results, (), {}, reader),
        shown_languages=shares("language", results, (), {}, reader),
        languages_found=len(results.facets.get("language", ())),
        plot=decade_plot(decade_counts(results)),
        search_query=_years_within(),
    )


@blueprint.get("/search")
def search() -> str:
    """Show the works that answer the question in the address."""
    query = read_query(request.args, page_size=site().settings.page_size)
    reader, pairs, members = _reader(), _pairs(), reading().members()
    group = reading().groups().get(request.args.get("group", ""))
    if group is not None:
        codes = _codes_of(group)
        members = {code: row for code, row in members.items() if code in codes}
        query = within_members(query, codes)
    results = reading().search(query)
    return render_template(
        "discovery/search.html",
        query=query,
        results=results,
        rows=[work_row(hit, members, reader) for hit in results.works],
        facets=facet_columns(results, pairs, members, reader),
        chosen=chosen_filters(query, pairs, members, reader),
        group=party_name(group, wording()) if group is not None else None,
        without_group=changed(pairs, group=None, page=None),
        kept=[(key, value) for key, value in pairs if key in {*FACETS, "group", "from", "to", "sort"}],
        sorts=[(sort, "?" + changed(pairs, sort=sort, page=None)) for sort in SORTS],
        suggestions=suggestions(query) if not results.works else (),
        plot=decade_plot(decade_counts(results)),
        search_query=_years_within(*((key, value) for key, value in pairs if key not in {"from", "to", "page"})),
        pages=pages_of(
            results.works_found, page=query.page, page_size=query.page_size, last_allowed=LAST_PAGE, pairs=pairs
        ),
    )


@blueprint.get("/work/<id:work_id>")
def work(work_id: str) -> Response:
    """Show a work with its editions."""
    data = _as_data("work", work_id)
    if data is not None:
        return data
    found = reading().work(work_id)
    if found is None:
        raise NotFound
    listed = found.instances[:_EDITIONS_LISTED]
    instances = [instance for instance_id in listed if (instance := reading().instance(instance_id)) is not None]
    page = work_page(found, instances, reading().members(), _reader())
    return _page("discovery/work.html", page=page, sharing=reading().sharing("work", work_id))


@blueprint.get("/instance/<id:instance_id>")
def instance(instance_id: str) -> Response:
    """Show an edition: its description, who holds it, the records behind it."""
    data = _as_data("instance", instance_id)
    if data is not None:
        return data
    found = reading().instance(instance_id)
    if found is None:
        raise NotFound
    where = place(found.work_iri, _base())
    of_work = reading().work(where.id) if where is not None and where.kind == "work" else None
    page = edition_page(found, of_work, reading().members(), _reader(), _base())
    sharing = reading().sharing("instance", instance_id)
    withheld = _withheld(found) if sharing is not Sharing.WHOLE else frozenset()
    listed = [(record.member, record.local_id) for record in page.records]
    rows = _sources(found, of_work, listed) if len(listed) <= _RECORDS_COMPARED else ()
    return _page("discovery/instance.html", page=page, sharing=sharing, withheld=withheld, sources=rows)


def _sources(
    shown: Instance, work: Work | None, records: Iterable[tuple[str, str]], *, shared: bool = False
) -> tuple[SourceRow, ...]:
    """Return which of the records says what of the edition, read from their bytes."""
    return sources(work, shown, [_alone(*name, shared=shared) for name in records], (wording(), terms()))


def _alone(member: str, local_id: str, *, shared: bool) -> tuple[Work, Instance] | None:
    """Return what a record describes; None for one that has gone, or, if `shared`, may not be passed on any more."""
    stored = reading().record(member, local_id)
    if stored is None or stored.state != "live" or (shared and stored.restricted):
        return None
    try:
        return reading().described_by(stored)
    except RECORD_ERRORS:
        # Its page says what is wrong with it; the edition's page stands without it.
        return None


@blueprint.get("/instance/<id:instance_id>/sources.json")
def sources_of(instance_id: str) -> Response:
    """Send which record says what of an edition, of those that may be passed on."""
    settle("instance", instance_id)
    found = reading().shared_instance(instance_id)
    if found is None:
        shared_quads("instance", instance_id)
        raise NotFound
    where = place(found.work_iri, _base())
    work = reading().shared_work(where.id) if where is not None else None
    places = [(iri, where) for iri in found.records if (where := place(iri, _base())) is not None][:_RECORDS_SENT]
    rows = _sources(found, work, [(where.member, where.id) for _, where in places], shared=True)
    response = jsonify(sources_as_data(found.iri, rows, [iri for iri, _ in places]))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _withheld(shown: Instance) -> frozenset[tuple[str, str]]:
    """Return member and id of the edition's records that may not be passed on."""
    shared = reading().shared_instance(shown.id)
    kept = set(shown.records) - set(shared.records if shared is not None else ())
    places = (place(iri, _base()) for iri in kept)
    return frozenset((found.member, found.id) for found in places if found is not None)


@blueprint.get("/agent/<id:agent_id>")
def agent(agent_id: str) -> Response:
    """Show a person or an organisation, and its works."""
    data = _as_data("agent", agent_id)
    if data is not None:
        return data
    found = reading().agent(agent_id)
    if found is None:
        raise NotFound
    return _entity(agent_page(found, _reader(), _base()), "agent", wording().gettext("Person or organisation"))


@blueprint.get("/subject/<id:subject_id>")
def subject(subject_id: str) -> Response:
    """Show a subject and the works about it."""
    data = _as_data("subject", subject_id)
    if data is not None:
        return data
    found = reading().subject(subject_id)
    if found is None:
        raise NotFound
    return _entity(subject_page(found, _reader(), _base()), "subject", wording().gettext("Subject"))


@blueprint.get("/members")
def members() -> str:
    """Show all member libraries and their groups."""
    return render_template(
        "discovery/members.html",
        libraries=_cards(reading().members(), overviews().figures(reading())),
        groups=groups_by_kind(_groups()),
    )


@blueprint.get("/member/<code:name>")
def member(name: str) -> Response:
    """Show a library: its profile, figures, groups, latest deliveries, and what it has in common with others."""
    row, fmt = _party(reading().members(), name)
    if fmt is not None:
        quads = member_quads(row, reading().memberships(), _base())
        return data_response(quads, fmt, f"{request.script_root}/member/{row.code}.{fmt.extension}")
    alone, shared = overviews().overlap(reading(), row.code)
    found = Findings(
        figures=overviews().figures(reading(), [row.code]),
        newest=overviews().newest(reading(), row.code),
        loads=reading().loads(row.code),
        alone=alone,
        shared=shared,
        members=reading().members(),
    )
    page = library_page(row, found, _groups(row.code), _reader())
    return _page("discovery/member.html", page=page, search_query=_years_within(("member", row.code)))


@blueprint.get("/group/<code:name>")
def group(name: str) -> Response:
    """Show a group: its libraries and, in figures, what they hold together."""
    row, fmt = _party(reading().groups(), name)
    if fmt is not None:
        quads = group_quads(row, reading().memberships(), _base())
        return data_response(quads, fmt, f"{request.script_root}/group/{row.code}.{fmt.extension}")
    codes, within, reader = sorted(_codes_of(row)), ("group", row.code), _reader()
    # No library has an empty code: a group without members holds nothing.
    results = overviews().figures(reading(), codes or [""])
    return _page(
        "discovery/group.html",
        code=row.code,
        name=party_name(row, wording()),
        kind=group_kind(row, wording()),
        results=results,
        libraries=_cards(codes, results),
        kinds=shares("kind", results, (within,), {}, reader),
        shown_languages=shares("language", results, (within,), {}, reader),
        plot=decade_plot(decade_counts(results)),
        search_query=_years_within(within),
    )


def _party(parties: Mapping[str, P], name: str) -> tuple[P, Format | None]:
    """Return the member or group and the data format that is wanted, None for its page.

    A code may itself end like an extension, so the whole name is tried first.
    """
    if name in parties:
        return parties[name], format_wanted()
    code, _, extension = name.rpartition(".")
    if code not in parties:
        raise NotFound
    return parties[code], format_of_extension(extension)


def _path() -> str:
    return request.script_root + request.path


def _page(template: str, **values: object) -> Response:
    return make_response(render_template(template, path=_path(), **values))


def _as_data(kind: str, thing_id: str) -> Response | None:
    """Return the thing as data if `Accept` prefers that, None for its page."""
    settle(kind, thing_id)
    fmt = format_wanted()
    if fmt is None:
        return None
    return data_response(shared_quads(kind, thing_id), fmt, f"{_path()}.{fmt.extension}")


def _entity(page: EntityPage, kind: str, eyebrow: str) -> Response:
    """Show an agent or a subject with one page of the works that name it."""
    page = with_authorities(page, reading().authorities(kind, page.id), _base())
    ids = reading().works_naming(kind, page.id)
    size = site().settings.page_size
    pages = pages_of(len(ids), page=page_number(request.args), page_size=size, last_allowed=LAST_PAGE, pairs=_pairs())
    shown = ids[(pages.page - 1) * size : pages.page * size]
    works = [found for work_id in shown if (found := reading().work(work_id)) is not None]
    lines = [work_line(found, page.id if kind == "agent" else "", _reader()) for found in works]
    listed = {"works": lines, "works_found": len(ids), "pages": pages}
    sharing = reading().sharing(kind, page.id)
    return _page("discovery/entity.html", page=page, eyebrow=eyebrow, sharing=sharing, **listed)
