"""Pages of sites and articles. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.publishing.web.aging import HANDLERS as aging
from kimhub.publishing.web.album_order import HANDLERS as album_order
from kimhub.publishing.web.albums import HANDLERS as albums
from kimhub.publishing.web.arranging import HANDLERS as arranging
from kimhub.publishing.web.article import HANDLERS as article
from kimhub.publishing.web.cards import HANDLERS as cards
from kimhub.publishing.web.coverage import HANDLERS as coverage
from kimhub.publishing.web.desk import HANDLERS as desk
from kimhub.publishing.web.editing import HANDLERS as editing
from kimhub.publishing.web.embedding import HANDLERS as embedding
from kimhub.publishing.web.feeds import HANDLERS as feeds
from kimhub.publishing.web.for_members import HANDLERS as for_members
from kimhub.publishing.web.history import HANDLERS as history
from kimhub.publishing.web.look import HANDLERS as look
from kimhub.publishing.web.moving import HANDLERS as moving
from kimhub.publishing.web.news import HANDLERS as news
from kimhub.publishing.web.packages import HANDLERS as packages
from kimhub.publishing.web.passing import HANDLERS as passing
from kimhub.publishing.web.photo import HANDLERS as photo
from kimhub.publishing.web.photo_files import HANDLERS as photo_files
from kimhub.publishing.web.photos import HANDLERS as photos
from kimhub.publishing.web.portal import HANDLERS as portal
from kimhub.publishing.web.public import HANDLERS as public
from kimhub.publishing.web.public_pages import HANDLERS as public_pages
from kimhub.publishing.web.reach import HANDLERS as reach
from kimhub.publishing.web.relayed import HANDLERS as relayed
from kimhub.publishing.web.steps import HANDLERS as steps
from kimhub.publishing.web.stories import HANDLERS as stories

router = Pages(
    "/",
    [
        *aging,
        *album_order,
        *albums,
        *arranging,
        *article,
        *cards,
        *coverage,
        *desk,
        *editing,
        *embedding,
        *feeds,
        *for_members,
        *history,
        *look,
        *moving,
        *news,
        *packages,
        *passing,
        *photo,
        *photo_files,
        *photos,
        *portal,
        *public,
        *public_pages,
        *reach,
        *relayed,
        *steps,
        *stories,
    ],
)
