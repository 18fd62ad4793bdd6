"""The desk against people in a hurry, people who left, and people who are too many."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from httpx import AsyncClient
from msgspec.json import decode

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.leaving import GONE
from kimhub.core.db import now
from kimhub.core.tables import Job
from kimhub.publishing import alts, articles, flow, personal, writing
from kimhub.publishing.blocks import MOST_BLOCKS, Text
from kimhub.publishing.tables import Article, ArticleAct, Site
from kimhub.publishing.tables_moving import SiteImport
from tests import make


@pytest.fixture(autouse=True)
async def installation(database: None) -> None:
    await make.installed()


async def test_an_editor_lets_out_the_text_they_saw_and_no_other(browser: AsyncClient):
    """Whoever wrote it takes it back and writes something else, while the editor has the form open."""
    kim = await make.kim("KIM Mallari")
    editor, writer = await make.kim_admin(kim), await make.member(kim)
    one = await make.article(kim, writer, "Panen raya")
    acting = await make.acting(writer)
    await flow.send(one, acting)
    boss = await make.signed_in(editor)
    at = f"/situs/a/{one.id}/terbitkan"
    seen = (await make.article_now(one.id)).version
    assert f'name="version" value="{seen}"' in (await browser.get(at, headers=boss)).text
    await flow.withdraw(one, acting)
    there = await make.article_now(one.id)
    await writing.save(there, acting, writing.Text("Fitnah", "", (Text("Bukan ini."),)), there.version)
    late = await browser.post(at, data={"when": "now", "version": str(seen)}, headers=boss)
    assert late.status_code == 403
    assert (await make.article_now(one.id)).shown == "never"
    fresh = str((await make.article_now(one.id)).version)
    assert (await browser.post(at, data={"when": "now", "version": fresh}, headers=boss)).status_code == 303
    found = await articles.get_shown(one.id)
    assert found
    assert found.title == "Fitnah"


async def test_a_page_that_was_taken_away_is_in_no_menu(browser: AsyncClient):
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    told = await make.told(kim, admin, "Laporan rahasia", kind="page")
    menu = '[{"page":"hal/laporan-rahasia","words":"Laporan rahasia"},{"page":"kontak"}]'
    await Site(organization=kim.id, menu=menu).save()
    acting = await make.acting(admin)
    assert "hal/laporan-rahasia" in (await browser.get(f"/k/{kim.slug}")).text
    await flow.settle(told, acting, flow.Settings(slug="laporan"))
    assert "Laporan rahasia" in (await browser.get(f"/k/{kim.slug}")).text  # the old address leads there
    await flow.settle(told, acting, flow.Settings(audience="members"))
    for path in ("", "/berita", "/kontak"):
        assert "rahasia" not in (await browser.get(f"/k/{kim.slug}{path}")).text


async def test_who_leaves_is_named_by_what_they_decided_and_nowhere_else(database: None):
    kim = await make.kim("KIM Mallari")
    editor, writer = await make.kim_admin(kim, "Rahmawati Latif"), await make.member(kim, "Siti Aminah")
    one = await make.article(kim, writer)
    await flow.send(one, await make.acting(writer))
    await flow.publish(one, await make.acting(editor))
    for ended in (now(), None):
        await SiteImport(organization=kim.id, user=writer.id, name="siti.xml", ended_at=ended).save()
    assert "siti.xml" in str(await personal.decided_by(writer.id))
    for person in (writer, editor):
        await personal.forget(UserDeleted(person.id))
    acts = await ArticleAct.select(ArticleAct.act, ArticleAct.by_name).order_by(ArticleAct.id)
    assert [(row["act"], row["by_name"]) for row in acts] == [
        ("sent", GONE),
        ("published", "Rahmawati Latif"),
    ]
    assert await SiteImport.count() == 1  # what was never begun is forgotten after a week


async def test_nobody_begins_drafts_without_end(browser: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_module("kimhub.publishing.web.editing"), "MOST_BEGUN", 2)
    kim = await make.kim("KIM Mallari")
    headers = await make.signed_in(await make.member(kim))
    for status in (303, 303, 429):
        form = {"kind": "news", "title": "Kabar", "key": str(uuid4())}
        answer = await browser.post(f"/situs/{kim.slug}/tulis", data=form, headers=headers)
        assert answer.status_code == status


def test_a_form_tells_of_no_more_photos_than_a_text_has():
    assert len(alts.read({}, {"told": [str(n) for n in range(9999)]})) == MOST_BLOCKS


async def test_who_is_to_read_a_text_that_comes_later_reads_nothing_of_the_one_that_stands(
    browser: AsyncClient,
):
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    acting, boss = await make.acting(admin), await make.signed_in(admin)
    only = await make.told(kim, admin, "Rapat pengurus", settings=flow.Settings(audience="members"))
    await writing.save(only, acting, writing.Text("Undangan", "", (Text("Semua boleh."),)), only.version)
    at = now() + timedelta(hours=2)
    local = at.astimezone(only.zone).strftime("%Y-%m-%dT%H:%M")
    form = {"when": "later", "publish_at": local, "audience": "public"}
    answer = await browser.post(f"/situs/a/{only.id}/terbitkan", data=form, headers=boss)
    assert answer.status_code == 303
    there = await make.article_now(only.id)
    assert (there.work, there.audience) == ("scheduled", "members")
    assert await articles.get_shown(only.id) is None
    await Article.update({Article.publish_at: now()}).where(Article.id == only.id)
    job = await Job.select(Job.payload).where(Job.task.like("%let_out")).first()
    assert job
    await flow.let_out(decode(job["payload"], type=flow.Due))
    found = await articles.get_shown(only.id)
    assert found
    assert found.title == "Undangan"
