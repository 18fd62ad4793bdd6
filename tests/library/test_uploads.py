"""Files on their way into a library: whole or in pieces, once, and never half visible."""

import errno
import hashlib
import io
import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from PIL import Image

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.files import store
from kimhub.core.jobs import Tick
from kimhub.library import documents, putting, receiving, uploads
from kimhub.library.jobs import forget_uploads
from kimhub.library.putting import About
from kimhub.library.tables import Document, DocumentUpload, Folder, LibraryQuota
from tests import make

PDF = b"%PDF-1.4\n" + b"isi dokumen " * 100 + b"\n%%EOF\n"
ASKED = {"Accept": "application/json"}


@pytest.fixture
async def house(wilayah: None) -> tuple[Any, Any, dict[str, str]]:
    """A KIM, one of its officers, and the headers with which that officer is signed in."""
    for name in spooled():
        (store().spool_folder / name).unlink()
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim, "Siti Aminah")
    return kim, siti, await make.signed_in(siti)


def spooled() -> list[str]:
    """What lies in the spool folder."""
    return sorted(path.name for path in store().spool_folder.iterdir())


async def test_a_plain_form_makes_a_document(browser: AsyncClient, house: Any) -> None:
    _kim, _siti, headers = house
    page = await browser.get("/pustaka/o/kim-mallari/unggah", headers=headers)
    assert page.status_code == 200
    assert "SK · semua orang" in page.text
    form = {"key": str(uuid4()), "kind": "sk", "title": ""}
    sent = {"file": ("SK_Pengukuhan-KIM_2024 (1).pdf", PDF, "application/pdf")}

    made = [
        await browser.post("/pustaka/o/kim-mallari/unggah", headers=headers, data=form, files=sent)
        for _ in range(2)
    ]

    assert {answer.status_code for answer in made} == {303}
    assert await Document.count() == 1
    found = await documents.get_document(made[0].headers["location"].rpartition("/")[2])
    assert found
    assert (found.title, found.kind, found.visibility, found.status, found.size) == (
        "SK Pengukuhan KIM 2024", "sk", "public", "draft", len(PDF),
    )  # fmt: skip
    assert spooled() == []


def announced(content: bytes, name: str = "Panduan.pdf", **more: str) -> dict[str, str]:
    return {"key": str(uuid4()), "name": name, "size": str(len(content)), **more}


def all_kept() -> set[str]:
    """What lies in the store."""
    root = store().spool_folder.parent
    return {path.name for path in root.rglob("*") if path.is_file() and path.parent.name != ".incoming"}


async def begun(browser: AsyncClient, headers: dict[str, str], said: dict[str, str]) -> str:
    """The address of an upload that was announced."""
    answer = await browser.post("/pustaka/o/kim-mallari/unggahan", headers=headers | ASKED, data=said)
    assert answer.status_code == 200, answer.text
    return f"/pustaka/unggahan/{answer.json()['key']}"


async def test_pieces_come_late_twice_and_broken_and_make_one_whole(
    browser: AsyncClient, house: Any
) -> None:
    kim, _siti, headers = house
    headers = headers | ASKED
    content = PDF * 40
    said = announced(content, sha256=hashlib.sha256(content).hexdigest())
    path = await begun(browser, headers, said)
    assert await begun(browser, headers, said) == path

    async def piece(start: int, end: int) -> tuple[int, int]:
        answer = await browser.post(f"{path}?mulai={start}", headers=headers, content=content[start:end])
        return answer.status_code, answer.json()["received"]

    assert await piece(10_000, 20_000) == (409, 0)
    assert await piece(0, 10_000) == (200, 10_000)
    assert await piece(0, 10_000) == (409, 10_000)
    coming = await uploads.get_upload(said["key"])
    assert coming

    async def broken_off() -> AsyncIterator[bytes]:
        yield content[10_000:17_000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await receiving.receive(coming, 10_000, broken_off())
    assert (await browser.get(path, headers=headers)).json()["received"] == 17_000
    too_early = await browser.post(f"{path}/simpan", headers=headers, data={"title": "x", "kind": "sk"})
    assert too_early.status_code == 422
    assert "belum seluruhnya" in too_early.text
    assert await Document.count() == 0
    page = await browser.get("/pustaka/o/kim-mallari/unggah", headers=headers)
    assert "Terunggah sebagian: 17" in page.text

    # More than was announced is left out; then it is whole, and nobody sees it before it is saved.
    assert (
        await browser.post(f"{path}?mulai=17000", headers=headers, content=content[17_000:] + b"lebih")
    ).json() == {"received": len(content), "size": len(content)}
    assert await Document.count() == 0
    without = await browser.post(f"{path}/simpan", headers=headers, data={"title": "", "kind": "sk"})
    assert without.json()["errors"] == {"title": "Beri judul dokumennya."}
    folder = Folder(organization=kim.id, name="Materi")
    await folder.save()
    told = {"title": "Panduan", "kind": "materi", "official": "on", "folder": str(folder.id)}
    saved = [await browser.post(f"{path}/simpan", headers=headers, data=told) for _ in range(2)]
    assert saved[0].json() == saved[1].json()
    found = await documents.get_document(saved[0].json()["path"].rpartition("/")[2])
    assert found
    assert (found.title, found.status, found.size, found.organization, found.folder) == (
        "Panduan", "official", len(content), kim.id, folder.id,
    )  # fmt: skip
    assert b"".join([part async for part in store().chunks(found.file)]) == content
    assert spooled() == []


async def test_an_upload_is_its_senders_alone(browser: AsyncClient, house: Any) -> None:
    kim, _siti, headers = house
    said = announced(PDF)
    path = await begun(browser, headers, said)
    for other in (await make.officer(kim, "Budi"), await make.kim_admin(kim), await make.user("Orang")):
        theirs = await make.signed_in(other) | ASKED
        assert (await browser.get(path, headers=theirs)).status_code == 404
        for at in (f"{path}?mulai=0", f"{path}/simpan", f"{path}/batal"):
            assert (await browser.post(at, headers=theirs, content=b"")).status_code == 403
        squat = await browser.post("/pustaka/o/kim-mallari/unggahan", headers=theirs, data=said)
        assert squat.status_code in {403, 404}
    page = await browser.get(path, headers=headers)
    assert "Lanjutkan unggahan" in page.text
    dropped = await browser.post(f"{path}/batal", headers=headers)
    assert dropped.status_code == 303
    assert (await browser.get(path, headers=headers)).status_code == 404


async def test_members_bring_photos_and_nothing_else(browser: AsyncClient, house: Any) -> None:
    kim, _siti, _headers = house
    headers = await make.signed_in(await make.member(kim, "Warga"))
    page = await browser.get("/pustaka/o/kim-mallari/unggah", headers=headers)
    assert 'value="foto"' in page.text
    assert 'value="sk"' not in page.text
    for kind, status, count in (("sk", 422, 0), ("foto", 303, 1)):
        form = {"key": str(uuid4()), "kind": kind, "title": "Kerja bakti", "official": "on"}
        sent = {"file": ("IMG_1.jpg", picture(), "image/jpeg")}
        answer = await browser.post("/pustaka/o/kim-mallari/unggah", headers=headers, data=form, files=sent)
        assert (answer.status_code, await Document.count()) == (status, count), kind
    made = await Document.objects().first()
    assert made
    assert (made.status, made.mime, made.file_name) == ("draft", "image/webp", "IMG_1.webp")


def picture(size: tuple[int, int] = (800, 600)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, "JPEG")
    return out.getvalue()


async def test_a_new_version_comes_the_same_way(browser: AsyncClient, house: Any) -> None:
    kim, siti, headers = house
    one = await make.document(kim, "AD/ART", siti, kind="ad_art")
    archived = await make.document(kim, "Lama", siti, status="archived")
    at = "/pustaka/o/kim-mallari/unggah"
    page = await browser.get(f"{at}?dokumen={one.ref}", headers=headers)
    assert "Versi baru dari “AD/ART”" in page.text
    assert (await browser.get(f"{at}?dokumen={archived.ref}", headers=headers)).status_code == 404

    path = await begun(browser, headers, announced(PDF, dokumen=one.ref))
    await browser.post(f"{path}?mulai=0", headers=headers, content=PDF)
    saved = await browser.post(f"{path}/simpan", headers=headers | ASKED, data={"note": "Pasal 7"})
    assert saved.json()["path"] == one.path
    late = await begun(browser, headers, announced(PDF + b"\n", dokumen=one.ref))
    await browser.post(f"{late}?mulai=0", headers=headers, content=PDF + b"\n")
    for change in ("archived", "draft"):
        await Document.update({Document.status: change}).where(Document.id == one.id)
        after = await browser.post(f"{late}/simpan", headers=headers | ASKED, data={})
        assert after.status_code == (422 if change == "archived" else 200), after.text
        assert ("sudah tidak bisa diubah" in after.text) == (change == "archived")
    notes = [(row.number, row.note) for row in await documents.versions_of(one.id)]
    assert notes[:2] == [(3, ""), (2, "Pasal 7")]
    form = {"key": str(uuid4()), "dokumen": one.ref, "note": "Lagi"}
    sent = {"file": ("ad.pdf", PDF + b"\n", "application/pdf")}
    same = await browser.post(at, headers=headers, data=form, files=sent)
    assert same.status_code == 422
    assert "berkas yang sama" in same.text
    assert await Document.count() == 2


async def test_the_same_content_is_told_with_a_choice(browser: AsyncClient, house: Any) -> None:
    _kim, siti, headers = house
    other = await make.kim("KIM Unra", slug="kim-unra")
    at = "/pustaka/o/kim-mallari/unggah"
    form = {"kind": "materi", "title": "Panduan"}
    sent = {"file": ("Panduan.pdf", PDF, "application/pdf")}
    await browser.post(at, headers=headers, data=form | {"key": str(uuid4())}, files=sent)
    hidden = await files.save_content(PDF + b"rahasia", "application/pdf", "x.pdf")
    keeper = Actor(id=(await make.officer(other)).id)
    await putting.put_document(other.id, keeper, hidden, About("Rahasia", "keuangan"), key=uuid4())

    again = await browser.post(at, headers=headers, data=form | {"key": str(uuid4())}, files=sent)
    assert again.status_code == 422
    assert "isi yang sama sudah ada" in again.text
    assert await Document.count() == 2
    action = again.text.partition("/simpan")[0].rpartition("/pustaka/unggahan/")[2]
    kept = await browser.post(
        f"/pustaka/unggahan/{action}/simpan", headers=headers, data=form | {"again": "1"}
    )
    assert kept.status_code == 303
    assert await Document.count() == 3
    # What another house keeps to itself is not told.
    digest = hashlib.sha256(PDF + b"rahasia").hexdigest()
    said = announced(PDF + b"rahasia", sha256=digest)
    answer = await browser.post("/pustaka/o/kim-mallari/unggahan", headers=headers, data=said)
    assert answer.json()["same"] == []
    assert siti.id


@pytest.mark.parametrize("where", ["piece", "keep"])
async def test_a_full_disk_is_said_and_leaves_nothing(
    browser: AsyncClient, house: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    _kim, _siti, headers = house
    headers = headers | ASKED
    before = all_kept()
    path = await begun(browser, headers, announced(PDF))
    await browser.post(f"{path}?mulai=0", headers=headers, content=PDF[:500])

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def full_store(*_args: Any) -> None:
        full()

    if where == "piece":
        monkeypatch.setattr(receiving, "_write", full)
    else:
        monkeypatch.setattr(type(store()), "keep", full_store)
    answer = await browser.post(f"{path}?mulai=500", headers=headers, content=PDF[500:])
    if where == "keep":
        assert answer.status_code == 200
        answer = await browser.post(f"{path}/simpan", headers=headers, data={"title": "A", "kind": "sk"})
    assert answer.status_code == (507 if where == "piece" else 422)
    assert answer.json()["errors"]["file"].startswith("Ruang simpan KIMHub sedang penuh")
    assert (spooled(), all_kept() - before, await Document.count()) == ([], set(), 0)
    state = (await browser.get(path, headers=headers)).json()
    assert (state["state"], state["received"]) == ("refused", 0)


async def test_what_does_not_fit_is_said_before_a_byte_is_sent(
    browser: AsyncClient, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, _siti, headers = house
    await LibraryQuota(organization=kim.id, most=10_000).save()
    await begun(browser, headers, announced(b"x" * 6_000))

    async def refused(said: dict[str, str]) -> str:
        answer = await browser.post("/pustaka/o/kim-mallari/unggahan", headers=headers, data=said)
        assert answer.status_code == 422
        return str(answer.json()["errors"]["file"])

    assert "tinggal 4" in await refused(announced(b"x" * 6_000))
    assert "terlalu besar" in await refused(announced(b"") | {"size": "900000000"})
    assert "kosong" in await refused(announced(b""))
    assert "tidak diterima" in await refused(announced(PDF, "permainan.exe"))
    assert "Simpan dulu" in await refused(announced(PDF, "surat.doc"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 100_001_500}))
    assert "Ruang simpan KIMHub sedang penuh" in await refused(announced(b"x" * 1_000))
    assert await DocumentUpload.count() == 1


async def test_a_library_that_filled_up_meanwhile_keeps_the_upload(
    browser: AsyncClient, house: Any
) -> None:
    kim, _siti, headers = house
    path = await begun(browser, headers, announced(PDF))
    await browser.post(f"{path}?mulai=0", headers=headers, content=PDF)
    await LibraryQuota(organization=kim.id, most=10).save()
    told = {"title": "Panduan", "kind": "materi"}
    full = await browser.post(f"{path}/simpan", headers=headers | ASKED, data=told)
    assert "tinggal 10 B" in full.json()["errors"]["file"]
    assert await Document.count() == 0
    await LibraryQuota.update({LibraryQuota.most: 10**6}, force=True)
    assert (await browser.post(f"{path}/simpan", headers=headers, data=told)).status_code == 303
    assert await Document.count() == 1


async def test_bytes_that_changed_on_the_way_are_refused(browser: AsyncClient, house: Any) -> None:
    _kim, _siti, headers = house
    path = await begun(browser, headers, announced(PDF, sha256="0" * 64))
    await browser.post(f"{path}?mulai=0", headers=headers, content=PDF)
    answer = await browser.post(
        f"{path}/simpan", headers=headers | ASKED, data={"title": "Panduan", "kind": "materi"}
    )
    assert "berubah di perjalanan" in answer.json()["errors"]["file"]
    page = await browser.get(path, headers=headers)
    assert page.status_code == 200
    assert "berubah di perjalanan" in page.text
    assert (spooled(), await Document.count()) == ([], 0)


async def test_what_nobody_goes_on_with_is_forgotten(browser: AsyncClient, house: Any) -> None:
    _kim, _siti, headers = house
    old, new = announced(PDF), announced(PDF)
    for said in (old, new):
        path = await begun(browser, headers, said)
        await browser.post(f"{path}?mulai=0", headers=headers, content=PDF[:100])
    lost, young = (store().spool_folder / f"upload-{uuid4()}" for _ in range(2))
    lost.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(lost, (1, 1))
    left = await files.save_content(b"nobody's", "application/pdf", "x.pdf")
    values: dict[Any, Any] = {DocumentUpload.ends_at: now() - timedelta(1), DocumentUpload.file: left.key}
    await DocumentUpload.update(values).where(DocumentUpload.key == UUID(old["key"]))

    await forget_uploads(Tick(now()))

    assert spooled() == sorted([f"upload-{new['key']}", young.name])
    assert await store().size(left.key) is None
    assert await uploads.get_upload(old["key"]) is None
    young.unlink()


async def test_a_sender_who_hangs_changes_nothing_that_was_kept(browser: AsyncClient, house: Any) -> None:
    _kim, _siti, headers = house
    said = announced(PDF)
    path = await begun(browser, headers, said)
    coming = await uploads.get_upload(said["key"])
    assert coming
    descriptor = os.open(coming.spool, os.O_WRONLY | os.O_CREAT)  # as a piece holds it that has not ended
    try:
        await browser.post(f"{path}?mulai=0", headers=headers, content=PDF)
        saved = await browser.post(
            f"{path}/simpan", headers=headers | ASKED, data={"title": "Panduan", "kind": "materi"}
        )
        os.pwrite(descriptor, b"<script>", 0)
    finally:
        os.close(descriptor)

    found = await documents.get_document(saved.json()["path"].rpartition("/")[2])
    assert found
    content = b"".join([part async for part in store().chunks(found.file)])
    assert hashlib.sha256(content).hexdigest() == found.sha256
    assert spooled() == []
