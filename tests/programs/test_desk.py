"""The office's desk: its queue, the stages of all houses, reminders, stand-ins, rules, what is late."""

from datetime import timedelta
from typing import Any

import pytest

from kimhub.core.db import now
from kimhub.programs import agreeing, desk
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.tables_versions import ProgramVersion
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
            ProgramVersion.due_on: make.days(14 - days),
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
    assert len(many) == len(few) <= 6
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
