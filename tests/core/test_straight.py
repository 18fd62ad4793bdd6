"""Which handlers the gate calls itself, and with what."""

from typing import Any

import pytest
from litestar import Litestar, get, post
from litestar.di import Provide
from litestar.params import FromQuery

from kimhub.app import current_actor
from kimhub.core.access import allow, check_routes
from kimhub.core.actor import anyone
from kimhub.core.forms import read_form
from kimhub.core.page import FormData, Redirect
from kimhub.core.straight import Wants
from tests.core.house import straight

pytestmark = pytest.mark.once


@get("/coba/angka", **allow(anyone))
async def number(n: FromQuery[int | None] = None) -> Redirect:
    return Redirect(f"/{n}")


@get("/coba/teks", **allow(anyone))
async def text() -> str:
    return "halo"


@post("/coba/isi", **allow(anyone))
async def filled(form: FormData) -> Redirect:
    return Redirect("/")


def refuses(request: Any, handler: Any) -> None:
    """A guard of Litestar's."""


@get("/coba/dijaga", guards=[refuses], **allow(anyone))
async def guarded() -> Redirect:
    return Redirect("/")


def plan_of(app: Any, path: str) -> Any:
    (route,) = [route for route in app.routes if route.path == path]
    return route.route_handlers[0].opt["wants"]


def test_only_what_the_gate_has_is_handed_over_by_the_gate():
    given = {"actor": Provide(current_actor), "form": Provide(read_form)}
    app = Litestar([straight, number, text, filled, guarded], dependencies=given, openapi_config=None)
    check_routes(app)

    assert plan_of(app, "/lurus") == Wants(True, True, None, ("kata",))
    for path in ("/coba/angka", "/coba/teks", "/coba/isi", "/coba/dijaga"):
        assert plan_of(app, path) is None, path


async def test_a_text_of_the_query_is_the_last_one_sent_or_none(visitor):
    for query, found in {"": "None", "?kata=a&kata=b": "b", "?kata=": "", "?lain=1": "None"}.items():
        answer = await visitor.get(f"/coba/lurus{query}")
        assert answer.headers["location"] == f"/x{found}/GET/None"
