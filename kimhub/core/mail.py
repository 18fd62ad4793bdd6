"""E-mail for the few who have it: plain text by SMTP, sent from jobs, or nothing where no server is set.

`KIMHUB_SMTP_URL` is `smtp://user:password@host:587?starttls=1`, `smtps://user:password@host` (TLS from the
first byte) or `smtp://host` for a server on the same machine. Passwords are written percent-encoded.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from kimhub.core.cleaning import clean_line
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.settings import load

log = logging.getLogger("kimhub.mail")

TIMEOUT: Final = 20.0  # seconds for each step of the conversation
_MAX_SUBJECT: Final = 200
# What people have, not everything RFC 5322 allows: no quotes, no comments, no other scripts.
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_+-])?@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}"
)


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header with a long address. Python would encode what does not fit into 78 letters, and no mail
    program decodes it there; a line may have 998 (RFC 5322)."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OneLine)
_HEADERS.map_to_type("reply-to", _OneLine)
_POLICY: Final = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server as written in the settings."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def check_address(text: str, field: str = "email") -> str:
    """The e-mail address, lower case. Raises Invalid with a sentence for `field` when it cannot be one."""
    address = clean_line(text).lower()
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        raise Invalid(**{field: _("Alamat email ini belum benar. Contoh: siti@contoh.id.")})
    return address


def server_from(url: str) -> Server | None:
    """The server of an SMTP address; None for an empty one. Raises ValueError for what is none."""
    if not url:
        return None
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    starttls = parse_qs(parts.query).get("starttls", ["0"])[-1] in {"1", "true", "yes"}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or (tls and starttls):
        raise ValueError("an SMTP address begins with smtp:// or smtps:// and names a host")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = parts.port or (465 if tls else 587 if starttls else 25)
    return Server(parts.hostname, port, user, password, tls, starttls)


def is_configured() -> bool:
    """Whether this installation can send e-mail."""
    return bool(load().smtp_url and load().mail_from)


def compose(
    sender: str, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None
) -> EmailMessage:
    """The message. A line break in a header is impossible: `to` is one checked address, the rest is clean.
    Raises ValueError for a sender or an address that is none."""
    name, address = parseaddr(sender)
    if not _ADDRESS.fullmatch(address) or not _ADDRESS.fullmatch(to):
        raise ValueError("not an e-mail address")
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((clean_line(name), address))
    message["To"] = to
    message["Subject"] = clean_line(subject)[:_MAX_SUBJECT]
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer
    for name, value in (headers or {}).items():
        message[name] = clean_line(value)
    message.set_content(text.replace("\0", ""), charset="utf-8", cte="quoted-printable")
    return message


async def send(
    to: str,
    subject: str,
    text: str,
    *,
    headers: Mapping[str, str] | None = None,
    smtp_url: str | None = None,
    mail_from: str | None = None,
) -> bool:
    """Hand the message to the mail server. False when none is set, or when it says for good that there is
    no such address; any other failure raises, so that the job tries again later."""
    server = server_from(load().smtp_url if smtp_url is None else smtp_url)
    sender = load().mail_from if mail_from is None else mail_from
    if server is None or not sender:
        return False
    import aiosmtplib  # not needed by most requests, nor where no server is set

    message = compose(sender, to, subject, text, headers)
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls,
            start_tls=server.starttls,
            timeout=TIMEOUT,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        if any(refused.code < 500 for refused in error.recipients):
            raise
        log.warning("the mail server does not know the recipient of %s", message["Message-ID"])
        return False
    return True
