"""Pages of sites and articles. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.publishing.web.photo_files import HANDLERS as photo_files

router = Pages("/", [*photo_files])
