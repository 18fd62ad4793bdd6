"""The site of a house, as everybody reads it."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from kimhub.core.db import now
from kimhub.groups.tables import Organization
from kimhub.publishing import blocks, flow
from kimhub.publishing.facts import Evidence, Facts
from kimhub.publishing.tables import Article as ArticleRow
from tests import make
from tests.spy import queries

LONG = "Warga Dusun Lompu menjemur rumput laut sejak pagi, lalu menimbangnya bersama di balai dusun. " * 3


@pytest.fixture
async def kim(wilayah: Any) -> Organization:
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari", about="Kabar dari warga.\n\nUntuk warga.")


async def test_an_article_is_read_by_everybody_in_the_same_bytes(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim, name="Rahmawati Latif")
    photo = await make.photo(kim, admin, caption="Panen pagi.", credit="Fadil")
    body = (
        blocks.Text(LONG),
        blocks.Heading("Harga <b>"),
        blocks.Picture(photo.id),
        blocks.Quote("Harganya baik.", "Petani"),
        blocks.Link("https://contoh.example/video", "Video panen", video=True),
        blocks.Table((("Pekan", "Ton"), ("1", "4")), "Hasil"),
    )
    facts = Facts(tags=("panen",), place="Dusun Lompu", source_name="Dinas", source_url="https://a.example")
    one = await make.told(kim, admin, "Panen naik & ramai", blocks=body, facts=facts, cover=photo.id)
    await make.told(kim, admin, "Kabar lain")

    stranger = await browser.get(one.path)
    known = await browser.get(one.path, headers=await make.signed_in(admin))
    page = stranger.text

    assert stranger.status_code == 200
    assert known.content == stranger.content
    assert stranger.headers["cache-control"].startswith("public, ")
    for absent in ("<script", "set-cookie", "csrf", "app.css", "style="):
        assert absent not in page
    assert "<title>Panen naik &amp; ramai · KIM Mallari</title>" in page
    assert f'<link rel="canonical" href="http://testserver.local{one.path}">' in page
    assert 'itemtype="https://schema.org/NewsArticle"' in page
    assert '<h1 itemprop="headline">Panen naik &amp; ramai</h1>' in page
    assert "Harga &lt;b&gt;" in page
    assert "Panen pagi. Foto: Fadil." in page
    assert page.count('fetchpriority="high"') == 1
    assert 'class="prose article drop"' in page
    assert f'href="/k/{kim.slug}/label/panen"' in page
    assert "Rahmawati Latif" in page
    assert "https://wa.me/?text=%2APanen%20naik%20%26%20ramai%2A" in page
    assert 'href="https://a.example" rel="noopener">Dinas</a>' in page
    assert "Kabar lain" in page.partition('id="more"')[2]
    assert one.title not in page.partition('id="more"')[2].replace("content=", "")


async def test_whoever_saves_data_gets_photos_at_a_tap(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin)
    body = (blocks.Text("Isi."), blocks.Picture(photo.id))
    one = await make.told(kim, admin, "Panen", blocks=body, cover=photo.id)

    plain = await browser.get(one.path)
    for headers in ({"Save-Data": "on"}, {"Cookie": "hemat=1"}):
        light = await browser.get(one.path, headers=headers)
        assert '<details class="tap"><summary>Muat foto (' in light.text
        assert "Petani di sawah</span></summary>" in light.text
        assert 'loading="lazy"' in light.text
        assert {"Save-Data", "Cookie"} <= {*light.headers["vary"].split(", ")}
    assert '<details class="tap">' not in plain.text
    front = await browser.get("/k/kim-mallari", headers={"Save-Data": "on"})
    assert '<details class="tap">' in front.text


async def test_what_is_not_public_is_not_there_and_nobody_learns_why(
    browser: AsyncClient, kim: Organization
):
    admin, member = await make.kim_admin(kim), await make.member(kim)
    told = await make.told(kim, admin, "Terbuka")
    draft = await make.article(kim, member, "Rahasia draf")
    only = await make.told(kim, admin, "Rahasia anggota", settings=flow.Settings(audience="members"))
    hidden = await make.told(kim, admin, "Rahasia ditarik")
    await flow.hide(hidden, await make.acting(admin), "Foto warga tanpa izin.")
    over = await make.told(kim, admin, "Rahasia lewat")
    ended = {ArticleRow.expires_at: now() - timedelta(seconds=1)}
    await ArticleRow.update(ended).where(ArticleRow.id == over.id)
    headers = await make.signed_in(member)

    answers = {}
    for one in (draft, only, hidden, over):
        for who in ({}, headers):
            answer = await browser.get(one.path, headers=who)
            assert answer.status_code == 404
            assert "Rahasia" not in answer.text
            assert "Terbuka" in answer.text
            answers[one.path] = answer.text.replace(one.path, "")
    missing = await browser.get(f"/k/{kim.slug}/berita/tak-pernah-ada")
    assert {*answers.values()} == {missing.text.replace(f"/k/{kim.slug}/berita/tak-pernah-ada", "")}
    for path in ("", "/berita", "/pengumuman", "/label/rahasia"):
        assert "Rahasia" not in (await browser.get(f"/k/{kim.slug}{path}")).text
    assert (await browser.get(told.path)).status_code == 200
    for path in ("/hal", "/bahan", "/bahan/x", "/lain", "/lain/x", "/label/rahasia", "/label/a%25b"):
        assert (await browser.get(f"/k/{kim.slug}{path}")).status_code == 404, path
    for path in ("/k/tidak-ada/berita", "/k/tidak-ada/berita/x", "/k/tidak-ada/kontak"):
        assert (await browser.get(path)).status_code == 404, path


async def test_an_earlier_address_leads_to_the_new_one_for_good(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim)
    one = await make.told(kim, admin, "Kabar")
    await flow.settle(one, await make.acting(admin), flow.Settings(slug="kabar-baru"))

    moved = await browser.get(f"{one.path}?bahasa=en")

    assert moved.status_code == 301
    assert moved.headers["location"] == f"/k/{kim.slug}/berita/kabar-baru?bahasa=en"
    assert (await browser.get(moved.headers["location"])).status_code == 200


async def test_a_clarification_says_what_was_claimed_and_what_is_true(
    browser: AsyncClient, kim: Organization
):
    admin = await make.kim_admin(kim)
    facts = Facts(
        claim="Bantuan pupuk dibagi lewat pesan.",
        claimed_by="Pesan berantai",
        verdict="false",
        evidence=(
            Evidence("Pupuk lewat kelompok tani.", "Kantor desa", "https://desa.example/p"),
            Evidence("Tidak ada pendaftaran.", "Penyuluh", "javascript:alert(1)"),
        ),
        source_name="Dinas",
        source_url="data:text/html,x",
        share_text="Jangan kirim foto KTP.",
    )
    one = await make.told(kim, admin, "Soal pupuk", kind="clarification", facts=facts)

    page = (await browser.get(one.path)).text

    assert 'itemtype="https://schema.org/ClaimReview"' in page
    assert '<p class="said" itemprop="claimReviewed">Bantuan pupuk dibagi lewat pesan.</p>' in page
    assert '<meta itemprop="ratingValue" content="1">' in page
    assert '<b class="bad" itemprop="alternateName">Salah</b>' in page
    assert 'href="https://desa.example/p"' in page
    assert "Penyuluh" in page
    for scheme in ("javascript:", "data:"):
        assert f'href="{scheme}' not in page
    assert "*[SALAH]* Soal pupuk\n\nJangan kirim foto KTP." in page
    listed = (await browser.get(f"/k/{kim.slug}/klarifikasi")).text
    assert '<span class="tag bad">Salah</span>' in listed


async def test_lists_follow_each_other_to_the_oldest(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim)
    for n in range(23):
        await make.told(kim, admin, f"Kabar ke-{n}.", facts=Facts(tags=("pasar",)))
    for where in ("berita", "label/pasar"):
        first = (await browser.get(f"/k/{kim.slug}/{where}")).text
        rest = first.partition('rel="next" href="')[2].partition('"')[0]
        second = (await browser.get(rest)).text
        assert [f"Kabar ke-{n}.<" in first for n in (22, 3, 2)] == [True, True, False]
        assert [f"Kabar ke-{n}.<" in second for n in (3, 2, 0)] == [False, True, True]
        assert 'rel="next"' not in second
        assert 'content="noindex, follow"' in second
        assert f'<link rel="canonical" href="http://testserver.local/k/{kim.slug}/{where}">' in second
    assert (await browser.get(f"/k/{kim.slug}/berita?sebelum=kemarin")).status_code == 404


async def test_pages_are_filled_from_the_register(browser: AsyncClient, kim: Organization):
    await Organization.update(
        {Organization.vision: "Warga tahu.", Organization.basis: "Rumput laut."}
    ).where(Organization.id == kim.id)
    await make.officer(kim, "Hj. Rosmini", "chair")
    office = await make.agency(contact_phone="+6281200000101", address="Jalan Veteran 1")

    async def said(path: str) -> str:
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        return answer.text

    assert "Rumput laut." in await said("/k/kim-mallari/tentang")
    assert "Warga tahu." in await said("/k/kim-mallari/visi-misi")
    assert "Hj. Rosmini" in await said("/k/kim-mallari/pengurus")
    assert "Belum ada kegiatan yang akan datang" in await said("/k/kim-mallari/agenda")
    assert "Belum ada dokumen untuk umum" in await said("/k/kim-mallari/dokumen")
    assert "tel:" not in await said("/k/kim-mallari/kontak")
    contact = await said(f"/k/{office.slug}/kontak")
    assert 'href="tel:+6281200000101"' in contact
    assert "https://wa.me/6281200000101" in contact
    assert "Minta bergabung" not in contact
    empty = await said("/k/kim-mallari/galeri")
    assert "Belum ada galeri" in empty
    assert "Untuk warga." in await said("/k/kim-mallari?bahasa=en")


async def test_a_page_costs_the_same_however_much_is_told(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim)
    asked: dict[str, list[int]] = {}
    for n in range(3):
        one = await make.told(kim, admin, f"Kabar {n}")
        for path in (f"/k/{kim.slug}", f"/k/{kim.slug}/berita", one.path):
            with queries() as spied:
                assert (await browser.get(path)).status_code == 200
            asked.setdefault(path.partition("kabar-")[0], []).append(len(spied))
    assert all(counts[0] >= counts[-1] for counts in asked.values()), asked
    with queries() as spied:
        assert (await browser.get(one.path)).status_code == 200
    assert len(spied) == 0
