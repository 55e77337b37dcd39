"""Views of the rules: the formats, one of them, its blocks, shapes, tables and differences, and all of it as data."""

import json
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from kg.pipeline.coverage import MemberCoverage, kept_coverage
from portal.mapping.data import as_json, as_tsv
from portal.mapping.presenter import figures_of, laid_out, pages_of, place_of, rows_of_coverage
from portal.mapping.rulebook import Chapter, Rulebook
from portal.reading import NothingPublishedError
from portal.site import reading, site, wording

__all__ = ["blueprint"]

blueprint = Blueprint("mapping", __name__)

_KEY = "lianmu.mapping"
_LONGEST_TAG = 40
_FILE_SECONDS = 300


def _make(state: BlueprintSetupState) -> None:
    state.app.extensions[_KEY] = Rulebook(state.app.extensions["lianmu"].settings.mappings)


blueprint.record(_make)


@blueprint.get("/about/mapping")
def formats() -> str:
    """Show the formats that the catalogue has rules for."""
    counted = _counted()
    rows = []
    for name in _rulebook().names():
        chapter = _chapter(name)
        of_format = [one for one in counted if one.format == name]
        mapped, without = (sum(getattr(one, part) for one in of_format) for part in ("mapped", "without_rule"))
        share = mapped / (mapped + without) if mapped + without else None
        rows.append((chapter.listing, figures_of(chapter.listing), share, len(of_format)))
    return render_template("mapping/formats.html", rows=rows)


@blueprint.get("/about/mapping/<id:name>")
def format_(name: str) -> str:
    """Show a format's blocks and fields or, with `?tag=`, all that is said of one field."""
    chapter = _chapter(name)
    tag = request.args.get("tag", "").strip()[:_LONGEST_TAG]
    if tag:
        found = chapter.listing.for_tag(tag.upper() if tag[:1].isdigit() else tag)
        return _rendered("field.html", chapter, tag=tag, field=found)
    coverage = rows_of_coverage(_counted(), name, _labels())
    return _rendered("format.html", chapter, figures=figures_of(chapter.listing), coverage=coverage)


@blueprint.get("/about/mapping/<id:name>/<id:part>")
def part(name: str, part: str) -> str:
    """Show a block, or the shapes, the tables, what is left out, the differences."""
    chapter = _chapter(name)
    if part in {"shapes", "tables", "left-out"}:
        return _rendered(f"{part.replace('-', '_')}.html", chapter)
    if part == "differences" and chapter.differences:
        return _rendered("differences.html", chapter, parts=chapter.differences)
    block = next((one for one in chapter.listing.blocks if one.id == part), None)
    if block is None:
        abort(404)
    pages = pages_of(block)
    number = request.args.get("page", 1, type=int)
    if not 1 <= number <= len(pages):
        abort(404)
    return _rendered("block.html", chapter, block=block, fields=pages[number - 1], page=number, last=len(pages))


@blueprint.get("/about/mapping/<id:name>/rule/<id:rule>")
def rule(name: str, rule: str) -> AnyResponse:
    """Lead to where a rule is printed: this address stays when blocks are cut otherwise."""
    found = place_of(_chapter(name).listing, rule)
    if found is None:
        abort(404)
    block, number = found
    # A value of None is left out of the address.
    return redirect(url_for("mapping.part", name=name, part=block, page=number if number > 1 else None, _anchor=rule))


@blueprint.get("/about/mapping/<id:name>.json")
def json_file(name: str) -> Response:
    """Answer with everything that the pages of a format print."""
    text = json.dumps(as_json(_chapter(name), _counted()), ensure_ascii=False, indent=1)
    return _open_to_all(Response(text, content_type="application/json"))


@blueprint.get("/about/mapping/<id:name>.tsv")
def tsv_file(name: str) -> Response:
    """Answer with the rules as a table."""
    text = as_tsv(_chapter(name).listing)
    return _open_to_all(Response(text, content_type="text/tab-separated-values; charset=utf-8"))


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = _FILE_SECONDS
    return response


def _rendered(template: str, chapter: Chapter, **values: Any) -> str:
    listing = chapter.listing
    return render_template(
        f"mapping/{template}",
        listing=listing,
        has_differences=bool(chapter.differences),
        label_of=_label_of,
        laid_out=laid_out,
        **values,
    )


def _rulebook() -> Rulebook:
    return cast("Rulebook", current_app.extensions[_KEY])


def _chapter(name: str) -> Chapter:
    found = _rulebook().chapter(name)
    if found is None:
        abort(404)
    return found


def _label_of(name: str) -> str:
    found = _rulebook().chapter(name)
    return found.listing.label if found is not None else name


def _counted() -> tuple[MemberCoverage, ...]:
    return kept_coverage(site().settings.catalogue)


def _labels() -> dict[str, str]:
    """Return the members' names in the reader's language, none while nothing is published."""
    try:
        members = reading().members()
    except NothingPublishedError:
        return {}
    is_chinese = wording().language.code == "zh"
    return {code: member.name if is_chinese else member.name_en or member.name for code, member in members.items()}
