"""Fetching a document, and its history."""

from typing import Any
from uuid import uuid4

from httpx import AsyncClient

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.library import documents, putting
from kimhub.library.tables import Document, DocumentText, DocumentVersion
from kimhub.library.tables_use import DocumentOpened
from kimhub.library.views import Document as View
from tests import make


async def _kept(words: str, name: str = "adart.txt", mime: str = "text/plain") -> files.Stored:
    return await files.save_content(words.encode(), mime, name)


async def put(one: View, words: str, note: str = "", **kind: str) -> int:
    stored = await _kept(words, **kind)
    return await putting.put_version(one.id, Actor(id=one.created_by), stored, note=note, key=uuid4())


async def _counted(one: View) -> tuple[int, int]:
    row = await Document.select(Document.downloads, Document.openings).where(Document.id == one.id).first()
    assert row
    return row["downloads"], row["openings"]


async def test_a_file_is_fetched_whole_or_in_pieces_and_counted_once(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    siti, rahmawati = await make.member(kim), await make.kim_admin(kim)
    one = await make.document(kim, "AD/ART", rahmawati, visibility="members")
    await put(one, "<script>alert(1)</script>", name="adart.html", mime="text/html")
    path = f"{one.path}/unduh"
    assert (await browser.get(path)).status_code == 303
    stranger = await make.signed_in(await make.user("Orang Luar"))
    assert (await browser.get(path, headers=stranger)).status_code == 404

    headers = await make.signed_in(siti)
    whole = await browser.get(path, headers=headers)
    assert (whole.status_code, whole.text) == (200, "<script>alert(1)</script>")
    assert whole.headers["content-disposition"].startswith('attachment; filename="adart.html"')
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.headers["cache-control"] == "private, no-cache"
    assert await _counted(one) == (1, 1)
    part = await browser.get(path, headers=headers | {"range": "bytes=8-12"})
    assert (part.status_code, part.text) == (206, "alert")
    assert part.headers["content-range"] == "bytes 8-12/25"
    assert (await browser.get(path, headers=headers | {"range": "bytes=90-"})).status_code == 416
    again = await browser.get(path, headers=headers | {"if-none-match": whole.headers["etag"]})
    assert again.status_code == 304
    await browser.head(path, headers=headers)
    await browser.get(path, headers=headers)
    assert await _counted(one) == (1, 1)
    await browser.get(path, headers=await make.signed_in(rahmawati))
    assert await _counted(one) == (2, 2)
    opened = await DocumentOpened.select(DocumentOpened.version).where(DocumentOpened.user == siti.id)
    assert opened == [{"version": 2}]


async def test_an_address_leads_to_the_current_version_and_the_past_is_for_its_keepers(
    browser: AsyncClient,
) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    siti, rahmawati = await make.member(kim), await make.kim_admin(kim)
    irma = await make.pembina()
    one = await make.document(kim, "AD/ART", rahmawati, visibility="public")
    await put(one, "pasal satu dengan NIK")
    await put(one, "pasal satu", note="Tanpa <b>NIK</b>")
    guest = await browser.get(f"{one.path}/unduh")
    assert guest.text == "pasal satu"
    await browser.head(f"{one.path}/unduh")
    await browser.get(f"{one.path}/unduh", headers={"range": "bytes=4-"})
    assert await _counted(one) == (1, 0)
    page = await browser.get(f"{one.path}/versi")
    assert "Tanpa &lt;b&gt;NIK&lt;/b&gt;" in page.text
    assert "/versi/2" not in page.text
    for person, status in ((siti, 404), (rahmawati, 200), (irma, 200)):
        headers = await make.signed_in(person)
        old = await browser.get(f"{one.path}/versi/2/unduh", headers=headers)
        assert old.status_code == status
        assert (await browser.get(f"{one.path}/versi/2", headers=headers)).status_code == status
        assert (await browser.get(f"{one.path}/versi/3/unduh", headers=headers)).status_code == 200
        page = await browser.get(f"{one.path}/versi", headers=headers)
        assert ("/versi/2/unduh" in page.text) == (status == 200)
        assert (await browser.get(f"{one.path}/versi/9", headers=headers)).status_code == 404
        browser.cookies.clear()
    assert (await browser.get(f"{one.path}/versi/2/unduh")).status_code == 303

    key = {"key": str(uuid4())}
    for person in (siti, irma):
        headers = await make.signed_in(person)
        refused = await browser.post(f"{one.path}/versi/2/pulihkan", data=key, headers=headers)
        assert refused.status_code == 403
    headers = await make.signed_in(rahmawati)
    for _twice in range(2):
        back = await browser.post(f"{one.path}/versi/2/pulihkan", data=key, headers=headers)
        assert (back.status_code, back.headers["location"]) == (303, one.path)
    found = await documents.by_id(one.id)
    assert found
    assert found.versions == 4
    browser.cookies.clear()
    assert (await browser.get(f"{one.path}/unduh")).text == "pasal satu dengan NIK"
    headers = await make.signed_in(rahmawati)
    same = await browser.post(f"{one.path}/versi/4/pulihkan", data={"key": str(uuid4())}, headers=headers)
    assert same.status_code == 422
    assert "berkas yang sama" in same.text
    await Document.update({Document.status: "archived"}).where(Document.id == one.id)
    kept = await browser.post(f"{one.path}/versi/2/pulihkan", data=key, headers=headers)
    assert kept.status_code == 403
    assert await DocumentVersion.count().where(DocumentVersion.document == one.id) == 4


async def test_what_is_in_the_bin_is_not_fetched(browser: AsyncClient, database: Any) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    rahmawati = await make.kim_admin(kim)
    one = await make.document(kim, "AD/ART", rahmawati, visibility="public")
    gone: dict[Any, Any] = {Document.removed_at: one.created_at}
    await Document.update(gone).where(Document.id == one.id)
    headers = await make.signed_in(rahmawati)
    for path in ("unduh", "versi/1/unduh", "versi"):
        assert (await browser.get(f"{one.path}/{path}", headers=headers)).status_code == 404


async def test_two_versions_are_laid_beside_each_other_for_those_who_keep_them(
    browser: AsyncClient,
) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, siti = await make.kim_admin(kim), await make.member(kim)
    one = await make.document(kim, "AD/ART", admin, visibility="members")
    path = f"{one.path}/banding"
    headers = await make.signed_in(admin)
    assert "Baru ada satu versi" in (await browser.get(path, headers=headers)).text
    second = await put(one, "Pasal 1 <b>lama</b>")
    third = await put(one, "Pasal 1 baru")
    waiting = await browser.get(path, headers=headers)
    assert "sedang dibaca" in waiting.text
    for version, text in (
        (second, "Pasal 1\nKas 5.000 <b>rupiah</b>"),
        (third, "Pasal 1\nKas 9.000 rupiah\nTamat"),
    ):
        await DocumentText(version=version, text=text).save()
        done: dict[Any, Any] = {DocumentVersion.text_state: "done"}
        await DocumentVersion.update(done).where(DocumentVersion.id == version)
    for asked in ("", "?a=2&b=3", "?a=3&b=2"):
        page = await browser.get(f"{path}{asked}", headers=headers)
        assert "Dari versi 2 ke versi 3" in page.text
        assert "<del>5.000 &lt;b&gt;rupiah&lt;/b&gt;</del>" in page.text
        assert "Tamat" in page.text
        assert "1 baris ditambahkan" in page.text
    assert "Pilih dua versi" in (await browser.get(f"{path}?a=3&b=3", headers=headers)).text
    for wrong in ("?a=9", "?b=x", "?a=-1"):
        assert (await browser.get(f"{path}{wrong}", headers=headers)).status_code == 404
    member = await make.signed_in(siti)
    assert (await browser.get(path, headers=member)).status_code == 404
