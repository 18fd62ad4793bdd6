"""One message that survives a redirect: kept in a signed, short-lived cookie, shown once."""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from kimhub.settings import load

COOKIE = "flash"
SECONDS = 60
LONGEST = 300  # characters: a browser drops a cookie of more than 4 KB, and the message with it


@dataclass(frozen=True, slots=True)
class Flash:
    """What just happened, in one sentence. `undo` is the address a button "Urungkan" posts to."""

    text: str
    kind: str = "success"  # success, info, warning, error
    undo: str | None = None


def pack(flash: Flash) -> str:
    """The message as a cookie; a very long one (somebody's title) is cut."""
    text = flash.text if len(flash.text) <= LONGEST else f"{flash.text[:LONGEST]}…"
    body = base64.urlsafe_b64encode(json.dumps(asdict(flash) | {"text": text}).encode()).decode()
    return f"{_sign(body)}.{body}"


def unpack(cookie: str) -> Flash | None:
    """The message in `cookie`; None when it is not one of ours."""
    signature, _, body = cookie.partition(".")
    if not cookie.isascii() or not hmac.compare_digest(signature, _sign(body)):
        return None
    return Flash(**json.loads(base64.urlsafe_b64decode(body)))


def _sign(body: str) -> str:
    return hmac.new(load().secret_key.encode(), b"flash:" + body.encode(), sha256).hexdigest()[:32]
