"""The shape of the house: who may import whom, who may call what, and what does not start."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from litestar import Litestar, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ImproperlyConfiguredException

from kimhub.app import create_app
from kimhub.core.access import allow, check_routes, route_table
from kimhub.core.actor import anyone
from tests.rules.code import faults

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent


def test_imports_go_one_way(monkeypatch):
    monkeypatch.chdir(ROOT)
    # It would silence every logger there is, and later tests of this process read what is logged.
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)

    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("kimhub/forum/web.py", "from piccolo.query import Max"),
        ("kimhub/groups/web_members.py", "import asyncpg"),
        ("kimhub/groups/web/members.py", "from piccolo.columns import Varchar"),
        ("kimhub/groups/members.py", "from kimhub.groups.web.members import page"),
        (
            "kimhub/forum/web.py",
            "@get('/x')\nasync def x() -> Page:\n    return await service.get_topic(1)",
        ),
        ("kimhub/forum/web.py", "@post('/x', **allow(f))\nasync def x() -> Page:\n    return get_topic(1)"),
        ("kimhub/groups/rights.py", "from litestar import Request"),
        ("kimhub/forum/posting.py", "from kimhub.core.page import Page"),
        ("kimhub/forum/posting.py", "from kimhub.core import page"),
        ("kimhub/forum/policy.py", "import markupsafe"),
    ],
)
def test_a_module_on_the_wrong_side_is_seen(path: str, source: str):
    assert len(faults(path, source)) == 1


async def get_thing(thing_id: int) -> str | None:
    return str(thing_id)


def test_a_route_nobody_decided_about_does_not_start():
    @get("/forgotten")
    async def forgotten() -> str:
        return "oops"

    with pytest.raises(ImproperlyConfiguredException, match="/forgotten"):
        create_app(forgotten)


def test_a_decision_on_a_router_does_not_count():
    @get("/forgotten")
    async def forgotten() -> str:
        return "oops"

    router = Router("/inside", route_handlers=[forgotten], opt=allow(anyone)["opt"])

    with pytest.raises(ImproperlyConfiguredException, match="/inside/forgotten"):
        check_routes(Litestar([router], openapi_config=None))


def test_a_loader_that_does_not_fit_its_path_does_not_start():
    @get("/thing/{wrong:int}", **allow(anyone, thing=get_thing))
    async def mistaken(thing: NamedDependency[str]) -> str:
        return thing

    with pytest.raises(ImproperlyConfiguredException, match="does not fit get_thing"):
        check_routes(Litestar([mistaken], openapi_config=None))


def test_the_same_with_its_decision_starts():
    @post("/thing/{thing_id:int}", **allow(anyone, thing=get_thing))
    async def sound(thing: NamedDependency[str]) -> str:
        return thing

    check_routes(Litestar([sound], openapi_config=None))


@pytest.fixture(scope="module")
def whole() -> Litestar:
    """All of it, made once."""
    return create_app()


def test_who_may_call_what(whole: Litestar):
    """The permission table. A change here is a change of policy: read it aloud in review.

    Written anew by `kimhub routes > tests/routes.txt`.
    """
    assert "\n".join(route_table(whole)) + "\n" == (ROOT / "tests/routes.txt").read_text()


def test_nothing_of_litestar_is_open_by_default(whole: Litestar):
    """`/schema` is served unless it is switched off (ASVS 13.4.5)."""
    assert whole.openapi_config is None
    assert whole.debug is False
    assert [route.path for route in whole.routes if route.path.startswith(("/schema", "/docs"))] == []
