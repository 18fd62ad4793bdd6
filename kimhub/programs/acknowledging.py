"""*Mengetahui kepala desa/lurah*: the step before the pembina, where a district wants it (domain.md 3.3).

The village head needs no account: a link, or the signed paper of which the house keeps a photo. Whoever has
the link sees the version it was made for, and it ends with the answer.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.kept_files import in_use
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.programs import agreeing, offices, policy, programs, reading, rules, states
from kimhub.programs.events import ProgramAcknowledged
from kimhub.programs.offices import Office
from kimhub.programs.plan import Plan
from kimhub.programs.tables_versions import ProgramVersion
from kimhub.programs.views import Program, Version
from kimhub.programs.village_link import hashed, secret_of

LARGEST: Final = 15_000_000  # bytes of the photo, before it is made smaller
SIDE: Final = 1600  # pixels
_by_link = prepare_sql(
    "SELECT id, program FROM program_version WHERE known_link = :link AND known_link <> ''"
)


class Asked(Struct, frozen=True):
    """What the village head is asked about."""

    secret: str
    program: Program
    version: Version
    plan: Plan

    @property
    def path(self) -> str:
        return f"/mengetahui/{self.secret}"

    @property
    def is_open(self) -> bool:
        """Still waiting for the answer."""
        return self.version.state == states.ACKNOWLEDGING


async def get_asked(secret: str) -> Asked | None:
    """The version this link is about; None when there is none, or it was taken back."""
    row = await _by_link.first(link=hashed(secret))
    program = await programs.by_id(row["program"]) if row else None
    version = await programs.version_by_id(row["id"]) if row else None
    plan = await reading.version(row["id"]) if row else None
    if program is None or version is None or plan is None:
        return None
    return Asked(secret, program, version, plan)


def anyone_with_the_link(_actor: Actor, _thing: object) -> bool:
    """The secret is the right."""
    return True


def can_see_waiting(actor: Actor, one: Program) -> bool:
    """The page with the link: the house, while it waits for the village head."""
    return policy.writes(actor, one) and one.state == states.ACKNOWLEDGING


def can_record(actor: Actor, one: Program) -> bool:
    """Who speaks for the house hands the link on, or records the signed paper."""
    return policy.submits(actor, one) and one.state == states.ACKNOWLEDGING


async def link_of(program: Program) -> str:
    """The secret to hand on, the same for everybody who asks. It opens since the program was submitted;
    only where the installation has another secret since then it is written down anew."""
    assert program.current is not None
    secret = secret_of(program.current)
    if await _by_link.first(link=hashed(secret)) is None:
        async with transaction():
            await ProgramVersion.update({ProgramVersion.known_link: hashed(secret)}).where(
                (ProgramVersion.id == program.current) & (ProgramVersion.state == states.ACKNOWLEDGING)
            )
    return secret


async def answer(asked: Asked, form: Mapping[str, str]) -> bool:
    """The village head's answer by the link: True for "saya mengetahui", False with what to change first.
    Raises Invalid; Refused when it was answered, or taken back, meanwhile."""
    errors: dict[str, str] = {}
    name = _line(form, "name", _("Tulis nama Anda."), errors)
    title = _line(form, "office", _("Tulis jabatan Anda, misalnya Kepala Desa Mallari."), errors)
    back = form.get("answer") == "back"
    reason = form.get("reason", "")
    if back and len(reason.strip()) < agreeing.LEAST_REASON:
        errors["reason"] = _("Tulis apa yang perlu diperbaiki dulu.")
    if form.get("answer") not in {"know", "back"}:
        errors["answer"] = _("Pilih salah satu.")
    if errors:
        raise Invalid(**errors)
    reason = checked_text(reason, "reason", most=agreeing.LONGEST) if reason.strip() else ""
    await _known(asked.program.id, asked.version.id, None, Office(name, title), reason, back=back)
    return not back


async def record(
    program: Program, actor: Actor, form: Mapping[str, str], photo: files.Upload | None
) -> None:
    """Write down that the paper was signed, with a photo of it. Raises Invalid, Refused."""
    errors: dict[str, str] = {}
    name = _line(form, "name", _("Tulis nama yang menandatangani."), errors)
    title = _line(form, "office", _("Tulis jabatannya, misalnya Kepala Desa Mallari."), errors)
    if photo is None:
        errors["photo"] = _("Foto lembar yang sudah ditandatangani.")
    if errors:
        raise Invalid(**errors)
    assert photo is not None
    assert program.current is not None
    stored = await files.save_upload(
        photo, allowed=files.IMAGES, limit=LARGEST, field="photo", most_px=SIDE
    )
    await _known(program.id, program.current, actor, Office(name, title), "", back=False, photo=stored)


async def _known(
    program_id: int,
    version_id: int,
    actor: Actor | None,
    who: Office,
    reason: str,
    *,
    back: bool,
    photo: files.Stored | None = None,
) -> None:
    async with transaction():
        program = await agreeing.held(program_id)
        if program.state != states.ACKNOWLEDGING or program.current != version_id:
            raise Refused(_("Program ini sudah dijawab atau ditarik kembali."))
        rule = await rules.of(program.seat)
        by = (await offices.in_house(actor, program)) if actor else None
        said = f"{who.name}, {who.title}"
        if back:
            await agreeing.change_version(
                version_id, state=states.RETURNED, decided_name=who.name, decided_office=who.title,
                decided_at=now(), decision_note=reason,
            )  # fmt: skip
            await agreeing.change(program, states.NEEDS_REVISION, reply_by=rule.reply_by(program.today))
            await agreeing.step(program, "sent_back", version=version_id, office=who, reason=reason)
        else:
            await agreeing.change_version(
                version_id, state=states.SUBMITTED, due_on=rule.due(program.today), known_name=who.name,
                known_office=who.title, known_at=now(), known_file=photo.key if photo else "",
                known_mime=photo.mime if photo else "", known_size=photo.size if photo else 0,
            )  # fmt: skip
            await agreeing.change(program, states.SUBMITTED)
            on_paper = _("Tertulis di kertas, dicatat pengurus. %(who)s") % {"who": said} if by else ""
            await agreeing.step(
                program, "acknowledged", version=version_id, actor=actor, office=by or who, reason=on_paper
            )
        await publish(
            ProgramAcknowledged(
                program.id, program.organization, version_id, actor.id if actor else None, back
            )
        )


def _line(form: Mapping[str, str], field: str, empty: str, errors: dict[str, str]) -> str:
    try:
        return checked_line(form.get(field, ""), field, most=120, least=3, empty=empty)
    except Invalid as no:
        errors |= no.errors
        return ""


@in_use
async def _kept(key: str) -> bool:
    return await ProgramVersion.exists().where(ProgramVersion.known_file == key)
