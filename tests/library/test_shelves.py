"""Those who keep a library edit, decide, throw away and put in order; nobody else does."""

import re
from typing import Any
from uuid import uuid4

from httpx import AsyncClient

from kimhub.library import documents, listing, putting
from kimhub.library.listing import Wanted
from kimhub.library.tables import Document, DocumentVersion
from kimhub.library.tables_letters import RetentionAct
from tests import make


async def _now(document_id: int) -> Any:
    found = await documents.by_id(document_id)
    assert found
    return found


async def test_two_editors_do_not_lose_each_others_words(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, member = await make.kim_admin(kim), await make.member(kim)
    officer = await make.officer(kim)
    one = await make.document(kim, "Notulen rapat", kind="notulen")
    at, theirs, ours = f"{one.path}/sunting", await make.signed_in(officer), await make.signed_in(admin)
    assert (await browser.get(at, headers=await make.signed_in(member))).status_code == 404
    form = {
        "title": "Notulen rapat desa", "kind": "notulen", "number": "12/2026", "dated_on": "2026-03-04",
        "tags": "Pasar, #cek fakta; <b>", "version": str(one.version), "visibility": "public",
        "info_class": "setiap_saat",
    }  # fmt: skip
    page = await browser.get(at, headers=theirs)
    assert 'name="visibility"' not in page.text  # an officer does not decide who reads what others brought
    saved = await browser.post(at, data=form, headers=theirs)
    assert saved.status_code == 303
    now = await _now(one.id)
    assert (now.title, now.number, now.year, now.visibility) == (
        "Notulen rapat desa",
        "12/2026",
        2026,
        "members",
    )
    assert now.tags == " pasar cek-fakta b "
    assert now.path.endswith("-notulen-rapat-desa")
    late = await browser.post(at, data=form | {"title": "Rapat Mallari"}, headers=ours)
    assert late.status_code == 422
    assert "Judul: Notulen rapat desa" in late.text
    assert 'value="Rapat Mallari"' in late.text
    again = form | {
        "title": "Rapat Mallari",
        "version": re.findall(r'name="version" value="(\d+)"', late.text)[0],
    }
    wrong = await browser.post(at, data=again | {"info_class": "dikecualikan"}, headers=ours)
    assert wrong.status_code == 422
    assert "hanya untuk pengurus dan pembina" in wrong.text
    wrong = await browser.post(at, data=again | {"title": "", "dated_on": "kemarin"}, headers=ours)
    assert "Beri judul" in wrong.text
    assert "Tulis tanggal" in wrong.text
    part = await browser.post(
        at, data=again | {"title": ""}, headers=await make.signed_in(admin, htmx=True)
    )
    assert part.status_code == 422
    assert part.text.lstrip().startswith('<div class="narrow mt" id="fields">')
    assert (await browser.post(at, data=again, headers=ours)).status_code == 303
    assert (await _now(one.id)).visibility == "public"
    refused = await browser.post(at, data=again, headers=await make.signed_in(member))
    assert refused.status_code == 403


async def test_a_document_becomes_official_and_is_superseded(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, member = await make.kim_admin(kim, "Rahmawati"), await make.member(kim)
    old = await make.document(kim, "AD/ART 2020", visibility="public", kind="ad_art")
    new = await make.document(kim, "AD/ART 2026", visibility="public", kind="ad_art", status="draft")
    ours, reader = await make.signed_in(admin), await make.signed_in(member)
    assert (await browser.get(new.path, headers=reader)).status_code == 404
    assert "masih draf" in (await browser.get(new.path, headers=ours)).text
    page = await browser.get(f"{new.path}/status", headers=ours)
    assert 'value="archived"' not in page.text  # the archive is open to readers
    form = {"version": str(new.version), "status": "archived"}
    stale = await browser.post(f"{new.path}/status", data=form, headers=ours)
    assert stale.status_code == 409 or "Muat ulang" in stale.text
    form["status"] = "official"
    assert (await browser.post(f"{new.path}/status", data=form, headers=reader)).status_code == 403
    assert (await browser.post(f"{new.path}/status", data=form, headers=ours)).status_code == 303
    assert (await _now(new.id)).official_name == "Rahmawati, KIM Mallari"
    assert (await browser.get(new.path, headers=reader)).status_code == 200
    change = {"version": str(old.version), "status": "superseded"}
    lacking = await browser.post(f"{old.path}/status", data=change, headers=ours)
    assert lacking.status_code == 422
    assert "Pilih dokumen yang berlaku" in lacking.text
    await browser.post(f"{old.path}/status", data=change | {"replaced_by": new.ref}, headers=ours)
    page = await browser.get(old.path, headers=reader)
    assert "sudah diganti" in page.text
    assert f'href="{new.path}"' in page.text
    assert f'href="{old.path}"' in (await browser.get(new.path, headers=reader)).text
    await Document.update({Document.visibility: "pembina"}).where(Document.id == new.id)
    hidden = await browser.get(old.path, headers=reader)
    assert "sudah diganti" in hidden.text
    assert "AD/ART 2026" not in hidden.text


async def test_what_is_thrown_away_comes_back_or_goes_for_good(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, officer = await make.kim_admin(kim, "Rahmawati"), await make.officer(kim)
    one = await make.document(kim, "Ganda", visibility="public")
    ours = await make.signed_in(admin)
    theirs = await make.signed_in(officer)
    bare = await browser.post(f"{one.path}/hapus", data={"reason": " "}, headers=ours)
    assert bare.status_code == 422
    assert "Tulis mengapa" in bare.text
    assert (
        await browser.post(f"{one.path}/hapus", data={"reason": "x"}, headers=theirs)
    ).status_code == 403
    assert (await browser.post(f"{one.path}/musnahkan", headers=ours)).status_code == 403  # not in the bin
    await browser.post(f"{one.path}/hapus", data={"reason": "Sudah ada"}, headers=ours)
    browser.cookies.clear()
    assert (await browser.get(one.path)).status_code == 303
    assert "Ganda" not in (await browser.get("/pustaka")).text
    bin_ = await browser.get("/pustaka/o/kim-mallari/sampah", headers=theirs)
    assert "Sudah ada" in bin_.text
    assert "Rahmawati" in bin_.text
    assert "/pulihkan" not in bin_.text
    assert (await browser.post(f"{one.path}/pulihkan", headers=ours)).status_code == 303
    assert "Ganda" in (await browser.get("/pustaka", headers=ours)).text
    await browser.post(f"{one.path}/hapus", data={"reason": "Sudah ada"}, headers=ours)
    await browser.post("/pustaka/o/kim-mallari/sampah", headers=ours)
    assert await Document.exists().where(Document.id == one.id)  # the box was not ticked
    await browser.post("/pustaka/o/kim-mallari/sampah", data={"sure": "on"}, headers=ours)
    assert not await Document.exists().where(Document.id == one.id)
    assert not await DocumentVersion.exists().where(DocumentVersion.document == one.id)
    assert (await putting.room(kim.id)).used == 0
    act = await RetentionAct.objects().get(RetentionAct.document == one.id)
    assert act
    assert (act.act, act.reason, act.by_name) == ("purge", "Sudah ada", "Rahmawati, KIM Mallari")
    # A link to it outlives it, and says so; strangers learn nothing, nobody what it was called.
    for path in (one.path, f"/pustaka/d/{one.id}"):
        answer = await browser.get(path, headers=theirs)
        assert answer.status_code == 404
        assert "Dokumen ini dihapus selamanya pada" in answer.text
        assert "Ganda" not in answer.text
        browser.cookies.clear()
        assert "dihapus selamanya" not in (await browser.get(path)).text
    assert "dihapus selamanya" not in (await browser.get(f"/pustaka/d/{one.id + 99}", headers=theirs)).text


async def test_folders_keep_order_and_hide_what_is_not_read(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, member = await make.kim_admin(kim), await make.member(kim)
    ours, reader = await make.signed_in(admin), await make.signed_in(member)
    at = "/pustaka/o/kim-mallari"
    secret = await make.document(kim, "Buku kas", visibility="officers", kind="keuangan")
    shared = await make.document(kim, "Materi foto")
    assert (await browser.post(f"{at}/map", data={"name": "Kas"}, headers=reader)).status_code == 403
    made = await browser.post(f"{at}/map", data={"name": "Kas", "key": str(uuid4())}, headers=ours)
    kas = int(made.headers["location"].rpartition("/")[2])
    twice = await browser.post(f"{at}/map", data={"name": "kas", "key": str(uuid4())}, headers=ours)
    assert "sudah ada map" in twice.text
    made = await browser.post(
        f"{at}/map", data={"name": "2026", "parent": kas, "key": str(uuid4())}, headers=ours
    )
    year = int(made.headers["location"].rpartition("/")[2])
    loop = {"name": "Kas", "parent": year, "version": 1}
    assert "dalam dirinya sendiri" in (await browser.post(f"{at}/{kas}/atur", data=loop, headers=ours)).text
    moving = {"document[]": [secret.id, shared.id], "folder": year}
    assert (await browser.post(f"{at}/pindahkan", data=moving, headers=reader)).status_code == 403
    await browser.post(f"{at}/pindahkan", data=moving | {"document[]": [secret.id]}, headers=ours)
    assert (await _now(secret.id)).folder == year
    for path in (f"{at}/{kas}", f"{at}/{year}"):
        assert (await browser.get(path, headers=reader)).status_code == 404
        assert (await browser.get(path, headers=ours)).status_code == 200
    assert "Kas" not in (await browser.get(at, headers=reader)).text
    await browser.post(f"{at}/pindahkan", data=moving, headers=ours)
    inside = await browser.get(f"{at}/{year}", headers=reader)
    assert "Materi foto" in inside.text
    assert "Buku kas" not in inside.text
    assert "1 dokumen" in (await browser.get(at, headers=reader)).text
    stale = await browser.post(f"{at}/{kas}/atur", data={"name": "Keuangan", "version": 9}, headers=ours)
    assert "Muat ulang" in stale.text
    await browser.post(f"{at}/{kas}/atur", data={"name": "Keuangan", "version": 1}, headers=ours)
    assert "Keuangan" in (await browser.get(at, headers=reader)).text
    await browser.post(f"{at}/{year}/hapus", headers=ours)
    assert (await _now(secret.id)).folder == kas
    found = await listing.found(await make.actor_of(admin), Wanted(house=kim.id, folder=kas))
    assert {one.id for one in found.rows} == {secret.id, shared.id}


async def test_what_is_for_admins_and_the_office_an_officer_neither_reads_nor_chooses(
    browser: AsyncClient,
):
    await make.installed()
    kim = await make.kim()
    narrow = await make.document(kim, "Evaluasi pengurus", kind="lainnya", visibility="pembina")
    seen = await make.document(kim, "Panduan", visibility="members")
    officer, admin = await make.officer(kim), await make.kim_admin(kim)
    asks = await make.signed_in(officer)
    assert (await browser.get(narrow.path, headers=asks)).status_code == 404
    assert "Evaluasi pengurus" not in (await browser.get("/pustaka", headers=asks)).text
    assert (await browser.get(narrow.path, headers=await make.signed_in(admin))).status_code == 200
    pembina = await make.signed_in(await make.pembina())
    assert (await browser.get(narrow.path, headers=pembina)).status_code == 200
    by_officer = await make.document(kim, "Catatan", officer, kind="lainnya")
    form = {"title": "Catatan", "kind": "lainnya", "visibility": "pembina", "version": "1"}
    refused = await browser.post(f"{by_officer.path}/sunting", headers=asks, data=form)
    assert refused.status_code == 422
    assert "Hanya admin" in refused.text
    assert (await browser.get(seen.path, headers=asks)).status_code == 200


async def test_what_an_office_keeps_for_officers_reaches_officers_below(browser: AsyncClient):
    await make.installed()
    office, kim = await make.agency(), await make.kim()
    letter = await make.document(office, "Surat edaran", kind="undangan", visibility="officers")
    far = await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    for person, status in (
        (await make.officer(kim), 200),
        (await make.member(kim, "Anggota"), 404),
        (await make.officer(far, "Pengurus jauh"), 404),
    ):
        answer = await browser.get(letter.path, headers=await make.signed_in(person))
        assert answer.status_code == status
