"""Whose turn it is with a program, in a sentence, and what this person can do about it.

Yellow is for the reader's own turn only (design.md, rule 1); whoever else is awaited is named.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kimhub.core.actor import Actor
from kimhub.core.formats import long_date, short_date
from kimhub.core.i18n import _, ngettext
from kimhub.core.prepared import prepare_sql
from kimhub.programs import comments, policy, states
from kimhub.programs.views import Program

StepOf = tuple[str, str]  # text, and of ui.steps: done, now, waiting or nothing

_reviewer = prepare_sql("SELECT name FROM account WHERE id = :id")


class Deed(Struct, frozen=True):
    """A button that leads to a page; `kind` as in ui.link_button."""

    href: str
    text: str
    sign: str
    kind: str = ""


class Turn(Struct, frozen=True):
    """`text` is empty when there is nothing to say. `kind` and `sign` as in ui.notice."""

    text: str = ""
    kind: str = ""
    sign: str = "info"
    deeds: tuple[Deed, ...] = ()

    def on(self, path: str) -> "Turn":
        """The same on the page at this address, without the button that leads there."""
        return replace(self, deeds=tuple(deed for deed in self.deeds if deed.href != path))


NOBODY: Final = Turn()


async def of(actor: Actor, one: Program) -> Turn:
    """The turn as this person reads it."""
    if not policy.sees_review(actor, one):
        return NOBODY
    match one.state:
        case states.DRAFT:
            return _draft(actor, one)
        case states.ACKNOWLEDGING:
            return _acknowledging(actor, one)
        case states.SUBMITTED:
            return _submitted(actor, one)
        case states.IN_REVIEW:
            return await _in_review(actor, one)
        case states.NEEDS_REVISION:
            return await _returned(actor, one)
        case states.APPROVED:
            return _carried_out(actor, one)
        case states.CLOSED:
            return Turn(_("LPJ tahun ini sudah diterima. Program ini tidak berubah lagi."), "", "done")
        case states.CANCELLED:
            return Turn(_("Program ini sudah dibuang."), "bad", "delete")
    return NOBODY


def _draft(actor: Actor, one: Program) -> Turn:
    if one.is_template or not policy.can_write(actor, one):
        if one.is_amendment:
            return Turn(
                _("Pengurus sedang menyusun perubahan. Yang berlaku tetap yang sudah disetujui."),
                "",
                "draft",
            )
        return NOBODY
    text = _("Masih draf: hanya pengurus yang melihat. Ajukan ke pembina bila sudah lengkap.")
    if one.is_amendment:
        text = _(
            "Perubahan sedang disusun. Yang berlaku tetap yang sudah disetujui, sampai pembina menyetujui"
            " perubahannya."
        )
    return Turn(text, "your-turn", "draft", _writing(actor, one, _("Ajukan ke pembina")))


def _acknowledging(actor: Actor, one: Program) -> Turn:
    text = _("Menunggu diketahui kepala desa atau lurah, lalu diteruskan ke pembina.")
    if not policy.submits(actor, one):
        return Turn(text, "", "waiting")
    link = Deed(f"{one.path}/mengetahui", _("Kirim ke kepala desa"), "send", "primary")
    return Turn(text, "", "waiting", (link, *_taking_back(actor, one)))


def _submitted(actor: Actor, one: Program) -> Turn:
    due = long_date(one.due_on, weekday=True) if one.due_on else ""
    if policy.can_review(actor, one):
        if one.is_overdue:
            text = _("Giliran Anda. Jawaban ditunggu sejak %(day)s dan sudah lewat batas.") % {"day": due}
        else:
            text = _("Giliran Anda. Jawab paling lambat %(day)s.") % {"day": due}
        return Turn(text, "your-turn", "view", (_review(one, _("Mulai telaah"), "primary"),))
    text = _("Menunggu telaah pembina, paling lambat %(day)s.") % {"day": due}
    if one.is_overdue:
        text = _("Telaah pembina ditunggu sejak %(day)s dan sudah lewat batas.") % {"day": due}
    return Turn(text, "warn" if one.is_overdue else "", "waiting", _taking_back(actor, one))


async def _in_review(actor: Actor, one: Program) -> Turn:
    if one.reviewer == actor.id and policy.can_review(actor, one):
        return Turn(
            _("Anda sedang menelaah program ini."), "your-turn", "view",
            (_review(one, _("Lanjutkan telaah"), "primary"),),
        )  # fmt: skip
    name = str(await _reviewer.value(id=one.reviewer) or "") if one.reviewer else ""
    text = _("Sedang ditelaah %(name)s.") % {"name": name} if name else _("Sedang ditelaah pembina.")
    deeds = (_review(one, _("Buka telaah")),) if policy.can_open_review(actor, one) else ()
    return Turn(text, "", "waiting", deeds)


async def _returned(actor: Actor, one: Program) -> Turn:
    day = long_date(one.reply_by, weekday=True) if one.reply_by else ""
    if not policy.can_write(actor, one):
        text = (
            _("Menunggu perbaikan dari KIM sampai %(day)s.") if day else _("Menunggu perbaikan dari KIM.")
        )
        return Turn(text % {"day": day}, "", "waiting", (_review(one, _("Buka telaah")),))
    remarks = await comments.still_open(one.id)
    text = _("Pembina meminta perbaikan.")
    if remarks:
        text = ngettext(
            "Pembina meminta perbaikan: %(n)s catatan belum selesai.",
            "Pembina meminta perbaikan: %(n)s catatan belum selesai.",
            remarks,
        ) % {"n": remarks}
    if day:
        late = (
            _("Batas jawabnya %(day)s sudah lewat.")
            if one.is_overdue
            else _("Jawab paling lambat %(day)s.")
        )
        text = f"{text} {late % {'day': day}}"
    deeds = _writing(actor, one, _("Ajukan lagi"))
    return Turn(text, "your-turn", "warning", (_review(one, _("Lihat catatan")), *deeds))


def _carried_out(actor: Actor, one: Program) -> Turn:
    if one.year > one.today.year or not policy.can_note(actor, one):
        return NOBODY
    note = Deed(f"{one.path}/catat", _("Catat pelaksanaan"), "add", "primary")
    return Turn(
        _("Program sedang berjalan. Catat setiap kali ada yang dikerjakan."), "", "program", (note,)
    )


def _writing(actor: Actor, one: Program, submit: str) -> tuple[Deed, ...]:
    edit = Deed(f"{one.path}/sunting", _("Lanjutkan menyusun"), "edit")
    if not policy.can_submit(actor, one):
        return (edit,)
    return (edit, Deed(f"{one.path}/ajukan", submit, "send", "primary"))


def _taking_back(actor: Actor, one: Program) -> tuple[Deed, ...]:
    if not policy.can_take_back(actor, one):
        return ()
    return (Deed(f"{one.path}/tarik", _("Tarik kembali"), "undo"),)


def _review(one: Program, text: str, kind: str = "") -> Deed:
    return Deed(f"{one.path}/tinjau", text, "view", kind)


# ---------------------------------------------------------------------------------------------- the bar


def steps(actor: Actor, one: Program) -> tuple[StepOf, ...]:
    """The way of what is written now: draft, submitted, reviewed, agreed. Empty for templates, for what was
    thrown away, and for those whom the way does not concern."""
    if one.is_template or one.state == states.CANCELLED or not policy.sees_review(actor, one):
        return ()
    mine = policy.writes(actor, one)
    writing = _("Perubahan") if one.is_amendment else _("Draf")
    sent = short_date(one.submitted_at, one.zone, today=one.today) if one.submitted_at else ""
    submitted = f"{_('Diajukan')} {sent}" if sent and one.state != states.DRAFT else _("Diajukan")
    done = one.state in {states.APPROVED, states.CLOSED}
    turn = "now" if policy.can_review(actor, one) else "waiting"
    way: list[StepOf] = [(writing, ("now" if mine else "waiting") if one.state == states.DRAFT else "done")]
    if one.state == states.ACKNOWLEDGING:
        way += [(_("Kepala desa atau lurah"), "waiting"), (_("Diajukan"), "")]
    elif one.state == states.SUBMITTED:
        way.append((submitted, turn))
    else:
        way.append((submitted, "" if one.state == states.DRAFT else "done"))
    if one.state == states.NEEDS_REVISION:
        way.append((_("Perlu perbaikan"), "now" if mine else "waiting"))
    elif one.state == states.IN_REVIEW:
        way.append((_("Ditelaah"), turn))
    else:
        way.append((_("Ditelaah"), "done" if done else ""))
    agreed = short_date(one.decided_at, one.zone, today=one.today) if done and one.decided_at else ""
    way.append((f"{_('Disetujui')} {agreed}".strip(), "done" if done else ""))
    if one.state == states.CLOSED:
        way.append((_("Ditutup"), "done"))
    return tuple(way)


# ------------------------------------------------------------------------------------------- in a list


def short(actor: Actor, one: Program) -> tuple[str, bool]:
    """Whose turn it is in a few words, and whether it is the reader's; nothing where nobody's is."""
    if not policy.sees_review(actor, one):
        return "", False
    mine = policy.can_submit(actor, one)
    match one.state:
        case states.DRAFT if policy.can_write(actor, one):
            return (_("lengkapi, lalu ajukan") if mine else _("masih disusun")), mine
        case states.NEEDS_REVISION if policy.can_write(actor, one):
            day = short_date(one.reply_by, today=one.today) if one.reply_by else ""
            return (_("jawab paling lambat %(day)s") % {"day": day} if day else _("perbaiki")), True
        case states.ACKNOWLEDGING:
            return _("menunggu kepala desa atau lurah"), False
        case states.SUBMITTED | states.IN_REVIEW:
            day = short_date(one.due_on, today=one.today) if one.due_on else ""
            if not day:
                return _("menunggu pembina"), False
            return _("menunggu pembina sampai %(day)s") % {"day": day}, False
    return "", False
