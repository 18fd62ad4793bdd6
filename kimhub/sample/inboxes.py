"""What waits in the inboxes of the sample's people, as the subscribers would have put it there."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kimhub.accounts.tables import User
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import mentions
from kimhub.groups.tables import Membership
from kimhub.notifications.tables import Notification
from kimhub.sample.decrees import Decrees
from kimhub.sample.discussions import Spoken
from kimhub.sample.rows import insert, moment
from kimhub.sample.settle import Settled

WARNED = 90  # days before the end of a term


class Inboxes:
    """Entries for those who have a name of their own: nobody signs in as one of the others."""

    def __init__(self, settled: list[Settled], people: dict[str, User]) -> None:
        self.settled, self.people = settled, people
        self.handles = {
            row.username.removesuffix(".contoh"): handle for handle, row in people.items() if row.username
        }

    async def fill(
        self,
        spoken: list[Spoken],
        members: list[Membership],
        decrees: Decrees,
    ) -> None:
        rows = [
            *self._of_talks(spoken),
            *self._of_announcements(spoken),
            *self._of_applicants(members),
            *self._of_decrees(decrees),
        ]
        rows.sort(key=lambda row: row.at)
        await insert(rows)
        await _recount(people=sorted({int(row.user) for row in rows}))

    def _of_talks(self, spoken: list[Spoken]) -> Iterator[Notification]:
        """One entry per topic and person, for what came after they last read and for being named."""
        for one in spoken:
            named: dict[str, int] = {}
            for number, text in enumerate(one.texts, 1):
                for name in mentions(text):
                    if handle := self.handles.get(name, ""):
                        named.setdefault(handle, number)
            for handle in sorted({*one.authors, *named}):
                mark, last = one.marks.get(handle, 0), len(one.authors)
                since = mark + 1 if handle in one.authors else named[handle]
                fresh = [author for author in one.authors[mark:] if author != handle]
                if "." in handle or not (fresh or handle in named):
                    continue
                entry = self._entry(
                    handle,
                    "topic",
                    f"topic:{one.topic.id}",
                    f"/forum/t/{one.topic.id}-{one.topic.slug}",
                    one.topic.last_post_at,
                    by=one.authors[-1],
                    waits=handle in named,
                    read=not fresh,
                    happened=max(1, len(fresh)),
                )
                entry.topic, entry.since, entry.upto = one.topic.id, min(since, last), last
                entry.mention = named.get(handle, 0)
                yield entry

    def _of_announcements(self, spoken: list[Spoken]) -> Iterator[Notification]:
        """Who is asked to confirm and has not done so."""
        for one in spoken:
            asked: datetime | None = one.topic.confirm_asked_at
            if asked is None:
                continue
            for handle in sorted({seat.person.handle for _, seat in one.room.seats}):
                if "." not in handle and handle not in one.confirmed:
                    entry = self._entry(
                        handle,
                        "confirm",
                        f"announce:{one.topic.id}",
                        f"/forum/t/{one.topic.id}-{one.topic.slug}",
                        asked,
                        by=one.authors[0],
                        waits=True,
                    )
                    entry.topic, entry.since, entry.upto = one.topic.id, 1, int(asked.timestamp() * 1000)
                    yield entry

    def _of_applicants(self, members: list[Membership]) -> Iterator[Notification]:
        houses = {one.id: one for one in self.settled}
        names = {row.id: row for row in self.people.values()}
        for row in members:
            if row.state == "applied":
                one, who = houses[int(row.organization)], names[int(row.user)]
                for handle in _leading(one):
                    yield self._entry(
                        handle,
                        "applied",
                        f"application:{row.id}",
                        f"/kim/{one.slug}/anggota",
                        row.created_at,
                        waits=True,
                        name=who.name,
                        organization=one.name,
                    )

    def _of_decrees(self, decrees: Decrees) -> Iterator[Notification]:
        for one in self.settled:
            for row, term in decrees.get(one.id, []):
                if term.state == "uploaded":
                    for handle in self._overseers(one):
                        yield self._entry(
                            handle,
                            "decree_sent",
                            f"decree:{row.id}",
                            f"/kim/{one.slug}/sk",
                            moment(-0.8),
                            waits=True,
                            number=row.number,
                            organization=one.name,
                        )
                left = term.ends
                if term.state == "verified" and left is not None and 0 < left <= WARNED:
                    for handle in _leading(one):
                        yield self._entry(
                            handle,
                            "decree_expiring",
                            f"term:{one.id}",
                            f"/kim/{one.slug}/sk",
                            moment(-1.2),
                            waits=True,
                            organization=one.name,
                            days=left,
                        )

    def _entry(
        self,
        handle: str,
        kind: str,
        about: str,
        url: str,
        at: datetime,
        *,
        by: str = "",
        waits: bool = False,
        read: bool = False,
        happened: int = 1,
        **facts: Any,
    ) -> Notification:
        return Notification(
            user=self.people[handle].id,
            kind=kind,
            about=about,
            data=json.dumps(facts),
            url=url,
            needs_action=waits,
            happened=happened,
            from_user=self.people[by].id if by else None,
            at=at,
            read_at=at if read else None,
        )

    def _overseers(self, one: Settled) -> list[str]:
        """The named staff of the dinas of the regency."""
        return [
            seat.person.handle
            for office in self.settled
            if office.house.kind == "agency" and office.place.code == one.place.code[:5]
            for seat in office.seats
            if "." not in seat.person.handle
        ]


def _leading(one: Settled) -> list[str]:
    return [
        seat.person.handle
        for seat in one.seats
        if "." not in seat.person.handle and {"kim_admin", "forum_coord"} & {*seat.roles}
    ]


_recount = prepare_sql(
    'UPDATE account SET unread = (SELECT count(*) FROM notification n WHERE n."user" = account.id'
    " AND n.read_at IS NULL) WHERE id IN :people"
)
