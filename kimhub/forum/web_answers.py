"""Answers only the forum gives: a small element by itself, and a permanent redirect."""

from typing import Any

from litestar import Request, Response

from kimhub.core.page import Answer, Page, Redirect, Visit, respond, wants_fragment
from kimhub.core.templates import environment


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
