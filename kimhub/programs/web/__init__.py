"""Pages of programs. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.programs.web.acknowledging import HANDLERS as acknowledging
from kimhub.programs.web.desk import HANDLERS as desk
from kimhub.programs.web.importing import HANDLERS as importing
from kimhub.programs.web.lists import HANDLERS as lists
from kimhub.programs.web.papers import HANDLERS as papers
from kimhub.programs.web.show import HANDLERS as show
from kimhub.programs.web.steps import HANDLERS as steps
from kimhub.programs.web.versions import HANDLERS as versions

router = Pages("/", [*acknowledging, *desk, *importing, *papers, *lists, *show, *steps, *versions])
