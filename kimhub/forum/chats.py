"""Reading a WhatsApp chat as phones export it: a text of lines, each message with its time and name.

Android writes `12/10/24 19.05 - Nama: teks`, iPhones `[12/10/24 19.05.33] Nama: teks`; the language of the
phone decides about the signs in between. Lines without a beginning of their own belong to the message
before. Nothing here touches a database.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from msgspec import Struct, structs

from kimhub.core.cleaning import clean_line, clean_text

MOST_MESSAGES: Final = 20_000
MOST_AUTHORS: Final = 500
TOGETHER: Final = timedelta(minutes=5)  # messages of one person in a row make one post
LONGEST: Final = 8_000  # characters of one post; longer ones are cut in two

# Dates come as 31/12/24, 31.12.2024, 2024-12-31 and with the month first; the year has two or four digits.
_DATE: Final = r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2,4})"
_TIME: Final = r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?(?:\s*([AaPp])\.?\s?[Mm]\.?)?"
_LINE: Final = re.compile(
    rf"^\[?{_DATE},?\s+(?:pukul\s+|at\s+)?{_TIME}(?:\]\s*|\s+[-–]\s+)(.*)$", re.DOTALL
)
_SAID: Final = re.compile(r"^([^:\n]{1,80}): (.*)$|^([^:\n]{1,80}):$", re.DOTALL)
_FILE: Final = re.compile(
    r"^<(?:terlampir|attached|lampiran): ([^>]{1,200})>$"
    r"|^([^\n]{1,200}?\.[A-Za-z0-9]{2,5}) \((?:file terlampir|berkas terlampir|file attached)\)$"
)
_LEFT_OUT: Final = re.compile(
    r"^<?(?:media|gambar|foto|video|audio|stiker|sticker|image|gif|dokumen|document|kartu kontak"
    r"|contact card)(?: tidak (?:disertakan|diikutsertakan)| dihilangkan| omitted)>?$",
    re.IGNORECASE,
)
_DELETED: Final = re.compile(
    r"^(?:pesan ini (?:telah )?dihapus|anda menghapus pesan ini|this message was deleted"
    r"|you deleted this message)\.?$",
    re.IGNORECASE,
)
_EDITED: Final = re.compile(r"\s*<(?:pesan ini diedit|this message was edited)>\s*$", re.IGNORECASE)
# A telephone number in running text: +62 812-3456-7890, 0812 3456 7890, (0481) 21033.
_PHONE: Final = re.compile(
    r"(?<![\w/.])(?:\(0\d{2,3}\)[\s.\-]?\d{4,8}"
    r"|(?:\+\d{1,3}|62(?=[\s.\-]?8)|0\d{1,3})[\s.\-]?(?:\d[\s.\-]?){6,12}\d)(?!\w)"
)
_CALLED: Final = re.compile(r"@\+?(\d{9,15})")
_NUMBER: Final = re.compile(r"^[~\s]*\+?[\d\s()\-.]{8,}$")
_HIDDEN_SIGNS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES: Final = re.compile("[\u00a0\u202f]")


class Message(Struct, frozen=True):
    """One message. `file` is the name of what was sent with it; `left_out`: it was not exported."""

    at: datetime
    author: str
    text: str
    file: str = ""
    left_out: bool = False


class Chat(Struct, frozen=True):
    """What was read: messages in order, and how many lines were WhatsApp's own ("X menambahkan Y")."""

    messages: list[Message]
    notices: int
    left_out: int

    @property
    def authors(self) -> list[tuple[str, int]]:
        """Names as the exporting phone knew them, with their messages; the most talkative first."""
        return Counter(message.author for message in self.messages).most_common()


class Unreadable(Exception):
    """No chat: not one line begins as WhatsApp's messages do, or there are too many."""


def read(text: str, zone: tzinfo) -> Chat:
    """The chat in `text`, whose clock stood in `zone`. Raises Unreadable."""
    begun = list(_begun(_SPACES.sub(" ", _HIDDEN_SIGNS.sub("", text))))
    if not begun:
        raise Unreadable("no message")
    order = _order([fields for fields, _ in begun])
    messages: list[Message] = []
    notices = 0
    newest: datetime | None = None
    for fields, said in begun:
        at = _moment(fields, order, zone)
        if at is None:
            notices += 1
            continue
        newest = max(newest, at) if newest else at  # phones put late messages in between: order is kept
        match = _SAID.match(said)
        if not match:
            notices += 1
            continue
        if message := _message(newest, match):
            messages.append(message)
        if len(messages) > MOST_MESSAGES:
            raise Unreadable("too many messages")
    if not messages or len({message.author for message in messages}) > MOST_AUTHORS:
        raise Unreadable("no message")
    return Chat(messages, notices, sum(message.left_out for message in messages))


def posts(messages: Iterable[Message]) -> Iterator[Message]:
    """Messages as posts: what one person wrote within five minutes without a break is one post. A photo or
    file stands at the end of its post."""
    kept: Message | None = None
    last: datetime | None = None
    for message in messages:
        if message.left_out:
            continue
        if (
            kept
            and kept.author == message.author
            and not kept.file
            and last
            and message.at - last <= TOGETHER
            and len(kept.text) + len(message.text) < LONGEST
        ):
            text = f"{kept.text}\n{message.text}".strip("\n")
            kept = structs.replace(kept, text=text, file=message.file)
        else:
            if kept:
                yield from _cut(kept)
            kept = message
        last = message.at
    if kept:
        yield from _cut(kept)


def is_number(author: str) -> bool:
    """True for an author whom the exporting phone did not know: WhatsApp writes their number."""
    return bool(_NUMBER.match(author))


def shown_names(authors: Sequence[str]) -> dict[str, str]:
    """What each author is called where no member was chosen: numbers become "Peserta 1", "Peserta 2"."""
    names: dict[str, str] = {}
    for author in authors:
        numbered = sum(1 for name in names.values() if name.startswith("Peserta ")) + 1
        shown = clean_line(_PHONE.sub("", author.lstrip("~ ")))[:60].strip()
        names[author] = f"Peserta {numbered}" if is_number(author) or not shown else shown
    return names


def without_numbers(text: str, names: dict[str, str]) -> str:
    """The text as it may be shown: who was called by number is called by name, and no telephone number is
    left. `names` are those of `shown_names` or their members' (UU PDP: numbers are personal data)."""
    by_number = {digits: name for author, name in names.items() if (digits := _digits(author))}

    def called(match: re.Match[str]) -> str:
        return f"@{by_number.get(_digits(match[1]), 'seseorang')}"

    return _PHONE.sub("[nomor HP]", _CALLED.sub(called, text))


def _begun(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each message's time as written, and everything up to the next."""
    open_fields: tuple[str, ...] | None = None
    lines: list[str] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match:
            if open_fields is not None:
                yield open_fields, "\n".join(lines)
            *fields, rest = match.groups()
            open_fields, lines = tuple(field or "" for field in fields), [rest]
        elif open_fields is not None:
            lines.append(line)
    if open_fields is not None:
        yield open_fields, "\n".join(lines)


def _order(found: Sequence[tuple[str, ...]]) -> str:
    """How dates are written here: "ymd", "mdy", or "dmy" when nothing speaks against it."""
    if any(len(fields[0]) == 4 for fields in found):
        return "ymd"
    month_first = any(int(fields[1]) > 12 for fields in found)
    day_first = any(int(fields[0]) > 12 for fields in found)
    return "mdy" if month_first and not day_first else "dmy"


def _moment(fields: tuple[str, ...], order: str, zone: tzinfo) -> datetime | None:
    numbers = dict(zip(order, map(int, fields[:3]), strict=True))
    year = numbers["y"] + (2000 if numbers["y"] < 100 else 0)
    hour, minute, second = int(fields[3]), int(fields[4]), int(fields[5] or 0)
    if half := fields[6].lower():
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(year, numbers["m"], numbers["d"], hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _message(at: datetime, match: re.Match[str]) -> Message | None:
    """None for one that was deleted or says nothing."""
    author, text = clean_line(match[1] or match[3]), clean_text(_EDITED.sub("", match[2] or ""))
    first, _, rest = text.partition("\n")
    if _DELETED.match(text) or not author:
        return None
    if found := _FILE.match(first):
        return Message(at, author, rest.strip("\n"), file=(found[1] or found[2]).strip())
    if _LEFT_OUT.match(text):
        return Message(at, author, "", left_out=True)
    return Message(at, author, text) if text else None


def _cut(message: Message) -> Iterator[Message]:
    """The message in pieces that fit into posts; the file stays with the last."""
    text = message.text
    while len(text) > LONGEST:
        at = text.rfind("\n", LONGEST // 2, LONGEST)
        at = at if at > 0 else LONGEST
        yield structs.replace(message, text=text[:at], file="")
        text = text[at:].lstrip("\n")
    yield structs.replace(message, text=text)


def _digits(text: str) -> str:
    """The digits of a number, those of home without the country's: empty for what is no number."""
    digits = re.sub(r"\D", "", text)
    return digits.removeprefix("62").removeprefix("0") if len(digits) >= 8 else ""
