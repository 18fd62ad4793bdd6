"""Calling a handler that only reads with what the gate knows already.

Litestar would make the request anew, resolve each dependency and check its type: 45 µs, as much as the
session and the topic cost together. Handlers that want more than the gate has (path parameters, numbers
of the query), and all that take a form, go through Litestar.
"""

from dataclasses import dataclass
from inspect import signature
from typing import Any, get_args, get_type_hints

from litestar import Request, Response
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import FromQuery

from kimhub.core.actor import Actor

TEXT = FromQuery[str | None]
READS = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Wants:
    """The parameters of a handler."""

    actor: bool
    request: bool
    subject: str | None
    texts: tuple[str, ...]  # of the query; None when not sent


def wants(handler: BaseRouteHandler, subject: str | None) -> Wants | None:
    """What `handler` is called with; None when only Litestar can call it."""
    if not isinstance(handler, HTTPRouteHandler) or handler.has_sync_callable or _is_more(handler):
        return None
    hints = get_type_hints(handler.fn, include_extras=True)
    answer = hints.pop("return", None)
    defaults = {name: each.default for name, each in signature(handler.fn).parameters.items()}
    texts = tuple(name for name, kind in hints.items() if kind == TEXT and defaults[name] is None)
    if hints.keys() - {"actor", "request", subject, *texts} or not _is_response(answer):
        return None
    return Wants("actor" in hints, "request" in hints, subject if subject in hints else None, texts)


async def call(
    handler: BaseRouteHandler, wanted: Wants, request: Request, actor: Actor, subject: Any
) -> Any:
    """What the handler answers, as an ASGI application."""
    values: dict[str, Any] = {}
    if wanted.actor:
        values["actor"] = actor
    if wanted.request:
        values["request"] = request
    if wanted.subject:
        values[wanted.subject] = subject
    if wanted.texts:
        sent = dict(request.query_params.multi_items()) if request.scope["query_string"] else {}
        values |= {name: sent.get(name) for name in wanted.texts}  # of one sent twice the last counts
    made: Response = await handler.fn(**values)
    return made.to_asgi_response(None, request)


def _is_response(answer: Any) -> bool:
    kinds = get_args(answer) or (answer,)
    return all(isinstance(kind, type) and issubclass(kind, Response) for kind in kinds)


def _is_more(handler: HTTPRouteHandler) -> bool:
    """True for a handler around which Litestar has to do something."""
    around = (
        handler.resolve_guards(),
        handler.resolve_before_request(),
        *(layer.after_request for layer in handler.ownership_layers),
        handler.resolve_after_response(),
        handler.resolve_return_dto(),
        handler.cache,
        handler.background,
    )
    return any(around) or not handler.http_methods <= READS
