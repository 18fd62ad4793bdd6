"""Codes printed on papers, by which anybody can ask whether a paper is genuine, and what stands on it.

Whole papers are shown, not only "valid": people edit PDFs, and only the printed facts side by side tell
(moodle customcert #430). A code is found by nobody who does not hold the paper: 29^8 is 5 * 10^11.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

import msgspec

from kimhub.accounts.codes import grouped, random_code, read_code
from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.papers.tables import CheckCode
from kimhub.settings import load

LENGTH: Final = 8


class Facts(msgspec.Struct, frozen=True):
    """Everything printed on a paper. `state` is valid, revoked or replaced (these two have `ended_on`), or
    open: it says something that does not hold (yet), for `reason`. `caption` names the table of `rows`."""

    title: str | Lazy
    facts: list[tuple[str | Lazy, str]]
    state: str = "valid"
    reason: str | Lazy = ""
    ended_on: date | None = None
    columns: list[str | Lazy] = []
    rows: list[list[str]] = []
    caption: str | Lazy = lazy_("Yang tercetak di halaman belakang")


class Found(msgspec.Struct, frozen=True):
    """What a code leads to; `facts` is None when there is no such paper."""

    code: str
    facts: Facts | None = None


AsksFacts = Callable[[str], Awaitable[Facts | None]]
_kinds: dict[str, AsksFacts] = {}
_kind_of = prepare_sql("SELECT kind FROM check_code WHERE code = :code")


def register(kind: str, facts_of: AsksFacts) -> None:
    """Papers of this kind are known by `facts_of(code)`: what is printed there, or None."""
    _kinds[kind] = facts_of


async def new_codes(kind: str, many: int = 1) -> list[str]:
    """So many fresh codes, like `7QK4-2M9X`, taken within the caller's transaction."""
    codes: list[str] = []
    while len(codes) < many:
        wanted = {random_code(LENGTH) for _n in range(many - len(codes))}
        rows = [CheckCode(code=code, kind=kind) for code in wanted]
        made = (
            await CheckCode.insert(*rows)
            .on_conflict(CheckCode.code, "DO NOTHING")
            .returning(CheckCode.code)
        )
        codes += [grouped(row["code"]) for row in made]
    return codes


async def look_up(code: str) -> Found:
    """What a code as typed leads to. One that is wrong, misspelt or no code at all leads nowhere, alike."""
    typed = read_code(code)
    kind = await _kind_of.value(code=typed) if len(typed) == LENGTH and typed.isascii() else None
    facts_of = _kinds.get(str(kind))
    return Found(shown(code), await facts_of(shown(code)) if facts_of else None)


def shown(typed: str) -> str:
    """A code as typed, the way it is written; empty when nothing of it could be one."""
    return grouped("".join(char for char in read_code(typed) if char.isascii())[:LENGTH])


def address(code: str) -> str:
    """Where the QR code of a paper leads."""
    return f"{load().base_url}/verifikasi/{code}"


def printed_address() -> str:
    """The same without the code, as it stands on the paper to be typed."""
    return f"{load().base_url.partition('://')[2]}/verifikasi"
