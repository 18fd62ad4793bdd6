"""My account: profile, contacts, photo, language, password, devices."""

import io
import re

import pytest
from PIL import Image

from kimhub.accounts import sessions
from kimhub.accounts.tables import Consent, OneTimeCode, Session, User
from kimhub.core import files
from kimhub.core import jobs as queue
from kimhub.core.tables import Event
from tests import make
from tests.accounts.browsing import HTMX, PASSWORD, is_in, person, send, sign_in, token_in
from tests.spy import queries

PAGES = [
    "/pengaturan",
    "/pengaturan/kontak",
    "/pengaturan/sandi",
    "/pengaturan/dua-langkah",
    "/pengaturan/perangkat",
    "/pengaturan/pindah",
    "/pengaturan/data",
    "/pengaturan/data/hapus",
]
NEW = "tiga kerbau di sawah"


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


async def fresh(who: User) -> User:
    return await User.objects().get(User.id == who.id)


@pytest.mark.parametrize("page", PAGES)
async def test_pages_are_for_people_who_are_in_and_kept_by_no_cache(browser, page):
    stranger = await browser.get(page)
    mine = await browser.get(page, headers=await make.signed_in(await make.user()))

    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/masuk?lanjut={page}")
    assert mine.status_code == 200
    assert mine.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("page", PAGES)
async def test_pages_speak_english_too(browser, page):
    answer = await browser.get(page, headers=await make.signed_in(await make.user(locale="en")))

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text


async def test_the_profile_is_saved_and_shown(browser):
    who = await person(name="Siti")
    await sign_in(browser, who)

    answer = await send(browser, "/pengaturan", name="  Hj. Siti   Aminah ", phone_visible="on")

    saved = await fresh(who)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pengaturan")
    assert (saved.name, saved.phone_visible) == ("Hj. Siti Aminah", True)
    assert "Profil Anda tersimpan." in (await browser.get("/pengaturan")).text


async def test_htmx_gets_the_form_back_with_a_toast(browser):
    who = await make.user()

    answer = await browser.post(
        "/pengaturan", data={"name": "Siti Baru"}, headers=await make.signed_in(who, htmx=True)
    )

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="profile"')
    assert 'value="Siti Baru"' in answer.text
    assert "Profil Anda tersimpan." in answer.text


@pytest.mark.parametrize("name", ["", "   ", "12345", "x" * 121, "lihat https://evil.example", "a@b.id"])
async def test_a_name_that_is_none_is_sent_back_as_typed(browser, name):
    who = await person(name="Siti")
    await sign_in(browser, who)

    answer = await send(browser, "/pengaturan", name=name)

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert (await fresh(who)).name == "Siti"


@pytest.mark.parametrize("name", ["Siti", "Drs. H. Andi Muh. Yusuf, M.Si.", "Ni Luh Dé", "李小龍"])
async def test_names_of_one_word_and_with_titles_will_do(browser, name):
    who = await person()
    await sign_in(browser, who)

    await send(browser, "/pengaturan", name=name)

    assert (await fresh(who)).name == name


async def test_fields_that_are_not_in_the_form_change_nothing(browser):
    """Mass assignment: nobody unlocks, promotes or confirms themselves (ASVS 15.3.3)."""
    who = await person()
    await sign_in(browser, who)
    before = (await fresh(who)).to_dict()
    extra = {
        "id": "1",
        "status": "deleted",
        "rights_rev": "99",
        "unread": "7",
        "password": "x",
        "totp_secret": "x",
        "username": "baru",
        "phone": "081299999999",
        "email": "a@b.id",
        "consent_version": "x",
        "photo": "x",
        "locale": "en",
    }

    await send(browser, "/pengaturan", name=who.name, **extra)

    after = (await fresh(who)).to_dict()
    assert {key: after[key] for key in extra} == {key: before[key] for key in extra}


async def test_contacts_change_only_with_the_password(browser):
    who = await person(username="siti", phone="+6281234567890")
    await sign_in(browser, who)
    wanted = {"username": "siti.aminah", "phone": "0813 9999 8888"}

    without = await send(browser, "/pengaturan/kontak", **wanted)
    wrong = await send(browser, "/pengaturan/kontak", **wanted, current_password="bukan ini")
    assert (without.status_code, wrong.status_code) == (422, 422)
    assert 'value="0813 9999 8888"' in wrong.text
    assert (await fresh(who)).phone == "+6281234567890"

    right = await send(browser, "/pengaturan/kontak", **wanted, current_password=PASSWORD)

    saved = await fresh(who)
    assert right.status_code == 303
    assert (saved.username, saved.phone) == ("siti.aminah", "+6281399998888")
    event = await Event.select().where(Event.kind == "ProfileChanged").first()
    assert "8888" not in event["payload"]


async def test_contacts_must_leave_a_way_in_and_be_ones_own(browser):
    other = await person(username="budi", phone="+6281300000001")
    who = await person(username="siti", phone="+6281234567890")
    await sign_in(browser, who)

    def change(**form: str):
        return send(browser, "/pengaturan/kontak", current_password=PASSWORD, **form)

    none = await change(username="", phone="")
    taken_phone = await change(username="siti", phone="0813-0000-0001")
    taken_name = await change(username="BUDI", phone="0812-3456-7890")
    landline = await change(username="siti", phone="021 555 1234")
    odd = await change(username="sіti-kiril", phone="0812-3456-7890")  # a Cyrillic і
    house = await change(username="admin", phone="0812-3456-7890")
    only_name = await change(username="siti", phone="")

    answers = [none, taken_phone, taken_name, landline, odd, house]
    assert [answer.status_code for answer in answers] == [422] * 6
    assert only_name.status_code == 303
    assert (await fresh(who)).phone is None
    assert (await fresh(other)).phone == "+6281300000001"


async def test_wrong_passwords_are_limited_inside_too(browser):
    who = await person()
    await sign_in(browser, who)

    for _n in range(5):
        await send(browser, "/pengaturan/kontak", phone="0813 9999 8888", current_password="salah")
    answer = await send(browser, "/pengaturan/kontak", phone="0813 9999 8888", current_password=PASSWORD)

    assert answer.status_code == 422
    assert "tunggu" in answer.text


async def test_an_address_counts_once_its_owner_says_so(browser, monkeypatch):
    sent = []

    async def post(to: str, subject: str, text: str) -> bool:
        sent.append((to, text))
        return True

    monkeypatch.setattr("kimhub.accounts.mails.send", post)
    monkeypatch.setattr("kimhub.accounts.web_settings.is_configured", lambda: True)
    who = await person()
    await sign_in(browser, who)

    answer = await send(
        browser,
        "/pengaturan/kontak",
        username=who.username,
        phone=who.phone,
        email="Siti@Contoh.ID",
        current_password=PASSWORD,
    )
    await queue.run_due()
    ((to, text),) = sent
    link = next(word for word in text.split() if "/pengaturan/email/" in word)
    link = link.removeprefix("http://testserver.local")

    assert answer.status_code == 303
    assert to == "siti@contoh.id"
    assert (await fresh(who)).email is None
    page = await browser.get(link)
    assert (page.status_code, (await fresh(who)).email) == (200, None)
    done = await browser.post(link, data={"_csrf_token": token_in(page)})
    assert done.status_code == 303
    assert (await fresh(who)).email == "siti@contoh.id"
    assert (await browser.get(link)).status_code == 404
    assert await OneTimeCode.count().where(OneTimeCode.detail == "siti@contoh.id") == 0


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900)) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rahasia lokasi"
    Image.new("RGB", size, "navy").save(buffer, kind, exif=exif)
    return buffer.getvalue()


async def test_a_photo_is_shrunk_stripped_and_shown_to_people_of_the_house_only(browser):
    who = await person()
    await sign_in(browser, who)
    token = token_in(await browser.get("/pengaturan"))

    answer = await browser.post(
        "/pengaturan/foto",
        data={"_csrf_token": token},
        files={"photo": ("saya.jpg", picture(), "image/jpeg")},
    )
    mine = await browser.get(f"/foto/{who.id}")
    seen = await browser.get(f"/foto/{who.id}", headers=await make.signed_in(await make.user()))
    browser.cookies.clear()
    stranger = await browser.get(f"/foto/{who.id}")

    assert answer.status_code == 303
    assert (mine.status_code, mine.headers["content-type"]) == (200, "image/webp")
    assert mine.headers["cache-control"].startswith("private")
    assert Image.open(io.BytesIO(mine.content)).size == (320, 320)
    assert b"rahasia lokasi" not in mine.content
    assert seen.status_code == 200
    assert stranger.status_code == 303
    assert await Consent.count().where(Consent.purpose == "photo") == 1


async def test_a_photo_goes_with_its_consent(browser):
    who = await person()
    await sign_in(browser, who)
    token = token_in(await browser.get("/pengaturan"))
    await browser.post(
        "/pengaturan/foto",
        data={"_csrf_token": token},
        files={"photo": ("saya.png", picture("PNG"), "image/png")},
    )
    key = (await fresh(who)).photo

    answer = await send(browser, "/pengaturan/foto/hapus", page="/pengaturan")

    assert answer.status_code == 303
    assert (await browser.get(f"/foto/{who.id}")).status_code == 404
    assert await files.store().size(key) is None
    assert (await Consent.select().first())["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("saya.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("saya.jpg", b"<html><script>alert(1)</script>"),
        ("saya.jpg", b""),
        ("saya.pdf", b"%PDF-1.4"),
    ],
)
async def test_what_is_no_photo_is_refused(browser, name, content):
    who = await person()
    await sign_in(browser, who)
    token = token_in(await browser.get("/pengaturan"))

    answer = await browser.post(
        "/pengaturan/foto", data={"_csrf_token": token}, files={"photo": (name, content, "image/jpeg")}
    )

    assert answer.status_code == 422
    assert 'id="photo-error"' in answer.text
    assert (await fresh(who)).photo == ""


async def test_the_language_is_kept_in_the_account_and_on_the_phone(browser):
    who = await person()
    await sign_in(browser, who)

    answer = await send(browser, "/bahasa", page="/pengaturan", locale="en", next="/pengaturan/data")

    assert answer.headers["location"] == "/pengaturan/data"
    assert (await fresh(who)).locale == "en"
    assert '<html lang="en"' in (await browser.get("/pengaturan")).text


async def test_a_guest_chooses_language_and_theme_by_cookie(browser):
    language = await send(browser, "/bahasa", page="/masuk", locale="en", next="/masuk")
    theme = await send(browser, "/tema", page="/masuk", theme="dark", next="//evil.example")

    page = await browser.get("/masuk")
    assert language.headers["location"] == "/masuk"
    assert theme.headers["location"] == "/"
    assert '<html lang="en" data-theme="dark">' in page.text


async def test_saving_data_is_switched_on_and_off_for_this_device(browser):
    await sign_in(browser, await person())
    box = 'name="hemat" value="1"'

    before = (await browser.get("/pengaturan/bahasa")).text
    on = await send(browser, "/hemat", page="/pengaturan/bahasa", hemat="1", next="/pengaturan/bahasa")
    after = (await browser.get("/pengaturan/bahasa")).text
    off = await send(browser, "/hemat", page="/pengaturan/bahasa", next="/pengaturan/bahasa")

    assert on.headers["location"] == off.headers["location"] == "/pengaturan/bahasa"
    assert f"{box}>" in before
    assert f"{box} checked>" in after
    assert "Hemat data menyala di perangkat ini." in after
    assert "hemat" not in browser.cookies


async def test_a_language_nobody_speaks_is_not_taken(browser):
    answer = await send(browser, "/bahasa", page="/masuk", locale="xx", next="/masuk")

    assert answer.headers["location"] == "/pengaturan/bahasa"
    assert "bahasa" not in browser.cookies


async def test_the_theme_by_script_needs_no_page(browser):
    who = await make.user()

    answer = await browser.post(
        "/tema", data={"theme": "dark"}, headers=await make.signed_in(who, htmx=True)
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await fresh(who)).theme == "dark"


async def test_addresses_that_only_take_forms_lead_to_their_page(browser):
    headers = await make.signed_in(await make.user())

    for address, page in {
        "/bahasa": "/pengaturan/bahasa",
        "/tema": "/pengaturan/bahasa",
        "/hemat": "/pengaturan/bahasa",
        "/pengaturan/foto": "/pengaturan",
        "/pengaturan/foto/hapus": "/pengaturan",
        "/pengaturan/perangkat/keluarkan": "/pengaturan/perangkat",
        "/pengaturan/perangkat/5/keluarkan": "/pengaturan/perangkat",
        "/keluar": "/pengaturan",
    }.items():
        answer = await browser.get(address, headers=headers)
        assert (address, answer.headers.get("location")) == (address, page)


async def test_a_new_password_needs_the_old_one_and_ends_every_other_session(browser):
    who = await person()
    await sign_in(browser, who)
    other, mine = await sessions.begin(who.id), browser.cookies["session"]

    wrong = await send(browser, "/pengaturan/sandi", current_password="salah ini", new_password=NEW)
    same = await send(browser, "/pengaturan/sandi", current_password=PASSWORD, new_password=PASSWORD)
    weak = await send(browser, "/pengaturan/sandi", current_password=PASSWORD, new_password="password")
    assert [wrong.status_code, same.status_code, weak.status_code] == [422, 422, 422]
    assert await sessions.find(other)

    right = await send(browser, "/pengaturan/sandi", current_password=PASSWORD, new_password=NEW)

    assert right.status_code == 303
    assert await is_in(browser)
    assert await sessions.find(other) is None
    assert await sessions.find(mine) is None  # this one goes on under a new token
    assert (await sign_in(browser, who, NEW)).status_code == 303


async def test_a_password_made_by_somebody_else_must_be_changed_first(browser):
    who = await person(must_change_password=True)
    await sign_in(browser, who)

    anywhere = await browser.get("/pengaturan")
    page = await browser.get("/pengaturan/sandi")
    answer = await send(browser, "/pengaturan/sandi", current_password=PASSWORD, new_password=NEW)

    assert anywhere.headers["location"] == "/pengaturan/sandi?lanjut=/pengaturan"
    assert "Buat kata sandi Anda sendiri" in page.text
    assert answer.headers["location"] == "/beranda"
    assert (await browser.get("/pengaturan")).status_code == 200


async def test_devices_are_listed_and_ended_one_by_one_or_all_others(browser):
    who = await person()
    await sign_in(browser, who)
    phone = await sessions.open_session(who.id, "Chrome di Android")
    await sessions.open_session(who.id, "Firefox di Windows")

    page = await browser.get("/pengaturan/perangkat")
    one = await send(browser, f"/pengaturan/perangkat/{phone.id}/keluarkan", page="/pengaturan/perangkat")
    after_one = await Session.count()
    rest = await send(browser, "/pengaturan/perangkat/keluarkan", page="/pengaturan/perangkat")

    assert "Chrome di Android" in page.text
    assert "Firefox di Windows" in page.text
    assert "Perangkat ini" in page.text
    assert (one.status_code, after_one) == (303, 2)
    assert await sessions.find(phone.token) is None
    assert (rest.status_code, await Session.count()) == (303, 1)
    assert await is_in(browser)


async def test_nobody_ends_the_sessions_of_others(browser):
    who, other = await person(), await person()
    await sign_in(browser, who)
    theirs = await sessions.open_session(other.id)

    answer = await send(
        browser, f"/pengaturan/perangkat/{theirs.id}/keluarkan", page="/pengaturan/perangkat"
    )
    huge = await send(
        browser, "/pengaturan/perangkat/99999999999999999999/keluarkan", page="/pengaturan/perangkat"
    )

    assert (answer.status_code, huge.status_code) == (403, 404)
    assert await sessions.find(theirs.token)


async def test_the_own_session_is_not_ended_by_mistake(browser):
    await sign_in(browser, await person())
    visit = await sessions.find(browser.cookies["session"])

    await send(browser, f"/pengaturan/perangkat/{visit.id}/keluarkan", page="/pengaturan/perangkat")

    assert await is_in(browser)


async def test_the_list_of_devices_costs_the_same_for_three(browser):
    who = await make.user()
    headers = await make.signed_in(who)
    await browser.get("/pengaturan/perangkat", headers=headers)
    with queries() as one:
        await browser.get("/pengaturan/perangkat", headers=headers)
    await sessions.begin(who.id)
    await sessions.begin(who.id)
    with queries() as three:
        await browser.get("/pengaturan/perangkat", headers=headers)

    assert len(one) == len(three) <= 4


async def test_markup_in_a_name_stays_words(browser):
    who = await person(name='<b onclick="x()">Siti</b>')
    await sign_in(browser, who)

    page = await browser.get("/pengaturan", headers=HTMX | {"HX-Request-Type": "full"})

    assert "<b onclick" not in page.text
    assert "&lt;b onclick" in page.text


@pytest.mark.parametrize("page", ["/masuk", "/sandi-baru", "/pengaturan/sandi", "/pengaturan/kontak"])
async def test_password_fields_help_password_managers_and_cut_nothing_off(browser, page):
    """ASVS 6.2.6 to 6.2.9: hidden, pasted into, filled in by a manager, of any length."""
    headers = await make.signed_in(await make.user()) if page.startswith("/pengaturan") else {}

    text = (await browser.get(page, headers=headers)).text

    fields = re.findall(r'<input[^>]*name="[a-z_]*password"[^>]*>', text)
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "maxlength" not in field
