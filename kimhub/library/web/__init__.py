"""Pages of the library. Each module offers HANDLERS."""

from kimhub.core.pages import Pages

router = Pages("/", [])
