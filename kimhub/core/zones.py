"""Indonesia's three time zones, known from the first two digits of a wilayah code (Keppres 41/1987)."""

from contextvars import ContextVar, Token
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WITA_PROVINCES: Final = frozenset(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"))
_WIT_PROVINCES: Final = frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))
_ZONES: Final = {"Asia/Jakarta": (7, "WIB"), "Asia/Makassar": (8, "WITA"), "Asia/Jayapura": (9, "WIT")}

_current: ContextVar[tzinfo | None] = ContextVar("zone", default=None)
_house: list[tzinfo] = []  # of the whole installation, once it is known


def zone_key(wilayah_code: str | None) -> str:
    """The IANA name for the zone of a wilayah; western time where there is no code."""
    province = (wilayah_code or "")[:2]
    if province in _WITA_PROVINCES:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in _WIT_PROVINCES else "Asia/Jakarta"


def zone_for(wilayah_code: str | None) -> tzinfo:
    """The time zone of a wilayah, whose `tzname` is WIB, WITA or WIT."""
    return _zone(zone_key(wilayah_code))


def today_in(wilayah_code: str | None) -> date:
    """What day it is there: the next one begins seven to nine hours before that of UTC."""
    return datetime.now(zone_for(wilayah_code)).date()


def zone_name(wilayah_code: str | None) -> str:
    """WIB, WITA or WIT."""
    return _ZONES[zone_key(wilayah_code)][1]


def current_zone() -> tzinfo:
    """The zone of the person who reads; that of the house when nobody said."""
    return _current.get() or house_zone()


def house_zone() -> tzinfo:
    """The zone of this installation, for pages that are one for all; western time until known."""
    return _house[0] if _house else zone_for(None)


def set_house_zone(wilayah_code: str) -> None:
    """Say where this installation is."""
    _house[:] = [zone_for(wilayah_code)]


class use_zone:
    """Tell times in this zone from here on; as `with use_zone(...):` only inside the block.

    For times that only inform the reader. Where a time is promised, give the zone of the KIM explicitly.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._token: Token[tzinfo | None] = _current.set(zone)

    def __enter__(self) -> tzinfo:
        return current_zone()

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


@cache
def _zone(key: str) -> tzinfo:
    """From the machine's zone data. A machine without any (Alpine, bare Ubuntu images) gets the fixed
    offset: there is no summer time, so the two agree since 1988 and `tzdata` is no dependency of ours."""
    try:
        return ZoneInfo(key)
    except ZoneInfoNotFoundError:
        hours, name = _ZONES[key]
        return timezone(timedelta(hours=hours), name)
