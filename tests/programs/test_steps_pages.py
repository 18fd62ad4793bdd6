"""Sending a program off, having it back, changing what is agreed, throwing a draft away: by forms."""

from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, programs, states
from kimhub.programs.tables import ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_review import ProgramRules
from tests import make


async def _draft() -> tuple[WorkProgram, User, User]:
    await make.installed()
    kim = await make.kim()
    return await make.program(kim, "Pelatihan", year=2031), await make.kim_admin(kim), await make.pembina()


async def _state(one: WorkProgram) -> str:
    found = await programs.by_id(one.id)
    assert found
    return found.state


async def test_what_is_missing_is_said_before_and_instead_of_sending(browser: AsyncClient) -> None:
    one, admin, _pembina = await _draft()
    headers, page = await make.signed_in(admin), f"/program/{one.slug}/ajukan"
    await ProgramLine.update({ProgramLine.pic_name: ""}).where(ProgramLine.program == one.id)
    shown = await browser.get(page, headers=headers)
    assert "1 kegiatan belum punya penanggung jawab." in shown.text
    assert '<form method="post" action="' + page not in shown.text
    refused = await browser.post(page, headers=headers, data={})
    assert refused.status_code == 422
    assert "1 kegiatan belum punya penanggung jawab." in refused.text
    fragment = await browser.post(page, headers=await make.signed_in(admin, htmx=True), data={})
    assert fragment.status_code == 422
    assert fragment.text.lstrip().startswith('<div class="narrow stack" id="fields">')
    await ProgramLine.update({ProgramLine.pic_name: "Nurhayati"}).where(ProgramLine.program == one.id)
    await ProgramIndicator.delete(force=True)
    assert "1 kegiatan belum punya indikator." in (await browser.get(page, headers=headers)).text
    assert await _state(one) == states.DRAFT


async def test_a_program_goes_off_once_and_comes_back_before_it_is_reviewed(browser: AsyncClient) -> None:
    one, admin, pembina = await _draft()
    headers, page = await make.signed_in(admin), f"/program/{one.slug}"
    asked = await browser.get(f"{page}/ajukan", headers=headers)
    assert "Rp1.500.000, 1 sumber dana" in asked.text
    assert "Pembina menelaah dan menjawab paling lambat" in asked.text
    assert "Kepala desa" not in asked.text
    for _ in range(2):  # tapped twice
        sent = await browser.post(f"{page}/ajukan", headers=headers, data={})
        assert (sent.status_code, sent.headers["location"]) == (303, page)
    assert await _state(one) == states.SUBMITTED
    assert len(await programs.versions_of(one.id)) == 1
    assert (await browser.get(f"{page}/ajukan", headers=headers)).headers["location"] == page

    assert "Tarik kembali" in (await browser.get(f"{page}/tarik", headers=headers)).text
    for _ in range(2):
        assert (await browser.post(f"{page}/tarik", headers=headers, data={})).status_code == 303
    assert await _state(one) == states.DRAFT
    fragment = await browser.post(f"{page}/ajukan", headers=await make.signed_in(admin, htmx=True), data={})
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (204, page)
    await agreeing.take(one.id, await make.actor_of(pembina))
    late = await browser.post(f"{page}/tarik", headers=headers, data={})
    assert late.status_code >= 400
    assert "Program ini sudah mulai ditelaah." in late.text
    assert await _state(one) == states.IN_REVIEW


async def test_where_the_village_head_comes_first_the_page_says_so(browser: AsyncClient) -> None:
    one, admin, _pembina = await _draft()
    await ProgramRules(wilayah_code="73.08", acknowledge=True).save()
    headers, page = await make.signed_in(admin), f"/program/{one.slug}"
    assert (
        "Kepala desa atau lurah diminta mengetahui dulu."
        in (await browser.get(f"{page}/ajukan", headers=headers)).text
    )
    assert (await browser.post(f"{page}/ajukan", headers=headers, data={})).status_code == 303
    there = await browser.get(page, headers=headers)
    assert "Menunggu diketahui kepala desa atau lurah" in there.text
    assert f'href="{page}/mengetahui"' in there.text
    assert '<li class="waiting">Kepala desa atau lurah</li>' in there.text


async def test_what_is_agreed_is_changed_with_a_reason_and_can_stay_as_it_is(browser: AsyncClient) -> None:
    one, admin, pembina = await _draft()
    first = await make.agreed(one, admin, pembina)
    headers, page = await make.signed_in(admin), f"/program/{one.slug}"
    for path in ("/ajukan", "/tarik"):
        assert (await browser.get(page + path, headers=headers)).status_code == 303
    assert (await browser.get(f"{page}/buang", headers=headers)).status_code == 404
    nothing = await browser.post(f"{page}/ubah", headers=headers, data={"reason": " ya "})
    assert nothing.status_code == 422
    assert "Tulis mengapa program perlu diubah." in nothing.text
    assert "Perbaiki isian:" in nothing.text
    begun = await browser.post(f"{page}/ubah", headers=headers, data={"reason": "Dana <desa> berkurang"})
    assert begun.headers["location"] == f"{page}/sunting"
    asked = await browser.get(f"{page}/ajukan", headers=headers)
    assert "Dana &lt;desa&gt; berkurang</textarea>" in asked.text
    assert "Belum ada yang berubah." in asked.text
    assert "Yang berlaku tetap yang sudah disetujui" in asked.text

    await ProgramLine.update({ProgramLine.name: "Lain sekali"}).where(ProgramLine.program == one.id)
    assert "1 kegiatan diubah" in (await browser.get(f"{page}/ajukan", headers=headers)).text
    assert (
        "Semua yang diubah sejak program disetujui hilang"
        in (await browser.get(f"{page}/buang", headers=headers)).text
    )
    dropped = await browser.post(f"{page}/buang", headers=headers, data={})
    assert dropped.headers["location"] == page
    assert await _state(one) == states.APPROVED
    assert "Lain sekali" not in (await browser.get(page, headers=headers)).text

    await browser.post(f"{page}/ubah", headers=headers, data={"reason": "Dana desa berkurang"})
    sent = await browser.post(
        f"{page}/ajukan", headers=headers, data={"reason": "Dana desa dan ADD berkurang"}
    )
    assert sent.status_code == 303
    newest, agreed = await programs.versions_of(one.id)
    assert newest.reason == "Dana desa dan ADD berkurang"
    assert (agreed.id, agreed.state) == (first.id, states.IN_FORCE)


async def test_a_draft_is_thrown_away_only_by_those_who_speak_for_the_house(browser: AsyncClient) -> None:
    one, admin, pembina = await _draft()
    page, kim = f"/program/{one.slug}", one.organization
    house = await make.kim("KIM Lain")
    others = [
        pembina,
        await make.kim_admin(house),
        await make.officer(await _organization(kim), position="treasurer"),
    ]
    deeds = {"/ajukan": {}, "/tarik": {}, "/ubah": {"reason": "Ingin saja"}, "/buang": {}}
    for person in others:
        headers = await make.signed_in(person)
        for path, data in deeds.items():
            assert (await browser.get(page + path, headers=headers)).status_code == 404, path
            assert (await browser.post(page + path, headers=headers, data=data)).status_code == 403, path
    assert (await browser.post(f"{page}/buang")).status_code in {303, 403}
    assert await _state(one) == states.DRAFT

    headers = await make.signed_in(admin)
    assert "tidak bisa dikembalikan" in (await browser.get(f"{page}/buang", headers=headers)).text
    gone = await browser.post(f"{page}/buang", headers=headers, data={})
    assert gone.headers["location"] == "/program"
    assert await _state(one) == states.CANCELLED
    listed = await browser.get("/program", headers=headers)
    assert page not in listed.text
    assert (await browser.post(f"{page}/buang", headers=headers, data={})).status_code == 403


async def _organization(organization_id: int) -> Organization:
    found = await Organization.objects().get(Organization.id == organization_id)
    assert found
    return found
