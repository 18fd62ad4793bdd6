"""The frames of the desk: what every page of a house's desk, and of an article at it, begins with.

A page takes `frame=inside.desk(actor, house, "photos")` or `frame=inside.article(actor, one, "history")`
and begins its block with `{{ inside.desk(frame) }}` or `{{ inside.article(frame) }}`
(templates/publishing/_inside.html). A page that has its own address below them adds its line to the tabs.
"""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.publishing import policy, policy_stories
from kimhub.publishing.kinds import GALLERY, KINDS, PACKAGE, STATE_TAGS, STATES
from kimhub.publishing.views import Article, House

Tab = tuple[str, str, bool]  # as ui.subnav wants it
PATH = "/situs"


class Desk(Struct, frozen=True):
    """The desk of a house, and its pages."""

    house: House
    tabs: tuple[Tab, ...]


class Frame(Struct, frozen=True):
    """An article at its desk: kind and state in words, and its pages."""

    article: Article
    home: str  # where this person goes on in the house: its desk, or its site
    title: str
    kind: str
    state: str
    tag: str
    tabs: tuple[Tab, ...]


def desk(actor: Actor, house: House, current: str = "", waiting: int = 0) -> Desk:
    """`current` is the key of the tab; empty on a page below them. Its stories that are `waiting` are
    counted in the tab by pages that know."""
    sent = _("Kiriman warga (%(n)s)") % {"n": waiting} if waiting else _("Kiriman warga")
    every = [
        (True, "articles", house.desk, _("Tulisan")),
        (True, "photos", f"{house.desk}/foto", _("Foto")),
        (policy_stories.can_open_box(actor, house), "stories", f"{house.desk}/kiriman", sent),
        (True, "packages", f"/bahan?untuk={house.slug}", _("Bahan informasi")),
        (policy.can_arrange(actor, house), "look", f"{house.desk}/tampilan", _("Tampilan")),
        (policy.can_arrange(actor, house), "moving", f"{house.desk}/bawa", _("Pindahan")),
    ]
    return Desk(house, tuple((href, text, key == current) for may, key, href, text in every if may))


def article(actor: Actor, one: Article, current: str = "") -> Frame:
    every = [
        (True, "show", one.desk_path, _("Pratinjau")),
        (policy.can_change(actor, one), "edit", f"{one.desk_path}/sunting", _("Sunting")),
        (
            one.kind == GALLERY and policy.can_change(actor, one),
            "order",
            f"{one.desk_path}/urutan",
            _("Urutan foto"),
        ),
        (one.kind == PACKAGE, "package", f"/bahan/{one.id}", _("Permintaan dan cakupan")),
        (one.revisions > 1, "history", f"{one.desk_path}/riwayat", _("Riwayat")),
        (policy.can_settle(actor, one), "settings", f"{one.desk_path}/pengaturan", _("Pengaturan")),
    ]
    belongs = actor.has(one.organization, *policy.ANY)
    return Frame(
        one,
        f"{PATH}/{one.owner_slug}" if belongs else f"/k/{one.owner_slug}",
        title_of(one.title),
        str(KINDS[one.kind].word),
        str(STATES[one.state]),
        state_tag(one.state),
        tuple((href, text, key == current) for may, key, href, text in every if may),
    )


def title_of(title: str) -> str:
    return title or _("Tanpa judul")


def state_tag(state: str) -> str:
    """How ui.tag draws it."""
    return {"turn": "your-turn"}.get(STATE_TAGS.get(state, ""), STATE_TAGS.get(state, ""))
