"""Pages of programs. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.programs.web.acknowledging import HANDLERS as acknowledging
from kimhub.programs.web.desk import HANDLERS as desk

router = Pages("/", [*acknowledging, *desk])
