"""The desk of a house and the editor, without a script: every button keeps the text first."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from kimhub.core.db import now
from kimhub.core.jobs import run_due
from kimhub.publishing import alts, articles, blocks
from kimhub.publishing.facts import Evidence
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.views import Article
from tests import make

KEY = "6f1f2c1e-58ab-4c0d-9d3a-0d4b7a4d1c01"


def form_for(*row: Mapping[str, str], **fields: Any) -> dict[str, Any]:
    """The editor's form with these blocks: their fields without the number."""
    made: dict[str, Any] = {"title": "Panen raya", "kind": "news", "key": KEY, "version": "1"} | fields
    made["block[]"] = [str(n) for n in range(len(row))]
    for n, one in enumerate(row):
        made |= {f"{name}-{n}": value for name, value in one.items()}
    return made


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


async def blocks_of(article_id: int) -> tuple[blocks.Block, ...]:
    one = await make.article_now(article_id)
    return (await articles.revision(one.newest or 0)).blocks


async def only_article() -> Article:
    row = await ArticleRow.objects().first()
    assert row
    return await make.article_now(row.id)


async def test_from_an_empty_desk_to_a_published_article_without_a_script(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.signed_in(await make.kim_admin(kim))
    desk = f"/situs/{kim.slug}"
    assert (await browser.get("/situs", headers=admin)).headers["location"] == desk
    assert "Belum ada tulisan" in (await browser.get(desk, headers=admin)).text
    page = await browser.get(f"{desk}/tulis", headers=admin)
    assert 'name="type-0" value="text"' in page.text

    made = await browser.post(
        f"{desk}/tulis", headers=admin, data=form_for(words("Panen naik."), do="add:heading")
    )
    one = await only_article()
    assert made.headers["location"] == f"{one.desk_path}/sunting?di=1#b1"
    again = await browser.post(
        f"{desk}/tulis", headers=admin, data=form_for(words("Panen naik."), do="add:heading")
    )
    assert again.headers["location"] == made.headers["location"], "sent twice, it is done once"
    assert await ArticleRow.count() == 1

    one = await only_article()
    text = form_for(
        words("Panen naik."),
        {"type": "heading", "text": "Dua narasumber", "level": "3"},
        version=one.version,
    )
    moved = await browser.post(f"{one.desk_path}/sunting", headers=admin, data=text | {"do": "up:1"})
    assert moved.headers["location"].endswith("#b0")
    assert await blocks_of(one.id) == (blocks.Heading("Dua narasumber"), blocks.Text("Panen naik."))
    one = await only_article()
    text = form_for(
        {"type": "heading", "text": "Dua narasumber"}, words("Panen naik."), version=one.version
    )
    sent = await browser.post(f"{one.desk_path}/sunting", headers=admin, data=text | {"do": "publish"})
    assert sent.headers["location"] == f"{one.desk_path}/terbitkan"
    assert "Jadwal, pembaca, alamat" in (await browser.get(sent.headers["location"], headers=admin)).text
    form = {"when": "now", "audience": "public", "info_class": "berkala"}
    out = await browser.post(f"{one.desk_path}/terbitkan", headers=admin, data=form)
    assert out.headers["location"] == one.desk_path
    assert (await only_article()).shown == "shown"
    published = (await browser.get(one.desk_path, headers=admin)).text
    assert "Diterbitkan" in published
    assert "Bagikan lewat WhatsApp" in published
    assert f"%2Fk%2F{kim.slug}%2Fberita%2Fpanen-raya" in published, "the text for a group, with the address"
    assert f'src="/k/{kim.slug}/berita/panen-raya/kartu.png' in published, "the card as others get it"
    assert await articles.get_public(kim.slug, "berita", "panen-raya")


async def test_when_two_write_at_once_a_person_chooses_and_both_texts_stay(browser, database):
    await make.installed()
    kim = await make.kim()
    rahma, budi = await make.kim_admin(kim), await make.kim_admin(kim, "Budi Santoso")
    one = await make.article(kim, rahma, "Panen raya", blocks=(blocks.Text("Awal."),))
    at, mine, theirs = f"{one.desk_path}/sunting", await make.signed_in(rahma), await make.signed_in(budi)
    saved = await browser.post(
        at, headers=theirs, data=form_for(words("Tulisan Budi."), version=one.version)
    )
    assert saved.status_code == 303

    clash = await browser.post(at, headers=mine, data=form_for(words("Punya saya."), version=one.version))
    assert clash.status_code == 422
    for part in ("Budi Santoso menyimpan tulisan ini", "Tulisan Budi.", "Punya saya."):
        assert part in clash.text
    assert await blocks_of(one.id) == (blocks.Text("Tulisan Budi."),)

    current = await make.article_now(one.id)
    form = form_for(words("Punya saya."), version=current.version)
    await browser.post(at, headers=mine, data=form | {"do": "theirs"})
    assert await blocks_of(one.id) == (blocks.Text("Tulisan Budi."),)
    texts = [one.blocks for one in await articles.revisions_of(one.id)]
    assert (blocks.Text("Punya saya."),) in texts, "what was set aside lies in the history"

    current = await make.article_now(one.id)
    form = form_for(words("Punya saya, lagi."), version=current.version)
    await browser.post(at, headers=mine, data=form | {"do": "mine"})
    assert await blocks_of(one.id) == (blocks.Text("Punya saya, lagi."),)
    assert (blocks.Text("Tulisan Budi."),) in [one.blocks for one in await articles.revisions_of(one.id)]


async def test_a_part_that_is_thrown_away_comes_back_from_the_history(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    row = (blocks.Text("Satu."), blocks.Quote("Hidup panen.", "Pak Baso"))
    one = await make.article(kim, admin, "Panen raya", blocks=row)
    form = form_for(
        words("Satu."), {"type": "quote", "text": "Hidup panen.", "who": "Pak Baso"}, version=one.version
    )
    gone = await browser.post(f"{one.desk_path}/sunting", headers=headers, data=form | {"do": "drop:1"})
    assert gone.headers["location"].endswith("/sunting?di=0#b0")
    assert await blocks_of(one.id) == (blocks.Text("Satu."),)

    listed = await browser.get(f"{one.desk_path}/riwayat", headers=headers)
    assert "Teks ke-1" in listed.text
    between = await browser.get(f"{one.desk_path}/banding", headers=headers)
    assert "Hidup panen." in between.text
    assert "dihapus" in between.text
    assert "Kembalikan teks ini" in (await browser.get(f"{one.desk_path}/riwayat/1", headers=headers)).text
    back = await browser.post(f"{one.desk_path}/riwayat/1", headers=headers, data={})
    assert back.headers["location"] == f"{one.desk_path}/sunting"
    assert (await blocks_of(one.id))[1] == blocks.Quote("Hidup panen.", "Pak Baso")
    stranger = await make.signed_in(await make.member(kim, "Wardah"))
    for path in ("riwayat", "riwayat/1", "banding", "sunting"):
        assert (await browser.get(f"{one.desk_path}/{path}", headers=stranger)).status_code == 404
    denied = await browser.post(f"{one.desk_path}/riwayat/1", headers=stranger, data={})
    assert denied.status_code == 403


async def test_a_photo_needs_words_or_to_be_for_beauty_and_is_of_the_own_house(browser, database):
    await make.installed()
    kim, other = await make.kim(), await make.kim("KIM Carigading")
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    own, second = await make.photo(kim, admin, alt=""), await make.photo(kim, admin, alt="")
    foreign = await make.photo(other, await make.kim_admin(other))
    one = await make.article(kim, admin, "Panen raya")
    at = f"{one.desk_path}/sunting"
    stolen = {"type": "photo", "photo": str(foreign.id)}
    refused = await browser.post(at, headers=headers, data=form_for(stolen, version=one.version))
    assert refused.status_code == 422
    assert "Salah satu foto sudah tidak ada" in refused.text

    pictures = [{"type": "photo", "photo": str(photo.id)} for photo in (own, second)]
    form = form_for(*pictures, version=one.version, told=[str(foreign.id)], **{f"alt-{foreign.id}": "X"})
    assert (await browser.post(at, headers=headers, data=form)).status_code == 303
    assert (await make.article_now(one.id)).cover == own.id, "the first photo, unless another was chosen"
    fields = {"told": [str(own.id), str(second.id)], "when": "now"}
    asked = await browser.post(f"{one.desk_path}/terbitkan", headers=headers, data=fields)
    assert asked.status_code == 422
    assert asked.text.count("Tulis apa yang terlihat di foto ini") == 4, "above, and at each of both"
    assert "Foto 2: Tulis apa" in asked.text, "which photo is meant"
    fields |= {f"alt-{own.id}": "Petani memanen", f"decorative-{second.id}": "on"}
    assert (
        await browser.post(f"{one.desk_path}/terbitkan", headers=headers, data=fields)
    ).status_code == 303
    photos = await alts.some([own.id, second.id, foreign.id])
    assert [(photos[key].alt, photos[key].decorative) for key in sorted(photos)] == [
        ("Petani memanen", False),
        ("", True),
        ("Petani di sawah", False),
    ]


async def test_a_member_sends_an_editor_gives_back_and_lets_out_and_each_is_told(browser, database):
    await make.installed()
    kim = await make.kim()
    siti, rahma = await make.member(kim), await make.kim_admin(kim)
    member, editor = await make.signed_in(siti), await make.signed_in(rahma)
    one = await make.article(kim, siti, "Panen raya")
    at = one.desk_path
    assert "Kirim ke redaktur" in (await browser.get(f"{at}/sunting", headers=member)).text
    assert (await browser.get(f"{at}/terbitkan", headers=member)).status_code == 404
    assert (await browser.post(f"{at}/terbitkan", headers=member, data={"when": "now"})).status_code == 403
    assert (await browser.get(at, headers=editor)).status_code == 200

    await browser.post(f"{at}/kirim", headers=member, data={})
    await run_due()
    assert (
        "menunggu Anda memeriksa “Panen raya”" in (await browser.get("/pemberitahuan", headers=editor)).text
    )
    assert "Panen raya" in (await browser.get(f"/situs/{kim.slug}", headers=editor)).text
    assert (await browser.post(f"{at}/sunting", headers=member, data={})).status_code == 403

    short = await browser.post(f"{at}/kembalikan", headers=editor, data={"note": ""})
    assert short.status_code == 422
    await browser.post(f"{at}/kembalikan", headers=editor, data={"note": "Tambahkan tanggalnya."})
    await run_due()
    inbox = (await browser.get("/pemberitahuan", headers=member)).text
    assert "perlu diperbaiki: Tambahkan tanggalnya." in inbox
    assert (
        "Catatan redaktur: Tambahkan tanggalnya."
        in (await browser.get(f"{at}/sunting", headers=member)).text
    )

    await browser.post(f"{at}/kirim", headers=member, data={})
    await browser.post(f"{at}/batal", headers=member, data={})
    await browser.post(f"{at}/kirim", headers=member, data={})
    later = {"when": "later", "publish_at": "2020-01-01T09:00"}
    assert (
        await browser.post(f"{at}/terbitkan", headers=editor, data=later | {"publish_at": "x"})
    ).status_code == 422
    await browser.post(f"{at}/terbitkan", headers=editor, data={"when": "now", "audience": "public"})
    await run_due()
    assert "terbit di situs" in (await browser.get("/pemberitahuan", headers=member)).text

    office = await make.signed_in(await make.pembina())
    assert (await browser.get(f"{at}/sunting", headers=office)).status_code == 404, "never changes a word"
    assert (await browser.post(f"{at}/tarik", headers=office, data={"reason": ""})).status_code == 422
    await browser.post(f"{at}/tarik", headers=office, data={"reason": "Foto warga tanpa izin."})
    await run_due()
    assert "Foto warga tanpa izin." in (await browser.get("/pemberitahuan", headers=member)).text
    assert (await browser.post(f"{at}/tampilkan", headers=editor, data={})).status_code == 403
    mended = form_for(words("Tanpa foto."), version=(await make.article_now(one.id)).version, do="publish")
    led = await browser.post(f"{at}/sunting", headers=editor, data=mended)
    assert led.headers["location"] == at, "there is no publishing while it is taken down"
    told = (await browser.get(at, headers=editor)).text
    assert "Hanya kantor pembina yang bisa menampilkannya lagi" in told
    assert "Orang masih membaca yang lama" not in told
    assert "menampilkan teks yang terbit terakhir" in (await browser.get(at, headers=office)).text
    assert (await browser.post(f"{at}/tampilkan", headers=office, data={})).status_code == 303
    assert (await make.article_now(one.id)).shown == "shown"


async def test_a_new_text_that_lacks_something_is_not_offered_to_be_shown(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    one = await make.told(kim, admin, "Panen raya")
    at = one.desk_path
    await browser.post(f"{at}/tarik", headers=headers, data={"reason": "Angkanya salah."})
    version = (await make.article_now(one.id)).version

    mended = form_for(words("Angkanya benar."), version=version, do="save")
    await browser.post(f"{at}/sunting", headers=headers, data=mended)
    page = (await browser.get(at, headers=headers)).text
    assert page.count("Tampilkan teks yang baru") == 2, "what it does, and the button"
    emptied = form_for(version=version + 1, title="", do="save")
    await browser.post(f"{at}/sunting", headers=headers, data=emptied)
    page = (await browser.get(at, headers=headers)).text

    assert "Tampilkan teks yang baru" not in page
    assert "Sebelum terbit masih perlu:" in page
    assert "Tulis judulnya." in page
    assert "Tampilkan kembali" in page


async def test_a_clarification_says_what_it_rests_on_and_a_document_is_picked_in_the_library(
    browser, database
):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    document = await make.document(kim, "Surat edaran bupati", admin, visibility="public")
    one = await make.article(kim, admin, "Bantuan pupuk gratis?", kind="clarification")
    at = one.desk_path
    assert "Pilih hasil pemeriksaannya." in (await browser.get(at, headers=headers)).text

    picked = await browser.post(
        f"/pustaka/pilih/article/{one.id}", headers=headers, data={"document": str(document.id)}
    )
    assert picked.headers["location"] == at
    assert "sudah dipilih dari pustaka" in (await browser.get(at, headers=headers)).text
    page = await browser.get(f"{at}/sunting", headers=headers)
    assert f'value="file:{document.id}"' in page.text
    told = {
        "claim": "Semua petani dapat pupuk gratis.",
        "claimed_by": "pesan berantai WhatsApp",
        "verdict": "false",
        "evidence_text": ["Tidak ada program itu.", ""],
        "evidence_source": ["Dinas Pertanian", ""],
        "evidence_url": ["bone.go.id/edaran", ""],
        "adinda": ["A", "d"],
        "tags": "Pupuk, Cek fakta",
    }
    form = form_for(words("Dinas membantah."), title=one.title, version=one.version, **told)
    await browser.post(f"{at}/sunting", headers=headers, data=form | {"do": f"file:{document.id}"})

    assert (await blocks_of(one.id))[1] == blocks.File(document.id)
    kept = await make.article_now(one.id)
    facts = (await articles.revision(kept.newest or 0)).told
    assert (facts.adinda, facts.tags, facts.verdict) == ("Ad", ("pupuk", "cek-fakta"), "false")
    evidence = Evidence("Tidak ada program itu.", "Dinas Pertanian", "https://bone.go.id/edaran")
    assert facts.evidence == (evidence,)
    desk = (await browser.get(at, headers=headers)).text
    assert "sudah dipilih dari pustaka" not in desk
    assert "Surat edaran bupati" in desk
    out = await browser.post(f"{at}/terbitkan", headers=headers, data={"when": "now"})
    assert out.headers["location"] == at


async def test_times_are_read_in_the_zone_of_the_house_and_an_address_that_changes_leads_on(
    browser, database
):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    one = await make.article(kim, admin, "Panen raya", kind="announcement")
    zone = one.zone
    morning = (now().astimezone(zone) + timedelta(days=3)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    at = one.desk_path
    later = {"when": "later", "publish_at": morning.strftime("%Y-%m-%dT%H:%M")}
    await browser.post(f"{at}/terbitkan", headers=headers, data=later)
    planned = await make.article_now(one.id)
    assert (planned.work, planned.publish_at) == ("scheduled", morning.astimezone(UTC))
    assert (await browser.get(f"{at}/sunting", headers=headers)).status_code == 404, (
        "first the schedule goes"
    )
    assert "Terbit sendiri" in (await browser.get(at, headers=headers)).text
    await browser.post(f"{at}/batal", headers=headers, data={})
    await browser.post(
        f"{at}/terbitkan", headers=headers, data={"when": "now", "info_class": "serta_merta"}
    )
    assert (await make.article_now(one.id)).urgent_until is not None

    wrong = await browser.post(f"{at}/pengaturan", headers=headers, data={"expires_at": "besok"})
    assert wrong.status_code == 422
    assert "Waktu ini tidak terbaca" in wrong.text
    await browser.post(
        f"{at}/pengaturan", headers=headers, data={"slug": "panen-besar", "audience": "public"}
    )
    found = await articles.get_public(kim.slug, "pengumuman", "panen-raya")
    assert found
    assert found.slug == "panen-besar"
    assert (await browser.post(f"{at}/arsip", headers=headers, data={})).status_code == 303
    assert await articles.get_public(kim.slug, "pengumuman", "panen-besar") is None
    assert "Panen raya" in (await browser.get(f"/situs/{kim.slug}?bagian=lama", headers=headers)).text
