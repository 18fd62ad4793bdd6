"""The sample's articles: begun, sent and let out through the same functions as in earnest, and then moved
to the days they are of."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from kimhub.core import files, images
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.groups import rights
from kimhub.publishing import articles, flow, sites, writing
from kimhub.publishing.blocks import Block, Picture
from kimhub.publishing.kinds import AT_ONCE, DONE, DRAFT, RETURNED, SCHEDULED
from kimhub.publishing.samples import FRONTS, Drawn, Story
from kimhub.publishing.samples_elsewhere import STORIES
from kimhub.publishing.tables import Article, ArticleAct, ArticleRevision, Photo, Site
from kimhub.publishing.views import House
from kimhub.publishing.views_photos import Variant
from kimhub.sample import drawings
from kimhub.sample.plan import Area
from kimhub.sample.rows import insert, moment, sample_key
from kimhub.sample.settle import People, Seat, Settled

MORNING: Final = time(1, 30)  # UTC: the middle of the morning in the west and the middle of the country
# What the functions in earnest tell at this moment would tell of old matters as news.
_unsay = prepare_sql("DELETE FROM job WHERE payload LIKE :of AND task LIKE '%notifications%'")
_date_events = prepare_sql(
    "UPDATE event SET happened_at = :at WHERE happened_at >= :since AND payload LIKE :of"
)


class Articles:
    """All sites and articles of one area."""

    def __init__(self, area: Area, settled: list[Settled], people: People) -> None:
        self.area, self.people = area, people
        self.houses = {one.name: one for one in settled}
        self.begun = now()

    async def fill(self) -> int:
        """Make them; returns how many there are. Those of houses that are not there are left out."""
        for front in FRONTS.get(self.area.key, ()):
            if house := self.houses.get(front.house):
                site = Site(organization=house.id, masthead=front.masthead, motto=front.motto, version=1)
                await Site.insert(site)
        made = 0
        for story in sorted(STORIES.get(self.area.key, ()), key=_day_of):
            house = self.houses.get(story.house)
            if house is not None and (leader := _leader(house)) is not None:
                await self._one(story, house, leader)
                made += 1
        return made

    async def _one(self, story: Story, house: Settled, leader: Seat) -> None:
        seat = next((seat for seat in house.members if seat.person.handle == story.by), leader)
        writer, editor = await self._actor(seat), await self._actor(leader)
        place = await sites.by_id(house.id)
        assert place is not None
        photos = [await self._photo(story, house, drawn, writer) for drawn in story.drawings]
        text = writing.Text(
            story.title,
            story.lede,
            tuple(_with_photo(block, photos) for block in story.blocks),
            photos[0] if photos else None,
            story.facts,
        )
        key = sample_key(f"article:{self.area.key}:{story.house}:{story.title}")
        made = await writing.begin(place, writer, story.kind, text, key)
        await self._move_on(story, made, writer, editor)
        await self._date(story, made)

    async def _move_on(self, story: Story, made: int, writer: Actor, editor: Actor) -> None:
        """To the state it is said to be in."""
        if story.state == DRAFT:
            return
        one = await articles.get_article(made)
        assert one is not None
        if writer.id != editor.id:
            await flow.send(one, writer)
        if story.state == RETURNED:
            await flow.give_back(one, editor, story.note)
        if story.state in {DONE, SCHEDULED}:
            at = _day_of(story) if story.state == SCHEDULED else None
            urgent = now() + timedelta(days=story.banner) if story.banner else None
            settings = flow.Settings(
                story.audience or None,
                story.info_class or (AT_ONCE if story.banner else None),
                urgent_until=urgent,
                keep_times=False,
            )
            await flow.publish(one, editor, settings, at)

    async def _date(self, story: Story, made: int) -> None:
        """What is shown came out on its day; what still waits was written today."""
        if story.state != DONE:
            return
        at = _day_of(story)
        of = f'%"article_id": {made},%'
        values: dict[Any, Any] = {
            Article.published_at: at,
            Article.created_at: at,
            Article.changed_at: at,
        }
        await Article.update(values).where(Article.id == made)
        revision: dict[Any, Any] = {ArticleRevision.created_at: at, ArticleRevision.changed_at: at}
        await ArticleRevision.update(revision).where(ArticleRevision.article == made)
        await ArticleAct.update({ArticleAct.at: at}).where(ArticleAct.article == made)
        await _unsay(of=of)
        await _date_events(of=of, at=at, since=self.begun)

    async def _photo(self, story: Story, house: Settled, drawn: Drawn, by: Actor) -> int:
        kept: list[Variant] = []
        for width, height, content in await images.run(drawings.forms, drawn.scene):
            stored = await files.save_content(content, "image/webp", f"{drawn.scene}-{width}.webp")
            kept.append(Variant(width, height, "image/webp", stored.key, stored.size))
        card = await files.save_content(
            await images.run(drawings.card, drawn.scene), "image/jpeg", f"{drawn.scene}.jpg"
        )
        row = Photo(
            organization=house.id, file=kept[-1].key, mime="image/webp",
            width=kept[-1].width, height=kept[-1].height, size=kept[-1].size,
            variants=msgspec.json.encode(kept).decode(), card=card.key,
            alt=drawn.alt, caption=drawn.caption, credit=drawn.credit, consent=True,
            name=f"{slugify(story.title, most=40)}-{drawn.scene}.webp",
            created_by=by.id, created_at=min(_day_of(story), now()),
        )  # fmt: skip
        return int((await insert([row]))[0].id)

    async def leading(self, name: str) -> tuple[House, Actor]:
        """A house of this area and whoever leads it. Raises KeyError for one that is not there."""
        settled = self.houses[name]
        place, leader = await sites.by_id(settled.id), _leader(settled)
        assert place is not None
        assert leader is not None
        return place, await self._actor(leader)

    async def _actor(self, seat: Seat) -> Actor:
        person = self.people[seat.person.handle]
        grants, _homes = await rights.rights_of(person.id, -1)
        return Actor(id=person.id, name=person.name, grants=tuple(g for g in grants if g.holds(now())))


def _with_photo(block: Block, photos: list[int]) -> Block:
    """A Picture of the sample names a drawing by its number."""
    if not isinstance(block, Picture):
        return block
    return msgspec.structs.replace(block, photo=photos[block.photo - 1])


def _day_of(story: Story) -> datetime:
    if isinstance(story.told, date):
        return datetime.combine(story.told, MORNING, UTC)
    return moment(story.told)


def _leader(house: Settled) -> Seat | None:
    """Who lets articles of the house out."""
    leading = [seat for seat in house.members if {"kim_admin", "forum_coord"} & {*seat.roles}]
    staff = house.members if house.house.kind == "agency" else []
    return next(iter([*leading, *staff]), None)
