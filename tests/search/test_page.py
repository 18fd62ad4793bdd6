"""/cari over HTTP: for members and guests, with and without scripts."""

from kimhub.core import jobs
from kimhub.search import writing
from tests import make


async def test_one_box_finds_topics_and_houses_for_whoever_may_read_them(browser):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    someone = await make.member(kim)
    me = await make.signed_in(someone)
    await make.topic(await make.board(kim), someone, "Jadwal ronda <b>malam</b>", posts=3)
    await jobs.run_due()
    await writing.refresh("house", [kim.id])  # factories tell nobody
    page = await browser.get("/cari?q=ronda", headers=me)
    assert page.status_code == 200, page.text
    assert "Jadwal <mark>ronda</mark> &lt;b&gt;malam" in page.text
    guest = await browser.get("/cari?q=ronda")
    assert "<mark>" not in guest.text
    assert "“ronda” tidak ditemukan" in guest.text
    assert "<mark>Mallari</mark>" in (await browser.get("/cari?q=mallari")).text
    quick = await browser.get("/cari/cepat?q=mal", headers=await make.signed_in(someone, htmx=True))
    assert "<html" not in quick.text
    assert f'href="/k/{kim.slug}"' in quick.text
