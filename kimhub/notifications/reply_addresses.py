"""Addresses to which a letter about a topic can be answered, each for one person, one topic, some weeks.

Whoever has such an address could write as that person, so the sender has to be theirs too (mail_in), it
ends by itself, and it ends with the letters: a stop raises `mail_choice.reply_rev`, which is sealed in.
"""

import hmac
from base64 import b32encode
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.settings import load

LIFE: Final = timedelta(days=30)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_SEAL: Final = 24  # letters of 5 bits


class Claim(Struct, frozen=True):
    """What an address says of itself; `is_genuine` decides whether that is true."""

    person: int
    topic: int
    day: int  # since 1970, on which it was made
    seal: str

    def is_genuine(self, rev: int) -> bool:
        return hmac.compare_digest(self.seal, _seal(self.person, self.topic, self.day, rev))

    @property
    def is_over(self) -> bool:
        return not 0 <= _today() - self.day <= LIFE.days


def address_for(person: int, topic: int, rev: int) -> str:
    """Where the person answers the topic by letter; empty where no letters come in."""
    box, _at, host = load().mail_in.partition("@")
    if not host:
        return ""
    day = _today()
    words = [_written(person), _written(topic), _written(day), _seal(person, topic, day, rev)]
    return f"{box}+{'-'.join(words)}@{host}"


def claim_of(receivers: Iterable[str]) -> Claim | None:
    """The first of our addresses among those a letter went to."""
    box, _at, host = load().mail_in.partition("@")
    for address in receivers:
        name, _at, where = address.lower().rpartition("@")
        front, plus, token = name.partition("+")
        words = token.split("-")
        if not (host and where == host and front == box and plus and len(words) == 4):
            continue
        numbers = [_read(word) for word in words[:3]]
        if all(number is not None for number in numbers) and words[3].isascii():
            person, topic, day = (number or 0 for number in numbers)
            return Claim(person, topic, day, words[3])
    return None


def _seal(person: int, topic: int, day: int, rev: int) -> str:
    text = f"reply-by-mail:{person}:{topic}:{day}:{rev}".encode()
    return b32encode(hmac.digest(load().secret_key.encode(), text, sha256)).decode().lower()[:_SEAL]


def _written(number: int) -> str:
    """In base 36: what stands before the @ has room for 64 letters."""
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = _DIGITS[rest] + text
    return text or "0"


def _read(word: str) -> int | None:
    if not word.isascii() or not word.isalnum() or len(word) > 12:
        return None
    number = int(word, 36)
    return number if number < 2**63 else None


def _today() -> int:
    return int(now().timestamp()) // 86_400
