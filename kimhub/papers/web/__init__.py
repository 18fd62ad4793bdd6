"""The pages of this slice."""

from litestar import Router

from kimhub.papers.web.checks import handlers as checks
from kimhub.papers.web.letterhead import handlers as letterhead
from kimhub.papers.web.makings import handlers as makings

router = Router("/", route_handlers=[*letterhead, *checks, *makings])
