"""From draft to reader, as the domain does it."""

from datetime import timedelta

import pytest

from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.publishing import articles, flow, lists, writing
from tests import make


async def test_a_member_writes_and_an_editor_lets_out(database):
    kim = await make.kim()
    member, admin = await make.member(kim), await make.kim_admin(kim)
    one = await make.article(kim, member, "Panen raya")
    await flow.send(one, await make.acting(member))
    with pytest.raises(Refused):
        await flow.publish(await make.article_now(one.id), await make.acting(member))
    await flow.publish(await make.article_now(one.id), await make.acting(admin))
    found = await articles.get_public(kim.slug, "berita", "panen-raya")
    assert found
    assert found.title == "Panen raya"
    assert [line.id for line in await lists.of_house(kim.id)] == [one.id]
    assert [act["act"] for act in await flow.acts_of(one.id)] == ["published", "sent"]


async def test_a_change_of_what_is_shown_waits_behind_it(database):
    kim = await make.kim()
    member, admin = await make.member(kim), await make.kim_admin(kim)
    one = await make.article(kim, member, "Panen raya")
    await flow.publish(one, await make.acting(admin))
    one = await make.article_now(one.id)
    newest = await articles.revision(one.newest or 0)
    text = writing.text_of(newest)
    changed = writing.Text("Panen raya batal", text.lede, text.blocks)
    await writing.save(one, await make.acting(member), changed, one.version)
    one = await make.article_now(one.id)
    assert (one.title, one.state, one.has_changes) == ("Panen raya", "shown", True)
    await flow.publish(one, await make.acting(admin))
    one = await make.article_now(one.id)
    assert (one.title, one.slug, one.has_changes) == ("Panen raya batal", "panen-raya", False)


async def test_two_who_save_at_once_lose_nothing(database):
    kim = await make.kim()
    admin, other = await make.kim_admin(kim), await make.officer(kim)
    one = await make.article(kim, admin)
    first = writing.Text("Satu", "", ())
    version = await writing.save(one, await make.acting(admin), first, one.version)
    with pytest.raises(writing.Clash) as clash:
        await writing.save(one, await make.acting(other), writing.Text("Dua", "", ()), one.version)
    assert (clash.value.theirs.title, clash.value.version) == ("Satu", version)


async def test_a_scheduled_article_goes_out_at_its_time(database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    one = await make.article(kim, admin, "Jadwal posyandu")
    at = now() + timedelta(hours=1)
    gone = flow.Settings(expires_at=at - timedelta(minutes=1), keep_times=False)
    with pytest.raises(Invalid) as no:
        await flow.publish(one, await make.acting(admin), gone, at)
    assert "sesudah" in no.value.errors["expires_at"], "else nobody would ever read it"
    await flow.publish(one, await make.acting(admin), at=at)
    await flow.let_out(flow.Due(one.id, at.isoformat()))
    assert (
        await articles.get_public(kim.slug, "berita", "jadwal-posyandu") is None
    )  # the job came too early
    past = {articles_row().publish_at: now() - timedelta(seconds=1)}
    await articles_row().update(past).where(articles_row().id == one.id)
    await flow.let_out(flow.Due(one.id, at.isoformat()))
    assert await articles.get_public(kim.slug, "berita", "jadwal-posyandu")


def articles_row():
    from kimhub.publishing.tables import Article

    return Article


async def test_what_an_office_hides_only_an_office_shows_again(database):
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.told(kim, admin, "Kabar")
    with pytest.raises(Invalid):
        await flow.hide(one, await make.acting(pembina), "")
    await flow.hide(one, await make.acting(pembina), "Memuat nomor HP warga.")
    one = await make.article_now(one.id)
    assert one.state == "hidden"
    assert await articles.get_public(kim.slug, "berita", "kabar") is None
    with pytest.raises(Refused):
        await flow.bring_back(one, await make.acting(admin))
    await flow.bring_back(one, await make.acting(pembina))
    assert await articles.get_public(kim.slug, "berita", "kabar")


async def test_an_earlier_address_still_leads_there(database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    one = await make.told(kim, admin, "Kabar")
    await flow.settle(one, await make.acting(admin), flow.Settings(slug="kabar-baru"))
    found = await articles.get_public(kim.slug, "berita", "kabar")
    assert found
    assert found.path.endswith("/berita/kabar-baru")
    await flow.settle(found, await make.acting(admin), flow.Settings(slug="kabar"))
    found = await articles.get_public(kim.slug, "berita", "kabar-baru")
    assert found
    assert found.path.endswith("/berita/kabar")


async def test_an_address_with_a_number_keeps_it(database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    first = await make.told(kim, admin, "Jadwal posyandu", settings=flow.Settings())
    second = await make.told(kim, admin, "Jadwal posyandu", settings=flow.Settings())
    assert [first.slug, second.slug] == ["jadwal-posyandu", "jadwal-posyandu-2"]
    await flow.settle(second, await make.acting(admin), flow.Settings(slug="posyandu-12"))
    await flow.settle(
        await make.article_now(second.id), await make.acting(admin), flow.Settings(slug="posyandu")
    )
    assert (await make.article_now(second.id)).slug == "posyandu"


async def test_what_was_taken_away_comes_back_mended_and_never_as_it_was():
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.told(kim, admin, "Kabar lama")
    await flow.hide(one, await make.acting(pembina), "Wajah anak tampak jelas.")
    one = await make.article_now(one.id)
    mended = writing.Text(
        "Kabar baru", "", writing.text_of(await articles.revision(one.newest or 0)).blocks
    )
    version = await writing.save(one, await make.acting(admin), mended, one.version)
    one = await make.article_now(one.id)
    with pytest.raises(Refused):
        await flow.bring_back(one, await make.acting(admin), version)
    with pytest.raises(Refused):
        await flow.bring_back(one, await make.acting(pembina), version - 1)  # not what they looked at
    await flow.bring_back(one, await make.acting(pembina), version)
    found = await articles.get_public(kim.slug, "berita", one.slug)
    assert found is not None
    assert (found.title, found.has_changes, found.hidden_by_office) == ("Kabar baru", False, False)
