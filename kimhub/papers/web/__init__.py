"""The pages of this slice."""

from kimhub.core.pages import Pages
from kimhub.papers.web.checks import handlers as checks
from kimhub.papers.web.letterhead import handlers as letterhead
from kimhub.papers.web.makings import handlers as makings

router = Pages("/", [*letterhead, *checks, *makings])
