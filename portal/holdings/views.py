"""Views of an edition's holdings: the union statement with a question, and the gaps as a file."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import NotFound

from kg.holdings import Question
from kg.holdings.union import completion_lines
from portal.holdings.presenter import Library, holdings_page
from portal.reading import Sharing
from portal.site import reading, wording
from portal.urls import safe_href

__all__ = ["blueprint"]

blueprint = Blueprint("holdings", __name__)

_FIELDS = ("volume", "issue", "year", "number")
_LONGEST = 6
_FILE_SECONDS = 300


@blueprint.get("/instance/<id:instance_id>/holdings")
def page(instance_id: str) -> Response:
    """Show what each library has of an edition and, with `volume`, `issue`, `year` or `number`, who has that."""
    found = reading().instance(instance_id)
    if found is None:
        raise NotFound
    now = datetime.now(UTC).date()
    asked = {name: _number(name) for name in _FIELDS}
    question = Question(asked["volume"], asked["issue"], asked["year"], asked["number"])
    in_english = wording().language.code == "en"
    libraries = {
        code: Library(one.name_en if in_english and one.name_en else one.name, safe_href(one.catalogue_url))
        for code, one in reading().members().items()
    }
    shown = holdings_page(reading().places(instance_id), question, libraries, wording().gettext, now)
    title = next((text.value for one in found.titles for text in one.main), "")
    return make_response(
        render_template(
            "holdings/holdings.html",
            page=shown,
            id=instance_id,
            title=title,
            asked=asked,
            is_asked=not question.is_empty,
        )
    )


@blueprint.get("/instance/<id:instance_id>/gaps.tsv")
def gaps(instance_id: str) -> Response:
    """Give the gaps and who can fill them as tab-separated values, of what may be passed on."""
    if reading().instance(instance_id) is None or reading().sharing("instance", instance_id) is Sharing.NOTHING:
        raise NotFound
    lines = completion_lines(reading().places(instance_id, shared=True), datetime.now(UTC).date())
    response = Response("".join(f"{line}\n" for line in lines), content_type="text/tab-separated-values; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="gaps-{instance_id}.tsv"'
    response.headers["Cache-Control"] = f"public, max-age={_FILE_SECONDS}"
    return response


def _number(name: str) -> int | None:
    """Return a number of the address; what is none is not asked."""
    text = request.args.get(name, "").strip()[:_LONGEST]
    return int(text) if text.isdecimal() else None
