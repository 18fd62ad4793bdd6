"""The agenda of letters: numbers without doubles, what is to be done, and the book taken out."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pypdf import PdfReader

from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.groups import organizations
from kimhub.groups.tables import RoleAssignment
from kimhub.library import dispositions, letters
from kimhub.library.tables_letters import Disposition, LetterEntry
from tests import make

LETTER = {
    "direction": "in", "other": "Camat Awangpone", "subject": "Undangan rapat <b>", "number": "005/12/2026",
    "dated_on": "2026-11-20", "received_on": "2026-11-21", "nature": "segera",
}  # fmt: skip


async def test_two_at_once_get_two_numbers_and_a_form_sent_twice_one(database: Any):
    kim = await make.kim()
    siti = await make.actor_of(await make.officer(kim))
    house = await organizations.get(kim.slug)
    assert house
    keys = [uuid4(), uuid4(), uuid4()]
    made = await asyncio.gather(*[letters.add(house, siti, LETTER, key) for key in (*keys, keys[0])])
    assert made[0] == made[3]
    rows = await letters.of_year(house, "in", 2026)
    assert [row.agenda_no for row in rows] == [3, 2, 1]
    out = await letters.add(house, siti, LETTER | {"direction": "out"}, uuid4())
    found = await letters.get_letter(kim.slug, out)
    assert found
    assert found.letter.agenda_no == 1  # counted by itself
    await letters.strike(found, siti)
    await letters.add(house, siti, LETTER | {"direction": "out"}, uuid4())
    assert [row.agenda_no for row in await letters.of_year(house, "out", 2026)] == [2, 1]
    assert await letters.of_year(house, "in", 2026, "camat rapat") == rows
    assert await letters.of_year(house, "in", 2026, "bupati") == []
    with pytest.raises(Invalid) as no:
        await letters.add(
            house, siti, {"direction": "in", "dated_on": "kemarin", "document": "99"}, uuid4()
        )
    assert set(no.value.errors) == {"other", "subject", "dated_on", "document"}


async def test_a_letter_is_written_down_handed_on_and_done(browser: httpx.AsyncClient):
    await make.installed()
    kim = await make.kim()
    officer, secretary = await make.officer(kim, "Budi"), await make.officer(kim, "Siti Aminah")
    kept = await make.document(kim, "Undangan camat", kind="surat_masuk", visibility="officers")
    asks, path = await make.signed_in(officer), f"/pustaka/o/{kim.slug}/surat"
    assert "Belum ada surat" in (await browser.get(path, headers=asks)).text
    sent = LETTER | {"key": str(uuid4())}
    wrong = await browser.post(f"{path}/baru", headers=asks, data=sent | {"other": ""})
    assert wrong.status_code == 422
    assert "Undangan rapat &lt;b&gt;" in wrong.text
    done = await browser.post(f"{path}/baru", headers=asks, data=sent | {"document": kept.path})
    assert done.status_code == 303
    one = done.headers["location"].partition("?")[0]
    page = await browser.get(one, headers=asks)
    assert "nomor agenda 1, 2026" in page.text
    assert kept.path in page.text
    typed = {"name": "Siti Aminah", "instruction": "Siapkan dua utusan", "due_on": "2026-11-25"}
    for _again in range(2):
        assert (await browser.post(one, headers=asks, data=typed)).status_code == 303
    rows = await Disposition.objects()
    assert [(row.user, row.name) for row in rows] == [(secretary.id, "Siti Aminah")]
    assert "1 disposisi menunggu" in (await browser.get(f"{path}?tahun=2026", headers=asks)).text
    theirs = await make.signed_in(secretary)
    result = {"disposition": str(rows[0].id), "done_note": "Ambo dan Tenri berangkat"}
    assert (await browser.post(f"{one}/selesai", headers=theirs, data=result)).status_code == 303
    assert "Ambo dan Tenri berangkat" in (await browser.get(one, headers=asks)).text

    form = letters.as_form((await letters.get_letter(kim.slug, int(one.rpartition("/")[2]))).letter)  # type: ignore[union-attr]
    changed = await browser.post(f"{one}/sunting", headers=asks, data=form | {"subject": "Rapat camat"})
    assert changed.status_code == 303
    late = await browser.post(f"{one}/sunting", headers=theirs, data=form | {"note": "Bawa laptop"})
    assert late.status_code == 422
    assert "Orang lain mengubah surat ini" in late.text
    assert "Bawa laptop" in late.text

    sheet = await browser.get(f"{path}/unduh?tahun=2026", headers=asks)
    assert sheet.content[:2] == b"PK"
    book = await browser.get(f"{path}/unduh?tahun=2026&bentuk=pdf", headers=asks)
    assert "Rapat camat" in " ".join(PdfReader(BytesIO(book.content)).pages[0].extract_text().split())


async def test_letters_are_for_those_who_keep_the_library(browser: httpx.AsyncClient):
    await make.installed()
    kim, other = await make.kim(), await make.kim("KIM Unra")
    officer = await make.officer(kim)
    siti = await make.actor_of(officer)
    house = await organizations.get(kim.slug)
    assert house
    made = await letters.add(house, siti, LETTER, uuid4())
    path = f"/pustaka/o/{kim.slug}/surat"
    for person in (await make.member(kim, "Anggota"), await make.kim_admin(other, "Tetangga")):
        asks = await make.signed_in(person)
        for where in (path, f"{path}/{made}", f"{path}/unduh", f"{path}/baru"):
            assert (await browser.get(where, headers=asks)).status_code == 404
        refused = await browser.post(f"{path}/{made}/coret", headers=asks, data={})
        assert refused.status_code == 403
    neighbour = await make.signed_in(await make.officer(other, "Sebelah"))
    away = await browser.get(f"/pustaka/o/{other.slug}/surat/{made}", headers=neighbour)
    assert away.status_code == 404  # a child is not there below another parent
    row = await LetterEntry.objects().get(LetterEntry.id == made)
    assert row
    assert row.removed_at is None
    found = await letters.get_letter(kim.slug, made)
    assert found
    assert await dispositions.by_id(99) is None


async def test_a_letter_is_handed_to_those_who_are_something_in_the_house_now(database: Any):
    kim = await make.kim()
    await make.officer(kim, "Budi")
    await make.kim_admin(kim, "Siti Aminah")
    was, comes = await make.kim_admin(kim, "Dulu"), await make.kim_admin(kim, "Nanti")
    over: dict[Any, Any] = {RoleAssignment.valid_until: now() - timedelta(hours=1)}
    await RoleAssignment.update(over).where(RoleAssignment.user == was.id)
    later: dict[Any, Any] = {RoleAssignment.valid_from: now() + timedelta(hours=1)}
    await RoleAssignment.update(later).where(RoleAssignment.user == comes.id)
    assert [one.name for one in await dispositions.candidates(kim.id)] == ["Budi", "Siti Aminah"]
