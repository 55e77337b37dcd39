"""Views: headings of works that an authority record may be about, and verdicts on them."""

import json
from http import HTTPStatus
from typing import NamedTuple

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import UsageError
from kg.pipeline.authority_acts import VERDICTS, Doubt, doubts, judge_link
from portal.i18n import later
from portal.site import reading
from portal.staff.arguments import PAGE_SIZE, page_number, pages_of, word
from portal.staff.inside import blueprint, desk, page

__all__: list[str] = []


class DoubtLine(NamedTuple):
    """A doubtful heading as the page lists it: the titles of its work, and the evidence by name."""

    doubt: Doubt
    titles: tuple[str, ...]
    evidence: tuple[str, ...]


@blueprint.get("/authorities")
def authorities() -> str:
    """List headings that wait for a verdict, the likeliest first."""
    mine, number = desk(), page_number(request.args)
    found = mine.catalogue.authority_table.count_doubtful(mine.scope)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "done"]
    rows = doubts(mine.catalogue, PAGE_SIZE, (number - 1) * PAGE_SIZE, member=mine.scope)
    return page(
        "authorities.html",
        lines=[_line(doubt) for doubt in rows],
        found=found,
        pages=pages_of(found, number, pairs),
        done=request.args.get("done") == "1",
    )


@blueprint.post("/authorities")
def judge_authority() -> AnyResponse:
    """Keep a verdict on a heading and an authority record, and lead back to the list."""
    verdict, record = word(request.form, "verdict"), word(request.form, "authority")
    if verdict not in VERDICTS or not (record.isascii() and record.isdigit() and len(record) < 15):
        raise UsageError(later("Choose what they are: the same, different, or unsure."))
    mine = desk()
    link = (word(request.form, "work"), word(request.form, "kind"), request.form.get("heading", ""), int(record))
    mine.catalogue.authority_table.need_doubtful(link, mine.scope)
    mine.act(lambda catalogue: judge_link(catalogue, link, verdict, mine.actor))
    return redirect(url_for("staff.authorities", done=1), HTTPStatus.SEE_OTHER)


def _line(doubt: Doubt) -> DoubtLine:
    found = reading().work(doubt.link.work)
    titles = [text.value for title in found.titles for text in title.main] if found is not None else []
    return DoubtLine(doubt, tuple(titles[:1]), tuple(json.loads(doubt.link.features)))
