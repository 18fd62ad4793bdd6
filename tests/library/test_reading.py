"""A version is read by a job: its text, its pages, and why there are none."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core import files, jobs
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.jobs import Tick
from kimhub.core.tables import Event, Job
from kimhub.library import bin as bin_
from kimhub.library import documents, pages, putting, reading, reading_jobs, suggestions
from kimhub.library.reading_jobs import Turn
from kimhub.library.tables import Document, DocumentVersion
from kimhub.library.views import Version
from tests import make
from tests.library import papers


async def test_text_and_pages_are_made_and_shown_to_those_who_read_the_document(
    browser: AsyncClient,
) -> None:
    await make.installed()
    kim = await make.kim()
    siti, stranger = await make.member(kim), await make.user("Orang lain")
    made = await make.document(kim, "SK pengurus", siti, content=b"x", visibility="members")
    await _put(made.id, papers.pdf(["Isi pasal satu", "Isi pasal dua"]), "application/pdf")
    reader, other = await make.signed_in(siti), await make.signed_in(stranger)
    assert "sedang dibaca" in (await browser.get(f"{made.path}/teks", headers=reader)).text
    await jobs.run_due()
    one = await documents.by_id(made.id)
    assert one is not None
    assert (one.pages, bool(one.thumbnail)) == (2, True)
    text = await browser.get(f"{made.path}/teks", headers=reader)
    assert "Isi pasal satu" in text.text
    assert "Halaman 2" in text.text
    for address in ("halaman/1.webp", "halaman/2.webp", "gambar.webp"):
        picture = await browser.get(f"{made.path}/{address}", headers=reader)
        assert picture.status_code == 200, address
        assert picture.content[8:12] == b"WEBP"
        assert picture.headers["cache-control"] == "private, no-cache"
        assert (await browser.get(f"{made.path}/{address}", headers=other)).status_code == 404
        assert (await browser.get(f"{made.path}/{address}")).status_code in {303, 404}
    for nothing in ("halaman/3.webp", "halaman/0.webp", "halaman/1", "halaman/..%2f1.webp"):
        assert (await browser.get(f"{made.path}/{nothing}", headers=reader)).status_code == 404, nothing
    assert (await browser.get(f"{made.path}/teks", headers=other)).status_code == 404
    shown = await pages.preview(one)
    assert shown is not None
    assert [row.number for row in shown.rows] == [1, 2]
    assert all(row.size <= 90_000 for row in shown.rows)
    whole = (await browser.get(made.path, headers=reader)).text
    assert f'src="{made.path}/halaman/1.webp?v=1" width="{shown.rows[0].width}"' in whole
    light = (await browser.get(made.path, headers={**reader, "save-data": "on"})).text
    assert "<img" not in light
    assert f'href="{made.path}/halaman/2.webp?v=1" data-photo="Halaman 2"' in light


async def _put(document_id: int, content: bytes, mime: str) -> None:
    """This content as the file of the only version."""
    stored = await files.save_content(content, mime, "berkas")
    change: dict[Any, Any] = {DocumentVersion.file: stored.key, DocumentVersion.mime: mime}
    await DocumentVersion.update(change).where(DocumentVersion.document == document_id)


async def test_a_version_is_read_once_and_what_cannot_be_read_is_no_failed_job(database: Any) -> None:
    kim = await make.kim()
    one, other = await make.document(kim, "Satu", content=b"Isi"), await make.document(kim, "Dua")
    await _put(other.id, b"%PDF-1.7 rusak", "application/pdf")
    await jobs.run_due()
    first, second = await _version(one.id), await _version(other.id)
    assert (first.text_state, first.preview_state, first.preview_reason) == ("done", "none", "office")
    assert (second.text_state, second.text_reason, second.preview_state) == ("failed", "broken", "failed")
    assert not await Job.exists().where(Job.attempts > 0)
    assert await Event.count().where(Event.kind == "VersionRead") == 2
    await reading_jobs.read_waiting(Turn(second.id))  # told once more, as after a crash
    await reading_jobs.read_waiting(Turn(10**9))
    assert await Event.count().where(Event.kind == "VersionRead") == 2


async def test_the_same_file_again_has_the_text_and_pages_it_had(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = await make.kim()
    one, other = await make.document(kim, "Satu"), await make.document(kim, "Dua")
    content = papers.pdf(["Nomor: 12/KIM/2026"])
    await _put(one.id, content, "application/pdf")
    await jobs.run_due()
    await _put(other.id, content, "application/pdf")
    change: dict[Any, Any] = {DocumentVersion.text_state: "waiting"}
    await DocumentVersion.update(change).where(DocumentVersion.document == other.id)
    monkeypatch.setattr(reading, "read", None)  # nobody asks it
    second = await _version(other.id)
    await reading_jobs.read_waiting(Turn(second.id))
    second = await _version(other.id)
    assert (second.text_state, second.pages) == ("done", 1)
    assert await pages.text_of(second.id) == "Nomor: 12/KIM/2026"
    assert [row.file for row in await pages.rows_of(second.id)] == [
        row.file for row in await pages.rows_of((await _version(one.id)).id)
    ]
    found = await documents.by_id(other.id)
    assert found
    assert (await suggestions.of(found)).number == "12/KIM/2026"


async def test_the_next_waits_for_its_turn_and_the_forgotten_are_found(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await make.document(await make.kim(), "Satu", content=b"Isi")
    await Job.delete(force=True)  # as a library that was filled from outside
    version = await _version(made.id)
    async with reading_jobs._lane:
        await reading_jobs.read_waiting(Turn(version.id))
        await reading_jobs.read_waiting(Turn(version.id))
    assert (await _version(made.id)).text_state == "waiting"
    assert [*reading_jobs._waiting] == [version.id]
    await reading_jobs.read_waiting(Turn(10**9))  # who reads takes the others along
    assert (await _version(made.id)).text_state == "done"
    again: dict[Any, Any] = {DocumentVersion.text_state: "waiting"}
    await DocumentVersion.update(again).where(DocumentVersion.id == version.id)
    await reading_jobs.read_forgotten(Tick(now()))
    assert await _turns() == 0
    for _ in range(2):
        await reading_jobs.read_forgotten(Tick(now() + timedelta(minutes=5)))
    assert await _turns() == 1
    await jobs.run_due()
    assert (await _version(made.id)).text_state == "done"
    change: dict[Any, Any] = {DocumentVersion.text_state: "waiting"}
    await DocumentVersion.update(change).where(DocumentVersion.id == version.id)
    await reading_jobs.read_forgotten(Tick(now() + timedelta(minutes=5)))
    failed: dict[Any, Any] = {Job.failed_at: now(), Job.attempts: 6}
    await Job.update(failed, force=True)
    await reading_jobs.read_forgotten(Tick(now() + timedelta(minutes=7)))
    assert (await _version(made.id)).text_reason == "died"
    assert await jobs.run_due() == 0
    await jobs.take_up_again()
    await jobs.run_due()
    assert (await _version(made.id)).text_state == "done"


async def test_a_fault_of_ours_is_told_and_not_tried_for_ever(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await make.document(await make.kim(), "Satu", content=b"Isi")

    async def breaks(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(reading_jobs, "keep", breaks)
    await jobs.run_due()
    assert (await _version(made.id)).text_reason == "died"
    await reading_jobs.read_forgotten(Tick(now() + timedelta(minutes=5)))
    assert await _turns() == 0


async def test_earlier_versions_are_for_those_who_keep_the_library(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim()
    siti, budi, irma = await make.member(kim), await make.officer(kim), await make.pembina()
    made = await make.document(kim, "Panduan", budi, content=b"Isi lama", visibility="public")
    await jobs.run_due()
    stored = await files.save_content(b"Isi baru", "text/plain", "baru.txt")
    await putting.put_version(made.id, Actor(id=budi.id), stored, note="", key=uuid4())
    await jobs.run_due()
    for person in (None, siti):
        headers = await make.signed_in(person) if person else {}
        assert "Isi baru" in (await browser.get(f"{made.path}/teks", headers=headers)).text
        assert "Isi baru" in (await browser.get(f"{made.path}/versi/2/teks", headers=headers)).text
        refused = await browser.get(f"{made.path}/versi/1/teks", headers=headers)
        assert refused.status_code in {303, 404}
    for person in (budi, irma):
        headers = await make.signed_in(person)
        assert "Isi lama" in (await browser.get(f"{made.path}/versi/1/teks", headers=headers)).text
    one, two = await documents.get_version(made.ref, 1), await documents.get_version(made.ref, 2)
    assert one
    assert two
    found = await pages.difference(one.version, two.version)
    assert [line.kind for line in found.lines] == ["changed"]


async def test_scans_and_office_files_are_read_again_where_somebody_asks(database: Any) -> None:
    kim = await make.kim()
    made = [await make.document(kim, title) for title in ("Pindaian", "Surat", "Catatan", "Rusak")]
    await _put(made[0].id, papers.pdf([""]), "application/pdf")
    await _put(made[1].id, papers.docx("<w:t>Isi</w:t>"), files.MIMES["docx"])
    await _put(made[3].id, b"%PDF-1.7 rusak", "application/pdf")
    await jobs.run_due()
    read = [await _version(one.id) for one in made]
    assert [one.text_reason or one.preview_reason for one in read] == ["scan", "office", "office", "broken"]
    assert await reading_jobs.read_again() == 2
    assert [(await _version(one.id)).text_state for one in made] == ["waiting", "waiting", "done", "failed"]
    await reading_jobs.read_forgotten(Tick(now() + timedelta(minutes=5)))
    await jobs.run_due()
    assert [(await _version(one.id)).text_state for one in made] == ["none", "done", "done", "failed"]


async def test_what_is_purged_leaves_the_disk_unless_it_is_somewhere_else_too(database: Any) -> None:
    kim = await make.kim()
    budi = await make.kim_admin(kim)
    one, other = await make.document(kim, "Satu", budi), await make.document(kim, "Dua", budi)
    await _put(one.id, papers.pdf(["Hanya di sini"]), "application/pdf")
    await jobs.run_due()
    version = await _version(one.id)
    page = (await pages.rows_of(version.id))[0].file
    shared = (await _version(other.id)).file
    change: dict[Any, Any] = {DocumentVersion.file: shared, DocumentVersion.thumbnail: version.thumbnail}
    await DocumentVersion.update(change).where(DocumentVersion.document == other.id)
    gone: dict[Any, Any] = {Document.removed_at: now()}
    await Document.update(gone).where(Document.id == one.id)
    await bin_.purge(one.id, await make.actor_of(budi), "")
    assert await files.store().size(version.file) is not None
    await jobs.run_due()
    assert await files.store().size(version.file) is None
    assert await files.store().size(page) is None
    assert await files.store().size(version.thumbnail) is not None
    assert await files.store().size(shared) is not None


async def _version(document_id: int) -> Version:
    return (await documents.versions_of(document_id))[0]


async def _turns() -> int:
    return await Job.count().where(Job.task.like("%:read_waiting"))
