"""What kind of topic it is: one label, chosen by who begins it. The keys stand in topic.label."""

from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.text import slugify
from kimhub.forum import policy


class Label(Struct, frozen=True):
    """`asks`: a topic of this kind waits for an answer. `only_moderators` may give it."""

    title: Lazy
    icon: str
    asks: bool = False
    only_moderators: bool = False


NOTICE: Final = "notice"
LABELS: Final[dict[str, Label]] = {
    "question": Label(lazy_("Tanya jawab"), "message", asks=True),
    "fact_check": Label(lazy_("Cek fakta"), "search", asks=True),
    "practice": Label(lazy_("Berbagi praktik"), "share"),
    "idea": Label(lazy_("Usulan"), "target"),
    "news": Label(lazy_("Kabar"), "news"),
    NOTICE: Label(lazy_("Pengumuman"), "megaphone", only_moderators=True),
}
_SLUGS: Final = {key: slugify(label.title.source) for key, label in LABELS.items()}
ASKING: Final = [key for key, label in LABELS.items() if label.asks]


def title_of(key: str) -> str:
    """The label in the reader's words; empty for none, and for one that is no more."""
    label = LABELS.get(key)
    return str(label.title) if label else ""


def icon_of(key: str) -> str:
    """A name of static/icons.svg; empty for no label."""
    label = LABELS.get(key)
    return label.icon if label else ""


def slug_of(key: str) -> str:
    """The label as addresses write it: tanya-jawab."""
    return _SLUGS.get(key, "")


def key_of(slug: str) -> str:
    """The label of an address; empty for none."""
    return next((key for key, each in _SLUGS.items() if each == slug), "")


def offered(actor: Actor, board: policy.Placed | None = None) -> list[str]:
    """Keys of the labels this person may give on this board; without a board, on any of theirs."""
    moderates = policy.can_moderate(actor, board) if board else actor.plays(*policy.MODERATORS)
    return [key for key, label in LABELS.items() if moderates or not label.only_moderators]


def choices(actor: Actor, board: policy.Placed | None = None, now: str = "") -> list[tuple[str, str]]:
    """`offered` as key and title, for a form; the label a topic has `now` stays among them."""
    keys = offered(actor, board)
    return [(key, title_of(key)) for key in LABELS if key in keys or key == now]
