"""Passwords: what may be one, and how it is kept.

OWASP ASVS 5.0.0, 6.2: eight characters or more, any composition, compared exactly as typed, the common ones
refused. Argon2id in its second OWASP setting (19 MiB, two passes): a village server has little memory.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.resources import files
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _

SHORTEST: Final = 8
LONGEST: Final = 128
AT_ONCE: Final = 2  # hashes computed at the same time; each takes a core for some 30 ms
WAITING: Final = 60  # more than these and the site says "busy" instead of letting everybody wait

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Argon2 of a password nobody has: an unknown name costs as much time as a wrong password.
DUMMY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$ZPBK3lpQp2cV+IlBwnbCRg$xmZs3n5oVSM8SpiV+pBNTz12M5zG9gIvAWQddq9py44"
)

Result = TypeVar("Result")


class Busy(TooMany):
    """Too many passwords are being looked at; nobody did anything wrong."""


_threads: Final = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
_busy = 0

# Words people here begin with and add a year to, and our own example; the list from abroad lacks them.
# fmt: off
LOCAL_WORDS: Final = frozenset((
    "admin", "admindesa", "adminkim", "alhamdulillah", "anggota", "assalamualaikum", "bangsa",
    "bismilah", "bismillah", "cinta", "cintaku", "desa", "desaku", "diskominfo", "garuda", "indonesia",
    "indonesiaku", "informasi", "insyaallah", "jakarta", "kabupaten", "katasandi", "kecamatan",
    "kelompokinformasimasyarakat", "keluarga", "kelurahan", "kesayangan", "kim", "kimdesa", "kimhub",
    "kominfo", "komunitas", "masuk", "merdeka", "negara", "nusantara", "operator", "pancasila",
    "password", "pembina", "perahukopisenja", "persib", "persija", "rahasia", "rahasiaku", "sandi",
    "sayang", "sayangku", "sejahtera", "selamat", "semangat", "subhanallah", "terimakasih", "warga",
    "wargadesa",
))
# fmt: on
_RUNS: Final = (
    "0123456789012",
    "98765432109876",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def check_new(password: str, *, about: Iterable[str | None] = (), field: str = "password") -> None:
    """Raise Invalid for `field` unless this may become somebody's password.

    `about` is what strangers know of the person: name, user name, phone, the name of their KIM.
    """
    if len(password) < SHORTEST:
        raise Invalid(**{field: _("Kata sandi paling sedikit 8 huruf atau angka.")})
    if len(password) > LONGEST:
        raise Invalid(**{field: _("Kata sandi paling banyak 128 huruf.")})
    if is_common(password):
        raise Invalid(
            **{field: _("Kata sandi ini mudah ditebak. Coba tiga kata acak, misalnya: perahu kopi senja.")}
        )
    if says_who(password, about):
        raise Invalid(**{field: _("Jangan memakai nama, nomor HP, atau nama KIM Anda sebagai kata sandi.")})


def is_common(password: str) -> bool:
    """True for a password many people have: listed, one of LOCAL_WORDS with digits, or a run of keys."""
    lower = password.lower()
    letters = re.sub(r"[^a-z]", "", lower)
    return (
        lower in _listed()
        or len(set(lower)) < 3
        or any(lower in run for run in _RUNS)
        or _without_decoration(lower) in LOCAL_WORDS
        or (letters in LOCAL_WORDS and len(letters) * 2 >= len(lower))
    )


def says_who(password: str, about: Iterable[str | None]) -> bool:
    """True when, apart from digits and signs, the password is something known about the person."""
    lower = password.lower()
    letters, digits = re.sub(r"[\W\d_]", "", lower), re.sub(r"\D", "", lower)
    for fact in about:
        fact = (fact or "").lower()
        number = re.sub(r"\D", "", fact)[-8:]
        if len(number) == 8 and number in digits:
            return True
        words = [word for word in re.split(r"[\W\d_]+", fact) if word]
        if letters and letters in {"".join(words), *words}:
            return True
    return False


async def hashed(password: str) -> str:
    """The Argon2 hash to keep. Not inside a transaction: it takes a while."""
    return await _compute(partial(HASHER.hash, password))


async def matches(kept: str, password: str) -> bool:
    """True if `password` is the one whose hash is `kept`; as slow for an empty `kept`, and then False."""
    right = await _compute(partial(_verify, kept or DUMMY, password))
    return right and bool(kept)


def is_outdated(kept: str) -> bool:
    """True when a hash was made with other parameters than today's: make a new one while it is known."""
    return HASHER.check_needs_rehash(kept)


async def salted(secret: str, salt: bytes) -> str:
    """Argon2 of a short code with a salt that is given, so that one computation tests a whole set."""
    compute = partial(
        hash_secret_raw,
        secret.encode(),
        salt,
        time_cost=HASHER.time_cost,
        memory_cost=HASHER.memory_cost,
        parallelism=HASHER.parallelism,
        hash_len=32,
        type=Type.ID,
    )
    return f"{salt.hex()}:{(await _compute(compute)).hex()}"


async def _compute(work: Callable[[], Result]) -> Result:
    """Run it on one of AT_ONCE threads; raises Busy when too many wait already."""
    global _busy
    if _busy >= WAITING:
        raise Busy(5)
    _busy += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _busy -= 1


def _verify(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _without_decoration(lower: str) -> str:
    """`p@ssw0rd2024!` as `password`: the usual signs read as letters, digits around taken off."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    return re.sub(r"[^a-z]", "", core.translate(str.maketrans("@4310$5!", "aaeiossi")))


@cache
def _listed() -> frozenset[str]:
    """The common passwords of data/README.md."""
    return frozenset((files("kimhub.accounts") / "data" / "common-passwords.txt").read_text().split())
