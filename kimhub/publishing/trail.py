"""What the history of a house tells about its site."""

from typing import Any, Final

from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.groups.history import tells

PARTS: Final[dict[str, Lazy]] = {
    "masthead": lazy_("nama"),
    "motto": lazy_("semboyan"),
    "accent": lazy_("warna"),
    "blocks": lazy_("halaman depan"),
    "menu": lazy_("menu"),
    "phone": lazy_("nomor telepon"),
    "email": lazy_("email"),
    "links": lazy_("media sosial"),
    "map_url": lazy_("tautan peta"),
    "publishers": lazy_("siapa yang menerbitkan"),
    "editors": lazy_("redaktur"),
    "host": lazy_("nama situs sendiri"),
}


@tells("SiteArranged")
def arranged(payload: dict[str, Any]) -> str:
    """The parts of the site that were changed."""
    named = [str(PARTS[name]) for name in PARTS if name in payload.get("what", ())]
    return _("mengatur situs: %(parts)s") % {"parts": ", ".join(named)}
