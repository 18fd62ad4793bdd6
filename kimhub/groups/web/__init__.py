"""The pages of this slice."""

from litestar import Router

from kimhub.groups.web.decrees import handlers as decrees
from kimhub.groups.web.founding import handlers as founding
from kimhub.groups.web.history import handlers as history
from kimhub.groups.web.officers import handlers as officers
from kimhub.groups.web.organization import handlers as organization
from kimhub.groups.web.portal import handlers as portal
from kimhub.groups.web.profile import handlers as profile
from kimhub.groups.web.register import handlers as register
from kimhub.groups.web.roles import handlers as roles
from kimhub.groups.web.states import handlers as states

router = Router(
    "/",
    route_handlers=[
        *portal,
        *register,
        *founding,
        *organization,
        *profile,
        *states,
        *decrees,
        *officers,
        *roles,
        *history,
    ],
)
