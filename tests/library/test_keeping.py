"""A library as one file, and documents whose time is over."""

import io
import zipfile
from datetime import timedelta

import httpx

from kimhub.core.db import now
from kimhub.core.files import store
from kimhub.groups import organizations
from kimhub.library import retention
from kimhub.library.tables import Document, Folder
from kimhub.library.tables_letters import RetentionAct
from tests import make


async def test_the_zip_holds_what_the_asker_may_read_by_folder_with_a_page_that_lists_it(
    browser: httpx.AsyncClient,
):
    await make.installed()
    kim = await make.kim()
    officer, member = await make.officer(kim), await make.member(kim, "Anggota")
    folder = Folder(organization=kim.id, name="Materi/2026")
    await folder.save()
    await make.document(kim, "Panduan <b>", officer, folder=folder.id)
    await make.document(kim, "Panduan <b>", officer, folder=folder.id)
    await make.document(kim, "Kas", officer, kind="keuangan", visibility="officers")
    lost = await make.document(kim, "Hilang", officer)
    await store().delete(lost.file)
    path = f"/pustaka/o/{kim.slug}"
    asks = await make.signed_in(member)
    assert f"{path}/zip" in (await browser.get(path, headers=asks)).text
    answer = await browser.get(f"{path}/zip", headers=asks)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert made.testzip() is None
        names = made.namelist()
        page = made.read("index.html").decode()
    assert names[0] == "Materi-2026/Panduan _b_.txt"
    assert len([name for name in names if name.startswith("Materi-2026/")]) == 2
    assert not any("Kas" in name for name in names)
    assert "Panduan &lt;b&gt;" in page
    assert "<b>" not in page
    assert "Kas" not in page
    assert "berkasnya hilang" in page
    some = await browser.get(f"{path}/zip?folder={folder.id}", headers=asks)
    with zipfile.ZipFile(io.BytesIO(some.content)) as made:
        assert len(made.namelist()) == 3
    theirs = await browser.get(f"{path}/zip", headers=await make.signed_in(officer))
    with zipfile.ZipFile(io.BytesIO(theirs.content)) as made:
        assert any("Kas" in name for name in made.namelist())
    assert (await browser.get(f"{path}/zip")).status_code == 303  # sign in first
    other = await make.signed_in(await make.member(await make.kim("KIM Unra"), "Tetangga"))
    nothing = await browser.get(f"{path}/zip", headers=other)
    assert nothing.status_code == 303


async def test_what_is_over_its_time_waits_for_a_person(browser: httpx.AsyncClient):
    await make.installed()
    kim = await make.kim()
    admin, officer = await make.kim_admin(kim), await make.officer(kim)
    old = make.days(-6 * 365)
    kept = await make.document(kim, "Proposal lama", admin, kind="proposal", dated_on=old)
    gone = await make.document(kim, "Undangan lama", admin, kind="undangan", dated_on=old)
    await make.document(kim, "Undangan baru", admin, kind="undangan", dated_on=make.days(-30))
    await make.document(kim, "SK lama", admin, kind="sk", dated_on=make.days(-9000))  # for good
    path, asks = f"/pustaka/o/{kim.slug}/retensi", await make.signed_in(admin)
    page = await browser.get(path, headers=asks)
    assert "Proposal lama" in page.text
    assert "Undangan lama" in page.text
    assert "Undangan baru" not in page.text
    assert "SK lama" not in page.text

    unsaid = {"document": kept.id, "action": "keep", "longer": "7"}
    assert (await browser.post(path, headers=asks, data=unsaid)).status_code == 422
    sent = {"document": kept.id, "action": "keep", "longer": "5", "reason": "Masih dipakai"}
    assert (await browser.post(path, headers=asks, data=sent)).status_code == 303
    over = {"document": gone.id, "action": "let_go"}
    assert (await browser.post(path, headers=asks, data=over)).status_code == 303
    house = await organizations.get(kim.slug)
    assert house
    assert await retention.due(house) == []
    row = await Document.objects().get(Document.id == gone.id)
    assert row
    assert row.removed_at is not None  # in the bin: nothing is gone
    acts = await RetentionAct.objects()
    assert [(act.act, act.title, act.reason) for act in acts] == [
        ("keep", "Proposal lama", "Masih dipakai")
    ]

    not_own = await browser.post(path, headers=await make.signed_in(officer), data=sent)
    assert not_own.status_code == 403  # an officer rules what they brought themselves
    member = await make.signed_in(await make.member(kim, "Anggota"))
    assert (await browser.get(path, headers=member)).status_code == 404


async def test_what_only_admins_read_is_not_named_where_it_was_decided_on(browser: httpx.AsyncClient):
    await make.installed()
    kim = await make.kim()
    admin, officer = await make.kim_admin(kim), await make.officer(kim)
    old = make.days(-6 * 365)
    for title, visibility in (("Proposal bersama", "members"), ("Proposal rahasia", "pembina")):
        one = await make.document(
            kim, title, admin, kind="proposal", dated_on=old, visibility=visibility, status="official"
        )
        house = await organizations.get(kim.slug)
        assert house
        form = {"longer": "5", "reason": f"Alasan {title}"}
        await retention.keep(one.id, house, await make.actor_of(admin), form)
    path = f"/pustaka/o/{kim.slug}/retensi"
    theirs = (await browser.get(path, headers=await make.signed_in(admin))).text
    assert "Alasan Proposal bersama" in theirs
    assert "Alasan Proposal rahasia" in theirs
    page = (await browser.get(path, headers=await make.signed_in(officer))).text
    assert "Alasan Proposal bersama" in page
    assert "Proposal rahasia" not in page
    assert "Dokumen yang tidak terbuka bagi Anda" in page


def test_years_end_on_the_same_day_of_another_year():
    leap = make.days(0).replace(year=2028, month=2, day=29)
    assert retention._years_after(leap, 1) == leap.replace(year=2029, day=28)
    assert retention._years_after(leap, 4) - leap == timedelta(days=1461)


async def test_public_documents_stand_on_the_page_of_the_house_and_in_the_sitemap(
    browser: httpx.AsyncClient,
):
    await make.installed()
    kim = await make.kim()
    shown = await make.document(kim, "AD/ART <b>", kind="ad_art", visibility="public")
    for title, more in (
        ("Notulen", {"visibility": "members"}),
        ("Draf", {"visibility": "public", "status": "draft"}),
        ("Terbuang", {"visibility": "public", "removed_at": now()}),
    ):
        await make.document(kim, title, **more)
    page = (await browser.get(f"/k/{kim.slug}")).text
    assert 'itemtype="https://schema.org/DigitalDocument"' in page
    assert "AD/ART &lt;b&gt;" in page
    assert shown.path in page
    found = (await browser.get("/sitemap/umum.xml")).text
    assert shown.path in found
    for title in ("Notulen", "Draf", "Terbuang"):
        assert title not in page
        assert title.lower() not in found
