"""Who can sign in to a demo: an account for each role of domain.md 6.2, with a password made for it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kimhub.accounts import passwords
from kimhub.accounts.codes import grouped, random_code
from kimhub.accounts.tables import User
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.tables import Event
from kimhub.groups import installation
from kimhub.sample.areas import AREAS
from kimhub.sample.events import DemoOpened

FILE: Final = "demo-accounts.json"
NAME: Final = "KIMHub Simulasi"
WILAYAH: Final = "73.08"
PLACE: Final = "Kab. Bone, data contoh"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`role` is a code of domain.md 6.2, or no_membership: signed in, but in no KIM."""

    role: str
    name: str
    identity: str
    password: str
    organization: str


async def open_demo(folder: Path) -> list[DemoAccount]:
    """Name the installation, let the people of the list in, and keep the list in `folder`.

    Called again it changes nothing, as long as the list is there and still true.
    """
    if not await installation.is_ready():
        await installation.set_up(NAME, WILAYAH, PLACE)
    kept = _kept(folder / FILE)
    if kept and await _opens(kept[0]):
        return kept
    password = grouped(random_code(12)).lower()
    hashed = await passwords.hashed(password)  # one for all: hashing takes its time on purpose
    found = _people(password)
    async with transaction():
        await User.update({User.password: hashed}).where(
            User.username.is_in([account.identity for account in found])
        )
        await publish(DemoOpened(len(found)))
    _keep(folder / FILE, found)
    return found


def _people(password: str) -> list[DemoAccount]:
    """Each person once per role: a chair of a KIM who also leads the forum is named for both."""
    found = []
    for area in AREAS:
        for house in area.houses:
            for person in house.people:
                if person.demo:
                    found.append(DemoAccount(person.demo, person.name, person.handle, password, house.name))
        for person in area.operators:
            found.append(DemoAccount(person.demo, person.name, person.handle, password, ""))
    return found


async def is_demo() -> bool:
    """Whether this installation was opened as a demo."""
    return await Event.exists().where(Event.kind == DemoOpened.__name__)


async def _opens(account: DemoAccount) -> bool:
    row = await User.objects().where(User.username == account.identity).first()
    return row is not None and await passwords.matches(row.password, account.password)


def _kept(file: Path) -> list[DemoAccount]:
    try:
        return [DemoAccount(**entry) for entry in json.loads(file.read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _keep(file: Path, accounts: list[DemoAccount]) -> None:
    """Readable by this user alone, from its first byte on."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        os.fchmod(stream.fileno(), 0o600)
        json.dump([asdict(account) for account in accounts], stream, ensure_ascii=False, indent=1)
