"""Pages of sites and articles. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.publishing.web.photo_files import HANDLERS as photo_files
from kimhub.publishing.web.public import HANDLERS as public
from kimhub.publishing.web.public_pages import HANDLERS as public_pages

router = Pages(
    "/",
    [
        *photo_files,
        *public,
        *public_pages,
    ],
)
