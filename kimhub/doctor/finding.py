"""One line of what was found, and how such lines are worded."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from kimhub.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """`found` says how it is, `cure` what to do; `warn` is worth a look, `bad` does not work."""

    state: Literal["good", "warn", "bad"]
    what: str
    found: str
    cure: str = ""


Check = Callable[[Settings], AsyncIterator[Finding]]


def without_secrets(url: str) -> str:
    """An address as it may be printed."""
    parts = urlsplit(url)
    if parts.password:
        return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@")).geturl()
    return url


def in_words(error: BaseException) -> str:
    """What an exception says, on one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
