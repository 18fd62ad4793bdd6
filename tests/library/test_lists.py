"""/pustaka, the library of a house, and the page of a document."""

import re

from httpx import AsyncClient

from tests import make


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
