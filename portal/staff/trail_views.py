"""Views: the audit trail, one line of it, which is what an act leads to, and the trail as a table."""

import json

from flask import Response, request

from kg.catalogue import AuditRow
from portal.staff.arguments import PAGE_SIZE, page_number, pages_of, read_audit_filter
from portal.staff.inside import NUMBER, blueprint, desk, page
from portal.staff.sheets import csv_answer

__all__: list[str] = []

_COLUMNS = ("line", "at", "who", "action", "what", "event", "from", "detail")


@blueprint.get("/audit")
def trail() -> str:
    """List who did what, the latest first."""
    wanted, number, mine = read_audit_filter(request.args), page_number(request.args), desk()
    pairs = list(request.args.items(multi=True))
    return page(
        "trail.html",
        lines=mine.trail(wanted, limit=PAGE_SIZE, skip=(number - 1) * PAGE_SIZE),
        pages=pages_of(mine.trail_count(wanted), number, pairs),
        chosen=wanted,
        arguments={key: value for key, value in pairs if key != "page"},
    )


@blueprint.get(f"/audit/<{NUMBER}:number>")
def act(number: int) -> str:
    """Show what was done, and what follows from it."""
    mine = desk()
    line = mine.trail_line(number)
    kind, _, id_ = line.what.partition(" ")
    return page("act.html", line=line, kind=kind, id=id_, is_published=mine.is_published(line.event))


@blueprint.get("/audit.csv")
def trail_as_csv() -> Response:
    """Send the trail as a table."""
    rows = map(_cells, desk().every_line(read_audit_filter(request.args)))
    return csv_answer("audit.csv", _COLUMNS, rows)


def _cells(row: AuditRow) -> tuple[object, ...]:
    detail = json.dumps(dict(row.detail), ensure_ascii=False, sort_keys=True)
    return row.n, row.at, row.who, row.action, row.what, row.event, row.client, detail
