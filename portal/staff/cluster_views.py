"""Views: works and editions looked up, compared, merged and split; merges and judgements taken back."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import ConflictError, UsageError
from kg.matching.weights import weights_in_force
from kg.search.query import Query
from portal.i18n import later
from portal.reading import NothingPublishedError
from portal.site import reading, terms, wording
from portal.staff.arguments import LONGEST, reason_of, word
from portal.staff.cluster_desk import ClusterDesk, ClusterLine, ClusterView, RecordView
from portal.staff.comparison import VETOES, compare, findings, title_of, year_of
from portal.staff.inside import NUMBER, blueprint, clusters, page, session

__all__: list[str] = []

_FOUND = 20
_MOST_PARTS = 200
_KINDS = "<any(work, instance):kind>"


@blueprint.get("/clusters")
def look_up() -> AnyResponse | str:
    """Lead to the work or edition that is named, or list those that a search finds."""
    text = word(request.args, "q")[:LONGEST]
    mine = clusters()
    named = mine.find(text) if text else None
    if named is not None:
        return redirect(url_for("staff.cluster", kind=named.kind, id_=named.id), HTTPStatus.SEE_OTHER)
    found = _search(mine, text) if text else []
    return page("look_up.html", text=text, found=found, title_of=title_of, year_of=year_of)


def _search(mine: ClusterDesk, text: str) -> list[ClusterLine]:
    """Return the editions that the readers' search finds, among those that this person may see."""
    scope = session().staff.member
    filters = {"member": (scope,)} if scope else {}
    try:
        results = reading().search(Query(text=text, filters=filters, page_size=_FOUND))
    except (NothingPublishedError, UsageError):
        return []
    ids = dict.fromkeys(hit.id for work in results.works for hit in work.editions)
    return mine.lines("instance", list(ids)[:_FOUND])


@blueprint.get(f"/clusters/{_KINDS}/<id:id_>")
def cluster(kind: str, id_: str) -> str:
    """Show a work or an edition: its records side by side, why they stand together, what may be done."""
    return page("cluster.html", **_shown(clusters().view(kind, id_)))


@blueprint.get(f"/clusters/{_KINDS}/<id:id_>/merge")
def ask_to_merge(kind: str, id_: str) -> str:
    """Show two works or editions side by side and ask whether they are one."""
    mine = clusters()
    one, other = mine.view(kind, id_), _other(mine, kind, id_)
    both = [*one.records, *other.records]
    found = mine.between(one, other) if kind == "instance" else []
    return page(
        "merge.html",
        **_shown(one),
        other=other,
        both=both,
        both_names=_names(both),
        both_rows=compare(both, wording(), terms()),
        between=[(entry, findings(entry, wording())) for entry in found],
    )


def _other(mine: ClusterDesk, kind: str, id_: str) -> ClusterView:
    """Return what the address names to be merged with: by id, address, or one of its records."""
    named = word(request.args, "with")
    found = mine.find(named) if named else None
    if found is None:
        raise UsageError(later("Name the other one by its id, its address, or one of its records (member/local id)."))
    if found.kind != kind:
        msg = f"'{named}' is {'a work' if found.kind == 'work' else 'an edition'}: name one of the same kind."
        raise ConflictError(msg)
    if found.id == id_:
        raise ConflictError(f"'{named}' is the same: name another one.")
    if found.state != "live" or mine.need(kind, id_).state != "live":
        raise ConflictError(later("Only what is live can be merged: name what it became."))
    return mine.view(kind, found.id)


@blueprint.post(f"/clusters/{_KINDS}/<id:id_>/merge")
def merge(kind: str, id_: str) -> AnyResponse:
    """Make two works or editions one."""
    reason = reason_of(request.form)
    return _done(clusters().merge(kind, (id_, word(request.form, "with")), reason))


@blueprint.get(f"/clusters/{_KINDS}/<id:id_>/split")
def ask_to_split(kind: str, id_: str) -> str:
    """Show what would leave and what would stay, and ask whether it is so."""
    parts = _parts(request.args.getlist("part"))
    view = clusters().view(kind, id_)
    names = _part_names(view)
    if not set(parts) <= set(names) or not 0 < len(parts) < (len(view.editions) or view.line.records):
        raise UsageError(later("Choose some, but not all, of what stands here."))
    return page("split.html", **_shown(view), parts_chosen=parts, part_names=names)


@blueprint.post(f"/clusters/{_KINDS}/<id:id_>/split")
def split(kind: str, id_: str) -> AnyResponse:
    """Take parts out of a work or an edition."""
    reason = reason_of(request.form)
    return _done(clusters().split(kind, id_, _parts(request.form.getlist("part")), reason))


@blueprint.get(f"/merges/<{NUMBER}:number>/undo")
def ask_to_unmerge(number: int) -> str:
    """Say what taking back a merge does."""
    mine = clusters()
    made = mine.made(number)
    return page("unmerge.html", merge=made, line=mine.line(mine.need(made.kind, made.kept)), title_of=title_of)


@blueprint.post(f"/merges/<{NUMBER}:number>/undo")
def unmerge(number: int) -> AnyResponse:
    """Take back a merge."""
    return _done(clusters().unmerge(number, reason_of(request.form)))


@blueprint.get(f"/judgements/{_KINDS}/<{NUMBER}:one>/<{NUMBER}:other>/undo")
def ask_to_take_back(kind: str, one: int, other: int) -> str:
    """Say what taking back a judgement does."""
    return page("take_back.html", kind=kind, judged=clusters().judged(kind, one, other))


@blueprint.post(f"/judgements/{_KINDS}/<{NUMBER}:one>/<{NUMBER}:other>/undo")
def take_back(kind: str, one: int, other: int) -> AnyResponse:
    """Take back what a person said of a pair."""
    return _done(clusters().take_back(kind, (one, other), reason_of(request.form)))


def _shown(view: ClusterView) -> dict[str, object]:
    """Return what the templates of a work or an edition need."""
    return {
        "view": view,
        "line": view.line,
        "rows": compare(view.records, wording(), terms()),
        "evidence": [(entry, findings(entry, wording())) for entry in view.evidence],
        "vetoes": VETOES,
        "enough": f"{weights_in_force().bands.join:g}",
        "title_of": title_of,
        "year_of": year_of,
        "names": _names(view.records),
    }


def _names(records: Iterable[RecordView]) -> dict[int, str]:
    return {entry.stored.n: _record_name(entry.stored.member, entry.stored.local_id) for entry in records}


def _part_names(view: ClusterView) -> dict[str, str]:
    """Return what may be taken out, by the name that the form gives it, with its title."""
    if view.line.cluster.kind == "work":
        editions = ((line.cluster.id, line.record) for line in view.editions)
        return {id_: title_of(record) if record else id_ for id_, record in editions}
    return {_record_name(entry.stored.member, entry.stored.local_id): title_of(entry) for entry in view.records}


def _record_name(member: str, local_id: str) -> str:
    return f"{member}/{local_id}"


def _parts(parts: list[str]) -> list[str]:
    kept = list(dict.fromkeys(parts))
    if len(kept) > _MOST_PARTS:
        raise UsageError(f"At most {_MOST_PARTS} can be taken out at once.")
    return kept


def _done(number: int) -> AnyResponse:
    return redirect(url_for("staff.act", number=number), HTTPStatus.SEE_OTHER)
