"""Where the next page of a list begins, as a part of its address."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from kimhub.core.errors import NotFound
from kimhub.publishing import lists

_MARK: Final = re.compile(r"(\d{1,17})-(\d{1,15})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Placed(Protocol):
    """A line of a list that goes by time."""

    @property
    def published_at(self) -> datetime: ...
    @property
    def id(self) -> int: ...


def mark(line: Placed) -> str:
    """For `line`, the last of a page."""
    since = line.published_at.astimezone(UTC) - _EPOCH
    return f"{since // timedelta(microseconds=1)}-{line.id}"


def after(said: str | None) -> lists.Mark:
    """What `mark` said; the beginning for nothing. Raises NotFound for what is no mark."""
    if not said:
        return lists.FIRST
    found = _MARK.fullmatch(said)
    if found is None:
        raise NotFound
    try:
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        raise NotFound from None
