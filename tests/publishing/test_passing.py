"""What houses pass on: shown with its source for as long as the source is, and told to whom it concerns."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.core.jobs import run_due
from kimhub.publishing import articles, flow, lists, passing
from kimhub.publishing.tables_passing import Relay
from tests import make


async def test_a_house_lists_what_it_passes_on_until_the_source_goes(database: None) -> None:
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin = await make.kim_admin(source), await make.kim_admin(kim)
    told = await make.told(source, editor, "Panen raya")
    first = await make.told(kim, admin, "Ronda")
    await Relay(organization=kim.id, article=told.id, mode="relay", at=now()).save()
    last = await make.told(kim, admin, "Posyandu")
    found = await lists.of_house(kim.id)
    assert [line.id for line in found] == [last.id, told.id, first.id]
    assert (found[1].owner_name, found[1].relayed_by) == ("KIM Carigading", "KIM Mallari")
    assert found[1].path == f"/k/{kim.slug}/terusan/{told.id}-panen-raya"
    # A page of one line each, as whoever taps "Tampilkan lagi" sees them.
    seen, mark = [], lists.FIRST
    while page := await lists.of_house(kim.id, after=mark, most=1):
        seen.append(page[0].id)
        mark = (page[0].published_at, page[0].id)
    assert seen == [last.id, told.id, first.id]
    assert [line.id for line in await lists.of_house(kim.id, ["announcement"])] == []
    await flow.hide(told, await make.acting(editor), "Foto warga tanpa izin.")
    assert [line.id for line in await lists.of_house(kim.id)] == [last.id, first.id]
    await flow.bring_back(await make.article_now(told.id), await make.acting(editor))
    assert told.id in [line.id for line in await lists.of_house(kim.id)]
    ends = flow.Settings(expires_at=now() + timedelta(days=1), keep_times=False)
    await flow.settle(told, await make.acting(editor), ends)
    assert told.id in [line.id for line in await lists.of_house(kim.id)]
    await flow.settle(told, await make.acting(editor), flow.Settings(audience="members"))
    assert [line.id for line in await lists.of_house(kim.id)] == [last.id, first.id]


async def test_one_tap_shows_an_article_of_others_with_its_source(browser: AsyncClient) -> None:
    await make.installed()
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin, member = await make.kim_admin(source), await make.kim_admin(kim), await make.member(kim)
    told = await make.told(source, editor, "Panen raya", lede="Hasil panen naik.")
    boss, plain = await make.signed_in(admin), await make.signed_in(member)
    at = f"/situs/a/{told.id}/sebarkan"
    offered = await browser.get("/bahan/kabar-lain", headers=boss)
    assert "Panen raya" in offered.text
    assert f'action="{at}"' in offered.text
    assert f'action="{at}"' not in (await browser.get("/bahan/kabar-lain", headers=plain)).text
    assert (await browser.post(at, data={"house": kim.slug}, headers=plain)).status_code == 403
    assert (await browser.post(at, data={"house": source.slug}, headers=boss)).status_code == 403
    long = await browser.post(at, data={"house": kim.slug, "comment": "panjang " * 60}, headers=boss)
    assert long.status_code == 422
    form = {"house": kim.slug, "comment": "Untuk petani kita."}
    assert (await browser.post(at, data=form, headers=boss)).status_code == 303
    assert (await browser.post(at, data=form, headers=boss)).status_code == 303
    assert await Relay.count() == 1
    await run_due()
    inbox = (await browser.get("/pemberitahuan", headers=await make.signed_in(editor))).text
    assert "KIM Mallari menyebarkan “Panen raya”" in inbox
    where = f"/k/{kim.slug}/terusan/{told.id}-panen-raya"
    page = await browser.get(where)
    assert page.status_code == 200
    assert f'<link rel="canonical" href="http://localhost{told.path}">' in page.text.replace(
        page.text.partition('rel="canonical" href="')[2].partition("/k/")[0], "http://localhost"
    )
    assert "KIM Carigading" in page.text
    assert "Untuk petani kita." in page.text
    assert "Isi Panen raya." in page.text
    assert "csrf" not in page.text
    assert "set-cookie" not in page.headers
    moved = await browser.get(f"/k/{kim.slug}/terusan/{told.id}-lain")
    assert (moved.status_code, moved.headers["location"]) == (301, where)
    assert where in (await browser.get(f"/k/{kim.slug}/berita")).text
    for wrong in (f"/k/{source.slug}/terusan/{told.id}-panen-raya", f"/k/{kim.slug}/terusan/x"):
        assert (await browser.get(wrong)).status_code == 404
    assert "Tampil di situs Anda" in (await browser.get("/bahan/kabar-lain", headers=boss)).text
    await flow.hide(told, await make.acting(editor), "Foto warga tanpa izin.")
    assert (await browser.get(where)).status_code == 404
    assert where not in (await browser.get(f"/k/{kim.slug}/berita")).text
    assert (await browser.get(at, headers=boss)).status_code == 404
    assert (await browser.post(at, data=form, headers=boss)).status_code == 403
    await flow.bring_back(await make.article_now(told.id), await make.acting(editor))
    assert (await browser.get(where)).status_code == 200
    assert (await browser.post(f"{at}/henti", data=form, headers=plain)).status_code == 403
    assert (await browser.post(f"{at}/henti", data=form, headers=boss)).status_code == 303
    assert (await browser.get(where)).status_code == 404
    assert (await browser.get(f"{at}/henti", headers=boss)).headers["location"] == at


async def test_ones_own_words_take_the_place_of_what_was_passed_on(browser: AsyncClient) -> None:
    await make.installed()
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin = await make.kim_admin(source), await make.kim_admin(kim)
    told = await make.told(source, editor, "Panen raya")
    boss = await make.signed_in(admin)
    await browser.post(f"/situs/a/{told.id}/sebarkan", data={"house": kim.slug}, headers=boss)
    form = {"house": kim.slug, "key": str(uuid4())}
    begun = await browser.post(f"/situs/a/{told.id}/sebarkan/olah", data=form, headers=boss)
    again = {"house": kim.slug, "key": str(uuid4())}
    went_on = await browser.post(f"/situs/a/{told.id}/sebarkan/olah", data=again, headers=boss)
    assert begun.headers["location"] == went_on.headers["location"]
    colleague = await make.signed_in(await make.officer(kim))
    other = await browser.post(f"/situs/a/{told.id}/sebarkan/olah", data=again, headers=colleague)
    assert f"{other.headers['location']}/sunting" == begun.headers["location"]
    assert (await browser.get(other.headers["location"], headers=colleague)).status_code == 200
    draft = await articles.get_article(int(begun.headers["location"].split("/")[3]))
    assert draft
    assert (draft.kind, draft.source_article, draft.source_name) == ("news", told.id, "KIM Carigading")
    assert draft.source_url.endswith(told.path)
    assert [line.id for line in await lists.of_house(kim.id)] == [told.id]
    await flow.publish(draft, await make.acting(admin))
    assert [line.id for line in await lists.of_house(kim.id)] == [draft.id]
    assert (await browser.get(f"/k/{kim.slug}/terusan/{told.id}-panen-raya")).status_code == 404
    await flow.archive(await make.article_now(draft.id), await make.acting(admin))
    assert [line.id for line in await lists.of_house(kim.id)] == [told.id]


async def test_only_what_everybody_may_read_is_passed_on(database: None) -> None:
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin, member = await make.kim_admin(source), await make.kim_admin(kim), await make.member(kim)
    house, boss = await make.house(kim), await make.acting(admin)
    told = await make.told(source, editor, "Panen raya")
    inner = await make.told(source, editor, "Rapat", settings=flow.Settings(audience="members"))
    page = await make.told(source, editor, "Sejarah", kind="page")
    draft = await make.article(source, editor, "Rencana")
    own = await make.told(kim, admin, "Ronda")
    for no in (inner, page, draft, own):
        with pytest.raises(Refused):
            await passing.relay(no, house, boss)
    with pytest.raises(Refused):
        await passing.relay(told, house, await make.acting(member))
    await passing.relay(told, house, boss)
    await passing.stop(told, house, boss)
    await passing.relay(told, house, boss)
    known = await passing.of_house(house, told)
    assert known
    assert (known.relays, known.by_name) == (True, admin.name)
