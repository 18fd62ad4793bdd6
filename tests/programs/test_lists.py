"""/program: one's own programs with what waits, and everything that is agreed, for everybody."""

import re

from httpx import AsyncClient

from kimhub.programs import agreeing, lists
from kimhub.programs.tables import WorkProgram
from tests import make
from tests.spy import queries


async def test_everybody_finds_what_is_agreed_by_name_place_and_year(
    browser: AsyncClient, wilayah: None
) -> None:
    await make.installed()
    pembina = await make.pembina()
    mallari = await make.kim("KIM Mallari")
    kading = await make.kim(
        "KIM Kading <i>", wilayah_code="73.08.16.2001", place="Desa Kading, Kec. Awangpone, Kab. Bone"
    )
    made = {}
    for kim, year in ((mallari, 2030), (mallari, 2031), (kading, 2031)):
        one = await make.program(kim, year=year)
        await make.agreed(one, await make.kim_admin(kim), pembina)
        made[kim.id, year] = one.slug
    hidden = await make.program(kading, year=2032)

    def found(html: str) -> list[str]:
        return re.findall(r'<h3><a class="roomy" href="/program/([^"?]+)', html)

    guest = await browser.get("/program")
    assert found(guest.text) == [made[kading.id, 2031], made[mallari.id, 2031], made[mallari.id, 2030]]
    assert "KIM Kading &lt;i&gt;, 2031" in guest.text
    assert "<script" not in guest.text
    assert hidden.slug not in guest.text
    assert found((await browser.get("/program?q=kading")).text) == [made[kading.id, 2031]]
    assert found((await browser.get("/program?tahun=2030")).text) == [made[mallari.id, 2030]]
    village = await browser.get("/program?wilayah=73.08.16.2009")
    assert found(village.text) == [made[mallari.id, 2031], made[mallari.id, 2030]]
    assert len(found((await browser.get("/program?wilayah=73.08.16")).text)) == 3
    assert "Belum ada yang cocok" in (await browser.get("/program?tahun=2040")).text
    for nonsense in ("tahun=abc", "setelah=x", "wilayah=%27", "q=%00", "setelah=99999-1"):
        assert (await browser.get(f"/program?{nonsense}")).status_code == 200
    english = await browser.get("/program?bahasa=en&tahun=2031")
    assert 'name="bahasa" value="en"' in english.text
    assert "?bahasa=en" in english.text
    inside = await browser.get("/program?q=mallari", headers=await make.signed_in(pembina))
    assert found(inside.text) == [made[mallari.id, 2031], made[mallari.id, 2030]]
    assert 'href="/tinjauan"' in inside.text


async def test_the_list_goes_on_where_it_ended(browser: AsyncClient) -> None:
    await make.installed()
    assert "Belum ada program yang disetujui" in (await browser.get("/program")).text
    pembina = await make.pembina()
    most = lists.PER_PAGE
    for number in range(most + 2):
        kim = await make.kim(f"KIM Desa {number:02}")
        one = await make.program(kim, year=2031 if number else 2030)
        await make.agreed(one, await make.kim_admin(kim), pembina)
    headers = await make.signed_in(pembina)
    await browser.get("/program", headers=headers)
    with queries() as seen:
        first = await browser.get("/program", headers=headers)
    assert len(seen) <= 5
    assert first.text.count("<li><h3>") == most
    following = re.findall(r'id="more" href="([^"]+)"', first.text)[0].replace("&amp;", "&")
    rest = await browser.get(following, headers=await make.signed_in(pembina, htmx=True))
    assert 'hx-swap-oob="beforeend"' in rest.text
    assert "<html" not in rest.text
    assert re.findall(r"KIM Desa (\d\d), (\d{4})", rest.text) == [("31", "2031"), ("00", "2030")]
    assert "Itu semuanya." in rest.text
    whole = await browser.get(following, headers=headers)
    assert "KIM Desa 31, 2031" in whole.text
    assert "KIM Desa 05, 2031" not in whole.text


async def test_ones_own_programs_say_what_waits(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, member, pembina = await make.kim_admin(kim), await make.member(kim), await make.pembina()
    headers = await make.signed_in(admin)
    nothing = await browser.get("/program", headers=headers)
    assert "KIM Anda belum punya program kerja" in nothing.text
    assert 'href="/program/baru"' in nothing.text
    slugs = {}
    for year in (2030, 2031, 2032, 2033):
        slugs[year] = (await make.program(kim, year=year)).slug
    agreed, sent, back = [await _of(slugs[year]) for year in (2030, 2031, 2032)]
    await make.agreed(agreed, admin, pembina)
    await make.submitted(sent, admin)
    version = await make.submitted(back, admin)
    judge = await make.actor_of(pembina)
    await agreeing.send_back(back.id, judge, version_id=version.id, note="Lengkapi sasarannya.")
    page = await browser.get("/program", headers=headers)
    for said in (
        "Giliran Anda: lengkapi, lalu ajukan",
        "Giliran Anda: jawab paling lambat",
        "menunggu pembina sampai",
        "Perlu perbaikan",
        "Diajukan",
    ):
        assert said in page.text
    assert all(f"/program/{slug}" in page.text for slug in slugs.values())
    theirs = await browser.get("/program", headers=await make.signed_in(member))
    assert f"/program/{slugs[2030]}" in theirs.text  # agreed: theirs too
    assert not any(f"/program/{slugs[year]}" in theirs.text for year in (2031, 2032, 2033))
    assert "Giliran Anda" not in theirs.text
    assert 'href="/program/baru"' not in theirs.text


async def _of(slug: str) -> WorkProgram:
    found = await WorkProgram.objects().get(WorkProgram.slug == slug)
    assert found
    return found
