"""Laporan kegiatan: filled by itself, written by the team, decided by somebody else, and then done."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.tables import Event
from kimhub.workshops import report_costs
from kimhub.workshops.tables import Workshop, WorkshopFile, WorkshopSession
from kimhub.workshops.tables_after import ReportCost, WorkshopReport
from kimhub.workshops.tables_door import Attendance
from tests import make
from tests.world import make_picture

NASTY = "<script>alert(1)</script> #set $x$"


@pytest.fixture
async def event(app):
    """Over since yesterday; two were there, a third was not."""
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    end = now() - timedelta(days=1)
    workshop = await make.workshop(
        kim,
        "Menulis berita",
        slug="menulis",
        starts_at=end - timedelta(hours=6),
        ends_at=end,
        state="finished",
    )
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == workshop.id)
    for name, sex, there in (("Siti", "P", True), ("Budi", "L", True), ("Absen", "L", False)):
        place = await make.registration(
            workshop, await make.member(kim, name), sex=sex, organization=kim.id
        )
        if there:
            await Attendance(
                registration=place.id, session=session.id, workshop=workshop.id, at=end, method="list"
            ).save()
    return kim, admin, workshop


FORM = {
    "version": "0", "background": "Desa belum punya kabar.", "aim": "", "course": f"Berjalan baik. {NASTY}",
    "results": "Lima berita.", "decisions": "", "evaluation": "", "follow_up": "Ulangi tiap bulan.",
    "extra_male": "1", "extra_female": "2",
    "item[]": ["Makan siang", "", "Sewa kursi"], "source[]": ["dana_desa", "lainnya", "swadaya"],
    "planned[]": ["1.000.000", "", "Rp 250.000"], "spent[]": ["900000", "", "250000"],
}  # fmt: skip


async def test_a_report_is_written_sent_and_accepted_and_then_the_event_is_done(browser, event):
    _kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    team = await make.signed_in(admin)
    assert "Laporan belum ditulis" in (await browser.get(page, headers=team)).text
    assert (await browser.post(page, data=FORM, headers=team)).status_code == 303
    shown = (await browser.get(f"{page}/tulis", headers=team)).text
    assert "Lima berita." in shown
    assert NASTY not in shown
    costs = await ReportCost.select(ReportCost.item, ReportCost.planned, ReportCost.spent).order_by(
        ReportCost.sort
    )
    assert [tuple(row.values()) for row in costs] == [
        ("Makan siang", 1_000_000, 900_000), ("Sewa kursi", 250_000, 250_000),
    ]  # fmt: skip

    sent = await browser.post(page, data=FORM | {"version": "2", "action": "submit"}, headers=team)
    assert sent.status_code == 303
    again = await browser.post(page, data=FORM | {"version": "3"}, headers=team)
    assert "sudah dikirim" in again.text
    assert (
        await browser.post(f"{page}/putusan", data={"action": "accept"}, headers=team)
    ).status_code == 403

    irma = await make.signed_in(await make.pembina())
    assert "Keputusan Anda" in (await browser.get(page, headers=irma)).text
    silent = await browser.post(
        f"{page}/putusan", data={"action": "return", "note": " ", "version": "3"}, headers=irma
    )
    assert silent.status_code == 422
    assert "Tulis apa yang perlu dilengkapi." in silent.text
    accept = {"action": "accept", "note": "Bagus", "version": "3"}
    done = await browser.post(f"{page}/putusan", data=accept, headers=irma)
    assert done.status_code == 303
    assert (await Workshop.select(Workshop.state).first())["state"] == "reported"
    (row,) = await WorkshopReport.select()
    assert (row["state"], row["decided_name"]) == ("accepted", "Irma Yusuf, Diskominfo 73.08")
    assert row["number"]
    again = await browser.post(
        f"{page}/putusan", data={"action": "return", "note": "Ubah lagi"}, headers=irma
    )
    assert again.status_code == 403
    assert await Event.count().where(Event.kind == "ReportDecided") == 1

    text = " ".join(
        "\n".join(
            part.extract_text()
            for part in PdfReader(
                io.BytesIO((await browser.get(f"{page}/berkas", headers=team)).content)
            ).pages
        ).split()
    )
    for words in ("LAPORAN KEGIATAN", row["number"], "Jumlah hadir 5", "Perempuan 3", "Rp1.150.000",
                  "Dana Desa", "#set $x$", "Diterima", "Irma Yusuf"):  # fmt: skip
        assert words in text
    assert "KONSEP" not in text


async def test_what_is_missing_is_said_before_it_is_sent(browser, event):
    _kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    team = await make.signed_in(admin)
    gaps = await browser.post(page, data=FORM | {"results": "", "action": "submit"}, headers=team)
    assert gaps.status_code == 422
    assert "Bagian “Hasil dan pokok bahasan” belum ditulis." in gaps.text
    assert 'name="version" value="2"' in gaps.text  # it is saved, and can be written on at once
    assert (await WorkshopReport.select(WorkshopReport.course).first())["course"].startswith(
        "Berjalan baik."
    )
    bad = FORM | {"version": "2", "extra_male": "dua", "planned[]": ["sejuta", "", "1"]}
    wrong = await browser.post(page, data=bad, headers=team)
    assert wrong.status_code == 422
    assert "Baris biaya 1" in wrong.text
    assert "sejuta" in wrong.text


async def test_two_writers_do_not_overwrite_each_other_unseen(browser, event):
    kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    one, two = await make.signed_in(admin), await make.signed_in(await make.kim_admin(kim, "Kedua"))
    await browser.post(page, data=FORM, headers=one)
    late = await browser.post(page, data=FORM | {"results": "Tulisan kedua."}, headers=two)
    assert late.status_code == 422
    for words in ("Orang lain menyimpan laporan ini", "Tulisan kedua.", "Lima berita.", 'value="2"'):
        assert words in late.text
    # What a phone kept of an older version is not put over what somebody else has saved since.
    assert f'data-draft="laporan-{workshop.id}-2-results"' in late.text
    over = await browser.post(page, data=FORM | {"results": "Tulisan kedua.", "version": "2"}, headers=two)
    assert over.status_code == 303
    assert (await WorkshopReport.select(WorkshopReport.results).first())["results"] == "Tulisan kedua."


async def test_it_comes_back_with_a_note_and_may_be_taken_back_before(browser, event):
    _kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    team, irma = await make.signed_in(admin), await make.signed_in(await make.pembina())
    await browser.post(page, data=FORM | {"action": "submit"}, headers=team)
    await browser.post(page, data={"action": "take_back"}, headers=team)
    assert (
        await browser.post(f"{page}/putusan", data={"action": "accept"}, headers=irma)
    ).status_code == 403
    await browser.post(page, data=FORM | {"version": "2", "action": "submit"}, headers=team)
    returned = {"action": "return", "note": "Tambah foto.", "version": "2"}
    stale = await browser.post(f"{page}/putusan", data=returned, headers=irma)  # she read the first one
    assert stale.status_code == 422
    assert "ditulis ulang" in stale.text
    assert "Tambah foto." in stale.text
    returned["version"] = "3"
    await browser.post(f"{page}/putusan", data=returned, headers=irma)
    shown = (await browser.get(page, headers=team)).text
    assert "Catatan pembina: Tambah foto." in shown
    assert (await Workshop.select(Workshop.state).first())["state"] == "finished"
    assert (await browser.get(f"{page}/tulis", headers=team)).status_code == 200


async def test_photos_are_made_smaller_and_only_the_team_adds_them(browser, event):
    kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    team = await make.signed_in(admin)
    photo = {"photo": ("foto.png", make_picture("a"), "image/png")}
    for _twice in range(2):
        answer = await browser.post(f"{page}/foto", data={"alt": NASTY}, files=photo, headers=team)
        assert answer.status_code == 303
    (row,) = await WorkshopFile.select()
    assert (row["purpose"], row["for_whom"], row["mime"]) == ("photo", "team", "image/webp")
    shown = (await browser.get(f"{page}/tulis", headers=team)).text
    assert NASTY not in shown
    no_photo = await browser.post(f"{page}/foto", data={"alt": "x"}, headers=team)
    assert "Pilih fotonya dulu." in no_photo.text

    member = await make.signed_in(await make.member(kim, "Anggota"))
    assert (await browser.get(page, headers=member)).status_code == 404
    assert (
        await browser.get(f"/pelatihan/{workshop.slug}/berkas/{row['id']}", headers=member)
    ).status_code == 404
    for path in (page, f"{page}/foto", f"{page}/putusan"):
        assert (await browser.post(path, data=FORM, headers=member)).status_code == 403
    await browser.post(page, data=FORM | {"action": "submit"}, headers=team)
    for sent in ({"remove": str(row["id"])}, {"alt": "x"}):
        late = await browser.post(f"{page}/foto", data=sent, files=photo, headers=team)
        assert "sudah dikirim" in late.text  # what the pembina reads stays as it is
    content = (await browser.get(f"{page}/berkas", headers=team)).content
    assert b"/DCTDecode" in content
    await browser.post(page, data={"action": "take_back"}, headers=team)
    await browser.post(f"{page}/foto", data={"remove": str(row["id"])}, headers=team)
    assert await WorkshopFile.count() == 0


async def test_no_report_is_written_without_its_version_of_huge_numbers_or_of_what_was_called_off(
    browser, event
):
    _kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    team = await make.signed_in(admin)
    huge = await browser.post(page, data=FORM | {"extra_male": "9" * 5000}, headers=team)
    assert huge.status_code == 422
    await browser.post(page, data=FORM, headers=team)
    without = await browser.post(page, data=FORM | {"version": "", "results": "Lain"}, headers=team)
    assert without.status_code == 422
    await Workshop.update({Workshop.state: "cancelled"}).where(Workshop.id == workshop.id)
    off = await browser.post(page, data=FORM | {"version": "2", "results": "Lain"}, headers=team)
    assert off.status_code == 403
    assert (await WorkshopReport.select(WorkshopReport.results).first())["results"] == "Lima berita."


async def test_an_accepted_report_is_open_to_its_house_and_nobody_accepts_their_own(browser, event):
    kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/laporan"
    await browser.post(page, data=FORM | {"action": "submit"}, headers=await make.signed_in(admin))
    both = await make.kim_admin(kim, "Ketua sekaligus pembina")
    await make.granted(both, "pembina", wilayah="73.08")
    assert (
        await browser.post(f"{page}/putusan", data={"action": "accept"}, headers=await make.signed_in(both))
    ).status_code == 403
    irma = await make.signed_in(await make.pembina())
    accept = {"action": "accept", "version": "2"}
    assert (await browser.post(f"{page}/putusan", data=accept, headers=irma)).status_code == 303
    member = await make.signed_in(await make.member(kim, "Anggota"))
    assert (await browser.get(page, headers=member)).status_code == 200
    assert (await browser.get(f"{page}/berkas", headers=member)).status_code == 200


@pytest.mark.once
def test_what_a_cost_is_for_is_not_cut_off():
    with pytest.raises(Invalid) as no:
        report_costs.read(["Sewa " * 40], ["lainnya"], ["1"], ["1"])
    assert "Baris biaya 1: uraiannya terlalu panjang" in no.value.errors["costs"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "amount"),
    [("", 0), ("1.250.000", 1_250_000), ("Rp 500", 500), ("750,00", 750), (" 10 000 ", 10_000)],
)
def test_rupiah_is_read_as_people_write_it(typed, amount):
    assert report_costs.read(["Makan"], ["add"], [typed], ["0"]) == [
        report_costs.Cost("Makan", "add", amount, 0)
    ]


@pytest.mark.once
@pytest.mark.parametrize("typed", ["seribu", "-5", "1,5", "٣", "9" * 14])
def test_what_is_no_amount_names_its_line(typed):
    with pytest.raises(Invalid) as no:
        report_costs.read(["Makan"], ["add"], [typed], ["0"])
    assert "Baris biaya 1" in no.value.errors["costs"]


async def test_what_owes_its_report_stands_on_one_page_for_house_and_pembina(browser, event):
    kim, admin, workshop = event
    elsewhere = await make.kim("KIM Jauh", wilayah_code="35.08.01.2005")
    old = now() - timedelta(days=9)
    await make.workshop(elsewhere, "Di tempat lain", starts_at=old, ends_at=old, state="finished")
    await make.workshop(kim, "Akan datang")
    for person in (admin, await make.pembina()):
        shown = (await browser.get("/pelatihan/laporan", headers=await make.signed_in(person))).text
        assert f'href="/pelatihan/{workshop.slug}/laporan"' in shown
        assert "Di tempat lain" not in shown
        assert "Akan datang" not in shown
    member = await make.signed_in(await make.member(kim, "Anggota"))
    assert (await browser.get("/pelatihan/laporan", headers=member)).status_code == 404
