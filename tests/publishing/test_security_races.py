"""The same step twice at the same moment, and steps that exclude each other."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.core.tables import Job
from kimhub.groups import terms
from kimhub.publishing import arranging, flow, moving_in, packages, passing, reach, writing
from kimhub.publishing.blocks import Text
from kimhub.publishing.tables import Article, ArticleAct
from kimhub.publishing.tables_moving import SiteImport
from kimhub.publishing.tables_passing import Reach, Relay
from tests import make


@pytest.fixture(autouse=True)
async def installation(database: Any) -> None:
    await make.installed()


async def at_once(*steps: Any) -> list[Any]:
    return await asyncio.gather(*steps, return_exceptions=True)


async def acts_of(one: Any) -> list[str]:
    rows = await ArticleAct.select(ArticleAct.act).where(ArticleAct.article == one.id)
    return [row["act"] for row in rows]


async def test_a_form_sent_often_counts_once():
    office, kim = await make.agency(), await make.kim("KIM Mallari")
    staff, admin = await make.member(office), await make.kim_admin(kim)
    article = await make.article(office, staff, "Waspada banjir", kind="package")
    package = await packages.get_package(article.id)
    assert package
    await arranging.arrange(
        package, await make.acting(staff), arranging.Request(kim.wilayah_code, "", None)
    )
    await flow.publish(article, await make.acting(staff))
    package = await packages.get_package(article.id)
    assert package
    house, actor, key = await make.house(kim), await make.acting(admin), uuid4()
    said = {"way": "meeting", "people": "40", "happened_on": terms.today().isoformat()}
    told = await at_once(*(reach.tell(package, house, actor, said, key) for _ in range(4)))
    assert len(set(told)) == 1
    assert await Reach.count() == 1
    assert await at_once(*(passing.relay(package.article, house, actor) for _ in range(4))) == [None] * 4
    assert await Relay.count() == 1
    made = await at_once(*(passing.adapt(package.article, house, actor, "news", uuid4()) for _ in range(4)))
    assert len(set(made)) == 1
    text, key = writing.Text("Ronda"), uuid4()
    begun = await at_once(*(writing.begin(house, actor, "news", text, key) for _ in range(4)))
    assert len(set(begun)) == 1
    assert await Article.count() == 3


async def test_of_steps_that_exclude_each_other_one_is_taken():
    kim = await make.kim("KIM Mallari")
    admin, other, writer = (
        await make.kim_admin(kim),
        await make.kim_admin(kim, "Budi"),
        await make.member(kim),
    )
    boss, second, author = [await make.acting(one) for one in (admin, other, writer)]
    one = await make.article(kim, writer)
    await flow.send(one, author)
    ended = await at_once(
        flow.publish(one, boss), flow.publish(one, second), flow.give_back(one, second, "Perbaiki dulu."),
        flow.withdraw(one, author), flow.publish(one, boss, at=now() + timedelta(days=1)),
    )  # fmt: skip
    assert all(each is None or isinstance(each, Refused) for each in ended)
    assert any(each is None for each in ended)
    acts = [
        row["act"] for row in await ArticleAct.select(ArticleAct.act).where(ArticleAct.article == one.id)
    ]
    assert acts.count("published") + acts.count("renewed") <= 1
    shown = await make.told(kim, admin, "Panen")
    ended = await at_once(
        flow.hide(shown, boss, "Foto warga tanpa izin."), flow.archive(shown, second),
        flow.hide(shown, second, "Foto warga tanpa izin."),
    )  # fmt: skip
    assert sum(each is None for each in ended) == 1
    late = await make.article(kim, admin, "Nanti")
    at = now() + timedelta(minutes=5)
    await flow.publish(late, boss, at=at)
    await Article.update({Article.publish_at: now()}).where(Article.id == late.id)
    due = flow.Due(late.id, at.isoformat())
    await at_once(flow.let_out(due), flow.let_out(due), flow.unschedule(late, second))
    there = await make.article_now(late.id)
    assert (there.shown, there.work) in {("shown", "done"), ("never", "draft")}
    assert (await acts_of(late)).count("published") == (there.shown == "shown")


async def test_what_was_hidden_meanwhile_does_not_come_out_by_its_schedule():
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    boss = await make.acting(admin)
    one = await make.told(kim, admin, "Panen")
    await writing.save(one, boss, writing.Text("Panen baru", "", (Text("Isi."),)), one.version)
    at = now() + timedelta(minutes=5)
    await flow.publish(one, boss, at=at)
    await flow.hide(one, boss, "Foto warga tanpa izin.")
    await Article.update({Article.publish_at: now()}).where(Article.id == one.id)
    await flow.let_out(flow.Due(one.id, at.isoformat()))
    there = await make.article_now(one.id)
    assert (there.shown, there.title) == ("hidden", "Panen")


async def test_an_import_begins_once_or_is_dropped():
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    actor = await make.acting(admin)
    row = SiteImport(organization=kim.id, user=admin.id, name="a.xml", plan='{"form":"feed"}')
    await row.save()
    found, _ = await moving_in.handed_in(row.id)
    ended = await at_once(*(moving_in.go(found, actor, "shown") for _ in range(3)), moving_in.drop(found))
    begun = sum(each is None for each in ended[:3])
    assert begun <= 1
    assert ended[3] is None
    now_there = await SiteImport.objects().get(SiteImport.id == row.id)
    assert now_there
    assert (now_there.choice == "shown", now_there.ended_at is None) == (begun == 1, begun == 1)
    assert await Job.count().where(Job.key == f"site-import-{row.id}") == begun
