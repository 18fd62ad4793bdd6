"""Pages of search."""

from kimhub.core.pages import Pages
from kimhub.search.web.page import HANDLERS as page

router = Pages("/", page)
