"""Reading a program: whose turn it is, what each reader sees, sums, versions, the page for everybody."""

import re
from datetime import date

from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing
from kimhub.programs.plan import by_section, by_source
from kimhub.programs.shown import frozen
from kimhub.programs.tables import BudgetItem, ProgramLine, WorkProgram
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.tables_versions import ProgramSnapshot, ProgramVersion
from kimhub.programs.tables_work import EntryCost, ProgramEntry
from tests import make
from tests.spy import queries

TABS = ("", "/lini-masa", "/anggaran", "/indikator")


async def _house(name: str = "KIM Mallari", **fields: str) -> tuple[Organization, User, User]:
    await make.installed()
    kim = await make.kim(name, **fields)
    return kim, await make.kim_admin(kim), await make.pembina()


def _main(html: str) -> str:
    """The words of the page, without its head and foot."""
    inside = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


async def _line_of(one: WorkProgram) -> int:
    row = await ProgramLine.select(ProgramLine.id).where(ProgramLine.program == one.id).first()
    assert row
    return int(row["id"])


async def test_each_reader_is_told_whose_turn_it_is_on_the_whole_way(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house()
    one = await make.program(kim, "Pelatihan <b>menulis</b>", "Papan informasi", year=2031)
    page = f"/program/{one.slug}"
    house, office = await make.signed_in(admin), await make.signed_in(pembina)
    stranger = await make.signed_in(await make.kim_admin(await make.kim("KIM Lain")))
    by, judge = await make.actor_of(admin), await make.actor_of(pembina)

    draft = await browser.get(page, headers=house)
    assert "Pelatihan &lt;b&gt;menulis&lt;/b&gt;" in draft.text
    assert "Masih draf: hanya pengurus yang melihat." in draft.text
    assert '<li aria-current="step">Draf</li>' in draft.text  # yellow: the reader's turn
    assert f'href="{page}/ajukan"' in draft.text
    assert f'href="{page}/sunting"' in draft.text
    for tab in TABS:  # a draft is the house's own
        assert (await browser.get(f"{page}{tab}", headers=house)).status_code == 200
        assert (await browser.get(f"{page}{tab}", headers=office)).status_code == 404
        assert (await browser.get(f"{page}{tab}", headers=stranger)).status_code == 404
        assert (await browser.get(f"{page}{tab}")).status_code == 303

    version = await agreeing.submit(one.id, by)
    waits = await browser.get(page, headers=house)
    assert "Menunggu telaah pembina" in waits.text
    assert '<li class="waiting">Diajukan' in waits.text
    assert f'href="{page}/tarik"' in waits.text
    assert f'href="{page}/kegiatan/{await _line_of(one)}/sunting"' not in waits.text
    turn = await browser.get(page, headers=office)
    assert "Giliran Anda. Jawab paling lambat" in turn.text
    assert f'href="{page}/tinjau"' in turn.text
    assert f'href="{page}/tarik"' not in turn.text

    await agreeing.take(one.id, judge)
    assert "Anda sedang menelaah program ini." in (await browser.get(page, headers=office)).text
    assert f"Sedang ditelaah {pembina.name}." in (await browser.get(page, headers=house)).text
    line = await _line_of(one)
    await ReviewComment(
        program=one.id, version=version.id, line=line, field="target", body="Sasarannya?",
        author=pembina.id, author_name=pembina.name, of_reviewer=True,
    ).save()  # fmt: skip
    assert "1 catatan" not in (await browser.get(page, headers=house)).text  # not sent yet
    await agreeing.send_back(one.id, judge, version_id=version.id, note="Lengkapi dulu.")
    back = await browser.get(page, headers=house)
    assert "Pembina meminta perbaikan: 1 catatan belum selesai. Jawab paling lambat" in back.text
    assert '<li aria-current="step">Perlu perbaikan</li>' in back.text
    assert '<span class="tag your-turn">' in back.text
    assert f'href="{page}/kegiatan/{line}/sunting"' in back.text
    assert "Menunggu perbaikan dari KIM sampai" in (await browser.get(page, headers=office)).text

    again = await agreeing.submit(one.id, by)
    await agreeing.approve(one.id, judge, version_id=again.id)
    agreed = await browser.get(page, headers=house)
    assert "0 dari 2" in agreed.text
    assert f'href="{page}/ubah"' in agreed.text
    other = await browser.get(page, headers=stranger)
    assert other.status_code == 200
    assert f'href="{page}/ubah"' not in other.text
    assert f'href="{page}/riwayat"' not in other.text
    steps = await browser.get(f"{page}/riwayat", headers=house)
    for said in ("Versi 2: Disetujui", "Versi 1: Diminta perbaikan", "Lengkapi dulu.", pembina.name):
        assert said in _main(steps.text)
    assert (await browser.get(f"{page}/riwayat", headers=stranger)).status_code == 404
    assert (await browser.get(f"{page}/versi/1", headers=stranger)).status_code == 404  # never agreed
    assert (await browser.get(f"{page}/versi/2", headers=stranger)).status_code == 200
    assert (await browser.get(f"{page}/versi/9", headers=house)).status_code == 404


async def test_what_is_in_force_stays_readable_while_it_is_being_changed(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house()
    one = await make.program(kim, "Diskusi bulanan", year=2031)
    version = await make.agreed(one, admin, pembina)
    page, by = f"/program/{one.slug}", await make.actor_of(admin)
    house, office = await make.signed_in(admin), await make.signed_in(pembina)
    await browser.get(page, headers=house)  # kept from now on
    await agreeing.amend(one.id, by, "Dana desa berkurang.")
    await ProgramLine.update({ProgramLine.name: "Diskusi triwulan"}).where(ProgramLine.program == one.id)

    mine = await browser.get(page, headers=house)
    assert "Diskusi triwulan" in mine.text
    assert "Perubahan sedang disusun." in mine.text
    assert "Buang perubahan" in mine.text
    for headers in (office, await make.signed_in(await make.member(kim)), {}):
        others = await browser.get(page, headers=headers)
        assert "Diskusi bulanan" in others.text
        assert "Diskusi triwulan" not in others.text
        assert "Disetujui" in others.text
        for tab in TABS[1:]:
            assert "Diskusi triwulan" not in (await browser.get(f"{page}{tab}", headers=headers)).text
    await agreeing.submit(one.id, by)
    away = await browser.get(page, headers=house)
    assert "Yang tampil adalah yang diajukan" in away.text
    assert "Diskusi triwulan" in away.text
    assert "Yang tampil adalah yang berlaku sekarang." in (await browser.get(page, headers=office)).text
    assert (await frozen(version.id)).lines[0].name == "Diskusi bulanan"  # type: ignore[union-attr]


async def test_sums_on_every_page_agree_to_the_rupiah(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house()
    one = await make.program(kim, "Pelatihan", "Papan", "Diskusi", year=2031)
    lines = (
        await ProgramLine.select(ProgramLine.id)
        .where(ProgramLine.program == one.id)
        .order_by(ProgramLine.id)
    )
    await ProgramLine.update({ProgramLine.section: ""}).where(ProgramLine.id == lines[0]["id"])
    await BudgetItem(
        line=lines[1]["id"], label="Cat", volume=7, unit="kaleng", price=33_333, source="swadaya"
    ).save()
    await make.agreed(one, admin, pembina)
    headers = await make.signed_in(admin)
    row = await ProgramVersion.select().where(ProgramVersion.program == one.id).first()
    assert row
    whole = await frozen(row["id"])
    assert whole
    assert whole.total == row["total"] == 3 * 1_500_000 + 7 * 33_333 == 4_733_331
    assert sum(by_source(whole).values()) == sum(by_section(whole).values()) == whole.total
    assert "Rp4.733.331" in (await browser.get(f"/program/{one.slug}", headers=headers)).text
    budget = (await browser.get(f"/program/{one.slug}/anggaran", headers=headers)).text
    assert budget.count("Rp4.733.331") == 3  # by source, by section, in full
    assert "Rp233.331" in budget
    assert "Tanpa bidang" in budget
    assert "Rp4.733.331" in (await browser.get(f"/program/{one.slug}")).text
    assert "Rp4.733.331" in (await browser.get(f"/program/{one.slug}/versi/1", headers=headers)).text


async def test_a_version_shows_its_fingerprint_and_says_when_it_does_not_fit(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house()
    one = await make.program(kim, "Diskusi bulanan", year=2031)
    version = await make.agreed(one, admin, pembina)
    headers = await make.signed_in(admin)
    stored = await ProgramSnapshot.objects().get(ProgramSnapshot.version == version.id)
    assert stored
    page = await browser.get(f"/program/{one.slug}/versi/1", headers=headers)
    assert stored.sha256 in page.text
    assert "Cocok: isinya tidak berubah" in page.text
    guest = await browser.get(f"/program/{one.slug}/versi/1")
    assert stored.sha256 in guest.text
    assert "Nurhayati" not in guest.text  # in charge
    assert admin.name not in guest.text
    assert pembina.name not in guest.text  # the office decides; who it was is for those with an account
    assert pembina.name in page.text
    await ProgramSnapshot.update(
        {ProgramSnapshot.content: stored.content.replace("Diskusi bulanan", "Diskusi diam-diam")}
    ).where(ProgramSnapshot.id == stored.id)
    forged = await browser.get(f"/program/{one.slug}/versi/1", headers=headers)
    assert "Tidak cocok" in forged.text


async def test_guests_read_what_is_agreed_and_how_far_it_is_without_names(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house("KIM Terang", slug="kim-terang")
    one = await make.program(kim, "Pelatihan <i>", "Papan informasi", year=2031)
    page = f"/program/{one.slug}"
    assert (await browser.get(page)).status_code == 303
    await make.agreed(one, admin, pembina)
    first = await browser.get(page)
    assert first.status_code == 200
    assert "<script" not in first.text
    assert "Pelatihan &lt;i&gt;" in first.text
    assert "0 dari 2" in first.text
    for name in ("Nurhayati", admin.name, pembina.name):
        assert name not in first.text
    assert 'itemtype="https://schema.org/CreativeWork"' in first.text
    assert 'property="og:description"' in first.text
    assert 'rel="canonical"' in first.text
    etag = first.headers["etag"]
    assert (await browser.get(page, headers={"If-None-Match": etag})).status_code == 304

    line = await _line_of(one)
    entry = ProgramEntry(
        program=one.id, line=line, happened_on=date(2031, 3, 2), what="Jalan", male=8, female=9
    )
    await entry.save()
    await EntryCost(entry=entry.id, line=line, program=one.id, source="dana_desa", amount=450_000).save()
    await ProgramLine.update({ProgramLine.progress: "done"}).where(ProgramLine.id == line)
    await WorkProgram.update({WorkProgram.rev: WorkProgram.rev + 1}).where(WorkProgram.id == one.id)
    later = await browser.get(page)
    for said in ("1 dari 2", "Rp450.000", "terpakai dari Rp3.000.000", "Terlaksana: Maret.", "15%"):
        assert said in later.text
    assert "17" in _main(later.text)
    for tab in TABS[1:]:
        answer = await browser.get(f"{page}{tab}")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{page}#")
    english = await browser.get(f"{page}?bahasa=en")
    assert 'lang="en"' in english.text

    profile = await browser.get("/k/kim-terang")
    assert f'href="{page}"' in profile.text
    assert "1 dari 2 kegiatan terlaksana" in profile.text
    inside = await browser.get("/kim/kim-terang", headers=await make.signed_in(admin))
    assert f'href="{page}"' in inside.text
    assert page in (await browser.get("/sitemap/umum.xml")).text


async def test_a_page_costs_the_same_for_one_line_and_for_forty(browser: AsyncClient) -> None:
    kim, admin, pembina = await _house()
    small = await make.program(kim, year=2031)
    large = await make.program(kim, *[f"Kegiatan {n}" for n in range(40)], year=2032)
    headers = await make.signed_in(admin)
    asked: dict[str, set[int]] = {}

    async def count(what: str) -> None:
        for one in (small, large):
            for tab in (*TABS, "/ajukan"):
                path = f"/program/{one.slug}{tab}"
                await browser.get(path, headers=headers)
                with queries() as seen:
                    await browser.get(path, headers=headers)
                asked.setdefault(f"{what} {tab}", set()).add(len(seen))

    await count("draft")
    for one in (small, large):
        await make.agreed(one, admin, pembina)
    await count("agreed")
    assert all(len(numbers) == 1 for numbers in asked.values()), asked
    assert max(asked["agreed "]) <= 3  # who reads, the program, how far it is
    assert max(asked["draft "]) <= 6
    await browser.get(f"/program/{large.slug}")
    with queries() as seen:
        await browser.get(f"/program/{large.slug}")
    assert len(seen) <= 2


async def test_an_empty_draft_says_what_to_do_next(browser: AsyncClient) -> None:
    kim, admin, _pembina = await _house()
    one = await make.program(kim, year=2031, background="", goals="")
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.program == one.id)
    headers = await make.signed_in(admin)
    for tab, said in zip(
        TABS, ("Tulis kegiatan", "garisnya muncul di sini", "Isi anggaran", "Isi indikator"), strict=True
    ):
        assert said in (await browser.get(f"/program/{one.slug}{tab}", headers=headers)).text
    history = await browser.get(f"/program/{one.slug}/riwayat", headers=headers)
    assert "Belum pernah diajukan." in history.text


async def test_a_template_is_read_by_the_office_and_once_offered_by_those_below(
    browser: AsyncClient,
) -> None:
    _kim, admin, pembina = await _house()
    office = await Organization.objects().get(Organization.kind == "agency")
    assert office
    one = await make.program(
        office, "Pelatihan dasar", kind="template", slug="templat-dasar", title="Dasar <b>"
    )
    page = f"/program/{one.slug}"
    own, below = await make.signed_in(pembina), await make.signed_in(admin)
    mine = await browser.get(page, headers=own)
    assert "<h1>Dasar &lt;b&gt;</h1>" in mine.text
    assert '<ol class="steps"' not in mine.text
    assert 'href="/program/templat"' in mine.text
    assert (
        f'href="{page}/kegiatan/{await _line_of(one)}"' not in mine.text
    )  # templates have no page of a line
    assert (await browser.get(page, headers=below)).status_code == 404
    await WorkProgram.update({WorkProgram.offered: True}).where(WorkProgram.id == one.id)
    theirs = await browser.get(page, headers=below)
    assert "Susun program dengan templat ini" in theirs.text
    assert "Ditawarkan" in theirs.text
    assert f'href="{page}/sunting"' not in theirs.text
    assert (await browser.get(page)).status_code == 303
    assert page not in (await browser.get("/program", headers=below)).text
