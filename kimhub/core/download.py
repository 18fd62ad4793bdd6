"""A file made for one person, at this moment."""

from typing import Any

from litestar import Request, Response

from kimhub.core.page import Answer


class Download(Response[None]):
    """A file made for one person, kept by no cache."""

    def __init__(self, content: bytes, name: str, media_type: str) -> None:
        super().__init__(None)
        self.content_bytes, self.name, self.kind = content, name, media_type

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {
            "content-type": self.kind,
            "content-disposition": f'attachment; filename="{self.name}"',
            "cache-control": "no-store",
        }
        return Answer(200, headers, self.content_bytes)
