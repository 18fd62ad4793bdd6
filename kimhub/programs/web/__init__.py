"""Pages of programs. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.programs.web.acknowledging import HANDLERS as acknowledging

router = Pages("/", [*acknowledging])
