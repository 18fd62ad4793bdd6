"""What people see when something does not work: a designed page, or the same as a fragment."""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.types import ASGIApp, Receive, Scope, Send

from kimhub.core import csrf, db, leftovers
from kimhub.core.access import LoadActor
from kimhub.core.errors import Invalid, MustDo, NotFound, Past, Refused, TooMany, Unreadable
from kimhub.core.flash import Flash
from kimhub.core.forms import Fields, read_fields, read_front
from kimhub.core.i18n import _, use_locale
from kimhub.core.page import Answer, Page, Redirect, cookie_name, wants_fragment

log = logging.getLogger(__name__)
security = logging.getLogger("kimhub.security")

_SECRET = re.compile(r"password|passphrase|secret|token|code|otp|pin$|^key$|^identity$")
_OPENS = {"secret", "token", "code", "door_code", "name"}  # parts of addresses that are keys by themselves
_SENT = {"allow", "connection"}  # headers an exception may add to the answer
_READ_FOR_ECHO = 200_000  # bytes: what a person typed is small, an upload is not read to be refused
_LAST_RESORT = (
    b'<!doctype html><html lang="id"><meta charset="utf-8"><title>KIMHub</title>'
    b'<section id="error"><h1>Ada yang salah di pihak kami</h1>'
    b"<p>Kejadian ini sudah tercatat. Coba lagi sebentar.</p>"
    b'<p lang="en">Something went wrong on our side. Please try again in a moment.</p></section>'
)


def error_handler(load_actor: LoadActor) -> Callable[[Request, Exception], Response]:
    """Litestar's handler for every exception; it must be sync, so the page is built later, with awaits."""

    def handle(request: Request, error: Exception) -> Response:
        return Problem(error, load_actor)

    return handle


class Problem(Response[None]):
    def __init__(self, error: Exception, load_actor: LoadActor) -> None:
        super().__init__(None)
        self.error, self.load_actor = error, load_actor
        self.code = 500

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> ASGIApp:  # type: ignore[override]
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                made: ASGIApp = (await self.response(request)).to_asgi_response(None, request)
            except Exception:  # the page that says what went wrong went wrong
                log.exception("no error page")
                headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
                made = Answer(self.code, headers, _LAST_RESORT)
            await made(scope, receive, send)

        return answer

    async def response(self, request: Request) -> Response:
        if isinstance(self.error, MustDo):
            return Redirect(
                with_way_back(self.error.where, request) if self.error.back else self.error.where
            )
        if isinstance(self.error, NotAuthorizedException):
            return await self.sign_in(request)
        return await self.page(request)

    async def sign_in(self, request: Request) -> Response:
        """The sign-in page. What somebody wrote until their session ended waits for them as a draft; what
        is none is given back at once: without scripts no phone has kept it."""
        where = sign_in_address(request)
        scripted = request.headers.get("hx-request") == "true"
        # A stranger without a session has lost none: of what they upload not a byte is read.
        ended = cookie_name("session") in request.cookies
        sent = [] if csrf.is_foreign(request) else await sent_fields(request, unread=ended)
        if page := await kept(sent):
            said = _("Sesi Anda berakhir. Tulisan Anda tersimpan sebagai draf: masuk lagi, lalu kirim.")
            return Redirect(f"/masuk?lanjut={quote(page)}", Flash(said, "warning"))
        typed = [] if scripted else typed_text(sent)
        if not typed:
            return Redirect(where)
        return Page(
            "error.html",
            status=401,
            store=False,
            headers={"www-authenticate": "Session"},
            problem=401,
            reason=where,
            typed=typed,
        )

    async def page(self, request: Request) -> Response:
        status, headers = self.status()
        self.code = status
        scope: Any = request.scope
        if "user" not in scope:  # 404 and 405 are raised before any middleware
            try:
                scope["user"], scope["auth"] = await self.load_actor(request)
                use_locale(scope["user"].locale)
            except MustDo as error:  # nothing is set up yet
                return Redirect(error.where)
            except Exception:
                log.exception("no actor for an error page")
        if status == 403:
            security.warning("refused %s %r to account %s", request.method, _where(request), _who(request))
        if wants_fragment(request):  # never over the form somebody is writing in
            headers |= {"hx-retarget": "#error", "hx-reswap": "outerHTML"}
        return Page(
            "error.html",
            "error",
            status=status,
            store=False,
            headers=headers,
            problem=status,
            reason=str(self.error) if isinstance(self.error, Past | Refused | Unreadable) else "",
            typed=[] if isinstance(self.error, csrf.Foreign) else typed_text(await sent_fields(request)),
        )

    def status(self) -> tuple[int, dict[str, str]]:
        error = self.error
        if isinstance(error, TooMany):
            return 429, {"retry-after": str(error.retry_after)}
        if isinstance(error, NotFound):
            return 404, {}
        if isinstance(error, Refused):
            return 403, {}
        if isinstance(error, Invalid):
            return 422, {}
        if isinstance(error, Unreadable):
            return 400, {}
        if isinstance(error, HTTPException) and error.status_code < 500:
            return error.status_code, {
                k.lower(): v for k, v in (error.headers or {}).items() if k.lower() in _SENT
            }
        if db.is_out_of_range(error):  # a number no row can have
            return 404, {}
        if db.is_disk_full(error):
            log.error("the disk is full")
            return 507, {}
        if db.is_busy(error):
            log.error("the database is busy")
            return 503, {"retry-after": "5"}
        log.error("unhandled", exc_info=error)
        return 500, {}


async def sent_fields(request: Request, unread: bool = False) -> Fields:
    """The form that came with the request; nothing of what is none. A long one that is `unread` so far is
    read up to its first file."""
    length = request.headers.get("content-length", "")
    small = length.isascii() and length.isdigit() and int(length[:12]) <= _READ_FOR_ECHO
    whole = small or "form" in request.scope
    if request.method != "POST" or not (whole or unread):
        return []
    try:
        return await read_fields(request) if whole else await read_front(request, _READ_FOR_ECHO)
    except Exception:  # the form itself may be what went wrong
        return []


async def kept(sent: Fields) -> str | None:
    """The page on which whoever the form was made for finds it again; None when nobody keeps it."""
    tokens = [value for name, value in sent if name == csrf.FIELD]
    account = csrf.writer_of(tokens[0]) if len(tokens) == 1 else None
    return await leftovers.keep(account, sent) if account is not None else None


def typed_text(fields: Fields) -> list[tuple[str, str]]:
    """What the person had written, so that a page of ours never loses it."""
    return [
        (name, value.replace("\0", ""))
        for name, value in fields
        if isinstance(value, str) and len(value) > 20 and not _SECRET.search(name.lower())
    ]


def sign_in_address(request: Request) -> str:
    return with_way_back("/masuk", request)


def with_way_back(page: str, request: Request) -> str:
    """`page` with the way back: to the page a form stood on, never to the form's own address."""
    if request.method == "GET" and request.headers.get("hx-request") != "true":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        back = _page_of(request.headers.get("hx-current-url") or request.headers.get("referer") or "")
    ours = re.match(r"/[^/\\]", back)  # neither a scheme nor another host can be read into it
    return f"{page}?lanjut={quote(back)}" if ours else page


def _page_of(address: str) -> str:
    """Path and query of an address, whoever wrote it; empty when it is none."""
    try:
        page = urlsplit(address)
    except ValueError:
        return ""
    return page.path + (f"?{page.query}" if page.query else "")


def _where(request: Request) -> str:
    """The path for the log, without what in it opens a door: personal links, invitations, codes."""
    found = request.scope.get("path_params") or {}
    hidden = {value for name, value in found.items() if name in _OPENS and isinstance(value, str)}
    return "/".join("*" if part in hidden else part for part in request.scope["path"].split("/"))


def _who(request: Request) -> object:
    return getattr(request.scope.get("user"), "id", None)
