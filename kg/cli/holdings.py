"""`lianmu holdings`: who holds what of an edition, who has an issue, what could be completed, and what was not read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kg.catalogue import Catalogue
    from kg.holdings import Place, Question

__all__ = ["holdings"]

_UNREAD = 50


@click.command(epilog="Example: lianmu holdings 4c7k2m9p --volume 12 --issue 3 --year 2004")
@click.argument("instance", default="")
@click.option("--volume", type=int, help="Who has this volume?")
@click.option("--issue", type=int, help="… this issue of the volume, or of the year?")
@click.option("--year", type=int, help="… of this year?")
@click.option("--number", type=int, help="… this number, counted from the first issue on (总期号)?")
@click.option("--complete", is_flag=True, help="List the gaps of each library and who can fill them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--unread", is_flag=True, help="Count the statements of all records that were read, and list those not.")
@catalogue_option
def holdings(
    instance: str,
    volume: int | None,
    issue: int | None,
    year: int | None,
    number: int | None,
    complete: bool,
    as_json: bool,
    unread: bool,
    folder: Path,
) -> None:
    """Print who holds what of the edition INSTANCE, tab-separated; with numbers, who has that issue.

    The answers: has, part, perhaps (it cannot be told), absent, not-published.
    """
    from kg.holdings import Question
    from kg.pipeline.holdings import places_for

    if not instance and not unread:
        raise UsageError("Name an edition by its id, as `lianmu clusters` prints it, or ask with --unread.")
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        if unread:
            lines = list(_unread(catalogue))
        else:
            _need(catalogue, instance)
            places = places_for(catalogue, instance)
            asked = Question(volume, issue, year, number)
            lines = list(_lines(places, asked, complete=complete, as_json=as_json))
    for line in lines:
        click.echo(line)


def _need(catalogue: "Catalogue", instance: str) -> None:
    cluster = catalogue.cluster(instance)
    if cluster is None or cluster.kind != "instance":
        raise NotFoundError(f"There is no edition '{instance}'. `lianmu clusters` prints the ids.")
    if cluster.state != "live":
        raise NotFoundError(f"'{instance}' is {cluster.state}" + (f": ask for {cluster.to}." if cluster.to else "."))


def _lines(places: "Sequence[Place]", asked: "Question", *, complete: bool, as_json: bool) -> "Iterator[str]":
    from datetime import UTC, datetime

    today = datetime.now(UTC).date()
    if as_json:
        yield json.dumps(_as_json(places, asked, today), ensure_ascii=False, indent=1)
    elif complete:
        yield from _completions(places, today)
    elif asked.is_empty:
        yield from _union(places)
    else:
        yield from _answers(places, asked, today)


def _union(places: "Sequence[Place]") -> "Iterator[str]":
    from kg.holdings import write_span

    for place in places:
        for one in place.holdings:
            read = "; ".join(write_span(span) for span in one.spans) or (f"({one.failure})" if one.failure else "")
            said = (place.member, place.carrier, place.location, one.call_number, one.statement, read)
            yield "\t".join(said)


def _answers(places: "Sequence[Place]", asked: "Question", today: "date") -> "Iterator[str]":
    from kg.holdings import answers

    for answer in answers(places, asked, today):
        place = answer.place
        statement = "; ".join(filter(None, (one.statement for one in place.holdings)))
        said = (answer.verdict, place.member, place.carrier, place.location, statement)
        yield "\t".join(said)


def _completions(places: "Sequence[Place]", today: "date") -> "Iterator[str]":
    from kg.holdings.union import completion_lines

    yield from completion_lines(places, today)


def _as_json(places: "Sequence[Place]", asked: "Question", today: "date") -> object:
    from kg.holdings import answers, write_span

    verdicts = {} if asked.is_empty else {id(one.place): one.verdict for one in answers(places, asked, today)}
    return [
        {
            "member": place.member,
            "carrier": place.carrier,
            "location": place.location,
            **({"answer": verdicts[id(place)]} if verdicts else {}),
            "holdings": [
                {
                    "source": one.source,
                    "statement": one.statement,
                    "spans": [write_span(span) for span in one.spans],
                    "failure": one.failure,
                    "call_number": one.call_number,
                }
                for one in place.holdings
            ],
        }
        for place in places
    ]


def _unread(catalogue: "Catalogue") -> "Iterator[str]":
    total = read = notes = 0
    for _, failure, number in catalogue.holding_table.counted():
        total += number
        read += number if not failure else 0
        notes += number if failure == "note" else 0
    share = f"{100 * read / (total - notes):.1f} %" if total > notes else "none"
    yield f"statements\t{total}\tread {read} ({share} of those of extent)\tremarks {notes}"
    for member, local_id, statement, failure in catalogue.holding_table.unread(_UNREAD):
        yield f"{member}/{local_id}\t{failure}\t{statement}"
