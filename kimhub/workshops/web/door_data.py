"""What the scripts of the door ask and send: the list, the acts, and the worker itself."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import csrf
from kimhub.core.access import Me
from kimhub.core.assets import content
from kimhub.core.errors import Unreadable
from kimhub.core.page import FormData, Redirect
from kimhub.core.public import Out
from kimhub.workshops import door_list, door_post
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.door_answers import Data
from kimhub.workshops.web.door_back import AT_THE_DOOR, PATH, number

MAX_BODY = 200_000


@get(f"{PATH}/daftar", name="workshops:door_list", **AT_THE_DOOR)
async def send_list(
    request: Request,
    workshop: NamedDependency[Workshop],
    actor: Me,
    v: FromQuery[str | None] = None,
    a: FromQuery[str | None] = None,
) -> Data:
    """What the phone does not know yet; 204 when it knows all."""
    news = await door_list.news(workshop, v or "", number(a))
    if news is None:
        return Data(None)
    return Data(news | {"account": actor.id, "token": csrf.make_token(request.scope["auth"])})


@post(f"{PATH}/kirim", name="workshops:door_send", request_max_body_size=MAX_BODY, **AT_THE_DOOR)
async def receive(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Data:
    """What phones noted; each act is answered by its key. 409 when somebody else is signed in by now."""
    if form.get("account") != str(actor.id):
        return Data({"error": "account"}, status=409)
    try:
        sent = float(form.get("sent", ""))
    except ValueError:
        raise Unreadable from None
    told = await door_post.take(workshop, actor, door_post.read(form.get("acts", "")), sent)
    return Data({"done": told})


@get(f"{PATH}/kirim", name="workshops:door_send_page", **AT_THE_DOOR)
async def to_the_door(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/pintu")


@get(f"{PATH}/pekerja.js", name="workshops:door_worker", **AT_THE_DOOR)
async def send_worker(workshop: NamedDependency[Workshop]) -> Out:
    """The service worker: it may answer for this page, and for nothing else of the site."""
    return Worker(content("door-queue.js") + b"\n" + content("door-worker.js"), f"{workshop.path}/pintu")


class Worker(Out):
    """A script that says how far its reach goes."""

    def __init__(self, script: bytes, scope: str) -> None:
        super().__init__(script, "text/javascript; charset=utf-8", "private, no-cache")
        self.scope = scope

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Any:
        answer = super().to_asgi_response(app, request, **more)
        answer.headers["service-worker-allowed"] = self.scope
        return answer


HANDLERS = [send_list, receive, to_the_door, send_worker]
