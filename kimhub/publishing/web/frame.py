"""What all public pages of a house share: head, menu, addresses."""

from typing import Any

from litestar import Request

from kimhub.core.hosts import served
from kimhub.publishing import articles, cards, lists, looks, policy_stories
from kimhub.publishing.kinds import KINDS, PAGE
from kimhub.publishing.views import House
from kimhub.settings import load

SEGMENT = KINDS[PAGE].segment
OWN = f"{SEGMENT}/"


class Frame:
    """A house as its pages are framed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.color = looks.accent_of(house)
        self.menu = looks.menu_of(house)

    @property
    def more(self) -> list[tuple[str, str]]:
        """Pages that the menu leaves out: address and title."""
        named = {item.page for item in self.menu}
        return [(page, str(words)) for page, words in looks.PAGES.items() if page not in named]

    @property
    def root(self) -> str:
        """The whole address of its front page, without a slash at the end."""
        if self.house.host:
            return f"http{'s' if load().secure else ''}://{self.house.host}"
        return load().base_url + self.house.path

    @property
    def sending(self) -> str:
        """Where citizens send stories, always at the main address; empty where nobody takes them."""
        if not policy_stories.takes_stories(self.house):
            return ""
        return f"{load().base_url if served() else ''}{self.house.path}/kirim"

    @property
    def is_long(self) -> bool:
        """Its name needs smaller letters."""
        return len(self.house.title) > looks.LONG_NAME

    def whole(self, path: str) -> str:
        """The address of a path for other places than this site."""
        own = self.house.path
        if path == own or path.startswith(f"{own}/"):
            return self.root + path[len(own) :]
        return load().base_url + path


async def framed(house: House, here: str = "") -> dict[str, Any]:
    """The context of templates/publishing/site.html; `here` is the page in the menu."""
    site = Frame(house)
    site.menu = tuple([item for item in site.menu if await _leads_on(house, item)])
    return {
        "house": house,
        "site": site,
        "here": here,
        "card": site.whole(cards.of_house(house)),
        "urgent": await lists.urgent(house.id, house.wilayah_code),
    }


async def _leads_on(house: House, item: looks.Item) -> bool:
    """A page of the house's own stands in the menu for as long as everybody may read it."""
    own = item.page.removeprefix(OWN)
    return own == item.page or await articles.get_public(house.slug, SEGMENT, own) is not None


def behind(request: Request) -> str:
    """The language of the address, to be put behind another."""
    return "?bahasa=en" if request.query_params.get("bahasa") == "en" else ""
