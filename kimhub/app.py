"""The only module that knows every slice."""

import asyncio
import contextlib
import ctypes
import gc
import importlib
import json
import logging
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

from litestar import Litestar, Request, Response, asgi, get
from litestar.di import Provide
from litestar.types import Receive, Scope, Send

from kimhub import __version__
from kimhub.accounts import sessions, terms
from kimhub.core import asked, assets, db, i18n, jobs, zones
from kimhub.core.access import Gate, allow, check_routes
from kimhub.core.actor import Actor, anyone
from kimhub.core.ahead import AHEAD, FOUND
from kimhub.core.errors import MustDo
from kimhub.core.forms import read_choices, read_files, read_form
from kimhub.core.opening import open_database
from kimhub.core.page import (
    Answer,
    cookie_name,
)
from kimhub.core.problems import error_handler
from kimhub.core.templates import share
from kimhub.core.web import Site
from kimhub.forum import labels
from kimhub.groups import installation, rights
from kimhub.groups.tables import Installation
from kimhub.publishing import cards
from kimhub.settings import load

log = logging.getLogger("kimhub")

SECTIONS = [
    ("home", "/beranda", "home", i18n.lazy_("Beranda")),
    ("forum", "/forum", "forum", i18n.lazy_("Forum")),
    ("workshops", "/pelatihan", "training", i18n.lazy_("Pelatihan")),
    ("programs", "/program", "program", i18n.lazy_("Program")),
    ("library", "/pustaka", "library", i18n.lazy_("Pustaka")),
    ("publishing", "/situs", "site", i18n.lazy_("Situs")),
    ("groups", "/kim", "people", i18n.lazy_("KIM")),
]
BEFORE_SETUP = ("/siapkan", "/wilayah", "/bahasa", "/tema", "/hemat", "/syarat", "/privasi")
SLICES = (
    "wilayah",
    "accounts",
    "groups",
    "papers",
    "chain",
    "library",
    "forum",
    "workshops",
    "programs",
    "publishing",
    "notifications",
    "search",
    "home",
    "setup",
)


async def load_actor(request: Request) -> tuple[Actor, str | None]:
    """Who asks, and the secret their forms are sealed with."""
    if not await installation.is_ready() and not request.url.path.startswith(BEFORE_SETUP):
        raise MustDo("/siapkan")
    cookies = asked.cookies(request.scope)
    token = cookies.get(cookie_name("session"))
    scope: Any = request.scope
    ahead, visit = scope.pop(AHEAD, None), None
    if token and ahead:
        visit, scope[FOUND] = await sessions.find_with(token, *ahead)
    elif token:
        visit = await sessions.find(token)
    zones.set_house_zone(installation.current().wilayah_code)
    if visit:
        actor = await rights.actor_for(visit, must=await what_first(visit))
        if actor.home:
            zones.use_zone(zones.zone_for(actor.home.wilayah))
        return actor, token
    locale = i18n.chosen(cookies.get("bahasa"))
    theme = cookies.get("theme", "")
    actor = Actor(locale=locale, theme=theme if theme in {"light", "dark"} else "")
    return actor, cookies.get(cookie_name("visitor"))


async def what_first(visit: sessions.Visit) -> str:
    """The page this person has to go through before any other; empty when there is none."""
    if visit.has_second_factor and not visit.confirmed_at:
        return "/masuk/kode"
    if visit.must_change_password:
        return "/pengaturan/sandi"
    if visit.consent_version != terms.VERSION:
        return "/persetujuan"
    if load().require_second_factor and not visit.has_second_factor:
        grants, _ = await rights.rights_of(visit.user, visit.rights_rev)
        if any(grant.role in {"pembina", "province", "sysadmin"} for grant in grants):
            return "/pengaturan/dua-langkah"
    return ""


async def current_actor(request: Request) -> Actor:
    actor: Actor = request.scope["user"]
    return actor


@asgi("/static", is_mount=True, copy_scope=True, opt=allow(anyone)["opt"] | {"asset": True})
async def static_files(scope: Scope, receive: Receive, send: Send) -> None:
    await assets.serve(scope, receive, send)


class Health(Response[bytes]):
    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        return Answer(self.status_code or 200, headers, self.content)


@get("/healthz", opt=allow(anyone)["opt"] | {"asset": True})
async def health() -> Health:
    """200 once ready (nothing is answered before the migrations are done), 503 with the reason when not."""
    try:
        await Installation.exists()
    except Exception as error:
        log.exception("not healthy")
        reason = {"status": "unavailable", "reason": f"database: {type(error).__name__}"}
        return Health(json.dumps(reason).encode(), status_code=503)
    return Health(json.dumps({"status": "ready", "version": __version__}).encode())


@contextlib.asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Migrate under a lock, connect, run jobs in this process unless they run elsewhere."""
    await open_database()
    _settle()
    worker = asyncio.create_task(jobs.work()) if load().worker else None
    try:
        yield
    finally:
        if worker:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker
        await db.disconnect()


@cache
def _settle() -> None:
    """What a start has made stays: the collector need not look at it again and again (3 % of a page)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    with contextlib.suppress(AttributeError, OSError):  # no glibc
        ctypes.CDLL(None).malloc_trim(0)  # what imports have used and left: 7 MB


def create_app(*more_routes: Any) -> Site:
    """The whole site. `more_routes` is for tests."""
    with _nothing_to_collect():
        return _create_app(more_routes)


@contextlib.contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """What is made in here stays: looking through it again and again is a tenth of a start."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _create_app(more_routes: tuple[Any, ...]) -> Site:
    routes: list[Any] = [static_files, health]
    for name in SLICES:
        if web := _module(name, "web"):
            routes.append(web.router)
        _module(name, "subscribers")  # registers itself
        _module(name, "jobs")
    gate = Gate(load_actor)
    app = Site(
        [*routes, *more_routes],
        middleware=[gate],
        dependencies={
            "actor": Provide(current_actor),
            "form": Provide(read_form),
            "choices": Provide(read_choices),
            "files": Provide(read_files),
        },
        exception_handlers={Exception: error_handler(load_actor)},
        openapi_config=None,
        lifespan=[lifespan],
        logging_config=None,
        request_max_body_size=2_000_000,
        debug=False,
    )
    check_routes(app)
    app.gate = gate
    share(sections=_sections(app), installation=InstallationName(), labels=labels, search_href="/cari")
    return app


class InstallationName:
    """The installation in every template: what it is called at this moment."""

    @property
    def name(self) -> str:
        return installation.current().name

    @property
    def place(self) -> str:
        return installation.current().place

    @property
    def card(self) -> str:
        """The picture beside a link to a page that has none of its own."""
        return cards.of_all(self.name, self.place)


def _module(slice_name: str, part: str) -> Any:
    """`kimhub.<slice>.<part>`, or None where a slice has no such part."""
    full = f"kimhub.{slice_name}.{part}"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name in {full, f"kimhub.{slice_name}"}:
            return None
        raise


def _sections(app: Litestar) -> list[tuple[str, str, str, i18n.Lazy]]:
    """What the tabs show, of those parts that exist: key, address, icon, name."""
    paths = {route.path for route in app.routes}
    return [section for section in SECTIONS if section[1] in paths]
