"""The sample's boards, topics and posts, and how far its people have read. Counters agree with the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final

from kimhub.accounts.tables import User
from kimhub.core.actor import within
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import RENDERER, mentions, render_markup, slugify
from kimhub.core.zones import zone_for
from kimhub.forum import boards
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from kimhub.forum.tables_reading import Thanks
from kimhub.groups.tables import Organization
from kimhub.sample import talks
from kimhub.sample.plan import Area
from kimhub.sample.rows import insert, sample_key
from kimhub.sample.settle import Seat, Settled
from kimhub.sample.talks import Talk

THANKFUL: Final = 0.12  # how many of those who read a post thank for it
PER_HOUSE: Final = {"active": (2, 4), "less_active": (1, 2), "inactive": (0, 1)}


@dataclass(slots=True)
class Room:
    """A board of the sample and who may write there."""

    board: int
    house: Settled | None
    code: str
    seats: list[tuple[Settled, Seat]]


@dataclass(slots=True)
class Spoken:
    """One topic as it was stored, for the inboxes of those who take part."""

    topic: Topic
    room: Room
    authors: list[str]
    texts: list[str]
    moments: list[datetime]
    marks: dict[str, int] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)


class Forum:
    """All the talking of one area."""

    def __init__(self, area: Area, settled: list[Settled], people: dict[str, User]) -> None:
        self.area, self.settled, self.people = area, settled, people
        self.chance = Random(f"{area.key} talks")  # noqa: S311 - invented data
        self.homes = _homes(settled)
        self.rooms: dict[str, Room] = {}

    async def fill(self) -> list[Spoken]:
        """Make the boards, then every topic with its posts in the order of time."""
        await self._open_rooms()
        planned = [(talk, room) for talk, room in self._planned() if room.seats]
        zone = zone_for(self.area.code)
        planned.sort(key=lambda pair: pair[0].times(zone)[0])
        spoken = [self._topic(talk, room) for talk, room in planned]
        await insert([one.topic for one in spoken])
        thanks: list[tuple[Post, str, datetime]] = []
        reads: list[TopicRead] = []
        for one in spoken:
            one.posts.extend(self._posts(one))
            marks = list(self._marks(one))
            thanks += self._thanks(one, dict(zip(one.marks, marks, strict=True)))
            reads += marks
        await insert(
            sorted((post for one in spoken for post in one.posts), key=lambda post: post.created_at)
        )
        await insert(reads)
        await insert([Thanks(post=post.id, user=self.people[who].id, at=at) for post, who, at in thanks])
        await _recount(boards=sorted({room.board for room in self.rooms.values()}))
        return spoken

    async def _open_rooms(self) -> None:
        for one in self.settled:
            if one.house.state != "draft":
                row = await Organization.objects().get(Organization.id == one.id)
                assert row is not None
                board = await boards.ensure_board(row)
                members = [(one, seat) for seat in one.members]
                self.rooms[slugify(one.name)] = Room(board, one, one.place.code, members)
        for talk in talks.read(self.area.key):
            house, _, name = talk.board.partition("/")
            if name and talk.board not in self.rooms:
                self.rooms[talk.board] = await _public_room(self.rooms[house], name)
            code = talk.board.partition("area:")[2]
            if code and talk.board not in self.rooms:
                inside = [
                    (one, seat)
                    for one in self.settled
                    for seat in one.members
                    if within(one.place.code, code) and one.house.kind != "agency"
                ]
                self.rooms[talk.board] = Room(await boards.ensure_area_board(code), None, code, inside)

    def _planned(self) -> Iterator[tuple[Talk, Room]]:
        own = [talk for talk in talks.read(self.area.key) if talk.board in self.rooms]
        yield from ((talk, self.rooms[talk.board]) for talk in own)
        spoken_of = {talk.board for talk in own}
        common = talks.read("umum")
        for slug, room in self.rooms.items():
            if room.house and "/" not in slug and slug not in spoken_of and room.house.house.kind == "kim":
                least, most = PER_HOUSE[room.house.house.activity]
                for talk in self.chance.sample(common, self.chance.randint(least, most)):
                    yield talk, room

    def _topic(self, talk: Talk, room: Room) -> Spoken:
        moments = talk.times(zone_for(room.code))
        authors = self._authors(talk, room)
        title = self._filled(talk.title, room)
        topic = Topic(
            board=room.board,
            title=title,
            slug=slugify(title),
            author=self.people[authors[0]].id,
            last_number=len(moments),
            reply_count=len(moments) - 1,
            writers=len(set(authors)),
            last_post_at=moments[-1],
            last_author=self.people[authors[-1]].id,
            pinned_at=moments[0] if talk.pinned else None,
            label=talk.label,
            created_at=moments[0],
            key=sample_key(f"topic:{self.area.key}:{room.board}:{talk.title}"),
        )
        return Spoken(topic, room, authors, [self._filled(said.text, room) for said in talk.posts], moments)

    def _authors(self, talk: Talk, room: Room) -> list[str]:
        """Handles as written; `p1`, `p2` are people of the room, the same throughout one talk."""
        free = [seat.person.handle for _, seat in room.seats if "." in seat.person.handle]
        free = free or [seat.person.handle for _, seat in room.seats]
        start = self.chance.randrange(len(free))
        chosen: dict[str, str] = {}
        for said in talk.posts:
            if said.who not in self.people:
                chosen.setdefault(said.who, free[(start + len(chosen)) % len(free)])
        return [chosen.get(said.who, said.who) for said in talk.posts]

    def _posts(self, one: Spoken) -> Iterator[Post]:
        pages = {
            self.people[handle].username or "": f"/k/{home.slug}" for handle, home in self.homes.items()
        }
        rendered = zip(one.authors, one.texts, one.moments, strict=True)
        for number, (handle, text, at) in enumerate(rendered, 1):
            yield Post(
                topic=one.topic.id,
                number=number,
                author=self.people[handle].id,
                home=self.homes[handle].name,
                badge=self._badge(handle, one.room),
                body=text,
                html=render_markup(text, pages),
                renderer=RENDERER,
                created_at=at,
                key=sample_key(f"post:{one.topic.key}:{number}"),
            )

    def _marks(self, one: Spoken) -> Iterator[TopicRead]:
        """Authors have read up to their last post at least; others with a name of their own some or all."""
        for number, handle in enumerate(one.authors, 1):
            one.marks[handle] = number
        last = len(one.authors)
        readers = {seat.person.handle for _, seat in one.room.seats if "." not in seat.person.handle}
        for handle in sorted(readers):
            lot = self.chance.random()
            read = last if lot < 0.5 else self.chance.randint(0, last) if lot < 0.75 else 0
            if read > one.marks.get(handle, 0):
                one.marks[handle] = read
        for number, text in enumerate(one.texts, 1):  # whoever is named and has not answered was not here
            for handle in mentions(text):
                if handle in one.marks and handle not in one.authors[number - 1 :]:
                    one.marks[handle] = min(one.marks[handle], number - 1)
        for handle, number in one.marks.items():
            yield TopicRead(
                user=self.people[handle].id,
                topic=one.topic.id,
                last_number=number,
                at=one.topic.last_post_at,
            )

    def _thanks(self, one: Spoken, marks: dict[str, TopicRead]) -> Iterator[tuple[Post, str, datetime]]:
        """A few of those who have read a post thank for it; the post and the reader know."""
        last = one.topic.last_post_at
        for post, author in zip(one.posts, one.authors, strict=True):
            for handle, mark in marks.items():
                if handle != author and mark.last_number >= post.number and self.chance.random() < THANKFUL:
                    post.thanks += 1
                    mark.thanked = True
                    yield post, handle, last

    def _badge(self, handle: str, room: Room) -> str:
        home = self.homes[handle]
        if home.house.kind == "agency":
            return "province" if home.place.level == 1 else "pembina"
        house = room.house or home
        chair = any(seat.person.handle == handle and seat.position == "chair" for seat in house.seats)
        return "chair" if chair else ""

    def _filled(self, text: str, room: Room) -> str:
        if room.house is None:
            return text
        place = room.house.place
        above = [step.title for step in place.above] or [place.title]
        words = {"{kim}": room.house.name, "{desa}": place.title, "{kec}": above[0], "{kab}": above[-2:][0]}
        for sign, word in words.items():
            text = text.replace(sign, word)
        return text


async def _public_room(beside: Room, name: str) -> Room:
    """A second board of the house, which everybody may read and where newcomers' first posts wait."""
    assert beside.house is not None
    row = Board(
        kind="organization",
        organization=beside.house.id,
        wilayah_code=beside.code,
        slug=await boards.free_slug(f"{slugify(beside.house.name)}-{slugify(name)}"),
        name=name,
        description=f"Kabar dari {beside.house.name}, boleh dibaca siapa saja.",
        visibility="public",
        icon="megaphone",
        sort=1,
        hold_newcomers=True,
    )
    await insert([row])
    return Room(row.id, beside.house, beside.code, beside.seats)


def _homes(settled: list[Settled]) -> dict[str, Settled]:
    """Where each person is at home: a KIM before a forum."""
    homes: dict[str, Settled] = {}
    for kind in ("kim", "forum_kim", "agency"):
        for one in settled:
            if one.house.kind == kind:
                for seat in one.seats:
                    homes.setdefault(seat.person.handle, one)
    return homes


_recount = prepare_sql(
    "UPDATE board SET"
    " topic_count = (SELECT count(*) FROM topic t WHERE t.board = board.id AND t.hidden_at IS NULL),"
    " last_post_at = (SELECT max(t.last_post_at) FROM topic t WHERE t.board = board.id)"
    " WHERE id IN :boards"
)
