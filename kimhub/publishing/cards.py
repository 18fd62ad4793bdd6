"""The picture beside a shared link (og:image): the photo of an article where it has one, else its words on
our colours. Each address carries a piece of what the picture says: it changes with it, so whoever kept the
old one asks anew.
"""

from hashlib import sha256
from typing import Final

from msgspec import Struct

from kimhub.core import cards
from kimhub.publishing.kinds import KINDS, VERDICTS
from kimhub.publishing.views import Article, House
from kimhub.publishing.views_photos import Photo

NAME: Final = "kartu.png"  # the last part of the address
WIDTH, HEIGHT = cards.WIDTH, cards.HEIGHT


class Words(Struct, frozen=True):
    """What a drawn card says, as core.cards.draw takes it."""

    title: str
    kicker: str
    foot: str


def of_article(article: Article, picture: Photo | None) -> str:
    """Path of the card of an article; `picture` is the photo that stands for it, if there is one."""
    if picture is not None and picture.card_path:
        return picture.card_path
    said = (article.title, article.kind, article.verdict, article.masthead, article.owner_name)
    return _path(article.path, *said, article.owner_place)


def of_house(house: House) -> str:
    """Path of the card of a house: its front page, lists and other pages."""
    return _path(house.path, house.title, house.motto, house.name, house.place)


def of_all(name: str, place: str) -> str:
    """Path of the card of the installation."""
    return _path("", name, place)


def article_words(article: Article) -> Words:
    verdict = str(VERDICTS[article.verdict]) if article.verdict in VERDICTS else ""
    kicker = ": ".join(part for part in (str(KINDS[article.kind].word), verdict) if part)
    return Words(
        article.title, kicker, ", ".join((article.masthead or article.owner_name, article.owner_place))
    )


def house_words(house: House) -> Words:
    own = house.name if house.masthead else ""
    return Words(house.title, house.motto or own, house.place)


def all_words(name: str, place: str) -> Words:
    return Words(name or "KIMHub", "Kabar dari, oleh, dan untuk warga", place)


def _path(of: str, *said: str) -> str:
    """What is hashed is the same in every language of the page that links here."""
    return f"{of}/{NAME}?v={sha256('|'.join(said).encode()).hexdigest()[:8]}"
