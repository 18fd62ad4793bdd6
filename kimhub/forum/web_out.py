"""What others see of public boards: a feed, and the picture beside a shared link."""

from hashlib import sha256
from typing import Final

from litestar import get
from litestar.di import NamedDependency

from kimhub.core import cards, images
from kimhub.core.access import allow
from kimhub.core.atom import MIME
from kimhub.core.i18n import use_locale
from kimhub.core.public import Out
from kimhub.forum import feeds, reading
from kimhub.forum.boards import get_board
from kimhub.forum.labels import title_of
from kimhub.forum.views import BoardView, TopicView
from kimhub.groups import installation
from kimhub.settings import load

FEED_KEPT: Final = "public, max-age=300"
CARD_KEPT: Final = "public, max-age=604800"  # its address changes with the title


@get("/p/{slug:str}/atom.xml", name="forum:feed", **allow(feeds.is_public, board=get_board))
async def board_feed(board: NamedDependency[BoardView]) -> Out:
    use_locale("id")
    found = await feeds.entries(board.id)
    return Out(feeds.atom(board.name, board.path, load().base_url, found), MIME, FEED_KEPT)


@get("/t/{ref:str}/kartu.png", name="forum:card", **allow(feeds.is_public_topic, topic=reading.get_topic))
async def topic_card(topic: NamedDependency[TopicView]) -> Out:
    use_locale("id")
    kicker = " · ".join(part for part in (title_of(topic.label), topic.board_name) if part)
    house = installation.current()
    foot = ", ".join(part for part in (house.name or "KIMHub", house.place) if part)
    picture = await images.run(cards.draw, topic.title, kicker, foot)
    return Out(picture, cards.MIME, CARD_KEPT)


def card_address(topic: TopicView) -> str:
    """The picture's address: another one when its words change, so that it may be kept for long."""
    said = sha256(f"{topic.title}|{topic.label}|{topic.board_name}".encode()).hexdigest()[:8]
    return f"/forum/t/{topic.id}/kartu.png?v={said}"


OUT = [board_feed, topic_card]
