"""The page that asks members' systems whether an edition can be had, and the line by which other pages lead to it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from flask import Blueprint, Response, current_app, make_response, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import NotFound

from portal.availability.desk import Desk
from portal.availability.presenter import Brief, brief, holders, silent_members
from portal.representation import settle
from portal.site import Site, reading, wording

__all__ = ["blueprint"]

blueprint = Blueprint("availability", __name__)

_KEY = "lianmu-availability"


class Line(NamedTuple):
    """What an edition's own page says: that it can be asked, and what was answered a moment ago."""

    briefs: tuple[Brief, ...]


def _prepare(state: BlueprintSetupState) -> None:
    site = cast("Site", state.app.extensions["lianmu"])
    state.app.extensions[_KEY] = Desk.of(site.settings)


# For every application that registers the blueprint.
blueprint.record(_prepare)


@blueprint.get("/instance/<id:instance_id>/availability")
def page(instance_id: str) -> Response:
    """Ask the systems of all members that hold the edition, together and for a short time, and show what they say."""
    settle("instance", instance_id)
    found = reading().instance(instance_id)
    if found is None:
        raise NotFound
    answers = _desk().ask(found)
    members = reading().members()
    rows = holders(answers, members, wording())
    titles = [text.value for title in found.titles[:1] for text in title.main[:1]]
    response = make_response(
        render_template(
            "availability/availability.html",
            id=instance_id,
            title=titles[0] if titles else "",
            holders=rows,
            has_call_numbers=any(item.call_number for holder in rows for item in holder.items),
            others=silent_members(found.members, answers, members, wording()),
        )
    )
    # What was true a moment ago is not worth finding.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.app_context_processor
def _for_every_page() -> dict[str, Callable[[str, Iterable[str]], Line | None]]:
    return {"availability_line": _line}


def _line(instance_id: str, codes: Iterable[str]) -> Line | None:
    """Return what the edition's page says of its availability, None where no member's system can be asked."""
    if not _desk().asks_any(codes):
        return None
    return Line(brief(_desk().remembered(instance_id), reading().members(), wording()))


def _desk() -> Desk:
    return cast("Desk", current_app.extensions[_KEY])
