"""Made-up packages of an office and what houses made of them, for trying KIMHub out."""

from dataclasses import dataclass
from typing import Final

from kimhub.publishing.blocks import Block, Heading, Listing, Quote, Text
from kimhub.publishing.facts import Facts


@dataclass(frozen=True, slots=True)
class Heard:
    """A report of a house: how, how many people, how many days ago."""

    house: str
    way: str
    people: int
    day: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A package: days from today it came out (`told`) and is due. `relays` are (house, day)."""

    office: str
    title: str
    lede: str
    ask: str
    blocks: tuple[Block, ...]
    told: int
    due: int
    facts: Facts
    opened: tuple[str, ...] = ()
    relays: tuple[tuple[str, int], ...] = ()
    heard: tuple[Heard, ...] = ()


HANDED: Final = {
    "bone": (
        Handed(
            "Diskominfo Kabupaten Bone",
            "Vaksin rabies gratis untuk anjing dan kucing",
            "Petugas datang ke tiap kecamatan bulan ini. Bawa hewan peliharaan, tidak dipungut biaya.",
            "Sebarkan di situs, dan umumkan lewat pengeras suara sehari sebelumnya.",
            (
                Text("Petugas kesehatan hewan berkeliling kecamatan. Satu suntikan berlaku setahun."),
                Heading("Yang perlu dibawa"),
                Listing("Hewan dengan tali atau kandang\nKartu vaksin lama, bila ada"),
                Quote("Digigit? Cuci dengan sabun 15 menit, lalu ke puskesmas hari itu juga.", "Petugas"),
            ),
            told=-6,
            due=-1,
            facts=Facts(tags=("kesehatan",), adinda="A"),
            opened=("KIM Mallari", "KIM Carigading"),
            relays=(("KIM Carigading", -5),),
            heard=(
                Heard("KIM Mallari", "loudspeaker", 400, -3, "Usai salat Jumat di dua masjid"),
                Heard("KIM Mallari", "meeting", 45, -2, "Pertemuan kader posyandu"),
            ),
        ),
        Handed(
            "Diskominfo Kabupaten Bone",
            "KTP hilang? Mengurusnya gratis dan tanpa calo",
            "Cukup surat kehilangan dari polisi dan fotokopi kartu keluarga.",
            "Olah dengan jam layanan kantor camat Anda sendiri.",
            (
                Text("KTP elektronik yang hilang diganti tanpa biaya. Tidak perlu perantara."),
                Listing(
                    "Minta surat kehilangan di kantor polisi terdekat\n"
                    "Bawa fotokopi kartu keluarga ke kantor camat\nTunggu pesan bahwa kartu sudah jadi",
                    ordered=True,
                ),
            ),
            told=-1,
            due=6,
            facts=Facts(tags=("layanan",), adinda="Di"),
            opened=("KIM Carigading",),
        ),
    ),
}
# Who shows what another house told: (who, whose, its title, days from today, a word above it).
PASSED: Final = {
    "bone": (
        (
            "KIM Carigading",
            "KIM Mallari",
            "Panen rumput laut naik, pengepul datang langsung ke Lompu",
            -1,
            "Harga di tetangga kita, untuk yang mau menimbang bersama.",
        ),
    ),
}
