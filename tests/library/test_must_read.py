"""What an office asks people to read: who is asked, who has opened which version, and who is told."""

from datetime import timedelta

from httpx import AsyncClient

from kimhub.core.db import now
from kimhub.core.jobs import run_due
from kimhub.library import must_read
from kimhub.library.tables import Document
from kimhub.library.tables_use import MustRead
from kimhub.notifications.tables import Notification
from tests import make


async def _waits(person: int) -> bool:
    return await Notification.exists().where(
        (Notification.user == person)
        & Notification.about.like("mustread:%")
        & Notification.read_at.is_null()
    )


async def test_an_office_asks_and_sees_who_has_opened_it(browser: AsyncClient, wilayah: None) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08", slug="diskominfo-bone")
    irma = await make.member(agency, "Irma")
    kim = await make.kim("KIM Mallari")
    other = await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    siti, budi = await make.member(kim, "Siti"), await make.officer(kim, "Budi")
    ambo = await make.member(other, "Ambo")
    guide = await make.document(agency, "Panduan aktivasi")
    office, reader = await make.signed_in(irma), await make.signed_in(siti)
    at = f"{guide.path}/wajib-baca"
    assert (await browser.get(at, headers=reader)).status_code == 404
    assert (await browser.post(at, data={"whom": "members"}, headers=reader)).status_code == 403
    late = {"whom": "members", "due_on": (now() - timedelta(days=3)).date().isoformat()}
    assert "sudah lewat" in (await browser.post(at, data=late, headers=office)).text
    form = {
        "whom": "members",
        "house": kim.id,
        "note": "Bagian dua",
        "due_on": (now() + timedelta(days=9)).date(),
    }
    asked = await browser.post(at, data=form, headers=office)
    assert asked.status_code == 303
    path = asked.headers["location"]
    assert (await browser.post(at, data=form, headers=office)).headers["location"] == path  # sent twice
    await run_due()
    assert [await _waits(one.id) for one in (siti, budi, ambo)] == [True, True, False]
    assert "Panduan aktivasi" in (await browser.get("/pustaka/wajib-baca", headers=reader)).text
    assert "Harus dibaca" in (await browser.get("/pustaka", headers=reader)).text
    assert "Harus dibaca" not in (await browser.get("/pustaka", headers=await make.signed_in(ambo))).text
    assert "0 dari 2 orang" in (await browser.get(path, headers=office)).text
    assert (await browser.get(path, headers=reader)).status_code == 404
    await browser.get(guide.path, headers=reader)
    await run_due()
    assert [await _waits(one.id) for one in (siti, budi)] == [False, True]
    assert "1 dari 2 orang" in (await browser.get(path, headers=office)).text
    assert "Harus dibaca" not in (await browser.get("/pustaka", headers=reader)).text
    assert (await Document.objects().get(Document.id == guide.id)).openings == 1  # type: ignore[union-attr]
    wide = await browser.post(at, data={"whom": "officers"}, headers=office)
    tallies = await must_read.tallies(
        await must_read.get_asked(int(wide.headers["location"].split("/")[-1]))
    )  # type: ignore[arg-type]
    assert [(one.name, one.people) for one in tallies] == [("KIM Mallari", 1)]
    await Notification.update({Notification.read_at: now()}).where(Notification.user == budi.id)
    assert (await browser.post(f"{path}/ingatkan", headers=office)).status_code == 303
    assert (await browser.post(f"{path}/ingatkan", headers=office)).status_code == 429
    await run_due()
    assert await _waits(budi.id)
    assert (await browser.post(f"{path}/akhiri", headers=reader)).status_code == 403
    await browser.post(f"{path}/akhiri", headers=office)
    await run_due()
    ended = await Notification.exists().where(
        (Notification.user == budi.id) & (Notification.about == f"mustread:{path.split('/')[-1]}")
        & Notification.read_at.is_null()
    )  # fmt: skip
    assert not ended


async def test_nobody_is_asked_to_read_what_they_may_not_read(browser: AsyncClient) -> None:
    await make.installed()
    irma = await make.member(await make.agency("Diskominfo Bone", "73.08"), "Irma")
    kim = await make.kim("KIM Mallari")
    cash = await make.document(kim, "Kas", visibility="officers", kind="keuangan")
    draft = await make.document(kim, "Rancangan", status="draft")
    office = await make.signed_in(irma)
    no = await browser.post(f"{cash.path}/wajib-baca", data={"whom": "members"}, headers=office)
    assert no.status_code == 422
    assert "belum boleh membaca" in no.text
    assert (
        await browser.post(f"{draft.path}/wajib-baca", data={"whom": "members"}, headers=office)
    ).status_code == 403
    assert (
        await browser.post(f"{cash.path}/wajib-baca", data={"whom": "officers"}, headers=office)
    ).status_code == 303
    assert await MustRead.count() == 1


async def test_favourites_stay_ones_own_and_go_with_the_right(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    siti, budi = await make.member(kim), await make.officer(kim)
    one = await make.document(kim, "Panduan lensa")
    mine = await make.signed_in(siti)
    for _ in range(2):
        await browser.post(f"{one.path}/favorit", data={"keep": "1"}, headers=mine)
    fragment = await browser.post(
        f"{one.path}/favorit", data={"keep": "1"}, headers=await make.signed_in(siti, htmx=True)
    )
    assert 'id="favourite"' in fragment.text
    assert "<html" not in fragment.text
    assert (await browser.get("/pustaka/favorit", headers=mine)).text.count("Panduan lensa") == 1
    assert (
        "Panduan lensa"
        not in (await browser.get("/pustaka/favorit", headers=await make.signed_in(budi))).text
    )
    await Document.update({Document.visibility: "officers"}).where(Document.id == one.id)
    assert "Panduan lensa" not in (await browser.get("/pustaka/favorit", headers=mine)).text
    assert (await browser.post(f"{one.path}/favorit", data={"keep": "1"}, headers=mine)).status_code == 403
