"""The frames of this slice: what every page of a library, and of a document, begins with.

A page takes `frame=inside.library(actor, house, "bin")` or `frame=inside.document(actor, document, "show")`
and begins its block with `{{ inside.shelf(frame) }}` or `{{ inside.head(frame) }}`
(templates/library/_inside.html). A page that has its own address below them adds its line to the tabs here.
"""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.groups.organizations import Profile
from kimhub.library import policy, quota
from kimhub.library.kinds import KINDS, STATUS_TAGS, STATUSES
from kimhub.library.views import Document

Tab = tuple[str, str, bool]  # as ui.subnav wants it
PATH = "/pustaka"


class Shelf(Struct, frozen=True):
    """A library: whose it is, and its pages."""

    house: Profile
    tabs: tuple[Tab, ...]

    @property
    def path(self) -> str:
        return shelf_path(self.house.slug)


class Frame(Struct, frozen=True):
    """A document: its kind and state in words, and its pages."""

    document: Document
    kind: str
    state: str
    tag: str
    tabs: tuple[Tab, ...]
    deeds: tuple[tuple[str, str, str], ...] = ()  # (address, words, icon) of what this person may do


def shelf_path(slug: str) -> str:
    return f"{PATH}/o/{slug}"


def library(actor: Actor, house: Profile, current: str = "") -> Shelf:
    """`current` is the key of the tab; empty on a page below them."""
    home = shelf_path(house.slug)
    every = [
        (True, "documents", home, _("Dokumen")),
        (policy.can_keep_letters(actor, house), "letters", f"{home}/surat", _("Surat")),
        (policy.can_keep(actor, house), "retention", f"{home}/retensi", _("Masa simpan")),
        (policy.can_keep(actor, house), "bin", f"{home}/sampah", _("Tempat sampah")),
        (quota.can_see(actor, house), "room", f"{home}/ruang", _("Ruang")),
    ]
    return Shelf(house, tuple((href, text, key == current) for shown, key, href, text in every if shown))


def document(actor: Actor, one: Document, current: str = "") -> Frame:
    """`current` is the key of the tab; empty on a page below them."""
    every = [
        (True, "show", one.path, _("Dokumen")),
        (True, "versions", f"{one.path}/versi", _("Versi")),
    ]
    tabs = tuple((href, text, key == current) for shown, key, href, text in every if shown)
    state, tag = state_tag(one)
    return Frame(one, str(KINDS[one.kind].word), state, tag, tabs, deeds(actor, one))


def deeds(actor: Actor, one: Document) -> tuple[tuple[str, str, str], ...]:
    """What this person may do with it besides reading. Other parts add their line here."""
    every = [
        (policy.can_change(actor, one), "sunting", _("Sunting keterangan"), "edit"),
        (policy.can_rule(actor, one), "status", _("Ubah keadaan"), "done"),
        (policy.can_ask_to_read(actor, one), "wajib-baca", _("Minta dibaca"), "megaphone"),
        (policy.can_share(actor, one), "bagikan", _("Bagikan lewat tautan"), "share"),
        (policy.can_rule(actor, one) and not one.is_removed, "hapus", _("Hapus"), "delete"),
    ]
    return tuple((f"{one.path}/{page}", words, sign) for shown, page, words, sign in every if shown)


def state_tag(one: Document) -> tuple[str, str]:
    """The state in a word and the kind of its tag."""
    if one.is_removed:
        return _("Di tempat sampah"), "bad"
    return str(STATUSES[one.status]), STATUS_TAGS[one.status]
