"""Views: what a member gets back, as figures and as files, each bounded to the member."""

from flask import Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue import Member
from kg.overlap import STATEMENTS
from kg.pipeline.coverage import kept_coverage
from kg.pipeline.feedback import FIELDS, TABLES, Linker, Wish, kinds_of, linked_records, table_lines
from portal.site import site
from portal.staff.feedback_desk import FeedbackDesk
from portal.staff.inside import blueprint, desk, page

__all__: list[str] = []

_SHOWN = 20
_PLACES = 10


@blueprint.get("/feedback")
def feedback() -> str | AnyResponse:
    """List the members that this person may see; lead to the only one."""
    members = desk().members()
    if len(members) == 1:
        return redirect(url_for("staff.feedback_of", member=members[0].code))
    return page("feedback_members.html", members=members)


@blueprint.get("/feedback/<member>")
def feedback_of(member: str) -> str:
    """Show what one member gets back."""
    found = _member(member)
    mine = FeedbackDesk(desk().catalogue, found.code)
    coverage = [one for one in kept_coverage(site().settings.catalogue) if one.member == found.code]
    return page(
        "feedback.html",
        member=found,
        field=FIELDS.get(found.format, ""),
        kinds=kinds_of(desk().catalogue, found.code),
        placed=mine.placed(),
        lacking=[(kind, *mine.lacking().get(kind, (0, 0))) for kind in STATEMENTS],
        statements=STATEMENTS,
        wanting=mine.wanting(_SHOWN),
        duplicates=mine.duplicates(_SHOWN),
        coverage=[(one, one.places[:_PLACES]) for one in coverage],
    )


@blueprint.get("/feedback/<member>/<name>.tsv")
def feedback_table(member: str, name: str) -> Response:
    """Send one of the tables."""
    found = _member(member)
    if name not in TABLES:
        abort(404)
    settings = site().settings
    wish = Wish(desk().catalogue, found.code, settings.base_url, settings.mappings, settings.crosswalk_profile)
    return _file(
        Response(table_lines(name, wish), content_type="text/tab-separated-values; charset=utf-8"),
        f"{found.code}-{name}.tsv",
    )


@blueprint.get("/feedback/<member>/records/<name>")
def feedback_records(member: str, name: str) -> Response:
    """Send the member's records of one format and character set, with the links in them."""
    found = _member(member)
    catalogue = desk().catalogue
    kind = next((kind for kind in kinds_of(catalogue, found.code) if kind.name == name), None)
    if kind is None:
        abort(404)
    records = linked_records(catalogue, found.code, kind, Linker(site().settings.base_url))
    return _file(Response(records, content_type=kind.media_type), f"{found.code}-{name}")


def _member(code: str) -> Member:
    """Return the member if this person may see it; for every other answer 404, as for one that there is not."""
    found = next((one for one in desk().members() if one.code.casefold() == code.casefold()), None)
    if found is None:
        abort(404)
    return found


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
