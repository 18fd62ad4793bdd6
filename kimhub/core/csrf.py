"""Proof that a form was made by us for this very visitor.

A token is a salt and a seal over it and the visitor's own secret: the session's cookie, or for people
who are not signed in a cookie of its own. The salt makes every rendering different, so that compressing
a page beside something a stranger chose tells nothing about the token (BREACH).

Behind that stands, sealed by itself, for whom the form was made and on which day: when the session has
ended and its secret is gone, we still know whose words these are (core/leftovers.py). It lets nobody in.
"""

import hmac
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b, sha512
from urllib.parse import urlsplit

from litestar import Request
from litestar.exceptions import PermissionDeniedException

from kimhub.core import chance
from kimhub.core.db import now
from kimhub.core.forms import read_fields
from kimhub.settings import load

COOKIE = "visitor"
FIELD = "_csrf_token"
HEADER = "x-csrftoken"
SALT = 16  # hexadecimal digits
WRITER = timedelta(days=30)  # so long a form says for whom it was made
SAFE = {"GET", "HEAD", "OPTIONS"}


class Foreign(PermissionDeniedException):
    """Sent by a page of another site: nothing of it is shown to the person whose browser sent it."""


def make_token(secret: str, account: int | None = None) -> str:
    """A fresh token for the visitor who holds `secret`, and who is signed in as `account`."""
    salt = chance.digits(SALT // 2)
    token = salt + _seal(salt, secret)
    if account is None:
        return token
    made = f"{account}-{_today()}"
    return f"{token}-{made}-{_seal(salt, made, 'writer')}"


def is_genuine(token: object, secret: str | None) -> bool:
    """True if `token` was made for `secret`; anything else, of whatever type, is False."""
    if not isinstance(token, str) or not token.isascii() or not secret:
        return False
    return hmac.compare_digest(token[SALT:].partition("-")[0], _seal(token[:SALT], secret))


def writer_of(token: object) -> int | None:
    """The account a form was made for within the last weeks; None for anything that we did not seal."""
    if not isinstance(token, str) or not token.isascii():
        return None
    made, _dash, seal = token.partition("-")[2].rpartition("-")
    if not hmac.compare_digest(seal, _seal(token[:SALT], made, "writer")):
        return None
    account, _dash, day = made.partition("-")
    return int(account) if _today() - int(day) <= WRITER.days else None


def is_foreign(request: Request) -> bool:
    """True when the browser says that another site's page sent this."""
    headers = request.headers
    origin = headers.get("origin")
    other = origin and origin != "null" and _host(origin) != headers.get("host")
    return bool(other) or headers.get("sec-fetch-site") == "cross-site"


async def check(request: Request, secret: str | None) -> None:
    """Raise PermissionDeniedException unless this request comes from a page of ours.

    Reads the form only when the header (sent by htmx) does not already carry the token.
    """
    if request.method in SAFE:
        return
    headers = request.headers
    if is_foreign(request):
        raise Foreign("sent by another site")
    if is_genuine(headers.get(HEADER), secret):
        return
    tokens = [value for name, value in await read_fields(request) if name == FIELD]
    if not tokens or not all(is_genuine(token, secret) for token in tokens):
        raise PermissionDeniedException("no token")


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # brackets that are no IPv6 address
        return None


def _seal(salt: str, what: str, purpose: str = "") -> str:
    """Keyed BLAKE2b, a MAC by itself (RFC 7693, 2.9) and a third of HMAC's time: each page makes two."""
    text = f"{purpose}{salt}:{what}".encode()
    return blake2b(text, digest_size=20, key=_key(load().secret_key)).hexdigest()


@lru_cache(4)
def _key(secret: str) -> bytes:
    """As long as BLAKE2b takes, whatever the length of ours."""
    return sha512(secret.encode()).digest()


def _today() -> int:
    return int(now().timestamp()) // 86_400
