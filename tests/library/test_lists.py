"""/pustaka, the library of a house, and the page of a document."""

import re

from httpx import AsyncClient

from tests import make
from tests.spy import queries


async def test_guests_and_members_find_what_is_theirs_to_read(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.member(kim)
    public = await make.document(
        kim, "SK <b>Mallari</b>", visibility="public", kind="sk", number="141/2024"
    )
    inner = await make.document(kim, "Notulen rapat", visibility="members", kind="notulen")
    headers = await make.signed_in(siti)

    def found(html: str) -> list[str]:
        return re.findall(r'<h3><a href="/pustaka/d/([^"?]+)', html)

    for path in ("/pustaka", "/pustaka/o/kim-mallari"):
        browser.cookies.clear()
        guest = await browser.get(path)
        assert guest.status_code == 200
        assert found(guest.text) == [public.ref]
        assert "SK &lt;b&gt;Mallari" in guest.text
        member = await browser.get(path, headers=headers)
        assert found(member.text) == [inner.ref, public.ref]
        assert found((await browser.get(f"{path}?jenis=sk&q=mallari+141", headers=headers)).text) == [
            public.ref
        ]
    browser.cookies.clear()
    assert (await browser.get(public.path)).status_code == 200
    assert (await browser.get(inner.path)).status_code == 303
    assert (await browser.get(inner.path, headers=headers)).status_code == 200


async def test_the_feed_tells_everybody_only_what_is_for_everybody(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin = await make.kim_admin(kim)
    await make.document(kim, "SK & pengurus", visibility="public", kind="sk")
    await make.document(kim, "Notulen rapat")
    await make.document(kim, "Rancangan", visibility="public", status="draft")
    await make.document(await make.kim("KIM Lain"), "Buletin Lain", visibility="public")
    for headers in ({}, await make.signed_in(admin)):
        whole = await browser.get("/pustaka/atom.xml", headers=headers)
        assert whole.headers["content-type"].startswith("application/atom+xml")
        assert re.findall("<title>([^<]+)</title>", whole.text) == [
            "Pustaka KIM",
            "Buletin Lain",
            "SK &amp; pengurus",
        ]
        house = await browser.get("/pustaka/o/kim-mallari/atom.xml", headers=headers)
        assert re.findall("<title>([^<]+)</title>", house.text) == [
            "Pustaka KIM Mallari",
            "SK &amp; pengurus",
        ]
    await make.kim("KIM Draf", slug="kim-draf", legal_status="draft")
    assert (await browser.get("/pustaka/o/kim-draf/atom.xml")).status_code == 404


async def test_the_office_gives_a_library_more_room(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    admin, member, pembina = await make.kim_admin(kim), await make.member(kim), await make.pembina()
    await make.document(kim, "Buku", content=b"x" * 5_000)
    at, ours, office = (
        "/pustaka/o/kim-mallari/ruang",
        await make.signed_in(admin),
        await make.signed_in(pembina),
    )
    page = await browser.get(at, headers=ours)
    assert "5 KB dari 2 GB terpakai" in page.text
    assert "minta pembina" in page.text
    assert (await browser.get(at, headers=await make.signed_in(member))).status_code == 404
    assert (await browser.post(at, data={"most": "3000"}, headers=ours)).status_code == 403
    assert "antara 100 dan" in (await browser.post(at, data={"most": "banyak"}, headers=office)).text
    assert (await browser.post(at, data={"most": "3.000"}, headers=office)).status_code == 303
    assert "dari 3 GB terpakai" in (await browser.get(at, headers=ours)).text


async def test_a_long_list_goes_on_where_it_ended_and_counts_what_is_seen(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.member(kim)
    for number in range(32):
        await make.document(kim, f"Materi {number:02}", dated_on=None, year=2020 + number % 2)
    for number in range(3):
        await make.document(kim, f"Kas {number}", visibility="officers", kind="keuangan", year=1999)
    headers = await make.signed_in(siti)
    await browser.get("/pustaka", headers=headers)
    with queries() as seen:
        first = await browser.get("/pustaka", headers=headers)
    assert len(seen) <= 10
    assert "32 dokumen, terbaru di atas" in first.text
    assert "Keuangan" not in first.text
    assert "1999" not in first.text
    following = re.findall(r'id="more" href="([^"]+)"', first.text)[0].replace("&amp;", "&")
    rest = await browser.get(following, headers=await make.signed_in(siti, htmx=True))
    assert re.findall(r">(Materi \d\d)<", rest.text) == ["Materi 01", "Materi 00"]
    assert 'hx-swap-oob="beforeend"' in rest.text
    assert "Itu semuanya." in rest.text
    year = await browser.get("/pustaka?tahun=2021&jenis=materi&kim=mallari", headers=headers)
    assert "16 dokumen" in year.text
    assert "Hapus saringan 2021" in year.text
    none = await browser.get("/pustaka?tahun=2031", headers=headers)
    assert "Belum ada yang cocok" in none.text
    for nonsense in (
        "tahun=abc",
        "setelah=x",
        "setelah=99999999999999999999",
        "q=%00%25_",
        "tag=%27",
        "status=x",
    ):
        assert (await browser.get(f"/pustaka?{nonsense}", headers=headers)).status_code == 200
