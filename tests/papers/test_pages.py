"""The pages of papers: letterhead, check of a code, documents being made."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core import jobs
from kimhub.core.db import now, transaction
from kimhub.core.errors import TooMany
from kimhub.core.files import store
from kimhub.core.tables import Bucket, Event
from kimhub.groups import terms
from kimhub.papers import checks, letterheads, making, numbers, personal
from kimhub.papers.checks import Facts
from kimhub.papers.tables import Making
from tests import make
from tests.addresses import LETTERHEAD
from tests.world_papers import KIND

STATES: dict[str, Facts] = {}


async def facts_of(code: str) -> Facts | None:
    return STATES.get(code)


checks.register("test", facts_of)


async def new_code() -> str:
    async with transaction():
        (code,) = await checks.new_codes("test")
    return code


# --------------------------------------------------------------------------------------- letterhead


async def test_the_letterhead_is_shown_while_it_is_written_and_saved_with_its_numbers(
    browser: httpx.AsyncClient,
) -> None:
    await make.installed()
    house = await make.kim()
    admin, htmx = await make.kim_admin(house), None
    asks, path = await make.signed_in(admin), f"/kim/{house.slug}/kop"
    htmx = await make.signed_in(admin, htmx=True)
    page = await browser.get(path, headers=asks)
    assert "KIM MALLARI" in page.text
    assert "001/KIM-MALLARI/" in page.text
    typed = LETTERHEAD | {"version": "0", "address": "Jalan Poros <b>", "action": "preview"}
    shown = await browser.post(path, headers=htmx, data=typed)
    assert shown.text.lstrip().startswith('<aside class="sticky" id="preview"')
    assert "Jalan Poros &lt;b&gt;" in shown.text
    assert f"007/KIM-MLR/{terms.today().year}" in shown.text
    assert "Jalan Poros" in (await browser.post(path, headers=asks, data=typed)).text  # without scripts too
    assert (await letterheads.of(house.id)).version == 0

    wrong = typed | {"action": "", "pattern_letter": "{no}", "email": "x@y", "lines": ""}
    refused = await browser.post(path, headers=asks, data=wrong)
    assert refused.status_code == 422
    assert refused.text.count('class="field-error"') == 3
    assert "Jalan Poros &lt;b&gt;" in refused.text

    saved = await browser.post(path, headers=asks, data=typed | {"action": ""})
    assert saved.status_code == 303
    head = await letterheads.of(house.id)
    assert (head.lines, head.address, head.short) == (["KIM MALLARI"], "Jalan Poros <b>", "KIM-MLR")
    following = [series.next for series in await numbers.series_of(house.id, terms.today().year)]
    assert following == [7] * len(numbers.KINDS)
    slip = await browser.post(path, headers=asks, data=typed | {"action": "", "email": "x@y"})
    assert 'name="version" value="0"' in slip.text  # a slip elsewhere does not hide that others saved
    old = await browser.post(path, headers=asks, data=typed | {"action": "", "town": "Bone"})
    assert old.status_code == 422
    assert "Orang lain baru menyimpan" in old.text
    assert (await letterheads.of(house.id)).town == "Awangpone"
    again = re.search(r'name="version" value="(\d+)"', old.text)
    assert again
    late = typed | {"action": "", "town": "Bone", "version": again[1]}
    assert (await browser.post(path, headers=asks, data=late)).status_code == 303
    assert (await letterheads.of(house.id)).town == "Bone"
    assert await Event.count().where(Event.kind == "LetterheadChanged") == 2


async def test_a_pembina_gives_a_reason_and_an_officer_does_not_get_in(browser: httpx.AsyncClient) -> None:
    await make.installed()
    house = await make.kim()
    path = f"/kim/{house.slug}/kop"
    above = await make.signed_in(await make.pembina())
    assert (await browser.post(path, headers=above, data=LETTERHEAD | {"version": "0"})).status_code == 422
    noted = LETTERHEAD | {"version": "0", "note": "Alamatnya pindah"}
    assert (await browser.post(path, headers=above, data=noted)).status_code == 303
    officer = await make.signed_in(await make.officer(house))
    assert (await browser.get(path, headers=officer)).status_code == 404
    assert (await browser.post(path, headers=officer, data=noted)).status_code == 403


# ------------------------------------------------------------------------------------------- checks


async def test_anybody_sees_every_printed_fact_and_whether_it_holds(
    browser: httpx.AsyncClient,
) -> None:
    await make.installed()
    code = await new_code()
    facts = [("Nama", "Rahmawati <Latif>"), ("Nomor", "012/KIM-MLR/XI/2024")]
    STATES[code] = Facts("Sertifikat", facts, columns=["Materi", "JP"], rows=[["Berita", "2"]])
    browser.cookies.clear()
    page = await browser.get(f"/verifikasi/{code}")
    assert page.status_code == 200
    for said in ("Rahmawati &lt;Latif&gt;", "012/KIM-MLR/XI/2024", "Berita", "Asli dan berlaku"):
        assert said in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in page.headers
    assert "max-age" not in page.headers["cache-control"]
    assert "<script" not in page.text
    typed = await browser.get("/verifikasi", params={"kode": f" {code.lower().replace('-', ' ')} "})
    assert typed.headers["location"] == f"/verifikasi/{code}"
    assert (await browser.get(f"/verifikasi/{code.replace('-', '').lower()}")).status_code == 200
    day = date(2024, 11, 20)
    STATES[code] = Facts("Sertifikat", facts, "revoked", "Salah orang", day)
    revoked = await browser.get(f"/verifikasi/{code}")
    assert "Dicabut pada 20 November 2024. Alasan: Salah orang" in revoked.text
    assert "Asli" not in revoked.text
    STATES[code] = Facts("Sertifikat", facts, "replaced", "Nama dibetulkan", day)
    assert "Sudah diganti" in (await browser.get(f"/verifikasi/{code}")).text


async def test_wrong_and_impossible_codes_look_alike(browser: httpx.AsyncClient) -> None:
    await make.installed()
    seen = set()
    for wrong in ("7QK4-2M9X", "7QK4-2M9", "7qk42m9xx", "<b>", "'; DROP TABLE", "٣٣٣٣٣٣٣٣", "x" * 3000):
        browser.cookies.clear()
        page = await browser.get(f"/verifikasi/{wrong}")
        assert page.status_code == 404
        seen.add(re.sub(r'/verifikasi/[^"?]*', "", page.text))
    assert len(seen) == 1
    assert "Kode ini tidak dikenal" in seen.pop()


async def test_who_guesses_is_stopped_and_the_village_goes_on_scanning(browser: httpx.AsyncClient) -> None:
    await make.installed()
    code = await new_code()
    STATES[code] = Facts("Sertifikat", [("Nama", "Siti")])
    browser.cookies.clear()
    first = await browser.get("/verifikasi/AAAA-AAAA")
    guesser = {"Cookie": first.headers["set-cookie"].partition(";")[0]}
    browser.cookies.clear()
    assert await Bucket.count().where(Bucket.key.like("check-code%")) == 0  # no cookie, nothing written
    for _n in range(30):
        assert (await browser.get("/verifikasi/AAAA-AAAA", headers=guesser)).status_code == 404
    stopped = await browser.get(f"/verifikasi/{code}", headers=guesser)
    assert stopped.status_code == 429
    browser.cookies.clear()
    assert (await browser.get(f"/verifikasi/{code}")).status_code == 200


# ------------------------------------------------------------------------------------------- making


async def order(house: Any, admin: Any, **options: Any) -> making.Entry:
    return await making.order(
        KIND, house.id, await make.acting(admin), title="Contoh", back="/beranda", key=uuid4(), **options
    )


async def test_a_document_is_made_by_a_job_and_fetched_by_those_who_may(browser: httpx.AsyncClient) -> None:
    await make.installed()
    house = await make.kim()
    admin = await make.kim_admin(house)
    entry = await order(house, admin, words="Isi berkas")
    asks, htmx = await make.signed_in(admin), await make.signed_in(admin, htmx=True)
    waiting = await browser.get(entry.path, headers=asks)
    assert "Menunggu giliran" in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    assert (await browser.get(f"{entry.path}/berkas", headers=asks)).status_code == 404
    await Making.update({Making.state: "making", Making.done: 40, Making.total: 200}, force=True)
    halfway = await browser.get(entry.path, headers=htmx)
    assert halfway.text.lstrip().startswith('<div id="making"')
    assert "40 dari 200" in halfway.text
    await jobs.run_due()
    ready = await browser.get(entry.path, headers=htmx)
    assert "Berkas sudah jadi" in ready.text
    assert "hx-trigger" not in ready.text
    for _n in range(2):
        file = await browser.get(f"{entry.path}/berkas", headers=asks)
        assert file.content == b"Isi berkas"
    colleague = await make.signed_in(await make.officer(house))
    assert (await browser.get(f"{entry.path}/berkas", headers=colleague)).status_code == 200
    stranger = await make.signed_in(await make.user())
    assert (await browser.get(f"{entry.path}/berkas", headers=stranger)).status_code == 404


async def test_a_job_that_was_killed_begins_anew_and_one_key_orders_once(
    browser: httpx.AsyncClient,
) -> None:
    house = await make.kim()
    admin = await make.kim_admin(house)
    entry = await order(house, admin, words="Lagi")
    await Making.update(
        {Making.state: "making", Making.done: 1, Making.total: 2}, force=True
    )  # killed here
    await making.make(making.Order(entry.id))
    await making.make(making.Order(entry.id))  # delivered twice
    (row,) = await Making.select()
    assert (row["state"], row["done"]) == ("ready", 2)
    key, actor = uuid4(), await make.acting(admin)
    said = {"title": "Contoh", "back": "/beranda", "key": key}
    one = await making.order(KIND, house.id, actor, **said)
    assert (await making.order(KIND, house.id, actor, **said)).id == one.id


async def test_what_is_on_its_way_is_not_made_twice_and_a_loop_is_stopped(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await make.kim()
    admin = await make.kim_admin(house)
    first = await order(house, admin, words="Satu")
    assert (await order(house, await make.kim_admin(house, "Kedua"), words="Satu")).id == first.id
    monkeypatch.setattr(making, "MOST", 2)
    await order(house, admin, words="Dua")
    with pytest.raises(TooMany):
        await order(house, admin, words="Tiga")
    assert await Making.count() == 2


async def test_a_failure_says_so_and_can_be_tried_again(browser: httpx.AsyncClient) -> None:
    await make.installed()
    house = await make.kim()
    admin = await make.kim_admin(house)
    entry = await order(house, admin, fault="rahasia dapur")
    with pytest.raises(RuntimeError):
        await jobs.run_due()
    asks = await make.signed_in(admin)
    page = await browser.get(entry.path, headers=asks)
    assert "Ada yang tidak beres" in page.text
    assert "rahasia dapur" not in page.text
    await Making.update({Making.options: "{}"}, force=True)
    assert (await browser.post(entry.path, headers=asks)).status_code == 303
    await making.make(making.Order(entry.id))
    assert "Berkas sudah jadi" in (await browser.get(entry.path, headers=asks)).text


async def test_who_leaves_takes_along_what_was_made_and_leaves_nothing(browser: httpx.AsyncClient) -> None:
    house = await make.kim()
    admin = await make.kim_admin(house)
    await order(house, admin, words="Milik orang ini")
    await jobs.run_due()
    (told,) = await personal.documents_of(admin.id)
    assert told["title"] == "Contoh"
    key = (await Making.select(Making.file))[0]["file"]
    await personal.forget(admin.id)
    assert await Making.count() == 0
    assert await store().size(key) is None


async def test_after_its_days_a_document_is_gone_with_its_file(browser: httpx.AsyncClient) -> None:
    await make.installed()
    house = await make.kim()
    admin = await make.kim_admin(house)
    entry = await order(house, admin, words="Sebentar saja")
    await jobs.run_due()
    key = (await Making.select(Making.file))[0]["file"]
    await making.sweep()
    assert await store().size(key)
    await Making.update({Making.ends_at: now() - timedelta(minutes=1)}, force=True)
    asks = await make.signed_in(admin)
    assert (await browser.get(f"{entry.path}/berkas", headers=asks)).status_code == 404
    await making.sweep()
    assert await store().size(key) is None
    assert await Making.count() == 0
