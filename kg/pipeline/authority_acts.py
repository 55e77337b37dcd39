"""What people decide about headings and authorities: written down, with an event for what it makes stale."""

from dataclasses import dataclass

from kg.authorities import AuthorityRow, row_from_json
from kg.catalogue import Actor, Catalogue, LinkRow, Thing
from kg.errors import NotFoundError, UsageError

__all__ = ["VERDICTS", "Doubt", "doubts", "judge_link"]

VERDICTS = ("same", "different", "unsure")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A heading of a work that an authority record may be about, for a person to look at."""

    link: LinkRow
    member: str
    local_id: str
    row: AuthorityRow


def doubts(catalogue: Catalogue, limit: int, after: int = 0, *, member: str = "") -> list[Doubt]:
    """Return what waits for a person, the likeliest first; of works with a record of the member, where one is given."""
    found = []
    for link in catalogue.authority_table.doubtful(limit, after, member=member):
        record = catalogue.separate_table.need(link.authority)
        text = catalogue.authority_table.row(link.authority)
        if text:
            found.append(Doubt(link, record.member, record.local_id, row_from_json(text)))
    return found


def judge_link(catalogue: Catalogue, link: tuple[str, str, str, int], verdict: str, actor: Actor) -> int:
    """Write down whether a heading (work, kind, text) means an authority record, and return the event's number.

    Raise UsageError for another verdict than same, different and unsure, NotFoundError where there is no such work or
    authority record.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"'{verdict}' is no verdict. There are: {', '.join(VERDICTS)}.")
    work = catalogue.cluster(link[0])
    if work is None or work.kind != "work" or work.state != "live":
        raise NotFoundError(f"There is no work '{link[0]}'.")
    record = catalogue.separate_table.need(link[3])
    if record.kind != "authority":
        raise NotFoundError(f"Record number {link[3]} is no authority.")
    with catalogue.transaction():
        catalogue.authority_table.judge(link, verdict, actor.name)
        stale = [Thing("work", work.id), *(Thing("instance", id_) for id_ in catalogue.instances_of(work.id))]
        event = catalogue.touch(stale, "authority-judgement", actor.name)
        detail = {"verdict": verdict, "parts": [link[2], f"{record.member}/{record.local_id}"]}
        catalogue.audit_table.append(actor, "judge", f"work {work.id}", detail, event=event)
    return event
