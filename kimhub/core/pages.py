"""The handlers of a slice, as an app takes them.

Litestar's own Router makes routes of its handlers when it is made; the app that takes it then copies all
of that deeply and makes the routes again, each with one more handler to answer OPTIONS. With 500 handlers
this was half of the time a start takes.
"""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from typing import Any

from litestar import HttpMethod, MediaType, Request, Response, Router, route
from litestar.exceptions import ImproperlyConfiguredException
from litestar.handlers import HTTPRouteHandler
from litestar.types.internal_types import RouteHandlerMapItem
from litestar.utils import join_paths


@route(http_method=[HttpMethod.OPTIONS], status_code=204, include_in_schema=False)
async def say_methods(request: Request) -> Response[None]:
    """Which methods the address has, as Litestar's own answer to OPTIONS says it."""
    template = request.scope["path_template"]
    routes = [each for each in request.app.routes if each.path_format == template]
    allow = ", ".join(sorted({method for each in routes for method in each.methods}))
    return Response(None, status_code=204, headers={"Allow": allow}, media_type=MediaType.TEXT)


class Pages(Router):
    """Handlers below one address; each app that takes them has copies of its own."""

    def __init__(self, path: str, handlers: Sequence[HTTPRouteHandler]) -> None:
        super().__init__(path, route_handlers=[])
        self.handlers = handlers

    def __deepcopy__(self, memo: dict[int, Any]) -> "Pages":
        return Pages(self.path, self.handlers)

    @property
    def route_handler_method_map(self) -> dict[str, RouteHandlerMapItem]:
        """By address and method. Raises ImproperlyConfiguredException where two handlers want the same."""
        found: dict[str, Any] = defaultdict(dict)
        for handler in self.handlers:
            own = self._own(handler)
            for path in handler.paths:
                of_path = found[join_paths([self.path, path])]
                for method in handler.http_methods:
                    if method in of_path:
                        raise ImproperlyConfiguredException(f"{method} {self.path}{path} has two handlers")
                    of_path[method] = own
        options = self._own(say_methods)
        for of_path in found.values():
            of_path.setdefault("OPTIONS", options)
        return found

    def _own(self, handler: HTTPRouteHandler) -> HTTPRouteHandler:
        own = copy(handler)
        own.owner = self
        return own
