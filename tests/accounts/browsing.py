"""What the tests of this slice share: a visitor who fills forms, and people with passwords."""

import re
from typing import Any

from httpx import Response

from kimhub.accounts import passwords
from kimhub.accounts.tables import User
from tests import make

PASSWORD = "perahu kapur senja"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def person(password: str = PASSWORD, **fields: Any) -> User:
    """Somebody who can sign in with PASSWORD."""
    return await make.user(password=await passwords.hashed(password), **fields)


def token_in(page: Response) -> str:
    """The form token of a page."""
    found = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


async def send(browser: Any, address: str, page: str = "", headers: Any = None, **form: str) -> Response:
    """Open the page with a form (`address` itself if none is named), fill it in, send it to `address`."""
    token = token_in(await browser.get(page or address))
    return await browser.post(address, data={"_csrf_token": token, **form}, headers=headers)


async def sign_in(browser: Any, who: User, password: str = PASSWORD, **form: str) -> Response:
    """Through the form, as people do; a session the browser still has is forgotten first."""
    if "session" in browser.cookies:
        browser.cookies.delete("session")
    fields = {"identity": who.username, "password": password, "remember": "on", "lanjut": "", **form}
    return await send(browser, "/masuk", **fields)


async def is_in(browser: Any) -> bool:
    """True while this browser is signed in in full."""
    return (await browser.get("/pengaturan/perangkat")).status_code == 200
