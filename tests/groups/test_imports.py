"""Lists of members: read as people keep them, tried first, written once, opened with slips."""

import asyncio
import io
import re
from datetime import timedelta
from uuid import uuid4
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest

from kimhub.accounts.tables import Consent, OneTimeCode, User
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.sheets import read_text
from kimhub.core.tables import Event
from kimhub.groups import import_reading, imports, organizations
from kimhub.groups.tables import MemberImport, Membership, Officer, Organization
from tests import make
from tests.groups.pages import send_as_visitor
from tests.spy import queries

HOME = "/kim/kim-mallari"
LIST = """\
DAFTAR ANGGOTA KIM MALLARI

No\tNama\tNo HP\tJabatan\tNIK
1\tSyamsul Bahri\t0812-0000-0101\tKetua\t7308160101010001
2\tNurhayati, S.Pd.\t+62 812 0000 0102\tBendahara\t
3\tAmbo Tuwo\t-\tAnggota\t
4\tRahmat\t081200000104\t\t
"""
SECRET = {"password": "perahu kapur senja", "consent": "on"}


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.fixture
async def admin(kim):
    return await make.signed_in(await make.kim_admin(kim))


async def try_out(browser, admin, text=LIST, **fields) -> str:
    """Send a list; returns the address of its trial."""
    sent = {"key": str(uuid4()), "text": text} | fields
    answer = await browser.post(f"{HOME}/impor", data=sent, headers=admin)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def names() -> list[str]:
    rows = await Membership.select(Membership.user.name.as_alias("name")).order_by(Membership.id)
    return [row["name"] for row in rows]


def read(text: str) -> list[import_reading.Line]:
    return import_reading.read(read_text(text), {"ketua", "bendahara"}).lines


# ---------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nama;HP\nSiti;0812", [("Siti", "0812", "")]),
        ("No. HP/WA,Nama Lengkap,Jabatan\n0812,Siti,Ketua", [("Siti", "0812", "Ketua")]),
        ("Siti Aminah\t081200000101\tKetua", [("Siti Aminah", "081200000101", "Ketua")]),
        (
            "1\tSiti\t081200000101\n2\tBudi\t081200000102",
            [("Siti", "081200000101", ""), ("Budi", "081200000102", "")],
        ),
        (
            "1. Siti Aminah - 0812 0000 0101\n2) Budi",
            [("Siti Aminah", "0812 0000 0101", ""), ("Budi", "", "")],
        ),
        ("Siti (0812-0000-0101)", [("Siti", "0812-0000-0101", "")]),
        ("- Siti\n- Budi Santoso", [("Siti", "", ""), ("Budi Santoso", "", "")]),
        ("Nama\nHj. Siti Aminah", [("Hj. Siti Aminah", "", "")]),
    ],
)
def test_lists_are_read_as_people_keep_them(text, expected):
    assert [(line.name, line.phone, line.position) for line in read(text)] == expected


@pytest.mark.parametrize("text", ["", "  \n ", "Nama;HP\n", "081200000101\n081200000102"])
def test_a_list_without_anybody_is_no_list(text):
    with pytest.raises(Invalid):
        read(text)


@pytest.mark.parametrize("sign", ["-", " -", ":", "( ", "0 8"])
def test_endless_lines_are_read_like_short_ones(sign):
    """One pattern for a whole line took over a minute for this, and nobody else was served meanwhile."""
    text = "Nama\nSiti\n" + "\n".join([(sign * 1000)[:1000]] * 900)

    assert read(text)[0].name == "Siti"


def test_a_list_is_mended_as_it_was_read():
    lines = read(LIST)

    assert [line.name for line in read(import_reading.as_text(lines))] == [line.name for line in lines]


def test_too_many_at_once_are_refused():
    text = "Nama\n" + "\n".join(f"Warga {n}" for n in range(import_reading.MOST_ROWS + 1))

    with pytest.raises(Invalid):
        read(text)


# ----------------------------------------------------------------------------------------- trial and deed


async def test_a_list_is_shown_before_anything_is_written(browser, kim, admin):
    page = await browser.get(await try_out(browser, admin), headers=admin)

    assert "Tambahkan 4 anggota" in page.text
    assert "0812-0000-0101" in page.text
    assert "ambo.tuwo" in page.text
    assert "Bendahara" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert await Membership.count() == 1
    assert "7308160101010001" not in (await MemberImport.objects().first()).rows


async def test_confirmed_it_becomes_accounts_members_and_officers(browser, kim, admin):
    trial = await try_out(browser, admin)

    for _ in range(2):
        assert (await browser.post(trial, headers=admin)).status_code == 303

    assert (await names())[1:] == ["Syamsul Bahri", "Nurhayati, S.Pd.", "Ambo Tuwo", "Rahmat"]
    people = await User.objects().where(User.password == "").where(User.phone == "+6281200000101")
    assert len(people) == 1
    assert await User.exists().where(User.username == "ambo.tuwo")
    officers = await Officer.select(Officer.position).order_by(Officer.id)
    assert [row["position"] for row in officers] == ["chair", "treasurer"]
    assert (await make.acting(people[0])).has(kim.id, "officer")
    assert (await Organization.objects().get(Organization.id == kim.id)).member_count == 5
    cards = [row["card_no"] for row in await Membership.select(Membership.card_no) if row["card_no"]]
    assert len(set(cards)) == 4
    kept = await MemberImport.objects().first()
    assert (kept.state, kept.rows) == ("confirmed", "[]")
    assert "4 anggota ditambahkan" in (await browser.get(trial, headers=admin)).text
    assert await Event.count().where(Event.kind == "MembersImported") == 1


async def test_the_same_list_again_doubles_nobody(browser, kim, admin):
    for _ in range(2):
        trial = await try_out(browser, admin)
        page = await browser.get(trial, headers=admin)
        await browser.post(trial, headers=admin)

    assert page.text.count("Sudah menjadi anggota.") == 4
    assert (await User.count(), await Membership.count(), await Officer.count()) == (5, 5, 2)


async def test_the_same_list_twice_at_once_doubles_nobody(kim):
    actor = await make.acting(await make.kim_admin(kim))
    organization = await organizations.get(kim.slug)
    table = import_reading.read(read_text(LIST), {"ketua", "bendahara"})
    numbers = [await imports.try_out(organization, actor, table, uuid4()) for _ in range(3)]
    trials = [await imports.get(kim.slug, number) for number in numbers]

    await asyncio.gather(*(imports.confirm(trial, actor) for trial in [*trials, trials[0]]))

    assert (await User.count(), await Membership.count(), await Officer.count()) == (5, 5, 2)
    assert (await Organization.objects().get(Organization.id == kim.id)).member_count == 5


async def test_mistakes_are_shown_by_row_and_left_out(browser, kim, admin):
    await make.member(kim, "Sudah Ada", phone="+6281200000109")
    text = (
        "Nama;HP;Jabatan\n"
        "Telepon Rumah;0481-21000;\n"
        ";081200000105;\n"
        "Siti;081200000106;\n"
        "Siti Lagi;+62 812-0000-0106;\n"
        "Sudah Ada;081200000109;\n"
        "Raja;081200000107;Raja muda\n"
        "<b>Budi</b>;81200000108;Ketua\n"
    )

    trial = await try_out(browser, admin, text)
    page = await browser.get(trial, headers=admin)
    await browser.post(trial, headers=admin)

    for said in (
        "telepon rumah",
        "Nama belum diisi.",
        "Sama dengan baris 4.",
        "Sudah menjadi anggota.",
        "Jabatan “Raja muda” tidak ada",
        "&lt;b&gt;Budi&lt;/b&gt;",
    ):
        assert said in page.text
    assert "Tambahkan 2 anggota" in page.text
    assert await User.exists().where(User.phone == "+6281200000108")
    assert not await User.exists().where(User.phone == "+6281200000107")
    assert (await names())[2:] == ["Siti", "<b>Budi</b>"]


async def test_somebody_with_an_account_is_asked_and_not_taken(browser, kim, admin):
    """Membership gives the admin a way to the password, so nobody is made a member unasked."""
    siti = await make.user("Siti", phone="+6281200000101")

    trial = await try_out(browser, admin, "Nama;HP\nSiti;081200000101")
    page = await browser.get(trial, headers=admin)
    await browser.post(trial, headers=admin)

    assert "Kirim undangan" in page.text
    assert not (await make.acting(siti)).has(kim.id)
    assert await User.count() == 2


async def test_an_xlsx_file_is_read_like_a_pasted_list(browser, kim, admin):
    rows = [["Nama", "No HP", "Jabatan"], ["Syamsul Bahri", 81200000101, "Ketua"], ["Ambo Tuwo", "", ""]]
    files = {"file": ("anggota.xlsx", workbook(rows))}

    answer = await browser.post(
        f"{HOME}/impor", data={"key": str(uuid4()), "text": ""}, files=files, headers=admin
    )

    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"], headers=admin)
    assert "0812-0000-0101" in page.text
    assert "Tambahkan 2 anggota" in page.text


async def test_a_csv_file_of_windows_is_read_too(browser, kim, admin):
    content = "Nama;HP\r\nJosé;081200000101\r\n".encode("cp1252")
    files = {"file": ("anggota.csv", content, "text/csv")}

    answer = await browser.post(
        f"{HOME}/impor", data={"key": str(uuid4()), "text": ""}, files=files, headers=admin
    )

    assert "José" in (await browser.get(answer.headers["location"], headers=admin)).text


async def test_what_is_no_list_comes_back_with_a_sentence(browser, kim, admin):
    empty = await browser.post(f"{HOME}/impor", data={"key": str(uuid4()), "text": "  "}, headers=admin)
    picture = await browser.post(
        f"{HOME}/impor",
        data={"key": str(uuid4()), "text": ""},
        files={"file": ("anggota.xlsx", b"\x89PNG\r\n\x1a\n")},
        headers=admin,
    )

    assert "masih kosong" in empty.text
    assert (empty.status_code, picture.status_code) == (422, 422)
    assert await MemberImport.count() == 0


async def test_a_trial_is_mended_dropped_and_forgotten(browser, kim, admin):
    trial = await try_out(browser, admin)
    number = trial.rpartition("/")[2]
    assert "Syamsul Bahri\t" in (await browser.get(f"{HOME}/impor?lagi={number}", headers=admin)).text

    assert (await browser.post(f"{trial}/buang", headers=admin)).status_code == 303
    assert (await browser.get(trial, headers=admin)).status_code == 404

    late = await try_out(browser, admin)
    await MemberImport.update({MemberImport.ends_at: now() - timedelta(minutes=1)}, force=True)
    assert (await browser.post(late, headers=admin)).status_code == 404
    await imports.sweep()
    assert await MemberImport.count() == 0


async def test_only_those_who_may_accept_import(browser, kim):
    trial = await try_out(browser, await make.signed_in(await make.kim_admin(kim)))
    other = await make.kim_admin(await make.kim("KIM Lain", slug="kim-lain"))
    for person in (await make.member(kim), await make.officer(kim), await make.pembina(), other):
        headers = await make.signed_in(person)
        sent = {"key": str(uuid4()), "text": LIST}
        assert (await browser.get(f"{HOME}/impor", headers=headers)).status_code == 404
        assert (await browser.post(f"{HOME}/impor", data=sent, headers=headers)).status_code == 403
        assert (await browser.get(trial, headers=headers)).status_code == 404
        assert (await browser.post(trial, headers=headers)).status_code == 403
        assert (await browser.post(f"{trial}/slip", headers=headers)).status_code == 403
    number = trial.rpartition("/")[2]
    elsewhere = await browser.post(f"/kim/kim-lain/impor/{number}", headers=await make.signed_in(other))
    assert elsewhere.status_code == 404


async def test_a_pembina_enters_the_first_list_without_naming_officers(browser, kim):
    pembina = await make.signed_in(await make.pembina())

    trial = await try_out(browser, pembina)
    page = await browser.get(trial, headers=pembina)
    await browser.post(trial, headers=pembina)

    assert "Jabatan dicatat nanti oleh admin KIM." in page.text
    assert (await Membership.count().where(Membership.organization == kim.id), await Officer.count()) == (
        4,
        0,
    )


async def test_five_hundred_people_are_written_in_one_go(browser, kim, admin):
    """A few statements for each portion of the list, and an event for each account; no query per row."""
    text = "Nama;HP\n" + "\n".join(f"Warga {n};0813{n:08d}" for n in range(500))
    trial = await try_out(browser, admin, text)

    with queries() as seen:
        await browser.post(trial, headers=admin)
    slips = await browser.post(f"{trial}/slip", headers=admin)

    assert await Membership.count() == 501
    assert slips.text.count('class="code"') == 500
    assert len(seen) < 600  # an event for each of 500 accounts, and little else


# ------------------------------------------------------------------------------------- slips, activation


async def slips_of(browser, admin, trial) -> dict[str, str]:
    page = await browser.post(f"{trial}/slip", headers=admin)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    found = re.findall(r"<h2>(.*?)</h2>.*?<dd class=\"code\">(.*?)</dd>", page.text, re.S)
    return dict(found)


async def test_slips_open_accounts_once(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    codes = await slips_of(browser, admin, trial)
    browser.cookies.clear()
    sent = {"identity": "0812 0000 0101", "code": codes["Syamsul Bahri"].lower()} | SECRET

    answer = await send_as_visitor(browser, "/aktivasi", **sent)

    assert (answer.status_code, answer.headers["location"]) == (303, "/beranda")
    person = await User.objects().get(User.phone == "+6281200000101")
    assert person.password
    assert await Consent.exists().where(Consent.user == person.id)
    assert (await browser.get(HOME)).status_code == 200
    browser.cookies.clear()
    later = await send_as_visitor(browser, "/aktivasi", **sent | {"password": "kata sandi lain lagi"})
    assert later.status_code == 422


async def test_sent_twice_the_person_is_simply_in(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    code = (await slips_of(browser, admin, trial))["Ambo Tuwo"]
    browser.cookies.clear()
    for _ in range(2):
        answer = await send_as_visitor(browser, "/aktivasi", identity="ambo.tuwo", code=code, **SECRET)
        assert answer.status_code == 303
        browser.cookies.clear()


async def test_the_link_of_a_slip_needs_no_name(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    code = (await slips_of(browser, admin, trial))["Rahmat"].replace("-", "")
    browser.cookies.clear()
    assert "Selamat bergabung, Rahmat" in (await browser.get(f"/aktivasi/{code}")).text

    weak = await send_as_visitor(browser, f"/aktivasi/{code}", password="123", consent="on")
    unasked = await send_as_visitor(browser, f"/aktivasi/{code}", password="perahu kapur senja")
    answer = await send_as_visitor(browser, f"/aktivasi/{code}", **SECRET)
    browser.cookies.clear()

    assert (weak.status_code, unasked.status_code, answer.status_code) == (422, 422, 303)
    assert (await browser.get(f"/aktivasi/{code}")).status_code == 410


async def test_new_slips_put_the_old_ones_out_of_use(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    old, new = [await slips_of(browser, admin, trial) for _ in range(2)]
    browser.cookies.clear()

    refused = await send_as_visitor(
        browser, "/aktivasi", identity="ambo.tuwo", code=old["Ambo Tuwo"], **SECRET
    )
    taken = await send_as_visitor(
        browser, "/aktivasi", identity="ambo.tuwo", code=new["Ambo Tuwo"], **SECRET
    )

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert len(await slips_of(browser, admin, trial)) == 3  # whoever is in needs none


async def test_a_code_of_somebody_else_or_an_old_one_opens_nothing(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    codes = await slips_of(browser, admin, trial)
    browser.cookies.clear()

    other = await send_as_visitor(
        browser, "/aktivasi", identity="ambo.tuwo", code=codes["Rahmat"], **SECRET
    )
    await OneTimeCode.update({OneTimeCode.ends_at: now()}, force=True)
    late = await send_as_visitor(
        browser, "/aktivasi", identity="ambo.tuwo", code=codes["Ambo Tuwo"], **SECRET
    )

    assert (other.status_code, late.status_code) == (422, 422)
    assert await User.count().where(User.password != "") == 0


async def test_guessing_codes_of_an_account_is_stopped(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    right = (await slips_of(browser, admin, trial))["Ambo Tuwo"]
    browser.cookies.clear()
    for _ in range(5):
        await send_as_visitor(browser, "/aktivasi", identity="ambo.tuwo", code="ABCDEFGHJKMN", **SECRET)

    answer = await send_as_visitor(browser, "/aktivasi", identity="ambo.tuwo", code=right, **SECRET)

    assert answer.status_code == 422
    assert "Sudah terlalu sering" in answer.text


async def test_codes_are_kept_as_hashes_only(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    codes = await slips_of(browser, admin, trial)

    kept = str(await OneTimeCode.select()) + str(await Event.select())
    assert not any(code.replace("-", "") in kept or code in kept for code in codes.values())


async def test_no_slip_is_made_for_somebody_who_belongs_elsewhere_too(browser, kim, admin):
    """Whoever holds the code could take the account, with all it may do."""
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    ambo = await User.objects().get(User.username == "ambo.tuwo")
    await make.join(ambo, await make.agency())

    codes = await slips_of(browser, admin, trial)

    assert "Ambo Tuwo" not in codes
    assert len(codes) == 3


async def test_one_member_gets_a_slip_of_their_own(browser, kim, admin):
    trial = await try_out(browser, admin)
    await browser.post(trial, headers=admin)
    rahmat = await User.objects().get(User.phone == "+6281200000104")
    number = (await Membership.objects().get(Membership.user == rahmat.id)).id

    page = await browser.post(f"{HOME}/anggota/{number}/kode-aktivasi", headers=admin)

    assert "Rahmat" in page.text
    assert "Ambo Tuwo" not in page.text
    assert "https://wa.me/6281200000104?text=" in page.text


def workbook(rows: list[list[object]]) -> bytes:
    """The smallest XLSX with one sheet."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{value}</v></c>"
            if isinstance(value, int)
            else f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
            for value in row
        )
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml"'
        ' ContentType="application/xml"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Anggota" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship'
        f' Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
