"""The pages of this slice."""

from kimhub.core.pages import Pages
from kimhub.groups.web.activate import handlers as activate
from kimhub.groups.web.asking import handlers as asking
from kimhub.groups.web.decisions import handlers as decisions
from kimhub.groups.web.decrees import handlers as decrees
from kimhub.groups.web.founding import handlers as founding
from kimhub.groups.web.history import handlers as history
from kimhub.groups.web.imports import handlers as imports
from kimhub.groups.web.invitations import handlers as invitations
from kimhub.groups.web.join import handlers as join
from kimhub.groups.web.members import handlers as members
from kimhub.groups.web.officers import handlers as officers
from kimhub.groups.web.organization import handlers as organization
from kimhub.groups.web.profile import handlers as profile
from kimhub.groups.web.register import handlers as register
from kimhub.groups.web.roles import handlers as roles
from kimhub.groups.web.states import handlers as states

router = Pages(
    "/",
    [
        *register,
        *founding,
        *organization,
        *profile,
        *states,
        *decrees,
        *officers,
        *roles,
        *history,
        *members,
        *decisions,
        *asking,
        *invitations,
        *imports,
        *join,
        *activate,
    ],
)
