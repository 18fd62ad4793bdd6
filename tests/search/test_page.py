"""/cari over HTTP: for members and guests, with and without scripts."""

import re

import pytest

from kimhub.core import jobs
from kimhub.core.errors import TooMany
from kimhub.search import writing
from kimhub.search.rebuilding import rebuild
from kimhub.search.web import crowd
from tests import make
from tests.search.entries import GUEST, MEMBER


async def test_one_box_finds_topics_and_houses_for_whoever_may_read_them(browser):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    someone = await make.member(kim)
    me = await make.signed_in(someone)
    await make.topic(await make.board(kim), someone, "Jadwal ronda <b>malam</b>", posts=3)
    await jobs.run_due()
    await writing.refresh("house", [kim.id])  # factories tell nobody
    page = await browser.get("/cari?q=ronda", headers=me)
    assert page.status_code == 200, page.text
    assert "Jadwal <mark>ronda</mark> &lt;b&gt;malam" in page.text
    guest = await browser.get("/cari?q=ronda")
    assert "<mark>" not in guest.text
    assert "“ronda” tidak ditemukan" in guest.text
    assert "<mark>Mallari</mark>" in (await browser.get("/cari?q=mallari")).text
    quick = await browser.get("/cari/cepat?q=mal", headers=await make.signed_in(someone, htmx=True))
    assert "<html" not in quick.text
    assert f'href="/k/{kim.slug}"' in quick.text


async def test_filters_pages_and_what_to_do_when_nothing_is_found(browser, wilayah):
    await make.installed()
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Lain", wilayah_code="73.08.17.2001")
    admin = await make.kim_admin(kim)
    me = await make.signed_in(admin)
    for n in range(23):
        await make.document(kim, f"Notulen rembuk {n}", by=admin, kind="notulen", year=2024 + n % 2)
    await make.document(other, "SK rembuk", visibility="public", kind="sk")
    await make.topic(await make.board(kim), admin, "Rembuk warga")
    await make.kim("KIM Rahasia", legal_status="draft", slug="kim-rahasia")
    await rebuild()

    first = (await browser.get("/cari?q=rembuk", headers=me)).text
    assert 'Dokumen <span class="n plain">24</span>' in first
    assert first.count("<mark>rembuk</mark>") == 4
    assert 'href="/cari?q=rembuk&amp;jenis=dokumen">Semua dokumen</a>' in first
    page = (await browser.get("/cari?q=rembuk&jenis=dokumen", headers=me)).text
    assert page.count("<mark>rembuk</mark>") == 20
    after = re.search(r'hx-get="(/cari\?[^"]+setelah=[^"]+)"', page)
    assert after
    rest = await browser.get(after[1].replace("&amp;", "&"), headers=await make.signed_in(admin, htmx=True))
    assert "<html" not in rest.text
    assert rest.text.count("<mark>rembuk</mark>") == 4
    for query, number in (
        ("tipe=sk", 1),
        ("tipe=notulen&tahun=2025", 11),
        ("status=official&tipe=sk&wilayah=73.08.16", 0),
        (f"kim={kim.slug}&tahun=2024", 12),
        ("tahun=salah&tipe=salah&status=salah&wilayah=salah&kim=salah&setelah=salah", 20),
        ("kim=kim-rahasia", 20),  # whoever may not know of it learns nothing by asking
    ):
        found = (await browser.get(f"/cari?q=rembuk&jenis=dokumen&{query}", headers=me)).text
        assert found.count("<mark>rembuk</mark>") == number, query
        assert "KIM Rahasia" not in found

    nothing = (await browser.get("/cari?q=rembug+desa", headers=me)).text
    assert "Mungkin maksud Anda:" not in nothing
    nothing = (await browser.get("/cari?q=rembug", headers=me)).text
    assert '<a class="roomy" href="/cari?q=rembuk"><b>rembuk</b></a>' in nothing
    asks = re.search(r'href="(/forum/tulis\?[^"]+)"', nothing)
    assert asks
    assert 'value="rembug"' in (await browser.get(asks[1], headers=me)).text
    guest = (await browser.get("/cari?q=rembug")).text
    assert 'href="/masuk?lanjut=%2Fforum%2Ftulis%3Fjudul%3Drembug"' in guest
    assert '<meta name="robots" content="noindex">' in guest
    for text in ("", '"', "-", "%22%20OR%20qzall", "a" * 900, "%00", "%F0%9F%98%80"):
        assert (await browser.get(f"/cari?q={text}", headers=me)).status_code in {200, 400}, text
        assert (await browser.get(f"/cari/cepat?q={text}", headers=me)).status_code in {200, 303, 400}, text
    slow = (await browser.get("/cari/cepat?q=rembuk", headers=me)).headers["location"]
    assert slow == "/cari?q=rembuk"  # without the script


async def test_a_crowd_of_guests_waits_and_whoever_has_signed_in_does_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crowd, "WAITING", 0)
    async with crowd.turn(GUEST):
        async with crowd.turn(GUEST):
            with pytest.raises(TooMany):
                async with crowd.turn(GUEST):
                    pass
            async with crowd.turn(MEMBER):
                pass
        async with crowd.turn(GUEST):
            pass
