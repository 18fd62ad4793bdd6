"""What the pages of this slice share: cookies of a sign-in, the way back, the device that asks.

`enter` is for other slices too: joining by invitation ends with being signed in.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response

from kimhub.accounts import devices
from kimhub.accounts.devices import Client
from kimhub.accounts.sessions import Opened, open_session
from kimhub.core.actor import Actor
from kimhub.core.page import YEAR, Answer, cookie_name, set_cookie

HOME = "/beranda"
# Printable ASCII only, one slash first: browsers drop tabs and read a backslash as a slash.
_OURS = re.compile(r"/(?![/\\])[!-~]*")
_NOT_BACK = ("/masuk", "/keluar", "/lupa-sandi", "/sandi-baru", "/pindah", "/persetujuan")


def safe_return(text: str | None) -> str:
    """An address of ours to go to after signing in; the home page for anything else."""
    if text and is_ours(text):
        path = urlsplit(text).path
        if not any(path == barred or path.startswith(f"{barred}/") for barred in _NOT_BACK):
            return text
    return HOME


def is_ours(address: str) -> bool:
    """True for an address on this site, written so that no browser reads another host into it."""
    return len(address) <= 500 and "\\" not in address and bool(_OURS.fullmatch(address))


def client_of(request: Request) -> Client:
    """The device that sent this request."""
    return devices.read(
        request.cookies.get(cookie_name(devices.COOKIE)), request.headers.get("user-agent", "")
    )


def session_token(request: Request) -> str | None:
    return request.cookies.get(cookie_name("session"))


def entry_cookies(client: Client, user_id: int, opened: Opened, *, remember: bool = True) -> list[str]:
    """The cookies that let a browser in, and by which its device is known the next time."""
    made = [set_cookie("session", opened.token, seconds=opened.seconds)]
    if remember:
        made.append(set_cookie(devices.COOKIE, devices.remember(client, user_id), seconds=YEAR))
    return made


async def enter(request: Request, user_id: int, how: str = "invitation") -> list[str]:
    """Let a person in who has just proven who they are; returns the cookies for the answer."""
    client = client_of(request)
    opened = await open_session(user_id, client.name, how=how, instead_of=session_token(request))
    return entry_cookies(client, user_id, opened)


def as_guest(actor: Actor) -> Actor:
    """The same reader without a name in the head of the page: not everything has been proven yet."""
    return Actor(locale=actor.locale, theme=actor.theme)


class Quiet(Response[None]):
    """The answer to a small choice that the page has shown already: cookies and nothing to see."""

    def __init__(self, cookies: list[str]) -> None:
        super().__init__(None, status_code=204)
        self.made = cookies

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        return Answer(204, {"cache-control": "no-store"}, cookies=self.made)
