"""Who holds what, asked of a catalogue: the overlap of its members or of a group, last copies, widely held editions."""

from collections.abc import Iterable, Iterator

from kg.catalogue import Catalogue
from kg.citations import guarded
from kg.overlap import Held, Overlap, count
from kg.pipeline.feedback.titles import title_of

__all__ = ["held_editions", "last_copy_lines", "members_of", "overlap_of", "widely_held_lines"]


def held_editions(catalogue: Catalogue, kind: str = "") -> list[Held]:
    """Return all live editions, counted by their holders and their codes of a kind (`kg.overlap.KINDS`, "": none)."""
    return [
        Held(tuple(sorted(set(members.split()))), tuple(codes.split()), editions)
        for members, codes, editions in catalogue.edition_table.held(kind)
    ]


def members_of(catalogue: Catalogue, group: str = "") -> tuple[str, ...]:
    """Return the codes of all members, or of a group's; raise NotFoundError for an unknown group."""
    if not group:
        return tuple(member.code for member in catalogue.members())
    code = catalogue.group(group).code
    return tuple(sorted(membership.member for membership in catalogue.memberships(group=code)))


def overlap_of(catalogue: Catalogue, *, kind: str = "", group: str = "", only: str = "") -> Overlap:
    """Return the overlap of all members or of a group's, by classes of a kind, or in one class (`only`) alone."""
    with catalogue.snapshot():
        return count(held_editions(catalogue, kind), members_of(catalogue, group), kind, only)


def last_copy_lines(
    catalogue: Catalogue, member: str, base_url: str, *, group: str = "", shared: bool = False
) -> Iterator[str]:
    """Yield, as tab-separated values, what no other member (of the group) holds; `shared`: that may be passed on."""
    within: Iterable[str] = members_of(catalogue, group) if group else ()
    yield "member\tlocal id\tedition\twork\ttitle\n"
    for own in catalogue.edition_table.alone(member, within=within, shared=shared):
        title = guarded(title_of(catalogue.record_table.get_number(own.n)))
        yield f"{member}\t{own.local_id}\t{base_url}/instance/{own.instance}\t{base_url}/work/{own.work}\t{title}\n"


def widely_held_lines(catalogue: Catalogue, since: int, least: int, limit: int, base_url: str) -> Iterator[str]:
    """Yield, as tab-separated values, editions from a year on that at least so many members hold.

    Members are named whose records may be passed on; an edition that none of these describes is left out.
    """
    yield "edition\twork\tyear\tmembers with the edition\tmembers\n"
    for found in catalogue.edition_table.doubled(since=since, least=least, limit=limit):
        if found.members:
            uris = f"{base_url}/instance/{found.instance}\t{base_url}/work/{found.work}"
            yield f"{uris}\t{found.year}\t{found.holders}\t{' '.join(found.members)}\n"
