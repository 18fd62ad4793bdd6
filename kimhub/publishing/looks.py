"""How the site of a house looks: colours to pick from, what stands on the front page, the menu. Pure."""

from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_
from kimhub.publishing.views import House

USUAL: Final = "indigo"
# Natural dyes, each AA on its ground in both themes (static/site.css). Nobody types a colour of their own:
# no colour is neutral in politics, and a KIM belongs to nobody.
ACCENTS: Final[dict[str, Lazy]] = {
    USUAL: lazy_("Nila"),
    "brown": lazy_("Soga"),
    "madder": lazy_("Mengkudu"),
    "pandan": lazy_("Pandan"),
    "sea": lazy_("Laut"),
    "plum": lazy_("Manggis"),
}

HEADS: Final = {  # --mast of each, to be shown where it is chosen
    USUAL: "#15265a",
    "brown": "#56300f",
    "madder": "#6d1f24",
    "pandan": "#124532",
    "sea": "#0d4350",
    "plum": "#4a2150",
}

# What may stand on the front page. Those of BESIDE stand beside the others where there is room.
BLOCKS: Final[dict[str, Lazy]] = {
    "news": lazy_("Kabar terbaru"),
    "gallery": lazy_("Galeri foto"),
    "products": lazy_("Produk warga"),
    "program": lazy_("Kemajuan program kerja"),
    "profile": lazy_("Tentang"),
    "contact": lazy_("Kontak"),
    "agenda": lazy_("Agenda"),
    "documents": lazy_("Dokumen"),
    "facts": lazy_("Data pokok dan pengurus"),
    "map": lazy_("Tautan peta"),
}
BESIDE: Final = frozenset(("contact", "agenda", "documents", "facts", "map"))

# Pages every site has: the last part of the address, and what it is called in the menu.
PAGES: Final[dict[str, Lazy]] = {
    "berita": lazy_("Berita"),
    "pengumuman": lazy_("Pengumuman"),
    "galeri": lazy_("Galeri"),
    "klarifikasi": lazy_("Klarifikasi"),
    "umkm": lazy_("Produk warga"),
    "agenda": lazy_("Agenda"),
    "dokumen": lazy_("Dokumen"),
    "tentang": lazy_("Tentang"),
    "visi-misi": lazy_("Visi dan misi"),
    "pengurus": lazy_("Pengurus"),
    "kontak": lazy_("Kontak"),
}
USUAL_MENU: Final = ("berita", "agenda", "dokumen", "tentang", "kontak")
MOST_MENU: Final = 7
LONG_NAME: Final = 22  # letters: a longer name is written smaller over the front page


class Item(Struct, frozen=True):
    """An entry of the menu. `page` is one of PAGES, or "hal/<slug>"; without words as it is called."""

    page: str
    words: str = ""

    @property
    def title(self) -> str:
        return self.words or str(PAGES.get(self.page, self.page.rpartition("/")[2]))


_words = msgspec.json.Decoder(tuple[str, ...])
_items = msgspec.json.Decoder(tuple[Item, ...])


def accent_of(house: House) -> str:
    """One of ACCENTS."""
    return house.accent if house.accent in ACCENTS else USUAL


def blocks_of(house: House) -> tuple[str, ...]:
    """What stands on the front page, in order."""
    return (
        tuple(one for one in _words.decode(house.blocks) if one in BLOCKS) if house.blocks else (*BLOCKS,)
    )


def menu_of(house: House) -> tuple[Item, ...]:
    """The menu, in order."""
    return _items.decode(house.menu) if house.menu else tuple(Item(page) for page in USUAL_MENU)


def links_of(house: House) -> tuple[str, ...]:
    """Addresses in social media."""
    return _words.decode(house.links or "[]")
