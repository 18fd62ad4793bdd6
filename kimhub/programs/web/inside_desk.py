"""The way between the pages of an office's desk."""

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.programs import desk, policy

Tab = tuple[str, str, bool]  # as ui.subnav wants it


def nav(actor: Actor, current: str) -> list[Tab]:
    """(address, name, is the current one); a province sets no rules for its regencies."""
    every = [
        ("", _("Antrean"), True),
        ("program", _("Tahap semua KIM"), True),
        ("banding", _("Bandingkan"), True),
        ("pengingat", _("Ingatkan KIM"), True),
        ("pengganti", _("Pengganti"), True),
        ("aturan", _("Aturan"), bool(own_codes(actor))),
    ]
    return [
        (f"/tinjauan/{key}" if key else "/tinjauan", text, key == current)
        for key, text, shown in every
        if shown
    ]


class _At:
    def __init__(self, code: str) -> None:
        self.wilayah_code = code


def own_codes(actor: Actor) -> list[str]:
    """The wilayah whose rules this person may set."""
    codes = desk.codes_of(actor, *policy.STAFF)
    return [code for code in codes if len(code) <= 5 and policy.can_set_rules(actor, _At(code))]
