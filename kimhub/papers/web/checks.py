"""Anybody asks whether a paper is genuine: by its QR code, or by typing what is printed beside it.

No sign-in, no script. Wrong codes are counted per device, and only they: a village behind one address scans
as much as it likes. The first one only makes the device known: whoever sends no cookie would have something
written with each request, and nothing would ever be counted.
"""

import secrets
from datetime import timedelta
from typing import Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import asked, csrf, limits
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.errors import TooMany
from kimhub.core.page import YEAR, Page, Redirect, cookie_name, set_cookie
from kimhub.papers import checks
from kimhub.papers.checks import Found

MOST: Final = 30
PER: Final = timedelta(minutes=10)
QUIET: Final = {"x-robots-tag": "noindex", "cache-control": "private, no-cache"}  # revoked shows at once


@get("/verifikasi", name="papers:check", **allow(anyone))
async def show_form(
    kode: FromQuery[str | None] = None, bahasa: FromQuery[str | None] = None
) -> Page | Redirect:
    """The form; with a code typed, on to the page of that code."""
    if kode and (code := checks.shown(kode)):
        return Redirect(f"/verifikasi/{code}" + ("?bahasa=en" if bahasa == "en" else ""))
    return Page("papers/check.html", public=True, headers=dict(QUIET), found=None)


@get("/verifikasi/{code:str}", name="papers:checked", **allow(anyone, found=checks.look_up))
async def show_paper(request: Request, found: NamedDependency[Found]) -> Page:
    """What is printed on the paper with this code; wrong, misspelt and impossible codes look alike."""
    headers = dict(QUIET)
    device = _device(request)
    if device and await limits.spent("check-code", device) >= MOST:
        raise TooMany(int(PER.total_seconds()))
    if found.facts is None:
        if device:
            await limits.spend("check-code", device, most=MOST, per=PER)
        else:
            headers["set-cookie"] = set_cookie(csrf.COOKIE, secrets.token_urlsafe(24), seconds=YEAR)
    status = 200 if found.facts else 404
    return Page("papers/check.html", public=True, status=status, headers=headers, found=found)


def _device(request: Request) -> str:
    """The secret of this visitor's browser, where it has one."""
    cookies = asked.cookies(request.scope)
    return request.scope.get("auth") or cookies.get(cookie_name(csrf.COOKIE)) or ""


handlers = [show_form, show_paper]
