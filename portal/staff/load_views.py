"""Views: loads, their undo, and problems."""

from http import HTTPStatus

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue.oversight import ProblemFilter, ProblemLine
from portal.staff.arguments import (
    PAGE_SIZE,
    STATES,
    page_number,
    pages_of,
    read_problem_filter,
    reason_of,
    word,
)
from portal.staff.desk import MOST_UNDONE, Desk
from portal.staff.inside import NUMBER, blueprint, desk, page
from portal.staff.rawbytes import SHOWN_BYTES, hex_lines, visible_text
from portal.staff.sheets import csv_answer

__all__: list[str] = []

_EXAMPLES = 3
_COLUMNS = ("problem", "load", "member", "severity", "reason", "message", "file", "offset", "record", "local id")


@blueprint.get("/loads")
def loads() -> str:
    """List the loads, of a member or in a state where that is asked."""
    chosen = {"member": word(request.args, "member"), "state": word(request.args, "state")}
    number, mine = page_number(request.args), desk()
    return page(
        "loads.html",
        loads=mine.loads(**chosen, limit=PAGE_SIZE, skip=(number - 1) * PAGE_SIZE),
        pages=pages_of(mine.load_count(**chosen), number, request.args.items(multi=True)),
        members=_members(mine),
        states=STATES,
        chosen=chosen,
    )


@blueprint.get(f"/loads/<{NUMBER}:number>")
def load(number: int) -> str:
    """Show one load: how it went, and its problems by their reason with a few of each."""
    mine = desk()
    found = mine.load(number)
    counts = mine.problem_counts(ProblemFilter(load=number))
    examples = [
        mine.problems(ProblemFilter(load=number, reason=entry.reason, severity=entry.severity), limit=_EXAMPLES)
        for entry in counts
    ]
    return page("load.html", load=found.row, who=found.who, problems=list(zip(counts, examples, strict=True)))


@blueprint.get(f"/loads/<{NUMBER}:number>/undo")
def ask_to_undo(number: int) -> str:
    """Say what undoing a load would do."""
    mine = desk()
    undoing = mine.undoing(number)
    return page("undo_load.html", load=mine.load(number).row, undoing=undoing, most=MOST_UNDONE)


@blueprint.post(f"/loads/<{NUMBER}:number>/undo")
def undo(number: int) -> AnyResponse:
    """Undo a load."""
    return redirect(url_for("staff.act", number=desk().undo(number, reason_of(request.form))), HTTPStatus.SEE_OTHER)


@blueprint.get("/problems")
def problems() -> str:
    """List problems across loads, of a member, a load, a reason or a severity where that is asked."""
    wanted, number, mine = read_problem_filter(request.args), page_number(request.args), desk()
    counts = mine.problem_counts(wanted)
    pairs = list(request.args.items(multi=True))
    return page(
        "problems.html",
        problems=mine.problems(wanted, limit=PAGE_SIZE, skip=(number - 1) * PAGE_SIZE),
        pages=pages_of(sum(entry.count for entry in counts), number, pairs),
        counts=counts,
        members=_members(mine),
        chosen=wanted,
        arguments={key: value for key, value in pairs if key != "page"},
    )


def _members(mine: Desk) -> list[tuple[str, str]]:
    return [(member.code, f"{member.code} {member.name}") for member in mine.members()]


@blueprint.get("/problems.csv")
def problems_as_csv() -> Response:
    """Send the problems asked for as a table."""
    rows = map(_cells, desk().every_problem(read_problem_filter(request.args)))
    return csv_answer("problems.csv", _COLUMNS, rows)


def _cells(line: ProblemLine) -> tuple[object, ...]:
    place = (line.file, line.offset, line.number, line.local_id)
    return (line.n, line.load, line.member, line.severity, line.reason, line.message, *place)


@blueprint.get(f"/problems/<{NUMBER}:number>")
def problem(number: int) -> str:
    """Show one problem, with its bytes as text and in hexadecimal."""
    line, raw = desk().problem(number)
    return page(
        "problem.html",
        problem=line,
        size=len(raw),
        shown=SHOWN_BYTES,
        text=visible_text(raw),
        hexadecimal=hex_lines(raw),
    )


@blueprint.get(f"/problems/<{NUMBER}:number>/bytes")
def problem_bytes(number: int) -> Response:
    """Send the bytes of a problem, as a file that nothing opens."""
    _, raw = desk().problem(number)
    response = Response(raw, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="problem-{number}.bin"'
    return response
