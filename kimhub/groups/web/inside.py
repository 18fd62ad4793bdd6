"""What the pages inside an organization share."""

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.groups import policy, policy_members
from kimhub.groups.organizations import Profile

Tab = tuple[str, str, str]


def tabs(actor: Actor, organization: Profile) -> list[Tab]:
    """The parts this person may open: (key, address, name)."""
    home = f"/kim/{organization.slug}"
    every = [
        (True, "facts", home, _("Ringkasan")),
        (policy_members.can_see_members(actor, organization), "members", f"{home}/anggota", _("Anggota")),
        (True, "officers", f"{home}/pengurus", _("Pengurus")),
        (policy.can_see_decrees(actor, organization), "decrees", f"{home}/sk", _("SK")),
        (policy_members.can_invite(actor, organization), "invitations", f"{home}/undangan", _("Undangan")),
        (policy.can_edit(actor, organization), "edit", f"{home}/sunting", _("Sunting")),
        (policy.can_edit_facts(actor, organization), "letterhead", f"{home}/kop", _("Kop surat")),
        (policy.can_verify(actor, organization), "state", f"{home}/verifikasi", _("Pembinaan")),
        (policy.can_read_history(actor, organization), "history", f"{home}/riwayat", _("Riwayat")),
    ]  # fmt: skip
    return [(key, href, text) for shown, key, href, text in every if shown]
