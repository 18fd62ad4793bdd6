"""What those in charge do with a membership: answer a request, suspend, reinstate, end, give a code."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.accounts import recovery
from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import activation, contacts, member_steps, member_words, members, policy_members
from kimhub.groups.members import OneMember, OneReset
from kimhub.groups.organizations import Profile
from kimhub.groups.web.members import ONE
from kimhub.settings import load


@post(f"{ONE}/terima", name="groups:accept", **allow(policy_members.can_decide, one=members.get))
async def accept(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Redirect:
    orientation = form.get("orientation") == "on"
    if not await member_steps.accept(one, actor, orientation=orientation):
        return _too_late(one)
    said = _("%(name)s mengikuti orientasi dulu.") if orientation else _("%(name)s diterima.")
    return _answered(one, said, one.member.state == "applied")


@get(f"{ONE}/tolak", name="groups:declining", **allow(policy_members.can_decide, one=members.get))
async def show_decline(one: NamedDependency[OneMember]) -> Page | Redirect:
    possible = one.member.state in member_steps.DECLINED_FROM
    return _ask_reason(one, "tolak", {}, {}) if possible else _too_late(one)


@post(f"{ONE}/tolak", name="groups:decline", **allow(policy_members.can_decide, one=members.get))
async def decline(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Page | Redirect:
    try:
        done = await member_steps.decline(one, actor, form.get("reason", ""))
    except Invalid as no:
        return _ask_reason(one, "tolak", form, no.errors, 422)
    said = _("Permintaan %(name)s ditolak dengan alasannya.")
    return _answered(one, said, one.member.state == "applied") if done else _too_late(one)


@post(f"{ONE}/urungkan", name="groups:take_back", **allow(policy_members.can_decide, one=members.get))
async def take_back(one: NamedDependency[OneMember], actor: Me) -> Redirect:
    if await member_steps.take_back(one, actor):
        return _back(one, _("Jawaban untuk %(name)s diurungkan. Permintaannya menunggu lagi."))
    return _back(one, _("Jawaban ini sudah tidak bisa diurungkan."), kind="info")


@get(f"{ONE}/usul", name="groups:proposing", **allow(policy_members.can_propose, one=members.get))
async def show_propose(one: NamedDependency[OneMember]) -> Page:
    return _propose(one, {"proposal": one.member.proposal, "note": one.member.proposal_note}, {})


@post(f"{ONE}/usul", name="groups:propose", **allow(policy_members.can_propose, one=members.get))
async def propose(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Page | Redirect:
    try:
        done = await member_steps.propose(one, actor, form.get("proposal", ""), form.get("note", ""))
    except Invalid as no:
        return _propose(one, form, no.errors, 422)
    return _back(one, _("Usul Anda tersimpan. Admin yang memutuskan.")) if done else _too_late(one)


@get(f"{ONE}/hentikan", name="groups:suspending", **allow(policy_members.can_decide, one=members.get))
async def show_suspend(one: NamedDependency[OneMember]) -> Page | Redirect:
    possible = one.member.state in member_steps.SUSPENDED_FROM
    return _ask_reason(one, "hentikan", {}, {}) if possible else _too_late(one)


@post(f"{ONE}/hentikan", name="groups:suspend", **allow(policy_members.can_decide, one=members.get))
async def suspend(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Page | Redirect:
    try:
        done = await member_steps.suspend(one, actor, form.get("reason", ""))
    except Invalid as no:
        return _ask_reason(one, "hentikan", form, no.errors, 422)
    if not done:
        return _too_late(one)
    return _back(one, _("Keanggotaan %(name)s dihentikan sementara."), to_member=True)


@post(f"{ONE}/pulihkan", name="groups:reinstate", **allow(policy_members.can_decide, one=members.get))
async def reinstate(one: NamedDependency[OneMember], actor: Me) -> Redirect:
    if not await member_steps.reinstate(one, actor):
        return _too_late(one)
    return _back(one, _("Keanggotaan %(name)s aktif kembali."), to_member=True)


@get(f"{ONE}/akhiri", name="groups:ending_membership", **allow(policy_members.can_decide, one=members.get))
async def show_end(one: NamedDependency[OneMember]) -> Page | Redirect:
    possible = one.member.state in member_steps.ENDED_FROM
    return _ask_reason(one, "akhiri", {}, {}) if possible else _too_late(one)


@post(f"{ONE}/akhiri", name="groups:end_membership", **allow(policy_members.can_decide, one=members.get))
async def end(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Page | Redirect:
    try:
        done = await member_steps.end(one, actor, form.get("reason", ""))
    except Invalid as no:
        return _ask_reason(one, "akhiri", form, no.errors, 422)
    return _back(one, _("Keanggotaan %(name)s berakhir.")) if done else _too_late(one)


@get(f"{ONE}/kode-sandi", name="groups:giving_code",
     **allow(policy_members.can_give_code, one=members.get_reset))  # fmt: skip
async def show_code(one: NamedDependency[OneReset]) -> Page:
    return _code(one, None, "")


@post(f"{ONE}/kode-sandi", name="groups:give_code",
      **allow(policy_members.can_give_code, one=members.get_reset))  # fmt: skip
async def give_code(one: NamedDependency[OneReset], actor: Me) -> Page:
    """Shown once: the page is not stored, and a reload makes a new code."""
    issued = await recovery.issue_reset_code(actor.id, one.member.user)
    shown = await contacts.of(actor, one.organization, [one.member])
    contact = shown.get(one.member.user)
    return _code(one, issued, (contact.phone or "") if contact else "")


@get([f"{ONE}/terima", f"{ONE}/urungkan", f"{ONE}/pulihkan", f"{ONE}/kode-aktivasi"],
     name="groups:no_step", **allow(policy_members.can_see_member, one=members.get))  # fmt: skip
async def to_the_member(one: NamedDependency[OneMember]) -> Redirect:
    """These addresses take a button only."""
    return Redirect(f"/kim/{one.organization.slug}/anggota/{one.member.id}")


@post(f"{ONE}/kode-aktivasi", name="groups:give_activation",
      **allow(policy_members.can_decide, one=members.get))  # fmt: skip
async def give_activation(one: NamedDependency[OneMember], actor: Me) -> Page | Redirect:
    slips = await activation.make_slips(one.organization, actor, [one.member.user])
    if not slips:
        return _back(one, _("Akun %(name)s sudah aktif."), to_member=True, kind="info")
    return slips_page(one.organization, slips, f"/kim/{one.organization.slug}/anggota/{one.member.id}")


def slips_page(organization: Profile, slips: list[activation.Slip], back: str) -> Page:
    """Slips to cut out, and a text for each person to send; nothing of it is kept."""
    return Page(
        "groups/slips.html",
        store=False,
        section="groups",
        organization=organization,
        slips=slips,
        message=activation.message,
        back=back,
        address=f"{load().base_url}/aktivasi",
        days=activation.LIFE.days,
    )


def _answered(one: OneMember, said: str, can_undo: bool) -> Redirect:
    home = f"/kim/{one.organization.slug}/anggota"
    undo = f"{home}/{one.member.id}/urungkan" if can_undo else None
    return Redirect(home, Flash(said % {"name": one.member.name}, undo=undo))


def _back(one: OneMember, said: str, *, to_member: bool = False, kind: str = "success") -> Redirect:
    home = f"/kim/{one.organization.slug}/anggota"
    where = f"{home}/{one.member.id}" if to_member else home
    return Redirect(where, Flash(said.replace("%(name)s", one.member.name), kind))


def _too_late(one: OneMember) -> Redirect:
    return _back(one, _("Keadaan %(name)s sudah berubah. Tidak ada yang diubah lagi."), kind="info")


def _ask_reason(
    one: OneMember, step: str, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    return Page(
        "groups/member_reason.html",
        "fields",
        status=status,
        section="groups",
        organization=one.organization,
        member=one.member,
        step=step,
        form=form,
        errors=errors,
    )


def _propose(one: OneMember, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/member_proposal.html",
        "fields",
        status=status,
        section="groups",
        member_words=member_words,
        organization=one.organization,
        member=one.member,
        form=form,
        errors=errors,
    )


def _code(one: OneReset, issued: recovery.IssuedCode | None, phone: str) -> Page:
    said = ""
    if issued:
        said = _(
            "Kode kata sandi KIMHub untuk %(name)s: *%(code)s*\n\nBuka %(address)s, tulis nomor HP atau"
            " nama pengguna, kode ini, dan kata sandi baru. Berlaku 10 menit. Jangan diteruskan."
        ) % {"name": one.member.name, "code": issued.code, "address": f"{load().base_url}/sandi-baru"}
    return Page(
        "groups/member_code.html",
        store=False,
        section="groups",
        organization=one.organization,
        member=one.member,
        issued=issued,
        said=said,
        phone=phone,
        address=f"{load().base_url}/sandi-baru",
    )


handlers = [
    accept,
    show_decline,
    decline,
    take_back,
    show_propose,
    propose,
    show_suspend,
    suspend,
    reinstate,
    show_end,
    end,
    show_code,
    give_code,
    to_the_member,
    give_activation,
]
