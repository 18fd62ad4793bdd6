"""Pages of sites and articles. Each module offers HANDLERS."""

from kimhub.core.pages import Pages

router = Pages("/", [])
