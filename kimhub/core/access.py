"""Who is asking, and which rule lets them in. A route without a rule does not start."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from litestar import Litestar, Request
from litestar.di import NamedDependency, Provide
from litestar.enums import ScopeType
from litestar.exceptions import (
    ImproperlyConfiguredException,
    NotAuthorizedException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from kimhub.core import csrf, straight
from kimhub.core.actor import Actor
from kimhub.core.ahead import AHEAD, FOUND
from kimhub.core.errors import MustDo, NotFound
from kimhub.core.i18n import SOURCE, use_locale
from kimhub.core.pages import say_methods
from kimhub.core.zones import house_zone, use_zone

Rule = Callable[[Actor, Any], bool]
Me = NamedDependency[Actor]
LoadActor = Callable[[Request], Awaitable[tuple[Actor, str | None]]]


@dataclass(frozen=True, slots=True)
class Access:
    rule: Rule
    load: Callable[..., Awaitable[Any]] | None = None
    before_must: bool | str = False
    asks: bool = False  # the loader wants to know who asks
    name: str | None = None  # what the loaded thing is called
    sealed: bool = True  # a form must come from a page of ours
    ahead: Callable[..., Any] | None = None  # see kimhub.core.ahead
    for_all: bool = False  # the address alone says in which language


def allow(
    rule: Rule,
    before_must: bool | str = False,
    sealed: bool = True,
    for_all: bool = False,
    **loader: Callable[..., Awaitable[Any]],
) -> dict[str, Any]:
    """Route arguments: load one thing, ask `rule` about it, hand it to the handler.

    `**allow(can_reply, topic=get_topic)` fetches the topic from the path, refuses whoever `can_reply`
    refuses, and fills the handler's `topic` parameter. There is no other way for a handler to get a topic,
    so there is no way to forget. A loader with a parameter `actor` is told who asks, and so can fetch in
    one query what it has of the thing and of the person. `before_must` opens the page to people who still
    have to do something first (second factor, consent): True whatever it is, an address only when that
    page is the one. Whoever has not given the second factor yet must not reach the page that switches it
    off. `sealed=False` is for addresses that carry a secret of their own and serve anybody who has it
    (RFC 8058: a mail program posts there, without any page of ours). `for_all` is for answers that are the
    same bytes for everybody, and may be kept: nothing of them is made in the language or by the clock of
    whoever happens to ask first.
    """
    ((name, load),) = loader.items() or ((None, None),)
    asks = load is not None and "actor" in signature(load).parameters
    access = Access(rule, load, before_must, asks, name, sealed, getattr(load, "ahead", None), for_all)
    route: dict[str, Any] = {"opt": {"allow": access}}
    if name:
        route["dependencies"] = {name: _SUBJECT}
    return route


class Gate(ASGIMiddleware):
    """Learns who asks, asks the route's rule, then the form's token, all before a handler runs.

    A middleware and not a Litestar guard: a guard copies its handler for every request (115 µs), and runs
    after an upload was read. Strangers are refused here before the first byte of a body.
    """

    scopes = (ScopeType.HTTP, ScopeType.ASGI)

    def __init__(self, load_actor: LoadActor) -> None:
        self.load_actor = load_actor

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler: BaseRouteHandler = scope["route_handler"]
        access: Access | None = handler.opt.get("allow")
        if access is None or handler.opt.get("asset"):  # answers to OPTIONS; static files
            await next_app(scope, receive, send)
            return
        request: Request = Request(scope, receive)
        request.state.subject = await self.admit(request, access)
        if access.sealed:
            await csrf.check(request, scope["auth"])
        await next_app(scope, receive, send)

    async def read(self, request: Request, wanted: straight.Wants, send: Send) -> None:
        """Answer by a handler that only reads (see core/straight.py)."""
        scope = request.scope
        handler: BaseRouteHandler = scope["route_handler"]
        subject = await self.admit(request, handler.opt["allow"])
        answer = await straight.call(handler, wanted, request, scope["user"], subject)
        await answer(scope, request.receive, send)

    async def admit(self, request: Request, access: Access) -> Any:
        """Who asks goes into the scope; returns the thing asked for, raises when it is not for them."""
        scope: Any = request.scope
        if access.ahead:
            scope[AHEAD] = access.ahead(scope["path_params"])
        actor, secret = await self.load_actor(request)
        scope["user"] = actor
        scope["auth"] = secret
        if access.for_all:
            use_locale("en" if b"bahasa=en" in scope["query_string"].split(b"&") else SOURCE)
            use_zone(house_zone())
        else:
            use_locale(actor.locale)
        if actor.must and access.before_must not in (True, actor.must):
            raise MustDo(actor.must, back=True)
        if not _is_plain(scope):
            raise NotFound
        try:
            told: dict[str, Any] = {"actor": actor} if access.asks else {}
            if access.ahead:
                told["found"] = scope.pop(FOUND, None)
            subject = await access.load(**scope["path_params"], **told) if access.load else None
        except OverflowError:  # an id of more than 64 bits: there is no such row
            subject = None
        if access.load and subject is None:
            raise NotFound
        if not access.rule(actor, subject):
            if actor.id is None:
                raise NotAuthorizedException
            if request.method in csrf.SAFE:
                raise NotFound
            raise PermissionDeniedException
        return subject


def _is_plain(scope: Scope) -> bool:
    """True when each number of the path is written as we write it.

    Python reads other scripts' digits, `1_000`, `+7` and blanks as numbers too: one thing, one address.
    """
    found: dict[str, Any] = scope["path_params"]
    numbers = [value for value in found.values() if type(value) is int]
    if not numbers:
        return True
    parts = scope["path"].split("/")
    return all(value >= 0 and str(value) in parts for value in numbers)


def _wanted(load: Callable[..., Awaitable[Any]]) -> set[str]:
    """The parts of the path a loader wants."""
    return {*signature(load).parameters} - {"actor", "found"}


def _subject(request: Request, actor: Me) -> Any:
    """What the gate loaded. Asks for `actor` so that the two are provided one after the other: side by side
    Litestar starts a group of tasks for them, which costs 60 µs."""
    return request.state.subject


_SUBJECT = Provide(_subject, sync_to_thread=False)  # one for all: Litestar makes a model of each


def check_routes(app: Litestar) -> None:
    """Refuse to start with a route nobody decided about, or one its loader cannot serve.

    Notes for the others whether the gate can call their handler itself.
    """
    faults = []
    for route in app.routes:
        handlers: list[Any] = getattr(route, "route_handlers", None) or [route.route_handler]  # type: ignore[union-attr]
        for handler in handlers:
            if handler.fn is say_methods.fn or handler.fn.__module__.startswith("litestar.routes"):
                continue  # the answers to OPTIONS
            access = handler.opt.get("allow")
            if not isinstance(access, Access):
                faults.append(f"{route.path} ({handler.handler_name}) has no allow(...)")
            elif any("allow" in (layer.opt or {}) for layer in handler.ownership_layers[:-1]):
                faults.append(f"{route.path} takes its allow(...) from a router: say it on the handler")
            elif access.load and _wanted(access.load) != {*route.path_parameters}:
                faults.append(f"{route.path} does not fit {access.load.__name__}()")
            elif not handler.opt.get("asset"):
                handler.opt["wants"] = straight.wants(handler, access.name)
    if faults:
        raise ImproperlyConfiguredException("; ".join(faults))


def route_table(app: Litestar) -> list[str]:
    """One line per method and path with the rule that guards it: the whole table of who may call what."""
    rows = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:  # type: ignore[union-attr]
            access = handler.opt.get("allow")
            if isinstance(access, Access):
                rule = f"{access.rule.__module__.removeprefix('kimhub.')}.{access.rule.__name__}"
                rows += [
                    f"{m:6} {route.path:52} {rule}" for m in sorted(getattr(handler, "http_methods", ["*"]))
                ]
    return sorted(rows)
