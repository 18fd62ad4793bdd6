"""What people of the place make and sell (features.md G10): the price, who sells it, and how to order.

The number is the seller's own and stands there only where the seller agreed.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kimhub.core.amounts import rupiah
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_money
from kimhub.core.phones import normalise, phone_display, whatsapp_link
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.publishing import facts
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import PRODUCT

MOST_PRICE: Final = 1_000_000_000  # rupiah
MOST_SELLER: Final = 120
_CURRENCY: Final = "IDR"


class Offer(Struct, frozen=True):
    """A product as it is offered. `price` in rupiah, 0 where none is said; `phone` is `+628…` or empty."""

    price: int
    starting: bool
    seller: str
    place: str
    phone: str

    @property
    def price_words(self) -> str:
        """`Rp15.000`, `mulai dari Rp15.000`; empty where none is said."""
        if not self.price:
            return ""
        price = rupiah(self.price)
        return _("mulai dari %(price)s") % {"price": price} if self.starting else price

    @property
    def phone_words(self) -> str:
        return phone_display(self.phone)

    @property
    def currency(self) -> str:
        return _CURRENCY

    def order_link(self, title: str, address: str) -> str:
        """Opens WhatsApp with words to the seller; empty without a number."""
        words = f"Halo, saya ingin memesan {title}."  # in the language of the seller
        return whatsapp_link(self.phone, f"{words}\n{address}".strip()) if self.phone else ""


class _Told(Struct, frozen=True):
    article: int
    facts: str


_facts = prepare_sql(
    "SELECT r.article, r.facts FROM article_revision r JOIN article a ON a.live = r.id"
    " WHERE a.id IN :ids AND a.kind = :kind",
    _Told,
)


def offer_of(told: Facts) -> Offer:
    """What readers are told of it: nothing that is none, and no number nobody agreed to."""
    phone = told.phone if told.phone_agreed and is_phone(told.phone) else ""
    return Offer(price_of(told.price) or 0, told.price_from, told.seller, told.place, phone)


async def offers_of(ids: Iterable[int]) -> dict[int, Offer]:
    """Of these articles those that are shown products, by id."""
    wanted = [*ids]
    if not wanted:
        return {}
    return {one.article: offer_of(facts.load(one.facts)) for one in await _facts(ids=wanted, kind=PRODUCT)}


def price_of(text: str) -> int | None:
    """Rupiah of `15.000`, `Rp 15000`, `15 ribu`; None for what is no price."""
    value = parse_money(text) if text.strip() else None
    return value if value is not None and 0 < value <= MOST_PRICE else None


def is_phone(text: str) -> bool:
    """A number as it is kept."""
    try:
        return normalise(text) == text
    except Invalid:
        return False


def read_price(text: str) -> str:
    """As it is kept: digits; what is no price as it was typed, to be set right before it goes out."""
    value = price_of(text)
    return str(value) if value is not None else clean_line(text)[:40]


def read_phone(text: str) -> str:
    """As it is kept: `+628…`; what is no mobile number as it was typed."""
    try:
        return normalise(text) if text.strip() else ""
    except Invalid:
        return clean_line(text)[:40]


def shown_price(text: str) -> str:
    """As the form shows it."""
    value = price_of(text)
    return f"{value:,}".replace(",", ".") if value is not None else text


def missing(told: Facts) -> dict[str, str]:
    """A sentence for each thing a buyer would miss, and for what cannot stand there."""
    errors: dict[str, str] = {}
    if told.price and price_of(told.price) is None:
        errors["price"] = _("Tulis harganya dalam rupiah dengan angka, misalnya 15.000, atau kosongkan.")
    if not told.price and told.price_from:
        errors["price"] = _("Tulis harga terendahnya, atau hapus tanda “mulai dari”.")
    if not told.seller:
        errors["seller"] = _("Tulis nama penjualnya.")
    if told.phone:
        try:
            normalise(told.phone, "phone")
        except Invalid as no:
            errors |= no.errors
        if not told.phone_agreed:
            errors["phone_agreed"] = _("Tanyakan dulu: penjual harus setuju nomornya dibaca semua orang.")
    elif not told.place:
        errors["phone"] = _("Tulis nomor WhatsApp penjual atau tempat membelinya.")
    return errors
