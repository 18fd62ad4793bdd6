"""A letter that came in, taken apart: who wrote it, to whom, what it says, and what is with it.

Whatever is odd in it (charsets that do not exist, broken parts, headers nobody can read) costs that piece
and never raises anything but Unreadable.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses
from typing import Any, Final

from msgspec import Struct

from kimhub.core.errors import Unreadable
from kimhub.core.mail_html import as_text

LARGEST: Final = 30_000_000  # bytes
MOST_PARTS: Final = 200
LONG: Final = 20_000  # letters of one header
SMALL: Final = 10_000  # bytes: a picture inside the text that is smaller is a logo, or watches who reads
_ODD: Final = (ValueError, LookupError, TypeError, HeaderParseError)  # what Python says to odd parameters
_RECEIVERS: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_LISTS: Final = ("list-id", "list-post", "list-unsubscribe", "x-loop", "x-autoreply", "x-autorespond")
_BULK: Final = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_MACHINES: Final = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@")
_NOT_SENT_ALONG: Final = {  # signatures, invitations and Outlook's own wrapping
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/ms-tnef",
    "text/calendar",
    "text/x-amp-html",
}


class Attached(Struct, frozen=True):
    """A file of the letter; its name and kind are what the letter claims."""

    filename: str
    content: bytes


class Letter(Struct, frozen=True):
    """`sender` is empty unless exactly one person wrote it; addresses are lower case. `automatic` when a
    machine wrote it: answering that, or posting it, ends in a circle."""

    sender: str
    receivers: tuple[str, ...]
    message_id: str
    text: str
    files: tuple[Attached, ...]
    automatic: bool


def read(raw: bytes) -> Letter:
    """The letter. Raises Unreadable for what is none, or too large."""
    if len(raw) > LARGEST:
        raise Unreadable
    try:
        return _taken_apart(raw)
    except (RecursionError, *_ODD) as error:
        raise Unreadable from error


def _taken_apart(raw: bytes) -> Letter:
    # Python's newer policy understands headers better, and can be kept busy for minutes by one.
    message = message_from_bytes(raw)
    leaves = list(_leaves(message))
    senders = _addresses(message, ("from",))
    plain = [_content(part) for part in leaves if _is_words(part, "text/plain")]
    text = "\n".join(words for words in plain if words.strip())
    if not text:
        text = "\n".join(as_text(_content(part)) for part in leaves if _is_words(part, "text/html"))
    return Letter(
        sender=senders[0] if len(senders) == 1 else "",
        receivers=tuple(_addresses(message, _RECEIVERS)),
        message_id=" ".join(_header(message, "message-id").split())[:500],
        text=text,
        files=tuple(file for part in leaves if (file := _file(part))),
        automatic=_is_automatic(message, senders),
    )


def _is_automatic(message: Message, senders: list[str]) -> bool:
    """Notices of absence (RFC 3834), what came back, lists, and our own letters."""
    said = _header(message, "auto-submitted").partition(";")[0].strip().lower()
    return (
        said not in {"", "no"}
        or _header(message, "precedence").strip().lower() in _BULK
        or any(name in message for name in _LISTS)
        or _header(message, "return-path").strip() == "<>"
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
        or any(_MACHINES.match(address) for address in senders)
    )


def _leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, not those of letters inside the letter."""
    if depth > 20 or any(len(str(value)) > LONG for value in part.values()):
        raise ValueError("parts in parts in parts, or a header without end")
    inside = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(inside, list):
        for child in inside[:MOST_PARTS]:
            if isinstance(child, Message):
                yield from _leaves(child, depth + 1)
    elif part.get_content_maintype() not in {"message", "multipart"}:
        yield part


def _is_words(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _name(part) and _disposition(part) != "attachment"


def _content(part: Message) -> str:
    raw: Any = part.get_payload(decode=True) or b""
    try:
        text = raw.decode(_param(part, "charset") or "utf-8")
    except (LookupError, ValueError):
        text = raw.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _unfolded(text, _param(part, "delsp") == "yes") if _param(part, "format") == "flowed" else text


def _unfolded(text: str, glued: bool) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next, but for the line before a signature."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        if goes_on and not line.startswith(">") and line != "-- ":
            lines[-1] = (lines[-1][:-1] if glued else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _file(part: Message) -> Attached | None:
    kind, name = part.get_content_type(), _name(part)
    inside = _disposition(part) != "attachment"
    if kind in _NOT_SENT_ALONG or (inside and not name and part.get_content_maintype() != "image"):
        return None
    content: Any = part.get_payload(decode=True) or b""
    if not content or (inside and part.get("content-id") and len(content) < SMALL):
        return None
    return Attached(name or f"foto.{part.get_content_subtype()}", content)


def _name(part: Message) -> str:
    """What a file is called, however the program wrote it."""
    try:
        name = collapse_rfc2231_value(part.get_filename() or "")
        return str(make_header(decode_header(name)))
    except _ODD:
        return "berkas"


def _param(part: Message, name: str) -> str:
    """A parameter of the kind of a part, in small letters."""
    try:
        return collapse_rfc2231_value(part.get_param(name) or "").lower()
    except _ODD:
        return ""


def _disposition(part: Message) -> str:
    return part.get_content_disposition() or ""


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _addresses(message: Message, names: tuple[str, ...]) -> list[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    found = [address.strip().lower() for _who, address in getaddresses(values)]
    return [address for address in found if "@" in address][:100]
