"""Members, groups and who belongs to which."""

from dataclasses import astuple, replace

from kg.catalogue.clock import now
from kg.catalogue.database import Database
from kg.catalogue.rows import Group, Member, Membership
from kg.errors import ConflictError, NotFoundError

__all__ = ["MemberTable"]

# The fields of `Member`, in their order.
COLUMNS = (
    "code, name, format, encoding, record_id, licence, name_en, url, catalogue_url, redistribute, rights, columns,"
    " created"
)


class MemberTable:
    """The tables member, grp and membership."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[Member]:
        """Return the members, by code."""
        rows = self._db.rows(f"SELECT {COLUMNS} FROM member WHERE NOT removed ORDER BY code")  # noqa: S608 - a constant
        return [Member(*row) for row in rows]

    def get(self, code: str) -> Member:
        """Return one member; raise NotFoundError, with those there are."""
        row = self._db.row(f"SELECT {COLUMNS} FROM member WHERE code = ? AND NOT removed", (code,))  # noqa: S608 - a constant
        if row is None:
            raise NotFoundError(
                f"There is no member '{code}'. {_there_are([m.code for m in self.all()], 'member add')}"
            )
        return Member(*row)

    def add(self, member: Member) -> None:
        """Add a member; a code that was removed may be used again, and its old records are known again."""
        with self._db.transaction():
            removed = self._db.value("SELECT removed FROM member WHERE code = ?", (member.code,))
            if removed == 0:
                raise ConflictError(f"There is a member '{member.code}' already; nothing was changed.")
            self._db.write(
                f"INSERT INTO member ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant
                " ON CONFLICT (code) DO UPDATE SET (name, format, encoding, record_id, licence, name_en, url,"
                " catalogue_url, redistribute, rights, columns, created, removed) = (excluded.name, excluded.format,"
                " excluded.encoding, excluded.record_id, excluded.licence, excluded.name_en, excluded.url,"
                " excluded.catalogue_url, excluded.redistribute, excluded.rights, excluded.columns,"
                " excluded.created, 0)",
                astuple(replace(member, created=member.created or now())),
            )

    def change(self, member: Member) -> None:
        """Set everything that is said of a member but its code; raise NotFoundError."""
        with self._db.transaction():
            self.get(member.code)
            self._db.write(
                "UPDATE member SET (name, format, encoding, record_id, licence, name_en, url, catalogue_url,"
                " redistribute, rights, columns) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE code = ?",
                (*astuple(member)[1:-1], member.code),
            )

    def decided(self, code: str) -> str:
        """Return by which rights all records of a member have been decided on, "" before the first time."""
        return str(self._db.value("SELECT decided FROM member WHERE code = ?", (code,)) or "")

    def set_decided(self, code: str, basis: str) -> None:
        """Remember by which rights all records of a member have been decided on."""
        self._db.write("UPDATE member SET decided = ? WHERE code = ?", (basis, code))

    def remove(self, code: str) -> None:
        """Remove a member that has no live record; raise ConflictError while it has one."""
        with self._db.transaction():
            self.get(code)
            live = self._db.value("SELECT count(*) FROM record WHERE member = ? AND state = 'live'", (code,))
            if live:
                raise ConflictError(
                    f"The member '{code}' has {live} live records: undo its loads (`lianmu loads`, `lianmu unload`) or"
                    " remove it with its records (`lianmu member remove --with-records`)."
                )
            self._db.write("DELETE FROM membership WHERE member = ?", (code,))
            self._db.write("UPDATE member SET removed = 1 WHERE code = ?", (code,))

    def groups(self) -> list[Group]:
        """Return the groups, by code."""
        return [Group(*row) for row in self._db.rows("SELECT code, name, kind, name_en FROM grp ORDER BY code")]

    def group(self, code: str) -> Group:
        """Return one group; raise NotFoundError, with those there are."""
        row = self._db.row("SELECT code, name, kind, name_en FROM grp WHERE code = ?", (code,))
        if row is None:
            raise NotFoundError(
                f"There is no group '{code}'. {_there_are([g.code for g in self.groups()], 'group add')}"
            )
        return Group(*row)

    def add_group(self, group: Group) -> None:
        """Add a group."""
        with self._db.transaction():
            if self._db.row("SELECT 1 FROM grp WHERE code = ?", (group.code,)):
                raise ConflictError(f"There is a group '{group.code}' already; nothing was changed.")
            self._db.write(
                "INSERT INTO grp (code, name, kind, name_en) VALUES (?, ?, ?, ?)",
                (group.code, group.name, group.kind, group.name_en),
            )

    def remove_group(self, code: str) -> None:
        """Remove a group and its memberships; its members stay."""
        with self._db.transaction():
            self.group(code)
            self._db.write("DELETE FROM grp WHERE code = ?", (code,))

    def memberships(self, group: str = "", member: str = "") -> list[Membership]:
        """Return the memberships, of one group or one member where that is given."""
        rows = self._db.rows(
            "SELECT grp, member, role, since, until FROM membership"
            " WHERE (?1 = '' OR grp = ?1) AND (?2 = '' OR member = ?2) ORDER BY grp, member",
            (group, member),
        )
        return [Membership(*row) for row in rows]

    def add_membership(self, membership: Membership) -> None:
        """Make a member belong to a group; the role and dates replace those it had there."""
        with self._db.transaction():
            group, member = self.group(membership.group), self.get(membership.member)
            self._db.write(
                "INSERT OR REPLACE INTO membership (grp, member, role, since, until) VALUES (?, ?, ?, ?, ?)",
                (group.code, member.code, membership.role, membership.since, membership.until),
            )

    def remove_membership(self, group: str, member: str) -> None:
        """End a membership; raise NotFoundError when there is none."""
        with self._db.transaction():
            if not self.memberships(group, member):
                raise NotFoundError(f"'{member}' does not belong to '{group}': see `lianmu member show {member}`.")
            self._db.write("DELETE FROM membership WHERE grp = ? AND member = ?", (group, member))


def _there_are(codes: list[str], command: str) -> str:
    if not codes:
        return f"There is none yet: add one with `lianmu {command}`."
    return f"There are: {', '.join(codes[:20])}{' …' if len(codes) > 20 else ''}."
