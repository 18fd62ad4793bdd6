"""What is told beside the text of an article, and changes with it: part of each revision."""

from typing import Final

import msgspec

MOST_EVIDENCE: Final = 12


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a verdict rests on, with where it is from."""

    text: str = ""
    source: str = ""
    url: str = ""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """`tags` are lower-case words with hyphens; `adinda` letters of groups.adinda. Of a clarification: what
    was claimed and where it went round, the verdict, what shows it, and a text to pass on. Of a product:
    what it costs, who sells it, and the number to order at, as products.py reads them."""

    tags: tuple[str, ...] = ()
    adinda: str = ""
    place: str = ""
    claim: str = ""
    claimed_by: str = ""  # "pesan berantai WhatsApp"
    verdict: str = ""  # of kinds.VERDICTS
    evidence: tuple[Evidence, ...] = ()
    share_text: str = ""
    source_name: str = ""
    source_url: str = ""
    price: str = ""  # digits: rupiah; anything else is no price yet
    price_from: bool = False  # the lowest of several
    seller: str = ""
    phone: str = ""
    phone_agreed: bool = False  # the seller wants the number to be read by everybody


_decoder = msgspec.json.Decoder(Facts)


def load(text: str) -> Facts:
    """Raises msgspec.ValidationError for what are no facts."""
    return _decoder.decode(text or "{}")


def dump(facts: Facts) -> str:
    return msgspec.json.encode(facts).decode()
