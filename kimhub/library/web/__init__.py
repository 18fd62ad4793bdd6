"""Pages of the library. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.library.web.lists import HANDLERS as lists
from kimhub.library.web.show import HANDLERS as show

router = Pages(
    "/",
    [
        *lists,
        *show,
    ],
)
