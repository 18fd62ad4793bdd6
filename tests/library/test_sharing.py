"""Links that open a document to whoever has them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from httpx import AsyncClient

from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.library.tables import Document
from kimhub.library.tables_use import ShareLink
from tests import make
from tests.library.test_versions import put


def form(**fields: str) -> dict[str, str]:
    return {"key": str(uuid4()), "days": "7", "note": "Bapak Camat"} | fields


def address(html: str) -> str:
    found = re.search(r'value="https?://[^/"]+(/b/[\w-]{32})"', html)
    assert found
    return found[1]


async def test_a_link_opens_what_is_current_until_it_is_taken_back(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, siti = await make.kim_admin(kim), await make.member(kim)
    one = await make.document(kim, "Notulen <b>rapat</b>", admin, visibility="officers")
    here = f"{one.path}/bagikan"
    member = await make.signed_in(siti)
    assert (await browser.get(here, headers=member)).status_code == 404
    assert (await browser.post(here, data=form(), headers=member)).status_code == 403

    headers = await make.signed_in(admin)
    wrong = await browser.post(here, data=form(days="400", note=" "), headers=headers)
    assert wrong.status_code == 422
    assert "Pilih sampai kapan" in wrong.text
    assert "Tulis untuk siapa" in wrong.text
    sent = form()
    for _twice in range(2):
        assert (await browser.post(here, data=sent, headers=headers)).status_code == 303
    link = address((await browser.get(here, headers=headers)).text)
    row = await ShareLink.select().first()
    assert row
    assert await ShareLink.count() == 1
    assert link.removeprefix("/b/") not in str(row)
    assert row["ends_at"] - row["created_at"] == timedelta(days=7)

    browser.cookies.clear()
    page = await browser.get(link)
    assert page.status_code == 200
    assert "Notulen &lt;b&gt;rapat&lt;/b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "Admin dan pembina" not in page.text
    assert "Bapak Camat" not in page.text
    await browser.get(link)
    await browser.head(link)
    browser.cookies.clear()
    await browser.get(link, headers={"user-agent": "WhatsApp/2.23"})
    shared = await ShareLink.select(ShareLink.opened).first()
    assert shared == {"opened": 1}

    # a link made before a new version serves the new one (paperless-ngx#13566)
    before = await browser.get(f"{link}/unduh")
    await put(one, "isi yang baru")
    after = await browser.get(f"{link}/unduh")
    assert before.text != after.text == "isi yang baru"
    assert after.headers["cache-control"] == "no-store"
    assert after.headers["referrer-policy"] == "no-referrer"
    assert after.headers["content-disposition"].startswith("attachment")
    part = await browser.get(f"{link}/unduh", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.text) == (206, "yang")
    assert (await browser.get(f"{link}/teks")).status_code == 200
    assert (await browser.get(f"{link}/halaman/99.webp")).status_code == 404
    assert (await browser.get(one.path)).status_code == 303  # the link opens nothing else

    away = f"{here}/{row['id']}/cabut"
    member = await make.signed_in(siti)
    assert (await browser.post(away, headers=member)).status_code == 403
    headers = await make.signed_in(admin)
    for _twice in range(2):
        assert (await browser.post(away, headers=headers)).status_code == 303
    browser.cookies.clear()
    over = await browser.get(link)
    assert over.status_code == 410
    assert "sudah dicabut" in over.text
    assert "Notulen" not in over.text
    for page_ in ("unduh", "teks", "halaman/1.webp"):
        closed = await browser.get(f"{link}/{page_}")
        assert (closed.status_code, closed.headers["location"]) == (303, link)
    assert await Event.count().where(Event.kind == "ShareMade") == 2


async def test_what_has_ended_or_is_gone_says_so_and_nothing_more(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    one = await make.document(kim, "Notulen rapat", admin, visibility="members")
    headers = await make.signed_in(admin)
    here = f"{one.path}/bagikan"
    await browser.post(here, data=form(days="0"), headers=headers)
    link = address((await browser.get(here, headers=headers)).text)
    browser.cookies.clear()

    async def said(**change: Any) -> str:
        values: dict[Any, Any] = {**change}
        await Document.update(values).where(Document.id == one.id)
        answer = await browser.get(link)
        assert "Notulen" not in answer.text
        assert answer.status_code == 410
        assert answer.headers["cache-control"] == "no-store"
        return answer.text

    assert (await browser.get(link)).status_code == 200
    assert "sudah tidak ada" in await said(removed_at=now())
    await Document.update({Document.removed_at: None}).where(Document.id == one.id)
    assert (await browser.get(link)).status_code == 200
    assert "sudah habis" in await said(info_class="dikecualikan", visibility="officers")
    await Document.update({Document.info_class: "berkala"}).where(Document.id == one.id)
    past: dict[Any, Any] = {ShareLink.ends_at: now() - timedelta(seconds=1)}
    await ShareLink.update(past).where(ShareLink.document == one.id)
    assert "sudah habis" in await said(visibility="members")
    assert "English" in (await browser.get(link)).text


async def test_what_is_exempt_goes_out_on_purpose_and_for_a_week_at_most(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, budi = await make.kim_admin(kim), await make.officer(kim)
    one = await make.document(
        kim, "Buku kas", budi, kind="keuangan", visibility="officers", info_class="dikecualikan"
    )
    here = f"{one.path}/bagikan"
    other = await make.signed_in(await make.officer(kim, "Wardah"))
    assert (await browser.post(here, data=form(sure="on"), headers=other)).status_code == 403
    headers = await make.signed_in(budi)  # who brought it decides too (domain.md 6.3)
    shown = await browser.get(here, headers=headers)
    assert 'value="30"' not in shown.text
    unsure = await browser.post(here, data=form(), headers=headers)
    assert unsure.status_code == 422
    assert "sengaja membagikan" in unsure.text
    for days in ("30", "0"):
        refused = await browser.post(here, data=form(days=days, sure="on"), headers=headers)
        assert refused.status_code == 422
    assert await ShareLink.count() == 0
    assert (await browser.post(here, data=form(sure="on"), headers=headers)).status_code == 303
    link = address((await browser.get(here, headers=await make.signed_in(admin))).text)
    browser.cookies.clear()
    assert (await browser.get(link)).status_code == 200


async def test_guessing_is_slowed_down(browser: AsyncClient) -> None:
    await make.installed()
    headers = await make.signed_in(await make.user())
    codes = [(await browser.get(f"/b/{n:032d}", headers=headers)).status_code for n in range(22)]
    assert codes == [404] * 20 + [429] * 2
    browser.cookies.clear()
    assert (await browser.get("/b/" + "a" * 500)).status_code == 404
