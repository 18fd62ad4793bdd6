"""Pages rendered from memory: the same template with the same values, and nothing around it.

What a page of ours costs is measured against this: Litestar and Jinja rendering the whole document, with no
session, no rule, no database and no compression. The values are those our own handler gave the page when it
was asked for once, at the start.
"""

import json
import os
from typing import Any

import httpx
from litestar import Litestar, MediaType, Request, get
from litestar.response import Response


def create_app() -> Litestar:
    """BENCH_RENDERED is a JSON object: the cookie, and paths; the n-th is answered at /n."""
    given = json.loads(os.environ["BENCH_RENDERED"])
    kept: list[tuple[Any, dict[str, Any]]] = []

    async def capture() -> None:
        from kimhub.app import create_app as our_app
        from kimhub.core import db, page, shell
        from kimhub.core.templates import template
        from kimhub.settings import load

        await db.connect()
        ours = page.Page.to_asgi_response

        def keep(self: page.Page, app: Any, request: Any, **more: Any) -> Any:
            answer = ours(self, app, request, **more)
            values = page.Visit(request, self.public).context() | {"flash": None} | self.context
            if isinstance(self.kept, shell.Late):
                values |= self.kept.make()
            for name in ("form", "errors"):
                values[name] = page.Fields(self.context.get(name) or {})
            kept.append((template(self.name), values))
            return answer

        page.Page.to_asgi_response = keep  # type: ignore[method-assign]
        transport = httpx.ASGITransport(app=our_app())  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=load().base_url) as client:
            for path in given["paths"]:
                answer = await client.get(path, headers={"Cookie": given["cookie"]})
                if answer.status_code != 200:
                    raise SystemExit(f"{path} answers {answer.status_code}")
        await db.disconnect()

    @get("/{number:int}", media_type=MediaType.HTML, sync_to_thread=False)
    def show(request: Request) -> Response[bytes]:
        made, values = kept[int(request.path_params["number"])]
        return Response(made.render(values).encode(), media_type=MediaType.HTML)

    return Litestar([show], openapi_config=None, logging_config=None, on_startup=[capture])
