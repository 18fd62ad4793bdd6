"""A version is read by a job: its text, its pages, and why there are none."""

from typing import Any

from httpx import AsyncClient

from kimhub.core import files, jobs
from kimhub.library import documents, pages
from kimhub.library.tables import DocumentVersion
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
