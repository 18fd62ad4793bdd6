"""What is new in the library, for feed readers: the same for everybody."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core import atom
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.i18n import SOURCE, _, use_locale
from kimhub.core.public import Out
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import feeds
from kimhub.library.web.inside import PATH, shelf_path
from kimhub.settings import load

KEPT = "public, max-age=300"


@get(f"{PATH}/atom.xml", name="library:feed", **allow(anyone))
async def everywhere() -> Out:
    with use_locale(SOURCE):
        found = await feeds.newest()
        return Out(atom.feed(_("Pustaka KIM"), PATH, load().base_url, found), atom.MIME, KEPT)


@get(
    f"{PATH}/o/{{slug:str}}/atom.xml",
    name="library:house_feed",
    **allow(anyone, house=organizations.get_open),
)
async def of_house(house: NamedDependency[Profile]) -> Out:
    with use_locale(SOURCE):
        found = await feeds.newest(house.id)
        name = _("Pustaka %(name)s") % {"name": house.name}
        return Out(atom.feed(name, shelf_path(house.slug), load().base_url, found), atom.MIME, KEPT)


HANDLERS = [everywhere, of_house]
