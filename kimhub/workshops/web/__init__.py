"""Pages of workshops. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.workshops.web.audience import HANDLERS as audience
from kimhub.workshops.web.calendars import HANDLERS as calendars
from kimhub.workshops.web.certificates import HANDLERS as certificates
from kimhub.workshops.web.copying import HANDLERS as copying
from kimhub.workshops.web.delegations import HANDLERS as delegations
from kimhub.workshops.web.details import HANDLERS as details
from kimhub.workshops.web.door import HANDLERS as door
from kimhub.workshops.web.feedback import HANDLERS as feedback
from kimhub.workshops.web.kinds import HANDLERS as kinds
from kimhub.workshops.web.letters import HANDLERS as letters
from kimhub.workshops.web.lists import HANDLERS as lists
from kimhub.workshops.web.materials import HANDLERS as materials
from kimhub.workshops.web.messages import HANDLERS as messages
from kimhub.workshops.web.out import HANDLERS as out
from kimhub.workshops.web.people import HANDLERS as people
from kimhub.workshops.web.personal_link import HANDLERS as personal_link
from kimhub.workshops.web.planning import HANDLERS as planning
from kimhub.workshops.web.questions import HANDLERS as questions
from kimhub.workshops.web.quizzes import HANDLERS as quizzes
from kimhub.workshops.web.report import HANDLERS as report
from kimhub.workshops.web.sessions import HANDLERS as sessions
from kimhub.workshops.web.sheets import HANDLERS as sheets
from kimhub.workshops.web.show import HANDLERS as show
from kimhub.workshops.web.signing import HANDLERS as signing
from kimhub.workshops.web.speakers import HANDLERS as speakers
from kimhub.workshops.web.steps import HANDLERS as steps
from kimhub.workshops.web.team import HANDLERS as team

router = Pages(
    "/",
    [
        *lists,
        *show,
        *planning,
        *details,
        *sessions,
        *speakers,
        *questions,
        *audience,
        *materials,
        *team,
        *steps,
        *copying,
        *kinds,
        *signing,
        *people,
        *delegations,
        *personal_link,
        *door,
        *sheets,
        *calendars,
        *letters,
        *messages,
        *feedback,
        *quizzes,
        *certificates,
        *report,
        *out,
    ],
)
