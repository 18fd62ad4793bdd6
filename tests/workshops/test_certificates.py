"""Certificates: earned by being there, numbered, found genuine by anybody, revocable."""

import asyncio
import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pypdf
import pypdfium2
import pytest
import zxingcpp

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.leaving import GONE
from kimhub.core import jobs
from kimhub.core.bus import publish
from kimhub.core.db import engine_type, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.tables import Event
from kimhub.workshops import certificate_lists, certificate_personal, certificates, workshops
from kimhub.workshops.links import hashed, secret_of
from kimhub.workshops.tables import RundownItem, Speaker, Workshop, WorkshopSession
from kimhub.workshops.tables_after import Certificate
from kimhub.workshops.tables_door import Attendance
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.spy import queries

LONG = "Prof. Dr. H. Muhammad Syarifuddin Abdurrahman Wahid Nasution, S.Sos., M.Si., Ph.D."
TITLE = "Aktivasi #eval(1) $x$ *Akun* <Admin> dan Pengelolaan Situs KIM bagi Warga"


async def held(title: str = TITLE, **fields: Any) -> tuple[Any, Workshop, list[int]]:
    """A house, its event of last week with three sessions, and their ids."""
    await make.installed()
    house = await make.kim()
    start = now() - timedelta(days=7)
    known = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "finished"}
    known |= {"signer_name": "Syamsul Bahri", "signer_position": "Ketua KIM Mallari", "credit_hours": 6}
    made = await make.workshop(house, title, **known | fields)
    for _n in range(2):
        await WorkshopSession(workshop=made.id, starts_at=start, ends_at=start + timedelta(hours=2)).save()
    rows = await WorkshopSession.select().where(WorkshopSession.workshop == made.id)
    return house, made, [row["id"] for row in rows]


async def was_there(at: Workshop, sessions: list[int], person: Any = None, **fields: Any) -> Any:
    row = await make.registration(at, person, **fields)
    for session in sessions:
        await Attendance(
            registration=row.id, session=session, workshop=at.id, at=now(), method="list"
        ).save()
    return row


async def view(of: Workshop) -> Any:
    found = await workshops.by_id(of.id)
    assert found
    return found


def qr_codes(document: bytes, page: int = 0) -> list[str]:
    """What a phone reads from the page, drawn as a picture."""
    picture = pypdfium2.PdfDocument(document)[page].render(scale=2, grayscale=True).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def words_of(document: bytes, page: int = 0) -> str:
    return " ".join(pypdfium2.PdfDocument(document)[page].get_textpage().get_text_range().split())


async def test_who_was_there_often_enough_and_who_helped_has_earned_one() -> None:
    _house, event, sessions = await held(certificate_share=60)
    await was_there(event, sessions[:2], name="Dua Sesi")
    await was_there(event, sessions[:1], name="Satu Sesi")
    await was_there(event, [], name="Panitia", kind="committee")
    await was_there(event, sessions, name="Masih Menunggu", state="waiting")
    speaker = await make.user("Harsono Kadir, S.Kom.")
    await was_there(event, sessions, speaker)  # signed up too: one certificate, as speaker
    await Speaker(workshop=event.id, user=speaker.id, name=speaker.name, role="speaker").save()
    await Speaker(workshop=event.id, name="Dewi Maryam", role="moderator").save()
    await Speaker(workshop=event.id, name="Bupati", role="opener").save()
    found = await certificates.earned(await view(event))
    assert (found.sessions, found.needed) == (3, 2)
    assert [(one.name, one.role) for one in found.earned] == [
        ("Harsono Kadir, S.Kom.", "speaker"),
        ("Dewi Maryam", "moderator"),
        ("Panitia", "committee"),
        ("Dua Sesi", "participant"),
    ]
    assert [one.name for one in found.others] == ["Satu Sesi"]


async def test_who_has_left_has_no_name_to_be_printed() -> None:
    house = await make.kim()
    event = await make.workshop(
        house, starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1), state="finished"
    )
    gone = await make.registration(event, None, name=GONE)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == event.id)
    await Attendance(
        registration=gone.id, session=session.id, workshop=event.id, at=now(), method="list"
    ).save()
    found = await certificates.earned(await workshops.by_id(event.id))
    assert (found.earned, found.others) == ([], [])


async def test_they_wait_for_the_end_and_for_who_signs() -> None:
    house, event, sessions = await held(signer_name="")
    await was_there(event, sessions)
    actor = await make.acting(await make.kim_admin(house))
    with pytest.raises(Refused, match="menandatangani"):
        await certificates.issue(await view(event), actor)
    later = {Workshop.ends_at: now() + timedelta(hours=1), Workshop.state: "open"}
    await Workshop.update(later | {Workshop.signer_name: "Budi"}, force=True)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="selesai"):
        await certificates.issue(await view(event), actor)
    await Workshop.update({Workshop.ends_at: now() - timedelta(hours=1)}, force=True)
    assert await certificates.issue(await view(event), actor) == 1


async def test_from_the_settings_to_a_paper_that_anybody_can_check(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held(signer_name="", signer_position="")
    admin = await make.kim_admin(house)
    await make.officer(house, "Syamsul Bahri", "chair")
    person = await make.member(house, "Rahmawati Latif")
    await was_there(event, sessions, person, organization=house.id)
    key = uuid4()
    await was_there(event, sessions, name=LONG, secret=hashed(secret_of(key)), from_where="Karang Taruna")
    speaker = await make.user("Suparman")
    await Speaker(workshop=event.id, user=speaker.id, name="Suparman").save()
    await RundownItem(
        workshop=event.id,
        session=sessions[0],
        starts_at=now(),
        title="KIM sebagai mitra",
        who="Tim",
        credit_hours=6,
    ).save()
    asks, path = await make.signed_in(admin), f"/pelatihan/{event.slug}/sertifikat"
    page = await browser.get(path, headers=asks)
    assert "3 berhak, 0 terbit" in page.text
    assert 'value="Syamsul Bahri"' in page.text
    assert "Terbitkan semua" not in page.text
    wrong = {"action": "settings", "signer_name": "", "credit_hours": "6", "certificate_share": "101"}
    assert (await browser.post(path, headers=asks, data=wrong)).text.count('class="field-error"') == 3
    right = {"signer_name": "Syamsul Bahri", "signer_position": "Ketua", "certificate_share": "75"}
    assert (await browser.post(path, headers=asks, data=wrong | right)).status_code == 303
    for _n in range(2):  # sent twice, issued once
        for unclear in ({}, {"action": "one"}, {"action": "one", "person": ""}):
            before = await Certificate.count()
            await browser.post(path, headers=asks, data=unclear)
            assert await Certificate.count() == before
        assert (await browser.post(path, headers=asks, data={"action": "all"})).status_code == 303
    assert "3 berhak, 3 terbit" in (await browser.get(path, headers=asks)).text
    rows = await Certificate.select().order_by(Certificate.id)
    year = rows[0]["issued_on"].year
    assert [row["number"].partition("/")[0] for row in rows] == ["001", "002", "003"]
    assert rows[0]["number"].startswith("001/SERT/KIM-MALLARI/")
    assert str(year) in rows[0]["number"]
    assert await Event.count().where(Event.kind == "CertificateIssued") == 3

    mine = next(row for row in rows if row["user"] == person.id)
    theirs = await make.signed_in(person)
    await jobs.run_due()
    for someone in (theirs, await make.signed_in(speaker)):
        assert "sudah terbit" in (await browser.get("/pemberitahuan", headers=someone)).text
    own = await browser.get("/sertifikat", headers=theirs)
    assert mine["number"] in own.text
    paper = await browser.get(f"/sertifikat/{mine['id']}/berkas", headers=theirs)
    assert paper.headers["content-type"] == "application/pdf"
    rest = await browser.get(
        f"/sertifikat/{mine['id']}/berkas",
        headers=theirs | {"Range": "bytes=500-", "If-Range": paper.headers["etag"]},
    )
    assert (rest.status_code, rest.content) == (206, paper.content[500:])  # the line was lost in between
    reader = pypdf.PdfReader(BytesIO(paper.content))
    assert len(reader.pages) == 2
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (297, 210)
    said = words_of(paper.content)
    facts = (
        "Rahmawati Latif", mine["number"], mine["code"], "Syamsul Bahri", "peserta", "6 jam pelajaran",
        "KIM Mallari, Desa Mallari, Kecamatan Awangpone", "#eval(1) $x$ *Akun* <Admin>",
    )  # fmt: skip
    for fact in facts:
        assert fact in said
    assert "KIM sebagai mitra" in words_of(paper.content, 1)
    for sheet in reader.pages:
        for font in sheet["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & inner["/FontDescriptor"].keys()
    (link,) = qr_codes(paper.content)
    assert link == f"http://testserver.local/verifikasi/{mine['code']}"
    browser.cookies.clear()
    shown = await browser.get(link.removeprefix("http://testserver.local"))
    for fact in (*facts[:2], *facts[3:7], "Aktivasi #eval(1)", "Asli dan berlaku", "KIM sebagai mitra"):
        assert fact in shown.text
    for hidden in (person.phone, "anggota", str(mine["user"]) + "</"):
        assert hidden not in shown.text
    altered = mine["code"][:-1] + ("A" if mine["code"][-1] != "A" else "B")
    unknown = await browser.get(f"/verifikasi/{altered}")
    assert unknown.status_code == 404
    assert "tidak dikenal" in unknown.text

    browser.cookies.clear()
    assert f"/ikut/{secret_of(key)}/sertifikat" in (await browser.get(f"/ikut/{secret_of(key)}")).text
    guest = await browser.get(f"/ikut/{secret_of(key)}/sertifikat")
    assert LONG.split(",")[0] in words_of(guest.content)
    assert (await browser.get(f"/ikut/{secret_of(uuid4())}/sertifikat")).status_code == 404
    stranger = await make.signed_in(await make.user())
    assert (await browser.get(f"/sertifikat/{mine['id']}/berkas", headers=stranger)).status_code == 404
    officer = await make.signed_in(await make.officer(house))
    assert (await browser.get(path, headers=officer)).status_code == 404
    assert (await browser.post(path, headers=officer, data={"action": "all"})).status_code == 403


async def test_a_wrong_name_is_replaced_and_a_wrong_one_revoked(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held()
    admin = await make.kim_admin(house)
    asks, actor = await make.signed_in(admin), await make.acting(admin)
    person = await make.member(house, "Rahmawti Latif")
    seat = await was_there(event, sessions, person)
    await certificates.issue(await view(event), actor)
    (old,) = await Certificate.select()
    path = f"/pelatihan/{event.slug}/sertifikat/{old['id']}"
    same = await browser.post(path, headers=asks, data={"action": "correct", "name": "Rahmawti Latif"})
    assert same.status_code == 422
    right = await browser.post(path, headers=asks, data={"action": "correct", "name": "Rahmawati Latif"})
    assert right.status_code == 303
    replaced, new = await Certificate.select().order_by(Certificate.id)
    assert (replaced["state"], replaced["replaced_by"]) == ("replaced", new["id"])
    assert (new["name"], new["registration"], new["state"]) == ("Rahmawati Latif", seat.id, "valid")
    assert new["number"] != replaced["number"]
    assert new["facts"] == replaced["facts"]
    browser.cookies.clear()
    gone = await browser.get(f"/verifikasi/{replaced['code']}")
    assert "Sudah diganti" in gone.text
    assert new["code"] not in gone.text
    assert (await certificates.earned(await view(event))).issued == 1

    path = f"/pelatihan/{event.slug}/sertifikat/{new['id']}"
    assert (
        await browser.post(path, headers=asks, data={"action": "revoke", "reason": "x"})
    ).status_code == 422
    revoked = {"action": "revoke", "reason": "Ternyata tidak hadir"}
    assert (await browser.post(path, headers=asks, data=revoked)).status_code == 303
    assert (await browser.post(path, headers=asks, data=revoked)).status_code == 403
    browser.cookies.clear()
    shown = await browser.get(f"/verifikasi/{new['code']}")
    assert "Alasan: Ternyata tidak hadir" in shown.text
    assert "Asli" not in shown.text
    theirs = await make.signed_in(person)
    assert (await browser.get(f"/sertifikat/{new['id']}/berkas", headers=theirs)).status_code == 404
    assert "Ternyata tidak hadir" in (await browser.get("/sertifikat", headers=theirs)).text
    assert await certificates.issue(await view(event), actor) == 0  # not by the way
    assert await certificates.issue(await view(event), actor, f"r{seat.id}") == 1
    with pytest.raises(Refused):
        await certificates.issue(await view(event), actor, "r999999")


async def test_more_people_cost_the_page_no_more_questions(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held()
    admin = await make.kim_admin(house)
    asks, path = await make.signed_in(admin), f"/pelatihan/{event.slug}/sertifikat"
    asked = []
    for _n in range(2):
        for name in ("Andi", "Budi"):
            await was_there(event, sessions, name=name)
        await certificates.issue(await view(event), await make.acting(admin))
        await was_there(event, sessions, name="Belum Terbit")
        await browser.get(path, headers=asks)
        with queries() as seen:
            assert (await browser.get(path, headers=asks)).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 10


async def test_two_admins_at_once_issue_one_each(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held()
    one, other = [await make.acting(await make.kim_admin(house)) for _n in range(2)]
    for n in range(5):
        await was_there(event, sessions, name=f"Peserta {n}")
    seen = await view(event)
    counts = await asyncio.gather(certificates.issue(seen, one), certificates.issue(seen, other))
    assert sorted(counts) == [0, 5]
    rows = await Certificate.select()
    assert sorted(row["number"][:3] for row in rows) == ["001", "002", "003", "004", "005"]


async def test_two_hundred_come_as_one_document(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held("Workshop menulis")
    admin = await make.kim_admin(house)
    # 200 where the suite tries it once; the other engine has more than a list shows at once.
    many = 200 if engine_type() == "sqlite" else certificate_lists.PAGE + 10
    names = [f"Peserta {n:03}" for n in range(many)]
    rows = [Registration(workshop=event.id, name=name, state="confirmed", code=name[-3:]) for name in names]
    seats = await Registration.insert(*rows)
    there = {"session": sessions[0], "workshop": event.id, "at": now(), "method": "list"}
    await Attendance.insert(*(Attendance(registration=seat["id"], **there) for seat in seats))
    await Workshop.update({Workshop.certificate_share: 1}, force=True)
    await certificates.issue(await view(event), await make.acting(admin))
    asks, path = await make.signed_in(admin), f"/pelatihan/{event.slug}/sertifikat"
    assert path + "?sesudah=" in (await browser.get(path, headers=asks)).text
    sent = {"action": "print", "key": str(uuid4())}
    first = await browser.post(path, headers=asks, data=sent)
    assert (await browser.post(path, headers=asks, data=sent)).headers["location"] == first.headers[
        "location"
    ]
    await jobs.run_due()
    made = first.headers["location"]
    assert "Berkas sudah jadi" in (await browser.get(made, headers=asks)).text
    document = (await browser.get(f"{made}/berkas", headers=asks)).content
    reader = pypdf.PdfReader(BytesIO(document))
    assert len(reader.pages) == many
    last = await Certificate.select().order_by(Certificate.id, ascending=False).first()
    assert last
    assert last["name"] in words_of(document, many - 1)
    assert qr_codes(document, many - 1) == [f"http://testserver.local/verifikasi/{last['code']}"]
    stranger = await make.signed_in(await make.user())
    assert (await browser.get(f"{made}/berkas", headers=stranger)).status_code == 404


async def test_what_is_printed_outlives_the_account(browser: httpx.AsyncClient) -> None:
    house, event, sessions = await held()
    person = await make.member(house, "Rahmawati Latif")
    await was_there(event, sessions, person)
    await certificates.issue(await view(event), await make.acting(await make.kim_admin(house)))
    (exported,) = await certificate_personal.certificates(person.id)
    assert exported["name"] == "Rahmawati Latif"
    assert json.dumps(exported, default=str)
    async with transaction():
        await publish(UserDeleted(person.id))
    await jobs.run_due()
    (row,) = await Certificate.select()
    assert row["user"] is None
    browser.cookies.clear()
    assert "Rahmawati Latif" in (await browser.get(f"/verifikasi/{row['code']}")).text
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", row["code"])
