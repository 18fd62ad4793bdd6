"""The office's desk: its queue, the stages of all houses, reminders, stand-ins, rules, what is late."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kimhub.core import jobs
from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.programs import (
    agreeing,
    comparing,
    desk,
    escalating,
    overview,
    programs,
    reading,
    reminding,
    rules,
    standing_in,
    work,
)
from kimhub.programs.tables import ProgramIndicator, ProgramLine
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_review import ProgramReminder, ReviewComment, StandIn
from kimhub.programs.tables_versions import ProgramVersion
from kimhub.programs.tables_work import EntryCost, IndicatorReading, ProgramEntry
from tests import make
from tests.spy import queries


@pytest.fixture
async def office(app: Any) -> Any:
    """A pembina of Bone with a colleague, and one of another regency."""
    await make.installed()
    irma = await make.pembina()
    return irma


async def house(name: str, code: str = "73.08.16.2009", **fields: Any) -> Any:
    return await make.kim(name, wilayah_code=code, **fields)


async def sent(name: str, year: int = 0, days: int = 0, **fields: Any) -> Any:
    """A house whose program came in so many days ago."""
    kim = await house(name, **fields)
    admin = await make.kim_admin(kim, f"Ketua {name}")
    one = await make.program(kim, year=year)
    version = await make.submitted(one, admin)
    if days:
        change: Any = {
            ProgramVersion.submitted_at: now() - timedelta(days=days),
            ProgramVersion.due_on: version.due_on - timedelta(days=days),
        }
        await ProgramVersion.update(change).where(ProgramVersion.id == version.id)
    return one, version, admin


async def test_the_queue_has_the_oldest_first_and_says_how_long_it_waits(browser, office):
    await sent("KIM Baru")
    one, version, admin = await sent("KIM Lama", days=20)
    returned, second, _admin = await sent("KIM Kembali")
    other, _v, _a = await sent("KIM Luwu", code="73.17.01.2001")
    acting = await make.actor_of(office)
    await ReviewComment(
        program=returned.id, version=second.id, body="Tulis targetnya.", author=office.id,
        author_name="Irma", of_reviewer=True,
    ).save()  # fmt: skip
    await agreeing.send_back(returned.id, acting, version_id=second.id, note="")
    headers = await make.signed_in(office)

    page = (await browser.get("/tinjauan", headers=headers)).text
    assert "Giliran Anda: 2 program kerja" in page
    assert page.index("KIM Lama") < page.index("KIM Baru") < page.index("Menunggu KIM</h2>")
    assert "Lewat 6 hari" in page
    assert "Rp1.500.000, 1 kegiatan" in page
    assert "KIM Luwu" not in page
    assert page.index("KIM Kembali") > page.index("Catatan terbuka")

    # Its answer comes back as version 2, answering one remark.
    await ReviewComment.update({ReviewComment.resolved_at: now()}).where(
        ReviewComment.program == returned.id
    )
    await agreeing.submit(returned.id, await make.actor_of(_admin))
    page = (await browser.get("/tinjauan", headers=headers)).text
    assert "Versi 2, menjawab 1 catatan." in page
    assert f'href="/program/{one.slug}/tinjau"' in page
    await agreeing.approve(one.id, acting, version_id=version.id)
    agreed = (await browser.get("/tinjauan?saring=disetujui", headers=headers)).text
    assert "KIM Lama" in agreed
    assert "KIM Baru" not in agreed
    every = (await browser.get("/tinjauan?saring=semua", headers=headers)).text
    assert "KIM Lama" in every
    assert "KIM Luwu" not in every
    assert other.slug not in every

    # Nobody else has it: not the house, not a member, not a stranger.
    for person, status in ((admin, 404), (await make.member(await house("KIM Lain")), 404)):
        answer = await browser.get("/tinjauan", headers=await make.signed_in(person))
        assert answer.status_code == status
    luwu = await browser.get("/tinjauan", headers=await make.signed_in(await make.pembina("73.17")))
    assert "KIM Luwu" in luwu.text
    assert "KIM Lama" not in luwu.text


async def test_the_queue_costs_the_same_for_one_and_for_many_and_goes_on(browser, office):
    await sent("KIM 0", days=30)
    headers = await make.signed_in(office)
    await browser.get("/tinjauan", headers=headers)
    with queries() as few:
        await browser.get("/tinjauan", headers=headers)
    for n in range(1, 28):
        await sent(f"KIM {n}", days=29 - n)
    with queries() as many:
        page = (await browser.get("/tinjauan", headers=headers)).text
    assert len(many) == len(few) <= 7
    assert "Giliran Anda: 28 program kerja" in page
    assert page.count('/tinjau"') == desk.PER_PAGE
    nxt = page.split('id="pager"><a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = (await browser.get(nxt, headers=headers)).text
    assert [f"KIM {n}," in rest for n in (24, 25, 26, 27)] == [False, True, True, True]
    part = await browser.get(nxt, headers=await make.signed_in(office, htmx=True))
    assert "<html" not in part.text
    assert "KIM 27," in part.text
    for odd in ("x_1", "2026-01-01_", "_", "2026-13-01_3"):
        assert (await browser.get(f"/tinjauan?setelah={odd}", headers=headers)).status_code == 200


async def test_what_was_agreed_last_stands_first_and_the_list_goes_on(office):
    acting = await make.actor_of(office)
    for n in range(3):
        one, version, _admin = await sent(f"KIM {n}")
        await agreeing.approve(one.id, acting, version_id=version.id)
    returned, version, _admin = await sent("KIM Kembali")
    await agreeing.send_back(returned.id, acting, version_id=version.id, note="Lengkapi sasarannya.")
    luwu, version, _admin = await sent("KIM Luwu", code="73.17.01.2001")
    await agreeing.approve(luwu.id, await make.actor_of(await make.pembina("73.17")), version_id=version.id)
    await sent("KIM Menunggu")

    seen, after = [], None
    while True:
        page = await desk.page(acting, "disetujui", after, most=1)
        seen += [row.owner_name for row in page.rows]
        if page.next is None:
            break
        after = desk.read_cursor(str(page.next))
    assert seen == ["KIM 2", "KIM 1", "KIM 0"]
    counts = await desk.counts(acting)
    assert (counts.mine, counts.other, counts.house, counts.agreed) == (1, 0, 1, 3)


async def test_a_province_decides_on_forums_of_its_regencies_and_counts_the_rest(browser, app):
    await make.installed()
    province = await make.pembina("73", "Nirwana")
    forum = await make.organization("Forum KIM Bone", kind="forum_kim", wilayah_code="73.08")
    one = await make.program(forum)
    await make.submitted(one, await make.forum_coord(forum))
    await sent("KIM Desa")
    page = (await browser.get("/tinjauan", headers=await make.signed_in(province))).text
    assert "Forum KIM Bone" in page
    assert "KIM Desa" not in page
    every = (await browser.get("/tinjauan?saring=semua", headers=await make.signed_in(province))).text
    assert "KIM Desa" in every
    assert "/program/kim-desa" not in every


async def test_every_house_of_the_regency_stands_in_its_stage_also_those_without_a_program(browser, office):
    year = overview.plan_year()
    first, version, admin = await sent("KIM Mallari", year=year)
    await house("KIM Tanpa Program")
    draft = await house("KIM Draf", code="73.08.09.2001")
    await make.program(draft, year=year)
    await house("KIM Bubar", legal_status="dissolved")
    await house("KIM Luwu", code="73.17.01.2001")
    await agreeing.approve(first.id, await make.actor_of(office), version_id=version.id)
    headers = await make.signed_in(office)
    page = (await browser.get("/tinjauan/program", headers=headers)).text
    for words in ("KIM Mallari", "KIM Tanpa Program", "KIM Draf", "Belum membuat", "Rp1.500.000"):
        assert words in page
    assert "KIM Bubar" not in page
    assert "KIM Luwu" not in page
    assert f'href="/program/{first.slug}"' in page  # agreed: to be opened
    assert f'href="/kim/{draft.slug}"' in page  # nobody reads the draft of others
    none = (await browser.get(f"/tinjauan/program?tahun={year}&tahap=none", headers=headers)).text
    assert "KIM Tanpa Program" in none
    assert "KIM Mallari</a>" not in none
    there = (await browser.get("/tinjauan/program?kecamatan=73.08.09", headers=headers)).text
    assert "KIM Draf" in there
    assert "KIM Mallari</a>" not in there
    named = (await browser.get("/tinjauan/program?q=tanpa+prog", headers=headers)).text
    assert "KIM Tanpa Program</a>" in named
    assert "KIM Draf" not in named
    odd = await browser.get(
        "/tinjauan/program?tahun=x&tahap=y&kecamatan=z&q=%25&setelah=_", headers=headers
    )
    assert odd.status_code == 200

    # An amendment that is written leaves it agreed; sent in, it waits.
    await agreeing.amend(first.id, await make.actor_of(admin), "Jadwal berubah")
    assert overview.stages_of(await overview.by_district(await make.actor_of(office), year))["agreed"] == 1
    await agreeing.submit(first.id, await make.actor_of(admin))
    stages = overview.stages_of(await overview.by_district(await make.actor_of(office), year))
    assert {key: n for key, n in stages.items() if n} == {"none": 1, "draft": 1, "waiting": 1}

    with queries() as few:
        await browser.get("/tinjauan/program", headers=headers)
    for n in range(60):
        await house(f"KIM ke-{n:02}", code=f"73.08.{10 + n % 9}.2001")
    with queries() as many:
        page = (await browser.get("/tinjauan/program", headers=headers)).text
    assert len(many) == len(few) <= 4
    assert page.count('<th scope="row"><a href="/kim/') + page.count('row"><a href="/program/') == 50
    following = page.split('id="pager"><a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Kembali ke awal" in (await browser.get(following, headers=headers)).text

    out = await browser.post(
        "/tinjauan/unduh", data={"what": "tahap", "format": "csv", "tahun": str(year)}, headers=headers
    )
    rows = list(csv.reader(io.StringIO(out.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 63
    assert ["KIM Mallari", str(year), "Menunggu pembina", "1", "1", "1500000"] in [
        [row[1], *row[3:8]] for row in rows
    ]
    wrong = await browser.post("/tinjauan/unduh", data={"what": "x", "format": "csv"}, headers=headers)
    assert wrong.status_code == 303
    refused = await browser.post(
        "/tinjauan/unduh", data={"what": "tahap", "format": "csv"}, headers=await make.signed_in(admin)
    )
    assert refused.status_code == 403


async def test_houses_are_reminded_together_and_once_a_day(browser, office):
    year = overview.plan_year()
    without, other = await house("KIM Satu"), await house("KIM Dua", code="73.08.09.2001")
    far = await house("KIM Luwu", code="73.17.01.2001")
    admin = await make.kim_admin(without)
    done, version, _a = await sent("KIM Sudah", year=year)
    headers = await make.signed_in(office)
    page = (await browser.get("/tinjauan/pengingat", headers=headers)).text
    assert f"Program kerja {year} ditunggu paling lambat 31 Desember {year - 1}" in page
    assert "KIM Satu" in page
    assert "KIM Sudah" not in page
    form = {"perihal": "program", "tahun": str(year), "message": "Ayo, tinggal dua minggu."}
    nobody = await browser.post("/tinjauan/pengingat", data=form, headers=headers)
    assert nobody.status_code == 422
    assert "Ayo, tinggal dua minggu." in nobody.text
    long = await browser.post("/tinjauan/pengingat", data=form | {"message": "x" * 501}, headers=headers)
    assert long.status_code == 422
    chosen = {"house[]": [str(without.id), str(far.id), str(done.organization)]}
    for _time in range(2):  # once, and neither to houses of others nor to those who are done
        answer = await browser.post("/tinjauan/pengingat", data=form | chosen, headers=headers)
        assert answer.status_code == 303
    sent_rows = await ProgramReminder.select()
    assert [(row["organization"], row["about"], row["sent_by"]) for row in sent_rows] == [
        (without.id, "program", office.id)
    ]
    assert await Event.count().where(Event.kind == "HousesReminded") == 1
    await jobs.run_due()
    assert (
        "tinggal dua minggu"
        in (await browser.get("/pemberitahuan", headers=await make.signed_in(admin))).text
    )
    page = (await browser.get("/tinjauan/pengingat", headers=headers)).text
    assert "sudah diingatkan hari ini" in page
    assert "Kepada 1 KIM" in page
    yesterday: Any = {ProgramReminder.sent_at: now() - timedelta(days=1)}
    await ProgramReminder.update(yesterday, force=True)
    both = {"house[]": [str(without.id), str(other.id)]}
    await browser.post("/tinjauan/pengingat", data=form | both, headers=headers)
    assert await ProgramReminder.count() == 3

    acting = await make.actor_of(office)
    await agreeing.send_back(done.id, acting, version_id=version.id, note="Lengkapi sasarannya.")
    assert [one.name for one in await reminding.owing(acting, "reply", year)] == ["KIM Sudah"]
    assert await reminding.owing(acting, "report", year) == []
    luwu = await make.actor_of(await make.pembina("73.17"))
    assert await reminding.owing(luwu, "reply", year) == []


async def test_a_stand_in_has_the_reviews_of_who_is_away(browser, app):
    await make.installed()
    bone = await make.agency("Diskominfo Bone", "73.08")
    irma, asdar = await make.member(bone, "Irma Yusuf"), await make.member(bone, "Asdar Sanusi")
    luwu = await make.pembina("73.17", "Orang Luwu")
    one, _version, _admin = await sent("KIM Mallari")
    await agreeing.take(one.id, await make.actor_of(irma))
    hers, his = await make.signed_in(irma), await make.signed_in(asdar)
    mine = (await browser.get("/tinjauan", headers=hers)).text
    assert "Sedang Anda telaah." in mine
    page = (await browser.get("/tinjauan", headers=his)).text
    assert "Tidak ada yang menunggu Anda" in page
    assert "Ditelaah Irma Yusuf" in (await browser.get("/tinjauan?saring=rekan", headers=his)).text

    wrong = await browser.post("/tinjauan/pengganti", data={"away": str(luwu.id)}, headers=hers)
    assert wrong.status_code == 422
    assert wrong.text.count("field-error") >= 4
    form = {
        "away": str(irma.id), "instead": str(asdar.id), "since": make.days(0).isoformat(),
        "until": make.days(3).isoformat(), "reason": "Cuti",
    }  # fmt: skip
    for given in (form | {"instead": str(irma.id)}, form | {"until": make.days(-3).isoformat()}):
        assert (await browser.post("/tinjauan/pengganti", data=given, headers=hers)).status_code == 422
    for headers in (hers, his):  # a colleague may set it too; the newer takes the place of the older
        assert (await browser.post("/tinjauan/pengganti", data=form, headers=headers)).status_code == 303
    assert await StandIn.count().where(StandIn.ended_at.is_null()) == 1
    page = (await browser.get("/tinjauan", headers=his)).text
    assert "Giliran Anda: 1 program kerja" in page
    assert "Menggantikan Irma Yusuf." in page
    assert "Asdar Sanusi menggantikan Irma Yusuf" in page
    (stand,) = await standing_in.of_office(await make.actor_of(irma))
    far = await browser.post(f"/tinjauan/pengganti/{stand.id}/akhiri", headers=await make.signed_in(luwu))
    assert far.status_code == 403
    assert (await browser.get("/tinjauan/pengganti", headers=his)).text.count("Akhiri") == 1
    await browser.post(f"/tinjauan/pengganti/{stand.id}/akhiri", headers=his)
    assert "Tidak ada yang menunggu Anda" in (await browser.get("/tinjauan", headers=his)).text


async def test_rules_are_set_by_the_pembina_of_the_wilayah_and_never_over_others(browser, office):
    headers = await make.signed_in(office)
    page = await browser.get("/tinjauan/aturan", headers=headers)
    assert 'value="14"' in page.text
    form = {
        "need_decree": "on", "review_days": "5", "reply_days": "10", "submit_day": "30",
        "submit_month": "11", "report_day": "31", "report_month": "1", "version": "0",
    }  # fmt: skip
    wrong = await browser.post("/tinjauan/aturan", data=form | {"review_days": "0"}, headers=headers)
    assert wrong.status_code == 422
    assert "dari 1 sampai 90" in wrong.text
    assert (await browser.post("/tinjauan/aturan", data=form, headers=headers)).status_code == 303
    found = await rules.of("73.08.16.2009")
    assert (found.review_days, found.submit_by(2027), found.version) == (5, date(2026, 11, 30), 1)
    stale = await browser.post("/tinjauan/aturan", data=form | {"review_days": "9"}, headers=headers)
    assert stale.status_code == 409 or "baru saja diubah" in stale.text
    assert (await rules.of("73.08")).review_days == 5
    assert await Event.count().where(Event.kind == "RulesChanged") == 1
    luwu = await make.pembina("73.17", "Orang Luwu")
    await browser.post(
        "/tinjauan/aturan", data=form | {"wilayah": "73.08", "review_days": "1"},
        headers=await make.signed_in(luwu),
    )  # fmt: skip
    assert (await rules.of("73.08")).review_days == 5
    assert (await rules.of("73.17")).review_days == 1
    kim_admin = await make.kim_admin(await house("KIM Mallari"))
    refused = await browser.post("/tinjauan/aturan", data=form, headers=await make.signed_in(kim_admin))
    assert refused.status_code == 403


async def test_what_is_late_is_told_once_and_never_decided(app):
    await make.installed()
    one, version, _admin = await sent("KIM Lama", days=20)
    fresh, _v, _a = await sent("KIM Baru")
    assert await escalating.escalate() == 1
    assert await escalating.escalate() == 0
    assert await Event.count().where(Event.kind == "ReviewOverdue") == 1
    found = await programs.by_id(one.id)
    assert found
    assert found.state == "submitted"
    assert next(iter(await programs.history(one.id))).act == "escalated"
    assert "escalated" not in [step.act for step in await programs.history(fresh.id)]
    assert version.id == found.current


async def test_houses_are_compared_by_what_they_did_of_what_they_planned(browser, office):
    year = make.today().year - 1  # all of its months are over, whenever this runs
    busy, first, _a = await sent("KIM Rajin", year=year)
    idle, second, _b = await sent("KIM Diam", year=year)
    acting = await make.actor_of(office)
    for one, version in ((busy, first), (idle, second)):
        await agreeing.approve(one.id, acting, version_id=version.id)
    line = await ProgramLine.objects().get(ProgramLine.program == busy.id)
    indicator = await ProgramIndicator.objects().get(ProgramIndicator.line == line.id)
    await ProgramLine.update({ProgramLine.progress: "done"}).where(ProgramLine.id == line.id)
    await ProgramLine.update({ProgramLine.months: 1}, force=True)
    entry = ProgramEntry(
        program=busy.id, line=line.id, happened_on=make.days(0), what="Pelatihan", male=4, female=7
    )
    await entry.save()
    await EntryCost(
        entry=entry.id, line=line.id, program=busy.id, source="dana_desa", amount=750_000
    ).save()
    await IndicatorReading(indicator=indicator.id, program=busy.id, value=4800, read_on=make.days(0)).save()
    headers = await make.signed_in(office)
    page = (await browser.get(f"/tinjauan/banding?tahun={year}&urut=kegiatan", headers=headers)).text
    assert page.index("KIM Rajin") < page.index("KIM Diam")
    assert "Rp750.000" in page
    assert "1 dari 1" in page
    by_name = (await browser.get(f"/tinjauan/banding?tahun={year}", headers=headers)).text
    assert by_name.index("KIM Diam") < by_name.index("KIM Rajin")
    rows = {one.name: one for one in await comparing.of(acting, year)}
    assert (rows["KIM Rajin"].done_share, rows["KIM Rajin"].spent_share) == (100, 50)
    assert (rows["KIM Rajin"].people, rows["KIM Rajin"].on_schedule) == (11, 1)
    assert (rows["KIM Diam"].done, rows["KIM Diam"].on_schedule, rows["KIM Diam"].measured) == (0, 0, 1)
    late = (await browser.get("/tinjauan?saring=terlambat", headers=headers)).text
    assert late.count(f"/program/{idle.slug}/kegiatan/") == 1
    assert f"/program/{busy.slug}/kegiatan/" not in late
    out = await browser.post(
        "/tinjauan/unduh", data={"what": "banding", "format": "xlsx", "tahun": str(year)}, headers=headers
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(out.content)).get_sheet_by_index(0).to_python()
    assert [row[3:] for row in sheet if row[1] == "KIM Rajin"] == [[1, 1, 0, 1_500_000, 750_000, 11, 1, 1]]
    luwu = await make.signed_in(await make.pembina("73.17", "Orang Luwu"))
    for path in (f"/tinjauan/banding?tahun={year}", "/tinjauan?saring=terlambat"):
        answer = await browser.get(path, headers=luwu)
        assert answer.status_code == 200
        assert "KIM Diam" not in answer.text


async def test_the_desk_finds_the_lines_late_that_the_program_finds_late(office):
    acting = await make.actor_of(office)
    expected: set[str] = set()
    for year in (make.today().year - 1, make.today().year, make.today().year + 1):
        kim = await house(f"KIM {year}")
        names = [
            f"{year} {months:04x} {progress} {name}"
            for months in (1, 7, 0xFFF)
            for progress in ("not_started", "ongoing", "postponed", "done", "cancelled")
            for name, _fields in DATES
        ]
        one = await make.program(kim, *names, year=year)
        for line in await ProgramLine.objects().where(ProgramLine.program == one.id):
            _year, months, progress, name = line.name.split(" ")
            values: Any = {"months": int(months, 16), "progress": progress, **dict(DATES)[name]}
            await ProgramLine.update(values).where(ProgramLine.id == line.id)
        await make.agreed(one, await make.kim_admin(kim, f"Ketua {year}"), office)
        program = await programs.by_id(one.id)
        assert program
        whole = await reading.working(program)
        lines = (await work.of(program, whole)).lines
        expected |= {one.line.name for one in lines if one.is_late(make.days(0))}
    found, last = await desk.late_lines(acting)
    names = {row.name for row in found}
    while last is not None:
        found, last = await desk.late_lines(acting, last)
        names |= {row.name for row in found}
    assert len(expected) > 20
    assert names == expected


DATES: list[tuple[str, dict[str, Any]]] = [
    ("plain", {}),
    ("ended", {"ends_on": make.days(-1)}),
    ("ends", {"ends_on": make.days(1)}),
    ("put-off", {"postponed_to": make.days(5)}),
    ("put-off-past", {"postponed_to": make.days(-5)}),
]


async def test_an_account_waits_on_the_desk_of_its_office_alone(browser, office):
    one, version, admin = await sent("KIM Mallari", year=make.today().year - 1)
    await agreeing.approve(one.id, await make.actor_of(office), version_id=version.id)
    await AccountabilityReport(
        program=one.id, state="submitted", submitted_at=now(), submitted_by=admin.id
    ).save()
    headers = await make.signed_in(office)
    page = (await browser.get("/tinjauan", headers=headers)).text
    assert f'href="/program/{one.slug}/lpj/' in page
    assert "1 LPJ menunggu diperiksa" in (await browser.get("/beranda", headers=headers)).text
    luwu = await make.signed_in(await make.pembina("73.17", "Orang Luwu"))
    assert one.slug not in (await browser.get("/tinjauan", headers=luwu)).text


async def test_comparing_costs_the_same_for_few_and_for_many(browser, office):
    year = make.today().year
    headers, acting = await make.signed_in(office), await make.actor_of(office)
    costs = []
    for n in range(9):
        one, version, _admin = await sent(f"KIM {n}", year=year)
        await agreeing.approve(one.id, acting, version_id=version.id)
        if n in {0, 8}:
            await browser.get(f"/tinjauan/banding?tahun={year}", headers=headers)
            with queries() as seen:
                await browser.get(f"/tinjauan/banding?tahun={year}", headers=headers)
            costs.append(len(seen))
    assert costs[0] == costs[1] <= 10
