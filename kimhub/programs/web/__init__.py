"""Pages of programs. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.programs.web.account import HANDLERS as account
from kimhub.programs.web.acknowledging import HANDLERS as acknowledging
from kimhub.programs.web.adopting import HANDLERS as adopting
from kimhub.programs.web.comments import HANDLERS as comments
from kimhub.programs.web.deciding import HANDLERS as deciding
from kimhub.programs.web.desk import HANDLERS as desk
from kimhub.programs.web.desk_settings import HANDLERS as desk_settings
from kimhub.programs.web.editing import HANDLERS as editing
from kimhub.programs.web.entries import HANDLERS as entries
from kimhub.programs.web.importing import HANDLERS as importing
from kimhub.programs.web.indicators import HANDLERS as indicators
from kimhub.programs.web.line import HANDLERS as line
from kimhub.programs.web.lists import HANDLERS as lists
from kimhub.programs.web.money import HANDLERS as money
from kimhub.programs.web.out import HANDLERS as out
from kimhub.programs.web.overview import HANDLERS as overview
from kimhub.programs.web.papers import HANDLERS as papers
from kimhub.programs.web.review import HANDLERS as review
from kimhub.programs.web.show import HANDLERS as show
from kimhub.programs.web.starting import HANDLERS as starting
from kimhub.programs.web.steps import HANDLERS as steps
from kimhub.programs.web.templates import HANDLERS as templates
from kimhub.programs.web.texts import HANDLERS as texts
from kimhub.programs.web.versions import HANDLERS as versions
from kimhub.programs.web.work import HANDLERS as work

router = Pages(
    "/",
    [
        *starting,
        *editing,
        *texts,
        *account,
        *acknowledging,
        *desk,
        *importing,
        *adopting,
        *templates,
        *out,
        *papers,
        *lists,
        *show,
        *steps,
        *versions,
        *review,
        *comments,
        *deciding,
        *work,
        *line,
        *entries,
        *money,
        *indicators,
        *overview,
        *desk_settings,
    ],
)
