"""Views: the review queue, any two records side by side with the reasons, verdicts on them."""

from http import HTTPStatus
from typing import Any

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kg.catalogue.reviews import ReviewFilter
from kg.errors import NotFoundError, UsageError
from kg.matching.judgements import VERDICTS
from kg.matching.weights import weights_in_force
from portal.i18n import later
from portal.site import terms, wording
from portal.staff.arguments import LONGEST_REASON, PAGE_SIZE, page_number, pages_of, word
from portal.staff.comparison import VETOES, compare, findings, title_of, year_of
from portal.staff.inside import NUMBER, blueprint, desk, page, reviews
from portal.staff.sentences import BANDS, REASONS

__all__: list[str] = []

_PAIR = f"/pairs/<{NUMBER}:one>/<{NUMBER}:other>"


@blueprint.get("/review")
def review() -> str:
    """List the pairs of records that wait for a verdict, those that most should be looked at first."""
    wanted, mine = _read_filter(request.args), reviews()
    number, found = page_number(request.args), mine.count(wanted)
    return page(
        "review.html",
        lines=mine.queue(wanted, limit=PAGE_SIZE, skip=(number - 1) * PAGE_SIZE),
        found=found,
        pages=pages_of(found, number, [pair for pair in request.args.items(multi=True) if pair[0] != "done"]),
        chosen=wanted,
        arguments=_arguments(wanted),
        done=_done(request.args),
        members=[(member.code, member.code) for member in desk().members()],
        title_of=title_of,
        year_of=year_of,
    )


@blueprint.get("/why")
def why() -> AnyResponse | str:
    """Lead to the page of two records that are named as member/local id, or ask for them."""
    one, other = word(request.args, "one"), word(request.args, "other")
    problem = ""
    if one and other:
        try:
            numbers = reviews().numbers(one, other)
            reviews().pair(*numbers)
        except (NotFoundError, UsageError) as error:
            problem = str(error)
        else:
            where = url_for("staff.pair", one=numbers[0], other=numbers[1])
            return redirect(where, HTTPStatus.SEE_OTHER)
    return page("why.html", one=one, other=other, problem=problem)


@blueprint.get(_PAIR)
def pair(one: int, other: int) -> str:
    """Show two records side by side, what the matcher found, why they stand as they do, and ask what they are."""
    view = reviews().pair(one, other)
    wanted = _read_filter(request.args)
    return page(
        "pair.html",
        view=view,
        why=view.why,
        rows=compare(view.records, wording(), terms()),
        found=findings(view.why.evidence, wording()),
        prior=weights_in_force().prior,
        vetoes=VETOES,
        bands=BANDS,
        reasons=REASONS,
        arguments=_arguments(wanted),
        waiting=reviews().count(wanted),
        done=_done(request.args),
        title_of=title_of,
        year_of=year_of,
    )


@blueprint.post(_PAIR)
def judge(one: int, other: int) -> AnyResponse:
    """Keep a verdict on two records, act on it, and lead to the next pair of the queue."""
    verdict = word(request.form, "verdict")
    if verdict not in VERDICTS:
        raise UsageError(later("Choose what they are: the same, different, or unsure."))
    reason = " ".join(request.form.get("reason", "").split())
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise UsageError(f"A reason has at most {LONGEST_REASON} characters.")
    wanted, mine = _read_filter(request.form), reviews()
    following = mine.next(wanted, after=(min(one, other), max(one, other)))
    made = mine.judge(one, other, verdict, reason)
    if following is None:
        return redirect(url_for("staff.review", done=made.n, **_arguments(wanted)), HTTPStatus.SEE_OTHER)
    where = url_for("staff.pair", one=following.a, other=following.b, done=made.n, **_arguments(wanted))
    return redirect(where, HTTPStatus.SEE_OTHER)


def _read_filter(args: MultiDict[str, str]) -> ReviewFilter:
    joined, kind = args.get("joined", ""), args.get("kind", "")
    return ReviewFilter(
        member=word(args, "member"),
        kind=kind if kind in {"pair", "duplicate"} else "",
        joined=joined if joined in {"yes", "no"} else "",
        aside=args.get("aside") == "1",
    )


def _done(args: MultiDict[str, str]) -> int:
    """Return the number of the verdict that was just given, 0 for none."""
    text = args.get("done", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _arguments(wanted: ReviewFilter) -> dict[str, Any]:
    """Return the filter as arguments of an address; texts, of whatever type the maker of addresses wants."""
    found = {"member": wanted.member, "kind": wanted.kind, "joined": wanted.joined, "aside": "1" * wanted.aside}
    return {name: value for name, value in found.items() if value}
