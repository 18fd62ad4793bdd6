"""Every address of this slice."""

from kimhub.accounts import (
    web_data,
    web_look,
    web_moving,
    web_recovery,
    web_second_factor,
    web_security,
    web_settings,
    web_sign_in,
)
from kimhub.core.pages import Pages

router = Pages(
    "/",
    [
        *web_sign_in.HANDLERS,
        *web_recovery.HANDLERS,
        *web_settings.HANDLERS,
        *web_look.HANDLERS,
        *web_security.HANDLERS,
        *web_second_factor.HANDLERS,
        *web_moving.HANDLERS,
        *web_data.HANDLERS,
    ],
)
