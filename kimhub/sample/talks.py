"""The texts of the sample's discussions: a file per area, read into topics.

    == kim-mallari | Judul topik | 6d 19.10 | pinned       board, title, days ago and hour, pinned, label
    [rahmawati]                                            who begins: a handle, or p1, p2 … of the house
    Text, several lines
    [syamsul +25m]                                         who answers, how long after the one before

The board is an organization's address, `<address>/<name>` for a board of its own that everybody may read,
`area:<code>`, or `*` for every house that has no text of its own.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from importlib.resources import files
from typing import Final

from kimhub.core.db import now
from kimhub.forum.labels import LABELS

_HEAD: Final = re.compile(r"== ([^|]+)\|([^|]+)\|\s*(\d+)([dh])(?: (\d\d)\.(\d\d))?\s*(?:\|(.*))?")
_WHO: Final = re.compile(r"\[(\w+)(?: \+(\d+)([mhd]))?\]")
_UNIT: Final = {"m": "minutes", "h": "hours", "d": "days"}
_LATEST: Final = timedelta(minutes=4)  # nothing is younger than this


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    after: timedelta
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    board: str
    title: str
    ago: timedelta
    hour: time | None
    pinned: bool
    label: str
    posts: tuple[Said, ...]

    def times(self, zone: tzinfo) -> list[datetime]:
        """When each post was written: in the order of the posts, never in the future."""
        present = now()
        start = present - self.ago
        if self.hour:
            start = datetime.combine(start.astimezone(zone).date(), self.hour, zone).astimezone(UTC)
        moments, at = [], start
        for said in self.posts:
            at += said.after
            moments.append(at)
        latest = present - _LATEST
        for index in range(len(moments) - 1, -1, -1):
            if moments[index] > latest:
                moments[index] = latest
            latest = moments[index] - timedelta(seconds=90)
        return moments


def read(name: str) -> list[Talk]:
    """The talks of `data/<name>.txt`; none where there is no such file."""
    file = files("kimhub.sample") / "data" / f"{name}.txt"
    return (
        [parse(part) for part in re.split(r"^(?=== )", file.read_text("utf-8"), flags=re.M) if part.strip()]
        if (file.is_file())
        else []
    )


def parse(part: str) -> Talk:
    head, _, rest = part.partition("\n")
    found = _HEAD.fullmatch(head.strip())
    if not found:
        raise ValueError(f"not a topic: {head}")
    board, title, number, unit, hour, minute, more = found.groups()
    flags = (more or "").split()
    pieces = _WHO.split(rest.strip())[1:]
    posts = [
        Said(
            who,
            timedelta(**{_UNIT[step]: int(count)}) if count else timedelta(),
            text.strip(),
        )
        for who, count, step, text in zip(*[iter(pieces)] * 4, strict=True)
    ]
    return Talk(
        board.strip(),
        title.strip(),
        timedelta(**{_UNIT[unit]: int(number)}),
        time(int(hour), int(minute)) if hour else None,
        "pinned" in flags,
        next((flag for flag in flags if flag in LABELS), ""),
        tuple(posts),
    )
