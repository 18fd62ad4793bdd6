"""Answers for everybody: a page where members see another one, and bytes such as feeds and pictures."""

from typing import Any

from litestar import Request, Response

from kimhub.core.front import Until
from kimhub.core.page import Answer, Page, keep_in_front, respond


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


class Out(Response[bytes]):
    """Bytes of a type, with an ETag; `kept` says who may keep them and for how long, `front` that they are
    for everybody and may be kept ready to send."""

    def __init__(
        self, content: bytes, mime: str, kept: str, name: str = "", front: Until | None = None
    ) -> None:
        super().__init__(content)
        self.mime, self.kept, self.name, self.front = mime, kept, name, front

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {"cache-control": self.kept, "content-type": self.mime}
        if self.name:
            headers["content-disposition"] = f'attachment; filename="{self.name}"'
        if self.front:
            return keep_in_front(request, self.content, self.front, headers, self.mime)
        if self.mime.startswith("image/"):  # compressing it again would make it larger
            return Answer(200, headers, self.content)
        headers["vary"] = "Accept-Encoding"
        return respond(self.content, request, headers, etag=True, media_type=self.mime)
