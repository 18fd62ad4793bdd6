"""How an app takes the handlers of a slice."""

import pytest
from litestar import Litestar, get, post
from litestar.exceptions import ImproperlyConfiguredException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.testing import AsyncTestClient

from kimhub.core.pages import Pages

pytestmark = pytest.mark.once


@get("/{number:int}")
async def show(number: FromPath[int]) -> str:
    return str(number)


@post(["/{number:int}", "/baru"])
async def save() -> str:
    return "saved"


@post("/{number:int}")
async def save_too() -> str:
    return "too"


def litestar(*handlers: HTTPRouteHandler) -> Litestar:
    return Litestar([Pages("/hal", handlers)], openapi_config=None, logging_config=None)


async def test_each_address_has_its_methods_and_says_which() -> None:
    async with AsyncTestClient(litestar(show, save)) as client:
        assert (await client.get("/hal/7")).text == "7"
        assert (await client.post("/hal/7")).text == "saved"
        assert (await client.options("/hal/7")).headers["allow"] == "GET, OPTIONS, POST"
        assert (await client.options("/hal/baru")).headers["allow"] == "OPTIONS, POST"
        assert (await client.get("/hal/baru")).status_code == 405


def test_two_handlers_for_one_address_do_not_start() -> None:
    with pytest.raises(ImproperlyConfiguredException, match="two handlers"):
        litestar(save, save_too)


def test_two_apps_share_no_handler() -> None:
    pages = Pages("/hal", [show])
    one, two = (Litestar([pages], openapi_config=None, logging_config=None) for _n in range(2))

    handlers = [app.routes[0].route_handlers[0] for app in (one, two)]  # type: ignore[union-attr]

    assert handlers[0] is not handlers[1]
    assert [handler.app for handler in handlers] == [one, two]
