"""Views of what members hold together and alone: the page, its figures as files, last copies, what many hold."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request

from kg.catalogue.editions import Doubled
from kg.overlap import KINDS, Disciplines, Overlap, count
from kg.overlap.report import as_json, tsv_lines
from portal.i18n import later
from portal.overlap.figures import figures, keep_figures
from portal.overlap.presenter import overlap_page
from portal.reading import Reading
from portal.site import reading, site, terms, wording

__all__ = ["blueprint"]

blueprint = Blueprint("overlap", __name__)
keep_figures(blueprint)

_FILE_SECONDS = 300
_LONGEST = 40
_LEAST, _SHOWN, _MOST = 3, 20, 1000
_YEARS = (5, 10, 20)
_KIND_NAMES = {
    "discipline": later("Discipline"),
    "clc": later("Chinese Library Classification"),
    "ddc": later("Dewey Decimal Classification"),
    "lcc": later("Library of Congress Classification"),
    "language": later("Language"),
    "decade": later("Decade"),
}


@blueprint.get("/about/overlap")
def page() -> str:
    """Show the matrix and the table by class, of all members or a group's, of all editions or those of one class."""
    now = reading()
    kind, group, only = _asked(now)
    names = _names(now)
    found = overlap_page(_overlap(now, kind, group, only), names, lambda code: _label(kind, code))
    years, widely = _widely(now, _SHOWN)
    return render_template(
        "overlap/overlap.html",
        overlap=found,
        kind=kind,
        kinds=[(code, wording().gettext(name)) for code, name in _KIND_NAMES.items()],
        group=group,
        groups=[(code, _in_language(one.name, one.name_en)) for code, one in now.groups().items()],
        only=only,
        only_label=_label(kind, only) if only else "",
        years=years,
        least=_number("least", _LEAST, 1000),
        widely=[(one, _title(now, one), [(code, names.get(code, code)) for code in one.members]) for one in widely],
        chosen={key: value for key, value in (("by", kind), ("group", group), ("class", only)) if value},
    )


@blueprint.get("/about/overlap.tsv")
def tsv_file() -> Response:
    """Answer with the figures as a table: by class where a kind is asked for, else for each two members."""
    now = reading()
    kind, group, only = _asked(now, default="")
    return _table(tsv_lines(_overlap(now, kind, group, only), kind), "overlap.tsv")


@blueprint.get("/about/overlap.json")
def json_file() -> Response:
    """Answer with the figures as JSON."""
    now = reading()
    kind, group, only = _asked(now, default="")
    text = json.dumps(as_json(_overlap(now, kind, group, only), kind), ensure_ascii=False, indent=1)
    return _open_to_all(Response(text, content_type="application/json"))


@blueprint.get("/about/overlap/last-copies/<code:member>")
def last_copies(member: str) -> Response:
    """Answer with the editions that this member alone holds, as far as its records may be passed on."""
    code = member.removesuffix(".tsv")
    now = reading()
    if code not in now.members():
        abort(404)
    return _table(now.last_copies(code), f"last-copies-{code}.tsv")


@blueprint.get("/about/overlap/widely-held.tsv")
def widely_held() -> Response:
    """Answer with recent editions that many members hold."""
    base = site().settings.base_url
    rows = (
        f"{base}/instance/{one.instance}\t{base}/work/{one.work}\t{one.year}\t{one.holders}\t{' '.join(one.members)}\n"
        for one in _widely(reading(), _MOST)[1]
    )
    head = "edition\twork\tyear\tmembers with the edition\tmembers\n"
    return _table([head, *rows], "widely-held.tsv")


def _asked(now: Reading, default: str = "discipline") -> tuple[str, str, str]:
    """Return the kind, the group and the class asked for; answer 404 for a kind or a group that there is not."""
    kind = request.args.get("by", "") or default
    group = request.args.get("group", "")
    if (kind and kind not in KINDS) or (group and group not in now.groups()):
        abort(404)
    return kind, group, request.args.get("class", "")[:_LONGEST] if kind else ""


def _number(name: str, default: int, most: int) -> int:
    found = request.args.get(name, default, type=int)
    return found if 1 <= found <= most else default


def _overlap(now: Reading, kind: str, group: str, only: str) -> Overlap:
    members: Iterable[str] = now.members()
    if group:
        members = {one.member for one in now.memberships() if one.group == group}
    return count(figures().held(now, kind), members, kind, only)


def _widely(now: Reading, limit: int) -> tuple[int, list[Doubled]]:
    """Return recent editions that many hold and of which a record may be passed on, and of how many years.

    Unless a number of years is asked for it is the least of a few that has any.
    """
    least, this_year = _number("least", _LEAST, 1000), datetime.now(tz=UTC).year
    spans = (_number("years", _YEARS[0], 200),) if "years" in request.args else _YEARS
    for years in spans:
        found = now.widely_held(since=this_year - years + 1, least=least, limit=limit)
        shown = [one for one in found if one.members]
        if shown:
            return years, shown
    return spans[0], []


def _title(now: Reading, one: Doubled) -> str:
    found = now.shared_instance(one.instance)
    titles = [title for title in found.titles if title.main] if found is not None else []
    return titles[0].main[0].value if titles else one.instance


def _names(now: Reading) -> dict[str, str]:
    return {code: _in_language(member.name, member.name_en) for code, member in now.members().items()}


def _in_language(zh: str, en: str) -> str:
    return zh if wording().language.code == "zh" else en or zh


def _label(kind: str, code: str) -> str:
    """Return the name of a class in the reader's language."""
    if not code:
        return wording().gettext("Not said")
    if kind == "discipline":
        return _disciplines(site().settings.mappings).name(code, wording().language.code)
    if kind == "clc":
        return terms().code("clc" if len(code) == 1 else "clc_second", code)
    if kind == "decade":
        return wording().gettext("%(year)ss", year=code)
    return terms().code({"language": "languages"}.get(kind, kind), code)


@cache
def _disciplines(mappings: Path) -> Disciplines:
    return Disciplines.load(mappings / "disciplines.tsv")


def _table(lines: Iterable[str], name: str) -> Response:
    response = Response(lines, content_type="text/tab-separated-values; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _open_to_all(response)


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    response.cache_control.public = True
    response.cache_control.max_age = _FILE_SECONDS
    return response
