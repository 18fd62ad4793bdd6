"""What people see when something does not work: a designed page, or the same as a fragment."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.types import ASGIApp, Receive, Scope, Send

from kimhub.core import csrf, db
from kimhub.core.access import LoadActor
from kimhub.core.errors import Invalid, MustDo, NotFound, Refused, TooMany
from kimhub.core.i18n import use_locale
from kimhub.core.page import Page, Redirect, wants_fragment

log = logging.getLogger(__name__)
security = logging.getLogger("kimhub.security")

SECRET_FIELDS = {csrf.FIELD, "key", "password", "new_password", "current_password", "code", "token"}


def error_handler(load_actor: LoadActor) -> Callable[[Request, Exception], Response]:
    """Litestar's handler for every exception; it must be sync, so the page is built later, with awaits."""

    def handle(request: Request, error: Exception) -> Response:
        return Problem(error, load_actor)

    return handle


class Problem(Response[None]):
    def __init__(self, error: Exception, load_actor: LoadActor) -> None:
        super().__init__(None)
        self.error, self.load_actor = error, load_actor

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> ASGIApp:  # type: ignore[override]
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if isinstance(self.error, MustDo):
                response: Response = Redirect(self.error.where)
            elif isinstance(self.error, NotAuthorizedException):
                response = Redirect(sign_in_address(request))
            else:
                response = await self.page(request)
            await response.to_asgi_response(None, request)(scope, receive, send)

        return answer

    async def page(self, request: Request) -> Response:
        status, headers = self.status()
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
            security.warning("refused %s %r to account %s", request.method, request.url.path, _who(request))
        if wants_fragment(request):  # never over the form somebody is writing in
            headers |= {"hx-retarget": "#error", "hx-reswap": "outerHTML"}
        return Page(
            "error.html",
            "error",
            status=status,
            store=False,
            headers=headers,
            problem=status,
            reason=str(self.error) if isinstance(self.error, Refused) else "",
            typed=await typed_text(request) if request.method == "POST" and status != 413 else [],
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
        if isinstance(error, HTTPException) and error.status_code < 500:
            return error.status_code, {
                k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"
            }
        if db.is_disk_full(error):
            log.error("the disk is full")
            return 507, {}
        if db.is_busy(error):
            log.error("the database is busy")
            return 503, {"retry-after": "5"}
        log.error("unhandled", exc_info=error)
        return 500, {}


async def typed_text(request: Request) -> list[tuple[str, str]]:
    """What the person had written, so that a page of ours never loses it."""
    try:
        form = await request.form()
    except Exception:  # the form itself may be what went wrong
        return []
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and len(value) > 20 and name not in SECRET_FIELDS
    ]


def sign_in_address(request: Request) -> str:
    """`/masuk` with the way back: to the page a form stood on, never to the form's own address."""
    if request.method == "GET" and request.headers.get("hx-request") != "true":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        page = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer") or "")
        back = page.path + (f"?{page.query}" if page.query else "")
    return f"/masuk?lanjut={quote(back)}" if back and back != "/" else "/masuk"


def _who(request: Request) -> object:
    return getattr(request.scope.get("user"), "id", None)
