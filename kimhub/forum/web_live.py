"""New replies on an open page: a line that says so, and the posts themselves when it is tapped.

The page listens to `/langsung` (server-sent events). Where that is not to be had it asks `/baru` once a
minute; without scripts, or to save data, it does neither.
"""

import asyncio
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import Receive, Scope, Send

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import saves_data
from kimhub.core.page import Page, Redirect, wants_fragment
from kimhub.forum import live, policy, reading
from kimhub.forum.opened import opened
from kimhub.forum.views import TopicView, page_of
from kimhub.forum.web_topic import SHOWN_AT_ONCE, appended, whole

PING: Final = 20.0  # seconds: proxies close what is silent for a minute
OPEN_FOR: Final = 600.0  # seconds: then the browser comes again, and its rights are looked at again
RETRY: Final = 5_000  # milliseconds


def reads_signed_in(actor: Actor, topic: TopicView) -> bool:
    return actor.id is not None and policy.can_read_topic(actor, topic)


@get("/t/{ref:str}/langsung", name="forum:listen", **allow(reads_signed_in, topic=reading.get_topic))
async def listen(topic: NamedDependency[TopicView], request: Request) -> "Listening | Response[None]":
    if saves_data(request.scope) or live.is_full():
        return Response(None, status_code=204)  # which ends an EventSource for good
    known = whole(request.headers.get("last-event-id")) or whole(request.query_params.get("sejak")) or 0
    return Listening(topic, known)


@get("/t/{ref:str}/baru", name="forum:news", **allow(reads_signed_in, topic=reading.get_topic))
async def show_news(topic: NamedDependency[TopicView], actor: Me, request: Request) -> Page | Redirect:
    """The line about new posts after `sejak`; with `tampil`, the posts."""
    query = request.query_params
    known = min(whole(query.get("sejak")) or topic.last_number, topic.last_number)
    if topic.shift or not wants_fragment(request):
        return Redirect(f"{topic.path}?baru#new")
    if "tampil" in query and stands_here(topic, known):
        await opened(actor, topic.id)
        context = await appended(topic, actor, known, topic.last_number, saves_data(request.scope))
        return Page("forum/topic.html", "live", "posts", "summary", "known", **context)
    context = {"came": await live.came(topic, known), "here": stands_here(topic, known)}
    return Page("forum/topic.html", "live", topic=topic, known=known, more=False, **context)


def stands_here(topic: TopicView, known: int) -> bool:
    """True when everything new belongs under the posts that the page shows."""
    return page_of(topic.last_number) == page_of(known) and topic.last_number - known <= SHOWN_AT_ONCE


class Listening(Response[None]):
    """The stream of one open page."""

    def __init__(self, topic: TopicView, known: int) -> None:
        super().__init__(None)
        self.topic, self.known = topic, known

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> "Listening":  # type: ignore[override]
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        raw = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        await _say(send, f"retry: {RETRY}\n\n")
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            async with asyncio.timeout(OPEN_FOR):
                await self._tell(send, gone)
        except TimeoutError:
            pass
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Send, gone: asyncio.Future[None]) -> None:
        with live.listening(self.topic.id, self.known) as listener:
            listener.tell(self.topic.last_number)
            while not gone.done():
                grown: asyncio.Future[int] = asyncio.ensure_future(listener.wait())
                either: set[asyncio.Future[Any]] = {grown, gone}
                try:
                    await asyncio.wait(either, timeout=PING, return_when=asyncio.FIRST_COMPLETED)
                    if grown.done():
                        number = grown.result()
                        await _say(send, f"id: {number}\ndata: {number}\n\n")
                    elif not gone.done():
                        await _say(send, ": \n\n")
                finally:
                    grown.cancel()


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


LIVE = [listen, show_news]
