"""A mailbox read by IMAP. Everything here waits for the network: it runs in a thread.

`KIMHUB_IMAP_URL` is `imaps://user:password@host/INBOX` (TLS from the first byte), or
`imap://user:password@host?starttls=1`. Passwords are written percent-encoded.
"""

import imaplib
import ssl
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT: Final = 20.0  # seconds for each step


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox as written in the settings."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool
    starttls: bool


def place_from(url: str) -> Place:
    """The mailbox of an IMAP address. Raises ValueError for what is none."""
    parts = urlsplit(url)
    tls = parts.scheme == "imaps"
    starttls = parse_qs(parts.query).get("starttls", ["0"])[-1] in {"1", "true", "yes"}
    named = parts.hostname and parts.username and parts.password
    if parts.scheme not in {"imap", "imaps"} or not named or (tls and starttls):
        raise ValueError("an IMAP address is imaps://user:password@host/INBOX")
    return Place(
        parts.hostname or "",
        parts.port or (993 if tls else 143),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        tls,
        starttls,
    )


class Box:
    """An open mailbox. Raises OSError or imaplib.IMAP4.error when the server does not do as asked."""

    def __init__(self, place: Place) -> None:
        if place.tls:
            context = ssl.create_default_context()
            self._server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                place.host, place.port, ssl_context=context, timeout=TIMEOUT
            )
        else:
            self._server = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
            if place.starttls:
                self._server.starttls(ssl.create_default_context())
        self._server.login(place.user, place.password)
        folder = place.folder.replace("\\", "\\\\").replace('"', '\\"')
        self._asked(self._server.select(f'"{folder}"'))

    def close(self) -> None:
        try:
            self._server.logout()
        except (OSError, imaplib.IMAP4.error):
            self._server.shutdown()

    def waiting(self) -> list[str]:
        """The letters nobody has taken yet, the oldest first."""
        (found,) = self._asked(self._server.uid("SEARCH", "UNSEEN", "UNDELETED"))[:1] or [b""]
        return [number.decode() for number in (found or b"").split()]

    def size(self, number: str) -> int:
        """Bytes of a letter."""
        (answer, *_) = self._asked(self._server.uid("FETCH", number, "(RFC822.SIZE)")) or [b""]
        digits = bytes(answer or b"").rpartition(b"RFC822.SIZE ")[2].split(b")")[0].strip()
        return int(digits) if digits.isdigit() else 0

    def fetch(self, number: str) -> bytes:
        """The whole letter; it stays unread."""
        for piece in self._asked(self._server.uid("FETCH", number, "(BODY.PEEK[])")):
            if isinstance(piece, tuple):
                return bytes(piece[1])
        return b""

    def drop(self, number: str) -> None:
        """The letter was dealt with: it leaves the mailbox, which is nobody's archive."""
        self._asked(self._server.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)"))
        self._asked(self._server.expunge())

    @staticmethod
    def _asked(answer: tuple[str, Any]) -> list[Any]:
        state, data = answer
        if state != "OK":
            raise imaplib.IMAP4.error(f"the server answered {state}: {data!r}"[:300])
        return list(data)
