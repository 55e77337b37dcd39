"""The one address of the endpoint: queries by GET and POST, a page for browsers, a description for programs."""

from typing import NamedTuple, cast

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import unquote_etag
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import FileWrapper

from kg.sparql import Answer, AnswerFormat, Look, QueryError, format_named, formats_of, look_at
from portal.clients import client_of
from portal.negotiation import HTML, choose
from portal.representation import content_type
from portal.site import Site, site
from portal.sparql.description import describe
from portal.sparql.endpoint import BudgetError, attach, endpoint
from portal.sparql.page import Page, permalink, results_of
from portal.sparql.problems import Problem, problem_of, problem_response, wants_page
from portal.sparql.protocol import Asked, RequestError, read_request

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

_METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]
_ALLOWED = "GET, HEAD, POST, OPTIONS"
_PAGE_ROWS = 200
_PAGE_STATEMENTS = 500
_CACHE_SECONDS = 60
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": _ALLOWED,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Disposition",
    "Access-Control-Max-Age": "86400",
}
_ENDPOINT = "/sparql"


@blueprint.record_once
def _attach(state: BlueprintSetupState) -> None:
    app = cast("Flask", state.app)
    found: Site = app.extensions["lianmu"]
    attach(app, found.settings)


@blueprint.app_context_processor
def _menu() -> dict[str, bool]:
    return {"has_sparql": site().settings.sparql_enabled}


class _Run(NamedTuple):
    """A query on its way: what was asked, what was seen in it, and the format of its answer, None for a page."""

    asked: Asked
    look: Look
    format: AnswerFormat | None


@blueprint.route(_ENDPOINT, methods=_METHODS, provide_automatic_options=False)
def query() -> AnyResponse:
    """Answer a query, or show the page or the description where there is none."""
    if not site().settings.sparql_enabled:
        abort(404)
    if request.method == "OPTIONS":
        return _open_to_all(Response(status=204, headers={"Allow": _ALLOWED}))
    asked: Asked | None = None
    client = client_of(request)
    try:
        if request.query_string or request.method == "POST":
            endpoint().admit(client)
        asked = read_request(request)
        return _open_to_all(_answer(asked))
    except (QueryError, RequestError) as error:
        if not isinstance(error, BudgetError):
            endpoint().refused(client)
        wait = error.wait if isinstance(error, BudgetError) else 0.0
        return _open_to_all(_tell(problem_of(error, wait=wait), asked))
    except RequestEntityTooLarge:
        endpoint().refused(client)
        return _open_to_all(_tell(problem_of(QueryError("length", "The request is too long.")), asked))


def _answer(asked: Asked) -> AnyResponse:
    if asked.query is None:
        if request.method == "POST":
            raise QueryError("empty", "There is no query: give one as the parameter `query`.")
        return _welcome()
    look = look_at(asked.query, endpoint().limits)
    link = permalink(asked)
    if request.method == "POST" and "page" in request.args and link:
        # The form sends long queries, too; a short one gets an address that can be kept and passed on.
        return redirect(request.script_root + link, code=303)
    run = _Run(asked, look, _format_for(asked.format, look))
    return _page(run) if run.format is None else _data(run, run.format)


def _welcome() -> Response:
    """Return the description for a client that accepts RDF, the page for others."""
    offers = {fmt.media_type: fmt for fmt in site().formats}
    chosen = choose(request.headers.get("Accept", ""), [*offers, HTML])
    if chosen is None:
        raise RequestError("format", "The description of this endpoint is offered as HTML and as RDF.")
    if chosen == HTML:
        return Response(_render(Page.of(site(), example=request.args.get("example", ""))), mimetype=HTML)
    settings = site().settings
    quads = describe(settings.base_url, settings.portal_name, settings.portal_name_en)
    response = Response(offers[chosen].write(quads), content_type=content_type(chosen))
    return _keep(response)


def _format_for(name: str, look: Look) -> AnswerFormat | None:
    """Return the format of the answer, None for a page; raise RequestError where none will do."""
    if name.strip().lower() in {"html", HTML}:
        return None
    if name:
        found = format_named(name, look.kind)
        if found is None:
            known = ", ".join(fmt.name for fmt in formats_of(look.kind))
            raise RequestError("format", f"There is no such format for this query; there are html, {known}.")
        return found
    offers = {media_type: fmt for fmt in reversed(formats_of(look.kind)) for media_type in fmt.media_types}
    chosen = choose(request.headers.get("Accept", ""), [*reversed(offers), HTML])
    if chosen is None:
        known = ", ".join(fmt.media_type for fmt in formats_of(look.kind))
        raise RequestError("format", f"Answers to this query are offered as {known}.")
    return offers.get(chosen)


def _data(run: _Run, wanted: AnswerFormat) -> Response:
    is_kept = request.method != "POST" and run.look.is_repeatable
    tag = endpoint().tag(run.asked, wanted, endpoint().pool.generation())
    if is_kept and tag in {unquote_etag(part)[0] for part in request.if_none_match.as_set(include_weak=True)}:
        response = Response(status=304)
    else:
        answer = endpoint().ask(run.asked, run.look, wanted, client_of(request))
        # Of the generation that answered: while a new one comes, it may still be the one before.
        tag = endpoint().tag(run.asked, wanted, answer.generation) if run.look.is_repeatable else answer.digest[:32]
        response = _file(answer, wanted)
    response.set_etag(tag, weak=True)
    response.vary.add("Accept")
    if is_kept:
        return _keep(response)
    response.cache_control.no_cache = True
    return response


def _file(answer: Answer, wanted: AnswerFormat) -> Response:
    response = Response(FileWrapper(answer.body, 64 * 1024), direct_passthrough=True)
    response.content_type = content_type(wanted.media_type)
    response.content_length = answer.size
    response.headers["Content-Disposition"] = f'inline; filename="query.{wanted.extension}"'
    # A HEAD request is answered without the body being read, and it must be closed all the same.
    response.call_on_close(answer.body.close)
    return response


def _page(run: _Run) -> Response:
    kind = run.look.kind or "rows"
    wanted, rows = formats_of(kind)[0], _PAGE_ROWS if kind == "rows" else _PAGE_STATEMENTS
    answer = endpoint().ask(run.asked, run.look, wanted, client_of(request), rows)
    with answer.body as body:
        results = results_of(answer, body.read(), site().settings.base_url, request.script_root)
    page = Page.of(site(), asked=run.asked, results=results, kind=kind)
    return Response(_render(page), mimetype=HTML)


def _tell(problem: Problem, asked: Asked | None) -> Response:
    accept = request.headers.get("Accept", "")
    page = ""
    if wants_page(accept):
        page = _render(Page.of(site(), asked=asked, problem=problem, limits=endpoint().named_limits()))
    response = problem_response(problem, accept, page)
    response.vary.add("Accept")
    return response


def _render(page: Page) -> str:
    return render_template("sparql/page.html", page=page, limits=endpoint().named_limits(), here=page.here)


def _keep(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = _CACHE_SECONDS
    response.vary.add("Accept")
    return response


def _open_to_all(response: AnyResponse) -> AnyResponse:
    response.headers.update(_CORS)
    return response
