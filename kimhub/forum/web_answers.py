"""Answers only the forum gives: a public page where members see another one, and a permanent redirect."""

from typing import Any

from litestar import Request, Response

from kimhub.core.page import Answer, Page, Redirect, Visit, respond, wants_fragment
from kimhub.core.templates import environment


class PublicPage(Page):
    """A page for people who are not signed in, at an address where members see more.

    It has the public shell and an ETag, but no cache may show it to somebody who has signed in since.
    """

    def __init__(self, name: str, **context: Any) -> None:
        super().__init__(name, public=True, **context)

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Answer:  # type: ignore[override]
        answer = super().to_asgi_response(app, request, **more)
        answer.headers["cache-control"] = "private, no-cache"
        answer.headers["vary"] = f"Cookie, {answer.headers.get('vary', '')}"
        return answer


class Piece(Page):
    """A template that is one small element, for htmx to put in place of the old one. Everybody else is
    redirected to `then`."""

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Answer:  # type: ignore[override]
        if not wants_fragment(request):
            return Redirect(self.then or "/", self.flash).to_asgi_response(app, request)
        visit = Visit(request, False)
        text = environment().get_template(self.name).render(visit.context() | self.context)
        if self.flash:
            text += str(environment().globals["ui"].toast(self.flash, visit.token_input()))  # type: ignore[attr-defined]
        headers = {"vary": "HX-Request, HX-Request-Type, Accept-Encoding", "cache-control": "no-store"}
        return respond(text.encode(), request, headers, cookies=visit.cookies())


class Moved(Response[None]):
    """The thing has another address for good: its title changed, or somebody mistyped it."""

    def __init__(self, where: str) -> None:
        super().__init__(None, status_code=301)
        self.where = where

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Answer:  # type: ignore[override]
        query = f"?{request.url.query}" if request.url.query else ""
        return Answer(301, {"location": self.where + query, "cache-control": "private, no-cache"})
