"""Calendars as files (RFC 5545), written by hand: a few lines of text do not need a library.

Times are told in the zone of the place, which travels along (Indonesia knows no summer time), so every
calendar shows the same instant. No telephone numbers, no e-mail addresses, no list of who takes part.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from kimhub.core.zones import zone_for, zone_key

MIME: Final = "text/calendar; charset=utf-8"
WIDTH: Final = 75  # octets of a line, its end not counted (3.1)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_UTC: Final = "%Y%m%dT%H%M%SZ"
_LOCAL: Final = "%Y%m%dT%H%M%S"


class Entry(Struct, frozen=True):
    """One stretch of an event. `uid` stays for as long as the event lives, `sequence` rises with each
    change; `status` is CONFIRMED, TENTATIVE or CANCELLED."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    wilayah_code: str
    title: str
    where: str
    text: str
    url: str
    status: str = "CONFIRMED"


def calendar(name: str, entries: Sequence[Entry]) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KIMHub//Pelatihan//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for code in {zone_key(entry.wilayah_code): entry.wilayah_code for entry in entries}.values():
        lines += _zone(code)
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """TEXT as 3.3.11 wants it: no control characters, and nothing that would begin another value."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line in pieces of at most WIDTH octets; a letter of several octets is never torn apart."""
    if len(whole := line.encode()) <= WIDTH:
        return whole + b"\r\n"
    out, room = bytearray(), WIDTH
    for letter in line:
        octets = letter.encode()
        if len(octets) > room:
            out += b"\r\n "
            room = WIDTH - 1
        out += octets
        room -= len(octets)
    return bytes(out) + b"\r\n"


def _event(entry: Entry) -> Iterable[str]:
    zone, key = zone_for(entry.wilayah_code), zone_key(entry.wilayah_code)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{entry.stamp.astimezone(UTC).strftime(_UTC)}"
    yield f"DTSTART;TZID={key}:{entry.starts_at.astimezone(zone).strftime(_LOCAL)}"
    yield f"DTEND;TZID={key}:{entry.ends_at.astimezone(zone).strftime(_LOCAL)}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.where:
        yield f"LOCATION:{escaped(entry.where)}"
    if entry.text:
        yield f"DESCRIPTION:{escaped(entry.text)}"
    yield f"URL:{entry.url}"
    yield f"STATUS:{entry.status}"
    yield "END:VEVENT"


def _zone(code: str) -> Iterable[str]:
    at = datetime(2000, 1, 1, tzinfo=zone_for(code))
    offset = at.strftime("%z")
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone_key(code)}"
    yield "BEGIN:STANDARD"
    yield "DTSTART:19880101T000000"  # Keppres 41/1987: so it has been since then
    yield f"TZOFFSETFROM:{offset}"
    yield f"TZOFFSETTO:{offset}"
    yield f"TZNAME:{at.tzname()}"
    yield "END:STANDARD"
    yield "END:VTIMEZONE"
