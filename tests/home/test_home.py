"""Beranda: what waits, what is new, what comes next; and how few questions it costs."""

from datetime import date, timedelta
from typing import Any

import pytest

from kimhub.accounts.tables import User
from kimhub.core import jobs
from kimhub.core.db import now
from kimhub.groups import terms
from kimhub.groups.tables import Decree, DecreeOrganization, Membership, Organization
from kimhub.home import service
from kimhub.home.steps import steps
from kimhub.home.turns import turns
from kimhub.notifications import service as inbox
from kimhub.programs import agreeing
from kimhub.programs.tables import ProgramLine
from kimhub.publishing.tables import Article
from tests import make
from tests.spy import queries

MOST = 7

pytestmark = pytest.mark.usefixtures("wilayah")


async def page(browser: Any, person: User) -> str:
    answer = await browser.get("/beranda", headers=await make.signed_in(person))
    assert answer.status_code == 200
    text: str = answer.text
    return text


async def home_of(person: User) -> service.Home:
    return await service.read(await make.acting(person))


async def decree(of: Organization, state: str = "uploaded", number: str = "12/KPTS/2026") -> Decree:
    row = Decree(number=number, issuer_level="desa", signed_on=date(2026, 1, 5), state=state)
    await row.save()
    await DecreeOrganization(decree=row.id, organization=of.id).save()
    return row


@pytest.fixture(autouse=True)
async def installed(wilayah: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In no season in which programs are drawn up."""
    monkeypatch.setattr(service, "PLANNING", timedelta(days=-999))
    await make.installed()


# -------------------------------------------------------------------------------------------- one's own KIM


async def test_a_guest_is_led_to_sign_in(browser: Any):
    answer = await browser.get("/beranda")

    assert answer.headers["location"] == "/masuk?lanjut=/beranda"


async def test_somebody_without_a_kim_learns_how_to_join_one(browser: Any):
    text = await page(browser, await make.user())

    assert 'action="/undangan"' in text
    assert 'action="/kim"' in text
    assert "Giliran Anda" not in text
    assert "Langkah pertama" not in text


async def test_the_operator_is_not_asked_to_join(browser: Any):
    text = await page(browser, await make.sysadmin())

    assert 'action="/undangan"' not in text
    assert 'href="/peran"' in text


async def test_a_member_sees_the_kim_its_decree_and_no_chores_of_others(browser: Any):
    kim = await make.kim(term_end=make.days(400), member_count=1)
    person = await make.member(kim)
    await make.member(kim, "Sukmawati", state="applied")

    text = await page(browser, person)

    assert "KIM Mallari" in text
    assert "SK berlaku sampai" in text
    assert "ingin bergabung" not in text
    assert "Langkah pertama" not in text
    assert "Semua beres" in text


async def test_a_house_says_what_it_told_this_month_and_leads_to_writing_more(browser: Any):
    kim = await make.kim(slug="kim-mallari")
    admin, member = await make.kim_admin(kim), await make.member(kim)
    assert "0 kabar bulan ini" in await page(browser, member)

    old = await make.told(kim, admin, "Tahun lalu")
    values: dict[Any, Any] = {Article.published_at: now() - timedelta(days=40)}
    await Article.update(values).where(Article.id == old.id)
    await make.told(kim, admin, "Panen raya")
    await make.told(kim, admin, "Layanan", kind="page")
    await make.article(kim, admin, "Masih draf")

    text = await page(browser, member)
    assert "1 kabar bulan ini" in text
    assert 'href="/situs/kim-mallari/tulis?jenis=news"' in text
    there = await browser.get("/situs/kim-mallari/tulis?jenis=news", headers=await make.signed_in(member))
    assert there.status_code == 200
    await Organization.update({Organization.legal_status: "dissolved"}).where(Organization.id == kim.id)
    assert "/situs/kim-mallari" not in await page(browser, member)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"legal_status": "draft"}, "Masih draf"),
        ({"legal_status": "registered"}, "unggah SK"),
        ({"term_end": date(2025, 1, 1)}, "mengajukan program menunggu SK baru"),
        ({"legal_status": "dissolved"}, "Sudah bubar"),
        ({}, "SK berlaku."),
    ],
)
async def test_the_card_says_what_the_state_means(browser: Any, fields: dict[str, Any], sentence: str):
    assert sentence in await page(browser, await make.member(await make.kim(**fields)))


async def test_an_admin_has_applicants_and_ending_decrees_to_see_to(browser: Any):
    kim = await make.kim(term_end=make.days(20))
    admin = await make.kim_admin(kim)
    for name in ("Sukmawati", "Jumardi"):
        await make.member(kim, name, state="applied")
    await decree(kim, "returned")

    found = turns(await home_of(admin))

    assert [(turn.text, turn.weight) for turn in found] == [
        ("2 orang ingin bergabung", 2),
        ("SK perlu diperbaiki", 1),
        ("Siapkan SK baru KIM Mallari", 1),
    ]
    text = await page(browser, admin)
    assert "Giliran Anda: 4 hal menunggu" in text
    assert f'href="/kim/{kim.slug}/anggota"' in text


async def test_one_applicant_is_one_person():
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    await make.member(kim, "Sukmawati", state="applied")

    assert [turn.text for turn in turns(await home_of(admin))] == ["Seorang ingin bergabung"]


async def test_a_decree_that_has_ended_waits_for_the_admin():
    kim = await make.kim(term_end=terms.today() - timedelta(days=3))
    admin = await make.kim_admin(kim)

    assert [turn.text for turn in turns(await home_of(admin))] == ["Perbarui SK KIM Mallari"]


async def test_the_inbox_brings_what_no_queue_has_and_a_matter_stands_once():
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    writer = await make.member(kim, "Syamsul Bahri")
    await make.member(kim, "Sukmawati", state="applied")
    about = {"url": "/x", "needs_action": True, "from_user": writer.id}
    await inbox.tell(
        [admin.id], "applied", about="membership:1", name="Sukmawati", organization="KIM Mallari", **about
    )
    await inbox.tell([admin.id], "mention", about="mention:7", title="Jadwal piket", **about)

    found = [turn.text for turn in turns(await home_of(admin))]

    assert found == ["Seorang ingin bergabung", "Syamsul Bahri menyebut Anda di “Jadwal piket”"]


async def test_five_things_are_shown_and_the_rest_is_a_link(browser: Any):
    person = await make.member(await make.kim())
    for number in range(8):
        await inbox.tell(
            [person.id], "mention", about=f"mention:{number}", url="/x", needs_action=True, title="Piket"
        )

    text = await page(browser, person)

    assert text.count("menyebut Anda di") == 5
    assert "8 hal menunggu" in text
    assert "/pemberitahuan?saring=perlu-tindakan" in text


async def test_first_steps_are_ticked_off_as_they_are_taken(browser: Any):
    kim = await make.kim(legal_status="registered", member_count=1)
    admin = await make.kim_admin(kim)

    assert [step.done for step in steps(await home_of(admin))] == [False, False, False, False]
    await Organization.update(
        {Organization.about: "Kabar Mallari.", Organization.vision: "Tahu"}, force=True
    )
    await decree(kim)
    assert [step.done for step in steps(await home_of(admin))] == [True, True, False, False]
    assert "Langkah pertama" in await page(browser, admin)
    await Organization.update({Organization.member_count: 2}, force=True)
    await make.topic(await make.board(kim), admin)
    assert steps(await home_of(admin)) == []


# ------------------------------------------------------------------------------------------- discussions


async def test_unread_topics_come_first_with_their_counts(browser: Any):
    kim = await make.kim()
    board = await make.board(kim)
    writer, reader = await make.member(kim, "Syamsul"), await make.member(kim, "Nurhayati")
    await make.topic(board, reader, "Yang sudah saya baca")
    topic = await make.topic(board, writer, "Yang baru", posts=3)
    own = await make.topic(board, reader, "Yang saya tulis terakhir")

    topics = (await home_of(reader)).topics

    assert topics[0].id == topic.id
    assert topics[0].fresh == 3
    assert {row.id for row in topics if row.fresh == 0} >= {own.id}
    assert "Yang baru" in await page(browser, reader)


async def test_a_kim_without_topics_is_asked_to_begin(browser: Any):
    assert "Tulis topik pertama" in await page(browser, await make.member(await make.kim()))


async def test_boards_of_others_are_not_shown(browser: Any):
    other = await make.kim("KIM Carigading", wilayah_code="35.08.09.2006")
    await make.topic(await make.board(other), await make.member(other, "Hasnawati"), "Hanya untuk kami")

    assert "Hanya untuk kami" not in await page(browser, await make.member(await make.kim()))


# ---------------------------------------------------------------------------------------------- pembina


async def test_a_pembina_sees_what_waits_below_and_what_needs_attention(browser: Any):
    pembina = await make.pembina()
    sent = await make.kim("KIM Lappoase", wilayah_code="73.08.16.2014", legal_status="registered")
    await decree(sent)
    await make.kim("KIM Lattekko", wilayah_code="73.08.16.2005", term_end=date(2025, 1, 1))
    await make.kim("KIM Kading", wilayah_code="73.08.16.2008", term_end=make.days(30))
    led = await make.kim("KIM Unra", wilayah_code="73.08.16.2007", term_end=make.days(500))
    await make.kim_admin(led)
    await make.kim("KIM Tukum", wilayah_code="35.08.09.2006", term_end=date(2025, 1, 1))

    home = await home_of(pembina)

    assert {need.why: [row.name for row in need.rows] for need in home.needs} == {
        "decree": ["KIM Lappoase"],
        "expired": ["KIM Lattekko"],
        "expiring": ["KIM Kading"],
        "leaderless": ["KIM Lattekko", "KIM Kading", "KIM Lappoase"],
    }
    assert home.figures == {"kims": 4, "gaps": 372 - 4}  # domain.md 8: Bone has 372 desa and kelurahan
    assert [turn.text for turn in turns(home)] == ["Periksa SK KIM Lappoase"]
    text = await page(browser, pembina)
    assert "KIM Tukum" not in text
    assert "368" in text


async def test_many_decrees_are_counted_beyond_those_named():
    pembina = await make.pembina()
    for number in range(8):
        await decree(
            await make.kim(f"KIM {number}", wilayah_code=f"73.08.16.20{number + 2:02}"), number=str(number)
        )

    found = turns(await home_of(pembina))

    assert len(found) == 5
    assert sum(turn.weight for turn in found) == 8


async def test_an_office_where_all_is_well_says_so(browser: Any):
    pembina = await make.pembina()
    kim = await make.kim(term_end=make.days(500))
    await make.kim_admin(kim)

    assert "Semua SK berlaku" in await page(browser, pembina)


async def test_a_province_looks_after_all_its_regencies():
    province = await make.pembina("73", "Nirwana")
    await make.kim("KIM Lattekko", wilayah_code="73.08.16.2005", term_end=date(2025, 1, 1))

    assert [need.why for need in (await home_of(province)).needs] == ["expired", "leaderless"]


# -------------------------------------------------------------------------------------------- programs


async def test_a_program_waits_for_its_writers_and_then_for_the_pembina(
    browser: Any, monkeypatch: pytest.MonkeyPatch
):
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    member = await make.member(kim)
    monkeypatch.setattr(service, "PLANNING", timedelta(days=400))
    year = terms.today().year + 1
    assert f"Susun program kerja {year} KIM Mallari" in [turn.text for turn in turns(await home_of(admin))]
    assert turns(await home_of(member)) == []

    program = await make.program(kim, year=year)
    found = turns(await home_of(admin))
    assert (f"Lengkapi dan ajukan program kerja {year} KIM Mallari", f"/program/{program.slug}") in [
        (turn.text, turn.href) for turn in found
    ]
    monkeypatch.setattr(service, "PLANNING", timedelta(days=-999))
    version = await make.submitted(program, admin)
    assert turns(await home_of(admin)) == []
    (waits,) = turns(await home_of(pembina))
    assert (waits.text, waits.href) == ("1 program kerja menunggu telaah", "/tinjauan")
    assert waits.detail.startswith("Jawab paling lambat")
    stranger = await make.pembina("73.17", "Orang Luwu")
    assert turns(await home_of(stranger)) == []

    await agreeing.send_back(
        program.id, await make.actor_of(pembina), version_id=version.id, note="Lengkapi sasarannya."
    )
    await jobs.run_due()
    (back,) = turns(await home_of(admin))  # the entry of the inbox says the same
    assert back.text == f"Perbaiki program kerja {year} KIM Mallari"
    assert back.detail.startswith("jawab paling lambat")
    home = await home_of(pembina)
    assert turns(home) == []
    assert home.reviews is not None
    assert sum(home.reviews.stages.values()) == 1
    text = await page(browser, pembina)
    assert f"Program kerja {home.reviews.year}" in text
    assert "/tinjauan/program?tahun=" in text


async def test_late_lines_wait_for_who_is_in_charge_of_them():
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    treasurer = await make.officer(kim, "Rosdiana", "treasurer")
    program = await make.program(kim, "Lewat", "Punya Rosdiana", "Selesai", year=terms.today().year - 1)
    await make.agreed(program, admin, pembina)
    of = ProgramLine.program == program.id
    await ProgramLine.update({ProgramLine.pic_user: treasurer.id}).where(
        of & (ProgramLine.name == "Punya Rosdiana")
    )
    await ProgramLine.update({ProgramLine.progress: "done"}).where(of & (ProgramLine.name == "Selesai"))
    (one,) = turns(await home_of(admin))
    (two,) = turns(await home_of(treasurer))
    assert one.text == "1 kegiatan KIM Mallari lewat waktunya"
    assert two.text == "2 kegiatan KIM Mallari lewat waktunya"
    assert one.href == f"/program/{program.slug}/pelaksanaan"


# ------------------------------------------------------------------------------------------ what it costs


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["member", "kim_admin", "pembina", "both", "newcomer", "sysadmin"])
async def test_the_page_costs_seven_questions_at_most(browser: Any, who: str, rows: int):
    office = await make.agency()
    mine = await make.kim("KIM Mallari", term_end=make.days(30))
    for number in range(rows):
        kim = await make.kim(
            f"KIM {number}", wilayah_code=f"73.08.16.20{number + 2:02}", term_end=date(2025, 1, 1)
        )
        writer = await make.member(kim, "Syamsul")
        await make.topic(await make.board(kim), writer, posts=2)
        await make.member(mine, f"Calon {number}", state="applied")
    person = {
        "member": lambda: make.member(mine),
        "kim_admin": lambda: make.kim_admin(mine),
        "pembina": lambda: make.member(office, "Irma"),
        "both": lambda: make.kim_admin(mine),
        "newcomer": lambda: make.user(),
        "sysadmin": lambda: make.sysadmin(),
    }[who]
    someone = await person()
    if who == "both":
        await make.join(someone, office)
    for number in range(rows * 20):
        await inbox.tell(
            [someone.id], "mention", about=f"m:{number}", url="/x", needs_action=True, title="Piket"
        )
    headers = await make.signed_in(someone)
    await browser.get("/beranda", headers=headers)

    with queries() as seen:
        answer = await browser.get("/beranda", headers=headers)

    assert answer.status_code == 200
    assert len(seen) <= MOST, "\n".join(seen)


async def test_names_of_any_length_and_strange_signs_stay_text(browser: Any):
    kim = await make.kim(
        "KIM <b>Mallari</b> & " + "Sejahtera " * 9, place='Desa Soka"an, Kec. Awangpone, Kab. Bone'
    )
    admin = await make.kim_admin(kim)
    await Membership(
        organization=kim.id, user=(await make.user("<i>x</i>")).id, state="applied", changed_at=now()
    ).save()

    text = await page(browser, admin)

    assert "<b>Mallari</b>" not in text
    assert "&lt;b&gt;Mallari" in text


async def test_the_page_is_kept_by_no_other(browser: Any):
    answer = await browser.get(
        "/beranda", headers=await make.signed_in(await make.member(await make.kim()))
    )

    assert "private" in answer.headers["cache-control"]
