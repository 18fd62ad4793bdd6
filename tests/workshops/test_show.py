"""The page of an event: what everybody reads, what only some may have, and what invites to it."""

import io
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from PIL import Image

from kimhub.core import cards
from kimhub.core.db import now
from kimhub.core.files import save_content
from kimhub.workshops import lists
from kimhub.workshops.links import hashed, secret_of
from kimhub.workshops.tables import (
    RundownItem,
    Speaker,
    Workshop,
    WorkshopAudience,
    WorkshopFile,
    WorkshopKind,
    WorkshopSession,
)
from tests import make
from tests.spy import queries

LINK = "https://meet.contoh.id/ruang-rahasia"


@pytest.fixture(autouse=True)
async def installed(database, wilayah):
    await make.installed()


@pytest.fixture
async def kim():
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def rich(kim, **fields) -> Workshop:
    """An event with everything on it."""
    known = {
        "title": "Menulis *berita* & foto <desa>",
        "theme": "Kabar yang benar",
        "purpose": "Belajar **menulis**.",
        "mode": "both",
        "online_url": LINK,
        "online_note": "Sandi: lontar",
        "audience_note": "Pengurus KIM",
        "bring": "Ponsel",
        "contact_name": "Rahmawati",
        "contact_phone": "+6281200000101",
        "certificates": True,
        "credit_hours": 6,
        "capacity": 50,
        "taken": 19,
        "waiting": 3,
        "per_organization": 2,
    }
    one = await make.workshop(kim, **known | fields)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    speaker = Speaker(workshop=one.id, name="Dr. Dewi Maryam, S.Sos.", office="Wartawan", sort=1)
    await speaker.save()
    for hours, title, who in ((0, "Pembukaan", ""), (1, "Menulis kabar", "speaker")):
        await RundownItem(
            workshop=one.id,
            session=session.id,
            starts_at=one.starts_at + timedelta(hours=hours),
            ends_at=one.starts_at + timedelta(hours=hours + 1),
            title=title,
            speaker=speaker.id if who else None,
        ).save()
    await WorkshopAudience(workshop=one.id, wilayah_code="73.08.16").save()
    return one


async def file(
    of: Workshop, name: str, for_whom: str = "public", purpose: str = "material"
) -> WorkshopFile:
    kept = await save_content(f"isi {name}".encode(), "text/plain", name)
    made = WorkshopFile(
        workshop=of.id,
        purpose=purpose,
        for_whom=for_whom,
        file=kept.key,
        name=name,
        mime="text/plain",
        size=kept.size,
    )
    await made.save()
    return made


async def test_a_guest_reads_what_an_invitation_says(browser, kim):
    one = await rich(kim)
    day = one.starts_at

    page = await browser.get(f"/pelatihan/{one.slug}")
    again = await browser.get(f"/pelatihan/{one.slug}", headers={"If-None-Match": page.headers["etag"]})

    for said in (
        "Menulis *berita* &amp; foto &lt;desa&gt;",
        "pukul 09.00 sampai 15.00 WITA",
        "Aula Kantor Desa Mallari",
        "Desa Mallari, Kec. Awangpone, Kab. Bone",
        "2 orang dari tiap KIM",
        "Kec. Awangpone",
        "https://wa.me/6281200000101",
        "19/50 kursi, 3 menunggu",
        "Dr. Dewi Maryam, S.Sos.",
        "<strong>menulis</strong>",
        "09.00–10.00",
        "75% sesi, 6 JP",
        f'<link rel="canonical" href="http://testserver.local/pelatihan/{one.slug}">',
        'itemtype="https://schema.org/Event"',
        'content="https://schema.org/MixedEventAttendanceMode"',
        f'itemprop="startDate" datetime="{day.strftime("%Y-%m-%dT01:00:00Z")}"',
        'content="image/png"',
        f"/masuk?lanjut=/pelatihan/{one.slug}",
    ):
        assert said in page.text, said
    for absent in (LINK, "lontar", "<script", "_csrf_token", "/peserta", "/sunting"):
        assert absent not in page.text, absent
    assert "set-cookie" not in page.headers
    assert again.status_code == 304
    with queries() as seen:
        await browser.get(f"/pelatihan/{one.slug}")
    assert len(seen) <= 4, seen
    assert '<html lang="en">' in (await browser.get(f"/pelatihan/{one.slug}?bahasa=en")).text
    open_to_guests = await rich(kim, guests=True, waiting=0)
    assert (
        f'href="/pelatihan/{open_to_guests.slug}/daftar"'
        in (await browser.get(f"/pelatihan/{open_to_guests.slug}")).text
    )


async def test_the_room_on_the_internet_is_for_confirmed_people_and_the_team(browser, kim):
    one = await rich(kim)
    people = {
        state: await make.member(kim, f"Orang {state}") for state in ("confirmed", "waiting", "cancelled")
    }
    for state, person in people.items():
        await make.registration(one, person, state)
    people |= {"admin": await make.kim_admin(kim), "stranger": await make.user(), "door": await make.user()}
    await make.helper(one, people["door"], "door")

    for name, person in people.items():
        headers = await make.signed_in(person)
        page = (await browser.get(f"/pelatihan/{one.slug}", headers=headers)).text
        calendar = (await browser.get(f"/pelatihan/{one.slug}/acara.ics", headers=headers)).text
        share = (await browser.get(f"/pelatihan/{one.slug}/bagikan", headers=headers)).text
        assert (LINK in page) == (name in {"confirmed", "admin"}), name
        assert ("ruang-rahasia" in calendar.replace("\r\n ", "")) == (name == "confirmed"), name
        assert "ruang-rahasia" not in share
    for address in (f"/pelatihan/{one.slug}", f"/pelatihan/{one.slug}/acara.ics", "/pelatihan"):
        assert "ruang-rahasia" not in (await browser.get(address)).text.replace("\r\n ", "")


async def test_files_go_to_whom_they_are_meant_for(browser, kim):
    one, other = await rich(kim), await rich(kim)
    files = {
        name: await file(one, f"{name}.txt", for_whom, purpose)
        for name, for_whom, purpose in (
            ("public", "public", "material"),
            ("confirmed", "confirmed", "material"),
            ("team", "team", "material"),
            ("sheet", "public", "sheet"),
        )
    }
    siti, waits = await make.member(kim, "Siti"), await make.member(kim, "Menunggu")
    await make.registration(one, siti)
    await make.registration(one, waits, "waiting")
    everybody = {
        "guest": {},
        "stranger": await make.signed_in(await make.user()),
        "waiting": await make.signed_in(waits),
        "confirmed": await make.signed_in(siti),
        "officer": await make.signed_in(await make.officer(kim)),
    }
    may = {
        "public": set(everybody),
        "confirmed": {"confirmed", "officer"},
        "team": {"officer"},
        "sheet": {"officer"},
    }

    for who, headers in everybody.items():
        page = (await browser.get(f"/pelatihan/{one.slug}", headers=headers)).text
        for name, row in files.items():
            answer = await browser.get(f"/pelatihan/{one.slug}/berkas/{row.id}", headers=headers)
            assert (answer.status_code == 200) == (who in may[name]), (who, name)
            assert f"isi {name}" not in answer.text or who in may[name]
            assert (f"{name}.txt" in page) == (who in may[name] and name != "sheet"), (who, name)
        elsewhere = await browser.get(
            f"/pelatihan/{other.slug}/berkas/{files['public'].id}", headers=headers
        )
        assert elsewhere.status_code in {303, 404}
    assert "1 materi lagi terbuka" in (await browser.get(f"/pelatihan/{one.slug}")).text
    got = await browser.get(f"/pelatihan/{one.slug}/berkas/{files['public'].id}")
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert 'filename="public.txt"' in got.headers["content-disposition"]


async def test_a_guest_with_a_seat_has_the_materials_by_the_personal_link(browser, kim):
    one, other = await rich(kim), await rich(kim)
    mine = {whom: await file(one, f"{whom}.txt", whom) for whom in ("public", "confirmed", "team")}
    theirs = await file(other, "lain.txt")
    links = {}
    for state in ("confirmed", "waiting"):
        key = uuid4()
        await make.registration(
            one, None, state, key=key, secret=hashed(secret_of(key)), phone=f"+62813999{len(state):04d}"
        )
        links[state] = f"/ikut/{secret_of(key)}"
    may = {"confirmed": {"public", "confirmed"}, "waiting": {"public"}}

    for state, link in links.items():
        page = await browser.get(f"{link}/materi")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        for whom, row in mine.items():
            answer = await browser.get(f"{link}/berkas/{row.id}")
            assert (answer.status_code == 200) == (whom in may[state]), (state, whom)
            assert (f"{whom}.txt" in page.text) == (whom in may[state])
        assert (await browser.get(f"{link}/berkas/{theirs.id}")).status_code in {303, 404}
    assert f"{links['confirmed']}/materi" in (await browser.get(links["confirmed"])).text
    assert (await browser.get("/ikut/salah/materi")).status_code == 404
    assert (await browser.get(f"/ikut/salah/berkas/{mine['public'].id}")).status_code == 404


async def test_a_draft_is_there_for_its_team_only(browser, kim):
    one = await rich(kim, state="draft", title="Masih rahasia")
    kept = await file(one, "naskah.txt")
    team = await make.signed_in(await make.kim_admin(kim))
    others = [
        {},
        await make.signed_in(await make.member(kim)),
        await make.signed_in(await make.pembina("73.09")),
    ]
    addresses = ["", "/acara.ics", "/bagikan", "/kartu.png", "/poster.webp", f"/berkas/{kept.id}"]

    for tail in addresses:
        for headers in others:
            answer = await browser.get(f"/pelatihan/{one.slug}{tail}", headers=headers)
            assert answer.status_code in {303, 404}, (tail, answer.status_code)
            assert "Masih rahasia" not in answer.text
    page = await browser.get(f"/pelatihan/{one.slug}", headers=team)
    assert page.status_code == 200
    assert "Masih draf" in page.text
    assert "/bagikan" not in page.text, "it would lead others nowhere"
    assert (await browser.get(f"/pelatihan/{one.slug}/kartu.png", headers=team)).status_code == 404
    assert (await browser.get(f"/pelatihan/{one.slug}/berkas/{kept.id}", headers=team)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"state": "cancelled", "cancel_reason": "Aula kebanjiran."},
            "Kegiatan ini dibatalkan. Aula kebanjiran.",
        ),
        ({"state": "finished"}, "Kegiatan ini sudah selesai."),
        (
            {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(hours=1)},
            "sedang berlangsung",
        ),
        ({"postponed_from": now() + timedelta(days=1)}, "Waktunya diubah. Semula "),
        ({"opens_at": now() + timedelta(days=3)}, "Pendaftaran belum dibuka."),
        ({"closes_at": now() - timedelta(days=1)}, "Pendaftaran sudah ditutup."),
        ({"taken": 50}, "Masuk untuk ikut daftar tunggu"),
        ({"taken": 48, "waiting": 0}, "2 kursi lagi"),
        ({"admission": "delegation", "waiting": 0}, "Peserta acara ini ditunjuk oleh KIM yang diundang."),
        ({"mode": "online"}, "Tautannya terbuka bagi yang sudah mendapat kursi."),
    ],
)
async def test_each_state_is_said(browser, kim, fields, said):
    one = await rich(kim, **fields)
    member = await make.signed_in(await make.member(kim))

    assert said in (await browser.get(f"/pelatihan/{one.slug}")).text
    assert (await browser.get(f"/pelatihan/{one.slug}", headers=member)).status_code == 200


async def test_the_reader_elsewhere_is_told_their_own_time(browser, kim):
    one = await rich(kim)
    here = await make.signed_in(await make.member(kim))
    java = await make.signed_in(
        await make.member(await make.kim("KIM Lumajang", wilayah_code="35.08.01.2005"))
    )

    assert "Di tempat Anda" not in (await browser.get(f"/pelatihan/{one.slug}", headers=here)).text
    page = (await browser.get(f"/pelatihan/{one.slug}", headers=java)).text
    assert "pukul 09.00 sampai 15.00 WITA" in page
    assert "pukul 08.00 sampai 14.00 WIB" in page


async def test_a_series_of_several_days_of_a_kind_of_its_own(browser, kim):
    await WorkshopKind(code="sekolah_kim", label="Sekolah KIM", label_en="KIM school").save()
    first = await rich(kim, title="Bagian satu")
    one = await rich(kim, title="Bagian dua", kind="sekolah_kim", series=first.id)
    await rich(kim, title="Bagian rahasia", series=first.id, state="draft")
    await Workshop.update({Workshop.ends_at: one.ends_at + timedelta(days=1)}).where(Workshop.id == one.id)
    await WorkshopSession(
        workshop=one.id,
        title="Praktik",
        starts_at=one.starts_at + timedelta(days=1),
        ends_at=one.ends_at + timedelta(days=1),
    ).save()

    page = (await browser.get(f"/pelatihan/{one.slug}")).text

    assert "Sekolah KIM" in page
    assert "KIM school" in (await browser.get(f"/pelatihan/{one.slug}?bahasa=en")).text
    assert "Bagian satu" in page
    assert "Bagian dua" in (await browser.get(f"/pelatihan/{first.slug}")).text
    assert "Bagian rahasia" not in page
    assert ": Praktik</h3>" in page
    assert ", mulai " in page


async def test_a_member_sees_everything_with_few_questions(browser, kim):
    one = await rich(kim)
    for n in range(30):
        await file(one, f"materi-{n}.txt")
        await Speaker(workshop=one.id, name=f"Narasumber {n}").save()
    siti = await make.member(kim)
    await make.registration(one, siti)
    headers = await make.signed_in(siti)
    await browser.get(f"/pelatihan/{one.slug}", headers=headers)

    with queries() as seen:
        page = await browser.get(f"/pelatihan/{one.slug}", headers=headers)

    assert page.status_code == 200
    assert len(seen) <= 8, seen
    assert "Narasumber 29" in page.text


async def test_the_invitation_is_ready_to_be_sent(browser, kim):
    one = await rich(kim, waiting=0)
    member = await make.signed_in(await make.member(kim))

    for headers in ({}, member):
        page = await browser.get(f"/pelatihan/{one.slug}/bagikan", headers=headers)
        text = unquote(page.text.partition('href="https://wa.me/?text=')[2].partition('"')[0])
        assert text.startswith("*Menulis berita & foto <desa>*\n"), "a star of the title would end the bold"
        for said in (
            "09.00 sampai 15.00 WITA",
            "*Kursi:* 31 lagi dari 50",
            f"http://testserver.local/pelatihan/{one.slug}",
        ):
            assert said in text
        assert '<svg role="img"' in page.text
        assert "data-copy=" in page.text
    await Workshop.update({Workshop.state: "cancelled"}).where(Workshop.id == one.id)
    assert "*DIBATALKAN*" in (await browser.get(f"/pelatihan/{one.slug}/bagikan")).text


async def test_a_shared_link_has_a_light_picture_that_changes_with_the_event(browser, kim):
    one = await rich(kim)
    page = (await browser.get(f"/pelatihan/{one.slug}")).text
    address = page.partition('property="og:image" content="http://testserver.local')[2].partition('"')[0]

    picture = await browser.get(address)

    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "public, max-age=604800"
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)
    assert len(picture.content) < 30_000
    await Workshop.update({Workshop.venue: "Baruga"}).where(Workshop.id == one.id)
    assert address not in (await browser.get(f"/pelatihan/{one.slug}")).text


@pytest.mark.once
@pytest.mark.parametrize("words", ["", "a", "Kata " * 60, "tanpaspasi" * 40, "Ñandú, 漢字 🎉 <b>&amp;"])
def test_any_words_make_a_picture(words):
    assert len(cards.draw(words, words, words, words)) < 40_000


@pytest.mark.once
@pytest.mark.parametrize(
    "text", ["", "7", "73.8", "73.08.16.2009.1", "..", "७३", "73-08", "aa", "73.08/../x"]
)
def test_what_is_no_code_is_none(text):
    assert not lists.is_code(text)


@pytest.mark.once
@pytest.mark.parametrize("text", ["73", "73.08", "73.08.16", "73.08.16.2009"])
def test_codes_are_known(text):
    assert lists.is_code(text)
