"""What is kept, taken along, agreed to, and left behind."""

import io
import json
import zipfile

import pytest

from kimhub.accounts import export, leaving, service, sessions, terms
from kimhub.accounts.tables import Consent, User
from kimhub.core.tables import Event
from tests import make
from tests.accounts.browsing import PASSWORD, is_in, person, send, sign_in


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


async def fresh(who: User) -> User:
    return await User.objects().get(User.id == who.id)


@pytest.mark.parametrize("page", ["/privasi", "/syarat"])
async def test_the_pages_about_rules_are_public_and_the_same_for_all(browser, page):
    who = await person()
    guest = await browser.get(page)
    await sign_in(browser, who)
    member = await browser.get(page)
    english = await browser.get(f"{page}?bahasa=en")

    assert guest.status_code == 200
    assert guest.content == member.content
    assert guest.headers["cache-control"].startswith("public")
    assert terms.VERSION in guest.text
    assert '<html lang="en"' in english.text


async def test_the_data_come_as_one_archive(browser):
    who = await person(name="Siti <Aminah>", email="siti@contoh.id")
    await terms.agree(who.id)
    await sign_in(browser, who)

    answer = await send(browser, "/pengaturan/data")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("data.json"))
    page = archive.read("index.html").decode()
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    assert data["account"][0]["email"] == "siti@contoh.id"
    assert data["consents"][0]["version"] == terms.VERSION
    assert len(data["devices"]) == 1
    assert "Siti &lt;Aminah&gt;" in page
    assert (await fresh(who)).password not in answer.text
    assert "argon2" not in json.dumps(data) + page
    assert await Event.exists().where((Event.kind == "DataExported") & (Event.actor == who.id))


async def test_other_slices_add_their_part(browser, monkeypatch):
    monkeypatch.setattr(export, "_exporters", dict(export._exporters))

    @export.exports("posts", "Tulisan Anda")
    async def posts(user_id: int) -> list[dict[str, object]]:
        return [{"judul": "Jadwal ronda", "penulis": user_id}]

    who = await person()
    sections = await export.collect(who.id)

    assert [section.rows for section in sections if section.key == "posts"] == [
        [{"judul": "Jadwal ronda", "penulis": who.id}]
    ]


async def test_the_export_is_limited(browser):
    who = await person()
    await sign_in(browser, who)

    codes = [(await send(browser, "/pengaturan/data")).status_code for _n in range(6)]

    assert codes == [200] * 5 + [429]


async def test_leaving_empties_the_account_and_keeps_the_row(browser):
    who = await person(name="Siti Aminah", email="siti@contoh.id", wilayah_code="73.08.16.2009")
    await terms.agree(who.id)
    await sign_in(browser, who)
    elsewhere = await sessions.begin(who.id)

    page = await browser.get("/pengaturan/data/hapus")
    answer = await send(browser, "/pengaturan/data/hapus", sure="on", current_password=PASSWORD)

    row = (await fresh(who)).to_dict()
    assert "Yang tetap ada" in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    assert row["name"] == leaving.GONE
    assert [row[key] for key in ("username", "phone", "email", "wilayah_code", "password", "photo")] == [
        None,
        None,
        None,
        None,
        "",
        "",
    ]
    assert row["status"] == "deleted"
    assert await sessions.find(elsewhere) is None
    assert not await is_in(browser)
    assert (await sign_in(browser, who)).status_code == 422
    assert (await Consent.select().first())["withdrawn_at"] is not None
    assert "Siti" not in str(await Event.select())
    assert await Event.exists().where((Event.kind == "UserDeleted") & (Event.actor == who.id))


async def test_leaving_needs_the_password_and_a_tick(browser):
    who = await person()
    await sign_in(browser, who)

    no_tick = await send(browser, "/pengaturan/data/hapus", current_password=PASSWORD)
    wrong = await send(browser, "/pengaturan/data/hapus", sure="on", current_password="salah ini")

    assert (no_tick.status_code, wrong.status_code) == (422, 422)
    assert (await fresh(who)).status == "active"


async def test_somebody_others_depend_on_settles_that_first(browser, monkeypatch):
    monkeypatch.setattr(leaving, "_checks", [])

    @leaving.before_leaving
    async def last_admin(user_id: int, _leaving: bool) -> str:
        return "Angkat dulu admin pengganti di KIM Mallari."

    who = await person()
    await sign_in(browser, who)

    page = await browser.get("/pengaturan/data/hapus")
    answer = await send(
        browser, "/pengaturan/data/hapus", page="/pengaturan", sure="on", current_password=PASSWORD
    )

    assert "Angkat dulu admin pengganti" in page.text
    assert answer.status_code == 422
    assert (await fresh(who)).status == "active"


async def test_the_name_and_number_of_somebody_who_left_are_free_again():
    who = await person(username="siti", phone="+6281234567890")
    await leaving.erase(who)

    again = await service.register(
        name="Siti", phone="0812 3456 7890", username="siti", password=PASSWORD, consent=True
    )

    assert again.id != who.id


async def test_new_terms_are_asked_about_once(browser):
    who = await person(consent_version="2020-01-01")
    await sign_in(browser, who)

    anywhere = await browser.get("/pengaturan")
    page = await browser.get("/persetujuan")
    without = await send(browser, "/persetujuan")
    agreed = await send(browser, "/persetujuan", consent="on", lanjut="/undangan/MARRARA777")

    assert anywhere.headers["location"] == "/persetujuan?lanjut=/pengaturan"
    assert agreed.headers["location"] == "/undangan/MARRARA777"
    assert terms.VERSION in page.text
    assert (without.status_code, agreed.status_code) == (422, 303)
    assert (await browser.get("/pengaturan")).status_code == 200
    row = await Consent.select().first()
    assert (row["purpose"], row["version"], row["withdrawn_at"]) == ("terms", terms.VERSION, None)
    assert row["given_at"] is not None
    assert (await browser.get("/persetujuan")).headers["location"] == "/beranda"


async def test_whoever_does_not_agree_can_read_the_rules_and_leave(browser):
    who = await person(consent_version="")
    await sign_in(browser, who)

    assert (await browser.get("/syarat")).status_code == 200
    assert (await browser.get("/privasi")).status_code == 200
    assert (await browser.get("/pengaturan/data")).status_code == 200
    assert (await browser.get("/pengaturan/data/hapus")).status_code == 200
    assert (await send(browser, "/pengaturan/data")).headers["content-type"] == "application/zip"
    assert (await browser.get("/pengaturan/kontak")).headers[
        "location"
    ] == "/persetujuan?lanjut=/pengaturan/kontak"
    assert (await send(browser, "/keluar", page="/persetujuan")).headers["location"] == "/masuk"


async def test_consents_are_shown_with_version_and_time(browser):
    who = await person()
    await terms.agree(who.id)
    await terms.agree(who.id, "photo")
    await terms.withdraw(who.id, "photo")
    await sign_in(browser, who)

    page = await browser.get("/pengaturan/data")

    assert "Tata tertib dan pemberitahuan privasi" in page.text
    assert f"Versi {terms.VERSION}, disetujui" in page.text
    assert "ditarik" in page.text
