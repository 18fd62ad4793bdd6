"""Answers for the scripts of the door."""

import json
from typing import Any

from litestar import Request, Response

from kimhub.core.page import Answer, respond


class Data(Response[None]):
    """JSON that nobody keeps; 204 when there is nothing to tell."""

    def __init__(self, told: Any, status: int = 200) -> None:
        super().__init__(None, status_code=204 if told is None else status)
        self.told = told

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {"cache-control": "no-store"}
        if self.told is None:
            return Answer(204, headers)
        body = json.dumps(self.told, ensure_ascii=False, separators=(",", ":")).encode()
        status = self.status_code or 200
        return respond(body, request, headers, status=status, media_type="application/json")
