"""Random histories: whatever happens to a source and to those who pass it on, a house shows it exactly
while both want it shown. Held against a model that knows two houses, an office, and nothing of the code."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.core import stamp
from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.groups.tables import Organization
from kimhub.publishing import arranging, flow, goods, lists, packages, passing
from kimhub.publishing.blocks import Picture, Text
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.views import Article, relayed_path
from tests import make

STEPS = 24
DONE = ("hide", "back", "archive", "members", "public", "expire", "unexpire", "draft house", "open house")
BY_HOUSE = ("relay", "stop", "adapt", "show own", "archive own", "bring own back")


class World:
    """The source as people see it, and what the house does with it."""

    def __init__(
        self, article: Article, owner: Organization, editor: User, house: Organization, boss: User
    ):
        self.id, self.owner, self.editor, self.house, self.boss = article.id, owner, editor, house, boss
        self.path = relayed_path(house.slug, article.id, article.slug)
        self.shown, self.audience, self.expired, self.open = "shown", "public", False, True
        self.relays, self.made, self.own = False, 0, "never"

    @property
    def is_out(self) -> bool:
        return self.shown == "shown" and self.audience == "public" and not self.expired and self.open

    @property
    def is_relayed(self) -> bool:
        return self.relays and self.is_out and self.own != "shown"

    async def article(self) -> Article:
        return await make.article_now(self.id)

    async def at_source(self, step: str) -> None:
        actor, one = await make.acting(self.editor), await self.article()
        if step == "hide" and self.shown == "shown":
            await flow.hide(one, actor, "Foto warga tanpa izin.")
            self.shown = "hidden"
        elif step == "archive" and self.shown == "shown":
            await flow.archive(one, actor)
            self.shown = "archived"
        elif step == "back" and self.shown != "shown":
            await flow.bring_back(one, actor)
            self.shown = "shown"
        elif step in {"members", "public"}:
            await flow.settle(one, actor, flow.Settings(audience=step))
            self.audience = step
        elif step in {"expire", "unexpire"}:
            self.expired = step == "expire"
            at = now() - timedelta(seconds=1) if self.expired else None
            await ArticleRow.update({ArticleRow.expires_at: at}).where(ArticleRow.id == self.id)
            stamp.touch()  # kept pages know the end of what is on them; here it was moved behind their back
        elif step in {"draft house", "open house"}:
            self.open = step == "open house"
            status = "verified" if self.open else "draft"
            await Organization.update({Organization.legal_status: status}).where(
                Organization.id == self.owner.id
            )
            stamp.touch()

    async def at_house(self, step: str) -> None:
        boss, place = await make.acting(self.boss), await make.house(self.house)
        may = self.is_out
        if step in {"relay", "adapt"}:
            try:
                if step == "relay":
                    await passing.relay(await self.article(), place, boss)
                    self.relays = True
                else:
                    self.made = await passing.adapt(await self.article(), place, boss, "news", uuid4())
                assert may
            except Refused:
                assert not may
        elif step == "stop":
            await passing.stop(await self.article(), place, boss)
            self.relays = False
        elif self.made:
            own = await make.article_now(self.made)
            if step == "show own" and self.own == "never":
                await flow.publish(own, boss)
                self.own = "shown"
            elif step == "archive own" and self.own == "shown":
                await flow.archive(own, boss)
                self.own = "archived"
            elif step == "bring own back" and self.own == "archived":
                await flow.bring_back(own, boss)
                self.own = "shown"


@pytest.mark.parametrize(("seed", "kind"), [(1, "news"), (2, "package"), (3, "gallery")])
async def test_a_house_shows_it_exactly_while_it_may(browser: AsyncClient, seed: int, kind: str) -> None:
    await make.installed()
    is_package = kind == "package"
    owner = await (make.agency("Diskominfo Bone", "73.08") if is_package else make.kim("KIM Carigading"))
    editor = await (make.member(owner) if is_package else make.kim_admin(owner))
    house = await make.kim("KIM Mallari")
    photo = await make.photo(owner, editor)
    body = (Text("Isi."), Picture(photo.id))
    article = await make.article(owner, editor, "Panen raya", kind=kind, blocks=body)
    await flow.publish(article, await make.acting(editor))
    await arranging.ensure(await make.article_now(article.id))
    world = World(article, owner, editor, house, await make.kim_admin(house))
    chance = Random(seed)
    await world.at_house("relay")
    seen: set[bool] = set()
    for _ in range(STEPS):
        step = chance.choice((*DONE, *BY_HOUSE, "relay", "public", "back", "unexpire", "open house"))
        await (world.at_house(step) if step in BY_HOUSE else world.at_source(step))
        seen.add(world.is_relayed)
        where = f"after {step}"
        listed = {line.id for line in await lists.of_house(house.id)}
        assert (world.id in listed) == world.is_relayed, where
        assert (world.made in listed) == (world.own == "shown"), where
        assert (await browser.get(world.path)).status_code == (200 if world.is_relayed else 404), where
        pixels = await browser.get(f"/foto/{photo.id}-1/480.webp")
        apart = world.own == "shown" and world.shown != "hidden"  # in the house's own text
        at_source = world.is_out and not is_package
        assert (pixels.status_code == 200) == (world.is_relayed or apart or at_source), where
        page = (await browser.get(f"/k/{house.slug}")).text
        assert (world.path in page) == world.is_relayed, where
        if world.is_out and world.open:
            item = await packages.item(await make.house(house), world.id)
            assert (item is not None) == is_package
            assert item is None or item.is_done == (world.is_relayed or world.own == "shown"), where
        others = {line.id for line in (await goods.page(await make.house(house), lists.FIRST))[0]}
        assert (world.id in others) == (world.is_out and not is_package), where
    assert seen == {True, False}, "the history says nothing"
