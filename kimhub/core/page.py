"""One template, rendered whole or by named blocks."""

import gzip
import secrets
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID

import brotli
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.types import Receive, Scope, Send
from markupsafe import Markup

from kimhub.core import asked, chance, csrf, flash, front, i18n, parts, shell, zones
from kimhub.core.actor import Actor
from kimhub.core.assets import best_encoding, takes_gzip
from kimhub.core.errors import Unreadable
from kimhub.core.flash import Flash
from kimhub.core.templates import environment, template
from kimhub.settings import load

FormData = NamedDependency[dict[str, str]]
Choices = NamedDependency[dict[str, list[str]]]
Files = NamedDependency[dict[str, list[Any]]]
YEAR = 31_536_000


def wants_fragment(request: Request) -> bool:
    """True when htmx will put the answer inside the page it already has."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-request-type", "partial") == "partial"
        and headers.get("hx-boosted") != "true"
        and headers.get("hx-history-restore-request") != "true"
    )


def form_key(form: dict[str, str]) -> UUID:
    """The id made with the form, by which a form sent twice is saved once."""
    try:
        return UUID(form.get("key", ""))
    except ValueError:
        raise Unreadable from None


def new_key() -> str:
    """A key for a form: a random UUID (version 4), written without making one."""
    digits = chance.digits(16)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


class Answer:
    """Status, headers and bytes, ready to send: a fraction of what Litestar's own class costs to make."""

    __slots__ = ("body", "cookies", "headers", "status")

    def __init__(
        self,
        status: int,
        headers: dict[str, str],
        body: bytes | list[bytes] = b"",
        cookies: list[str] | None = None,
    ) -> None:
        self.status, self.headers, self.cookies = status, headers, cookies or []
        self.body = [body] if isinstance(body, bytes) else body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        at_once = getattr(send, "whole", None)
        if at_once and at_once(self.status, self.headers, self.cookies, self.body):
            return
        raw = [(key.encode(), value.encode("latin-1")) for key, value in self.headers.items()]
        raw += [(b"set-cookie", cookie.encode("latin-1")) for cookie in self.cookies]
        body = b"".join(self.body)
        if self.status not in {204, 304}:
            raw.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Fields(dict[str, str]):
    """What a template reads by field: "" for a field that is not there, and looking leaves it so."""

    def __missing__(self, name: str) -> str:
        return ""


NO_FIELDS = Fields()


class Page(Response[bytes]):
    """The answer to a page request.

    `Page("forum/topic.html", "reply_form", "posts", ...)` sends only those blocks to htmx and the whole
    page to everyone else. With `then`, everyone else is redirected there instead (the answer to a POST
    that succeeded). `public=True` promises the same bytes for everybody: cacheable, with an ETag; with
    `front` besides it is kept ready to send (see core/front.py).
    `kept=True` promises that the page's blocks depend on nothing but the context (see core/shell.py);
    with `kept=Late(...)` most of that context is made only when it is needed.
    """

    def __init__(
        self,
        name: str,
        *blocks: str,
        then: str | None = None,
        status: int = 200,
        flash: Flash | str | None = None,
        public: bool = False,
        store: bool = True,
        headers: dict[str, str] | None = None,
        kept: bool | shell.Late = False,
        front: front.Until | None = None,
        **context: Any,
    ) -> None:
        # Not Litestar's own beginning: it makes headers, cookies and tasks that nobody reads (3 µs).
        self.status_code = status
        self.name, self.blocks, self.then, self.kept = name, blocks, then, kept
        self.flash = Flash(flash) if isinstance(flash, str) else flash
        self.public, self.store, self.front = public, store, front
        self.more_headers, self.context = headers or {}, context

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        fragment = bool(self.blocks) and wants_fragment(request)
        if self.then and not fragment:
            return Redirect(self.then, self.flash).to_asgi_response(app, request)
        visit = Visit(request, self.public)
        silent = fragment or (self.status_code or 200) >= 400  # a missing picture must not eat the message
        values = visit.context() | {"flash": None if silent else visit.flash()} | self.context
        late = self.kept if isinstance(self.kept, shell.Late) else None
        if late and fragment:
            values |= late.make()
        made = template(self.name)  # in the language that context() chose
        for name in ("form", "errors"):
            given = self.context.get(name)
            values[name] = Fields(given) if given else NO_FIELDS
        if fragment:
            context = made.new_context(values)
            text = "".join("".join(made.blocks[block](context)) for block in self.blocks)
            if self.flash:
                text += str(environment().globals["ui"].toast(self.flash, visit.token_input()))  # type: ignore[attr-defined]
            body: parts.Body = [text.encode()]
        else:
            body = shell.render(made, values, self.context if self.kept else None, late)
        headers = {"vary": "HX-Request, HX-Request-Type, Accept-Encoding", **self.more_headers}
        cookies = visit.cookies()
        if self.public and self.front and not fragment and not cookies and self.status_code == 200:
            return keep_in_front(request, parts.plain(body), self.front, self.more_headers)
        if self.public and not cookies and self.status_code == 200:
            headers["vary"] = "Accept-Encoding, HX-Request"
            headers.setdefault("cache-control", "public, max-age=60, stale-while-revalidate=600")
            return respond(body, request, headers, etag=True)
        headers.setdefault("cache-control", "private, no-cache" if self.store else "no-store")
        return respond(body, request, headers, status=self.status_code or 200, cookies=cookies)


class Redirect(Response[None]):
    """Send the person to another page of ours after a form, perhaps with a message, cookies and headers."""

    def __init__(
        self,
        then: str,
        flash: Flash | str | None = None,
        cookies: list[str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(None, status_code=303)
        self.then, self.set_cookies, self.more_headers = then, cookies or [], headers or {}
        self.flash = Flash(flash) if isinstance(flash, str) else flash

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        answer = redirect(self.then, self.flash, self.set_cookies)
        answer.headers |= self.more_headers
        if (
            request.headers.get("hx-request") == "true"
        ):  # htmx would follow and put that page inside this one
            answer.status = 204
            answer.headers["hx-redirect"] = answer.headers.pop("location")
        return answer


class Visit:
    """What every template may use, and the cookies that came of rendering it."""

    def __init__(self, request: Request, public: bool) -> None:
        self.request, self.public = request, public
        self.secret: str | None = request.scope.get("auth")
        self.made: str | None = None
        self.sealed: str | None = None  # one token serves all forms of a page
        self.shown = False

    def context(self) -> dict[str, Any]:
        if self.public:
            language = self.request.query_params.get("bahasa", "id")
            i18n.use_locale(language if language in i18n.LOCALES else "id")
            zones.use_zone(zones.house_zone())
        return {
            "actor": Actor(locale=i18n.current_locale())
            if self.public
            else self.request.scope.get("user") or Actor(),
            "path": self.request.scope["path"],
            "section": "",
            "csrf_token": self.token,
            "csrf_input": self.token_input,
            "new_key": new_key,
        }

    def token(self) -> str:
        if self.secret is None:
            self.secret = self.made = secrets.token_urlsafe(24)
        if self.sealed is None:
            actor = self.request.scope.get("user")
            self.sealed = csrf.make_token(self.secret, actor.id if actor else None)
        return self.sealed

    def token_input(self) -> Markup:
        return shell.token_field(self.token())

    def flash(self) -> Flash | None:
        cookie = asked.cookies(self.request.scope).get(flash.COOKIE)
        if self.public or not cookie:
            return None
        self.shown = True
        return flash.unpack(cookie)

    def cookies(self) -> list[str]:
        made = [set_cookie(csrf.COOKIE, self.made, seconds=YEAR)] if self.made else []
        return made + ([set_cookie(flash.COOKIE, "", seconds=0)] if self.shown else [])


def redirect(then: str, message: Flash | None = None, cookies: list[str] | None = None) -> Answer:
    """303 to an address of ours, written so that it fits a header; raises ValueError for any other."""
    if not then.startswith("/") or then[1:2] in {"/", "\\"}:  # browsers read // and /\ as another host
        raise ValueError(f"not an address of ours: {then!r}")
    kept = [set_cookie(flash.COOKIE, flash.pack(message), seconds=flash.SECONDS)] if message else []
    where = quote(then, safe="/?#=&%:+,;@!$'()*~[]")
    return Answer(303, {"location": where, "cache-control": "no-store"}, cookies=kept + (cookies or []))


def respond(
    body: bytes | parts.Body,
    request: Request,
    headers: dict[str, str],
    *,
    status: int = 200,
    cookies: list[str] | None = None,
    etag: bool = False,
    media_type: str = "text/html; charset=utf-8",
) -> Answer:
    """Text compressed as the browser takes it; with `etag`, 304 when it already has it.

    A kept page goes out as gzip even where brotli is taken: it is a tenth larger and costs next to nothing.
    """
    headers = {"content-type": media_type, **headers}
    accepts = asked.header(request.scope, b"accept-encoding")
    if not (isinstance(body, bytes) or etag):
        if not best_encoding(accepts):
            return Answer(status, headers, parts.gathered(body), cookies)
        packed = body.gzipped() if isinstance(body, parts.Filled) and takes_gzip(accepts) else None
        if packed is not None:
            headers["content-encoding"] = "gzip"
            return Answer(status, headers, [packed], cookies)
    text = body if isinstance(body, bytes) else parts.plain(body)
    if etag:
        headers["etag"] = f'W/"{sha256(text).hexdigest()[:20]}"'
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Answer(304, headers, cookies=cookies)
    encoding = best_encoding(accepts) if len(text) > 400 else ""
    if encoding == "br":
        text, headers["content-encoding"] = brotli.compress(text, quality=3), "br"
    elif encoding == "gzip":
        text, headers["content-encoding"] = gzip.compress(text, 5, mtime=0), "gzip"
    return Answer(status, headers, text, cookies)


def keep_in_front(
    request: Request,
    content: bytes,
    until: front.Until,
    headers: dict[str, str],
    media_type: str = "text/html; charset=utf-8",
) -> Answer:
    """An answer for everybody that is kept ready to send; see core/front.py."""
    status, said, body = front.keep(request.scope, content, {"content-type": media_type, **headers}, until)
    return Answer(status, said, body)


def set_cookie(name: str, value: str, *, seconds: int, readable: bool = False) -> str:
    """A Set-Cookie header: HttpOnly unless `readable`, SameSite=Lax, Secure (and __Host-) over https."""
    secure = load().secure
    said = [f"{cookie_name(name, readable)}={value}", "Path=/", f"Max-Age={seconds}", "SameSite=Lax"]
    return "; ".join(said + ["HttpOnly"] * (not readable) + ["Secure"] * secure)


def cookie_name(name: str, readable: bool = False) -> str:
    return f"__Host-{name}" if load().secure and not readable else name
