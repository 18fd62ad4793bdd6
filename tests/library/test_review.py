"""What a hostile reviewer tried: numbers that are none, documents that are gone or drafts again, and rights
that were narrowed since."""

import asyncio
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core.files import store
from kimhub.core.kept_files import release
from kimhub.core.storage import key_for
from kimhub.library import bin as bin_
from kimhub.library import documents, uploads
from kimhub.library.tables import Document, DocumentVersion, Folder
from kimhub.library.uploads import Coming
from tests import make

PDF = b"%PDF-1.4\n" + b"isi dokumen " * 100 + b"\n%%EOF\n"
JSON = {"Accept": "application/json"}


async def test_a_folder_is_named_by_its_whole_number(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim)
    headers = await make.signed_in(siti)
    folder = Folder(organization=kim.id, name="Materi")
    await folder.save()
    one = await make.document(kim, "Panduan", siti)
    form = {"title": "Panduan", "kind": "materi", "version": str(one.version)}
    for wrong in (f"{folder.id:018d}7", "9" * 30, "x"):
        answer = await browser.post(f"{one.path}/sunting", data=form | {"folder": wrong}, headers=headers)
        assert answer.status_code == 422, wrong
    right = await browser.post(
        f"{one.path}/sunting", data=form | {"folder": str(folder.id)}, headers=headers
    )
    assert right.status_code == 303
    found = await documents.by_id(one.id)
    assert found
    assert found.folder == folder.id
    moving = await browser.get(f"/pustaka/o/kim-mallari/pindahkan?setelah={'9' * 30}", headers=headers)
    assert moving.status_code == 200


async def test_a_version_on_its_way_ends_with_its_document(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    one = await make.document(kim, "Berkas rahasia", admin, visibility="pembina")
    said = {"key": str(uuid4()), "name": "Panduan.pdf", "size": str(len(PDF)), "dokumen": one.ref}
    begun = await browser.post("/pustaka/o/kim-mallari/unggahan", data=said, headers=headers | JSON)
    path = f"/pustaka/unggahan/{begun.json()['key']}"
    await browser.post(f"{path}?mulai=0", headers=headers, content=PDF)
    actor = await make.actor_of(admin)
    await bin_.remove(one.id, actor, {"reason": "keliru"})
    await bin_.purge(one.id, actor, "keliru")
    saved = await browser.post(
        f"{path}/simpan", data={"title": "Panduan", "kind": "materi"}, headers=headers | JSON
    )
    assert saved.status_code == 422
    assert "dihapus selamanya" in saved.text
    assert await Document.count() == 0


async def test_an_office_that_asked_for_it_sees_no_title_of_a_draft(
    browser: AsyncClient, wilayah: None
) -> None:
    await make.installed()
    agency = await make.agency("Diskominfo Bone", "73.08", slug="diskominfo-bone")
    kim = await make.kim("KIM Mallari")
    office = await make.signed_in(await make.member(agency, "Irma"))
    one = await make.document(kim, "Laporan tahunan")
    asked = await browser.post(f"{one.path}/wajib-baca", data={"whom": "members"}, headers=office)
    path = asked.headers["location"]
    for at in ("/pustaka/wajib-baca", path):
        assert "Laporan tahunan" in (await browser.get(at, headers=office)).text
    changed: dict[Any, Any] = {Document.status: "draft", Document.title: "Rancangan rahasia"}
    await Document.update(changed).where(Document.id == one.id)
    for at in ("/pustaka/wajib-baca", path):
        answer = await browser.get(at, headers=office)
        assert answer.status_code == 200
        assert "Rancangan rahasia" not in answer.text


async def _whole(browser: AsyncClient, headers: dict[str, str]) -> Coming:
    """An upload with all its bytes."""
    said = {"key": str(uuid4()), "name": "Panduan.pdf", "size": str(len(PDF))}
    begun = await browser.post("/pustaka/o/kim-mallari/unggahan", data=said, headers=headers | JSON)
    await browser.post(f"/pustaka/unggahan/{begun.json()['key']}?mulai=0", headers=headers, content=PDF)
    coming = await uploads.get_upload(said["key"])
    assert coming
    return coming


async def test_what_was_given_up_while_it_was_kept_becomes_no_document_without_a_file(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim)
    headers = await make.signed_in(siti)
    coming = await _whole(browser, headers)
    keep = store().keep

    async def slow(path: Path, key: str, mime: str) -> None:
        await keep(path, key, mime)
        await uploads.give_up(coming)

    monkeypatch.setattr(store(), "keep", slow)
    saved = await browser.post(
        f"{coming.path}/simpan", data={"title": "Panduan", "kind": "materi"}, headers=headers | JSON
    )
    assert (saved.status_code, await Document.count()) == (422, 0)
    assert await store().size(_key()) is None


async def test_what_is_about_to_be_a_document_is_not_deleted_with_another(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim)
    headers = await make.signed_in(siti)
    coming = await _whole(browser, headers)
    keep = store().keep

    async def slow(path: Path, key: str, mime: str) -> None:
        await keep(path, key, mime)
        await release(key)  # a document with the same content was purged just now

    monkeypatch.setattr(store(), "keep", slow)
    saved = await browser.post(
        f"{coming.path}/simpan", data={"title": "Panduan", "kind": "materi"}, headers=headers | JSON
    )
    assert saved.status_code == 200
    assert await store().size(_key()) == len(PDF)


def _key() -> str:
    return key_for(sha256(PDF).hexdigest())


async def test_what_is_for_admins_is_named_to_no_officer_in_letters_the_bin_and_what_is_over_its_time(
    browser: AsyncClient,
) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, officer = await make.kim_admin(kim), await make.officer(kim)
    theirs, headers = await make.signed_in(admin), await make.signed_in(officer)
    narrow = {"visibility": "pembina", "kind": "undangan", "dated_on": date(2001, 2, 3)}
    one = await make.document(kim, "Rahasia jabatan", admin, **narrow)
    gone = await make.document(kim, "Rahasia lama", admin, **narrow)
    await bin_.remove(gone.id, await make.actor_of(admin), {"reason": "keliru"})
    letter = {"direction": "in", "other": "Camat", "subject": "Undangan", "nature": "biasa"}
    at = "/pustaka/o/kim-mallari/surat"
    refused = await browser.post(
        f"{at}/baru", data=letter | {"key": str(uuid4()), "document": str(one.id)}, headers=headers
    )
    assert refused.status_code == 422
    noted = await browser.post(
        f"{at}/baru", data=letter | {"key": str(uuid4()), "document": str(one.id)}, headers=theirs
    )
    assert noted.status_code == 303
    path = noted.headers["location"]
    for page in (path, "/pustaka/o/kim-mallari/sampah", "/pustaka/o/kim-mallari/retensi"):
        assert "Rahasia" in (await browser.get(page, headers=theirs)).text, page
        answer = await browser.get(page, headers=headers)
        assert answer.status_code == 200
        assert "Rahasia" not in answer.text, page
    kept = await browser.post(
        f"{path}/sunting", data=letter | {"version": "1", "document": str(one.id)}, headers=headers
    )
    assert kept.status_code == 303


async def test_a_version_and_the_purge_of_its_document_take_turns(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin = await make.kim_admin(kim)
    headers, actor = await make.signed_in(admin), await make.actor_of(admin)
    for n in range(4):
        one = await make.document(kim, f"AD/ART {n}", admin)
        content = PDF + b"%d\n" % n
        said = {"key": str(uuid4()), "name": "AD.pdf", "size": str(len(content)), "dokumen": one.ref}
        begun = await browser.post("/pustaka/o/kim-mallari/unggahan", data=said, headers=headers | JSON)
        path = f"/pustaka/unggahan/{begun.json()['key']}"
        await browser.post(f"{path}?mulai=0", headers=headers, content=content)

        async def purge(document_id: int = one.id) -> None:
            await bin_.remove(document_id, actor, {"reason": "keliru"})
            await bin_.purge(document_id, actor, "keliru")

        saved, _gone = await asyncio.gather(
            browser.post(f"{path}/simpan", data={"note": "baru"}, headers=headers | JSON), purge()
        )
        assert saved.status_code in {200, 403, 404, 422}, saved.text
    assert await Document.count() + await DocumentVersion.count() == 0
