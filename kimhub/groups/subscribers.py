"""What this slice does when people leave KIMHub, and what it hands them when they take their data along."""

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.accounts.leaving import before_leaving
from kimhub.core.bus import on
from kimhub.core.i18n import _, lazy_
from kimhub.groups import applications, member_data


@before_leaving
async def hand_over_first(user_id: int, leaving: bool) -> str:
    """A KIM must not lose its last admin by accident, also when its last two leave at the same moment."""
    names = await applications.led_alone(user_id, lock=leaving)
    if not names:
        return ""
    return _("Anda admin terakhir %(names)s. Serahkan dulu hak admin kepada anggota lain.") % {
        "names": ", ".join(names)
    }


@on(UserDeleted)
async def end_memberships(event: UserDeleted) -> None:
    await member_data.forget(event.actor_id)


@exports("memberships", lazy_("Keanggotaan"))
async def memberships(user_id: int) -> list[dict[str, object]]:
    return await member_data.memberships(user_id)


@exports("offices", lazy_("Jabatan"))
async def offices(user_id: int) -> list[dict[str, object]]:
    return await member_data.offices(user_id)
