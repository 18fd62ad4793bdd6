"""The device a person uses: what to call it, and whether it has been let in before."""

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from kimhub.core.i18n import _
from kimhub.settings import load

COOKIE: Final = "device"
KEPT: Final = 8  # accounts a device remembers having been let in to; phones are shared

# What a browser calls itself, the more particular first: nearly all of them also say Chrome and Safari.
_BROWSERS: Final = (
    ("OPR/|Opera", "Opera"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser|UCWEB", "UC Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("HeyTapBrowser", "HeyTap"),
    ("VivoBrowser", "Vivo Browser"),
    ("YaBrowser", "Yandex"),
    ("FBAN|FBAV", "Facebook"),
    ("Instagram", "Instagram"),
    ("Firefox|FxiOS", "Firefox"),
    ("CriOS|Chrome|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone|iPod", "iPhone"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS", "Mac"),
    ("KAIOS", "KaiOS"),
    ("Linux|X11", "Linux"),
)


def name_of(user_agent: str) -> str:
    """`Chrome di Android` from what a browser says of itself; what is missing is left out."""
    said = user_agent[:500]
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, said)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, said)), "")
    return " di ".join(part for part in (browser, system) if part)


def label(device: str) -> str:
    """The same in the reader's language; a device that said nothing has words of its own."""
    browser, between, system = device.partition(" di ")
    if between:
        return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}
    return device or _("Perangkat tanpa nama")


@dataclass(frozen=True, slots=True)
class Client:
    """The device behind a request. `nonce` is its own; `accounts` are those it was let in to before."""

    name: str = ""
    nonce: str = ""
    accounts: tuple[int, ...] = ()

    def knows(self, user_id: int | None) -> bool:
        return user_id is not None and user_id in self.accounts


def read(cookie: str | None, user_agent: str = "") -> Client:
    """The device that sent this cookie; one never seen before when the seal is not ours."""
    name = name_of(user_agent)
    nonce, _dot, rest = (cookie or "").partition(".")
    accounts, _dot, seal = rest.partition(".")
    if not (cookie or "").isascii() or not hmac.compare_digest(seal, _seal(f"{nonce}.{accounts}")):
        return Client(name)
    return Client(name, nonce, tuple(int(account) for account in accounts.split("-")))


def remember(client: Client, user_id: int) -> str:
    """The cookie of a device that has now been let in to this account too."""
    accounts = [user_id, *(account for account in client.accounts if account != user_id)][:KEPT]
    body = f"{client.nonce or secrets.token_urlsafe(16)}.{'-'.join(map(str, accounts))}"
    return f"{body}.{_seal(body)}"


def _seal(body: str) -> str:
    return hmac.new(load().secret_key.encode(), b"device:" + body.encode(), sha256).hexdigest()[:32]
