"""What people agree to, in which version, and when (UU 27/2022 art. 20, 22 and 24)."""

from datetime import datetime
from typing import Final

import msgspec

from kimhub.accounts.events import ConsentGiven, ConsentWithdrawn
from kimhub.accounts.tables import Consent, User
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.i18n import Lazy, lazy_

# Raise it when templates/accounts/terms.html or privacy.html change in substance: everybody is asked again.
VERSION: Final = "2026-11-01"
PURPOSES: Final[dict[str, Lazy]] = {
    "terms": lazy_("Tata tertib dan pemberitahuan privasi"),
    "photo": lazy_("Foto profil"),
}


class Agreed(msgspec.Struct, frozen=True):
    """A line in somebody's list of consents."""

    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def label(self) -> str:
        return str(PURPOSES.get(self.purpose, self.purpose))


async def agree(user_id: int, purpose: str = "terms", version: str = VERSION) -> None:
    """Note that the person agreed now. The proof is a row of its own, never changed."""
    async with transaction():
        await Consent.insert(Consent(user=user_id, purpose=purpose, version=version, given_at=now()))
        if purpose == "terms":
            await User.update({User.consent_version: version}).where(User.id == user_id)
        await publish(ConsentGiven(user_id, purpose, version))


async def withdraw(user_id: int, purpose: str) -> None:
    """Note that the person takes the consent back; whoever calls this stops what rested on it."""
    async with transaction():
        open_ones = (
            (Consent.user == user_id) & (Consent.purpose == purpose) & Consent.withdrawn_at.is_null()
        )
        rows = await Consent.update({Consent.withdrawn_at: now()}).where(open_ones).returning(Consent.id)
        if rows:
            await publish(ConsentWithdrawn(user_id, purpose))


async def consents_of(user_id: int) -> list[Agreed]:
    """Everything the person ever agreed to, the newest first."""
    rows = (
        await Consent.select(Consent.purpose, Consent.version, Consent.given_at, Consent.withdrawn_at)
        .where(Consent.user == user_id)
        .order_by(Consent.given_at, Consent.id, ascending=False)
    )
    return [Agreed(**row) for row in rows]
