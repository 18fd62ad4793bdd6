"""Letters that answer letters: each becomes a post of whoever wrote it, by the rules for writing there.

It does not matter how a letter came (mail_polling, `kimhub mail-in`), nor how often: its Message-ID is the
key of the post. What machines wrote is dropped without a word. A person whose letter could not be posted is
told so, at the address of their account and nowhere else.
"""

import asyncio
import io
import logging
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from kimhub.accounts import terms
from kimhub.core import limits, mail_reading
from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused, TooMany, Unreadable
from kimhub.core.i18n import _, use_locale
from kimhub.core.jobs import enqueue
from kimhub.core.mail_quotes import own_words
from kimhub.core.prepared import prepare_sql
from kimhub.forum import attachments, policy, reading, writing
from kimhub.forum.attachments import File
from kimhub.forum.pending import Held
from kimhub.forum.views import TopicView
from kimhub.groups import rights
from kimhub.notifications import mail_back, reply_addresses

log = logging.getLogger(__name__)

MOST: Final = 30  # letters of one person in PER
PER: Final = timedelta(hours=1)


class Writer(Struct, frozen=True):
    """Whose address a letter came to."""

    id: int
    name: str
    email: str
    locale: str
    rights_rev: int
    must_change_password: bool
    consent_version: str
    reply_rev: int


@dataclass(slots=True)
class _Attached:
    """A file of a letter, as core.files reads one of a form."""

    filename: str
    content: io.BytesIO

    async def read(self, size: int = -1) -> bytes:
        return self.content.read(size)


_writer = prepare_sql(
    "SELECT a.id, a.name, a.email, a.locale, a.rights_rev, a.must_change_password, a.consent_version,"
    ' c.reply_rev FROM account a JOIN mail_choice c ON c."user" = a.id'
    " WHERE a.id = :person AND a.status = 'active' AND a.email IS NOT NULL",
    Writer,
)
_known = prepare_sql(
    "SELECT id FROM post WHERE key = :key UNION ALL SELECT id FROM pending_post WHERE key = :key"
)


async def take(raw: bytes) -> str:
    """Do with a letter what is to be done; returns in a word what that was: posted, held, again, refused,
    automatic, stranger, unreadable. Raises only what is worth another try later (the database is away)."""
    try:
        letter = await asyncio.to_thread(mail_reading.read, raw)
    except Unreadable:
        return _note("unreadable", "")
    claim = reply_addresses.claim_of(letter.receivers)
    if letter.automatic:
        return _note("automatic", letter.message_id)
    writer = await _writer.first(person=claim.person) if claim else None
    if claim is None or writer is None or not claim.is_genuine(writer.reply_rev):
        return _note("stranger", letter.message_id)
    named = letter.message_id or sha256(raw).hexdigest()
    key = uuid5(NAMESPACE_URL, f"mail:{writer.id}:{named}")
    if await _known.first(key=key):
        return _note("again", letter.message_id)
    with use_locale(writer.locale):
        return _note(await _answer(letter, claim, writer, key), letter.message_id)


async def _answer(
    letter: mail_reading.Letter, claim: reply_addresses.Claim, writer: Writer, key: UUID
) -> str:
    """Post it, or say why not."""
    text = own_words(letter.text, _secrets(claim))
    actor = await _acting(writer)
    topic = await reading.get_topic(str(claim.topic), actor)
    if topic is not None and not policy.can_read_topic(actor, topic):
        topic = None
    try:
        await limits.spend("mail-in", writer.id, most=MOST, per=PER)
        _check(letter, claim, writer, topic, actor)
        if topic is None:
            raise NotFound
        files, left_out = await _files(actor, letter)
        if not text and not files:
            raise Refused(left_out or _("Surat Anda kosong: tidak ada tulisan yang bisa ditampilkan."))
        posted = await writing.reply(topic, actor, text, key, files, drops_draft=False)
    except (Refused, Invalid, NotFound, TooMany) as no:
        own = text if letter.sender == writer.email else ""  # who else wrote uses us to write to nobody
        await _tell(writer, topic, _reason(no), own, letter.message_id)
        return "refused"
    if isinstance(posted, Held):
        waits = _("Balasan Anda sudah kami terima. Pengurus memeriksanya dulu sebelum tampil.")
        await _tell(writer, topic, waits, "", "")
        return "held"
    if left_out:
        await _tell(writer, topic, left_out, "", letter.message_id)
    return "posted"


def _check(
    letter: mail_reading.Letter,
    claim: reply_addresses.Claim,
    writer: Writer,
    topic: TopicView | None,
    actor: Actor,
) -> None:
    """Raise Refused, with a sentence, for what does not depend on the words."""
    if letter.sender != writer.email:
        raise Refused(_("Surat itu dikirim dari alamat lain. Balas dari alamat email akun Anda."))
    if claim.is_over:
        raise Refused(_("Surat yang Anda balas sudah lama. Buka topiknya dan balas di sana."))
    if writer.must_change_password or writer.consent_version != terms.VERSION:
        raise Refused(_("Ada yang perlu Anda lakukan dulu di KIMHub. Masuk, lalu balas di sana."))
    if topic is None or topic.hidden:
        raise Refused(_("Topiknya sudah tidak ada, atau tidak bisa Anda baca lagi."))
    if not policy.can_reply(actor, topic):
        raise Refused(_("Topiknya sudah ditutup, atau Anda tidak lagi ikut serta di rubriknya."))


async def _files(actor: Actor, letter: mail_reading.Letter) -> tuple[list[File], str]:
    """What came with the letter, kept as uploads are, and a sentence about what was left out."""
    errors: dict[str, str] = {}
    uploads = [_Attached(file.filename, io.BytesIO(file.content)) for file in letter.files]
    found: list[File] = []
    refused: list[str] = []
    for upload in uploads:
        errors.clear()
        if len(found) < attachments.MOST:
            found += await attachments.take(actor, [], [upload], errors)
        else:
            errors["files"] = _("Paling banyak %(n)s foto atau berkas.") % {"n": attachments.MOST}
        if errors and errors["files"] not in refused:
            refused.append(errors["files"])
    return found, " ".join([_("Tidak semua berkas ikut."), *refused]) if refused else ""


async def _acting(writer: Writer) -> Actor:
    """The person with the rights of this moment."""
    grants, homes = await rights.rights_of(writer.id, writer.rights_rev)
    at = now()
    held = tuple(grant for grant in grants if grant.holds(at))
    return Actor(
        id=writer.id,
        name=writer.name,
        grants=held,
        locale=writer.locale,
        home=rights.home_of(held, homes),
    )


async def _tell(writer: Writer, topic: TopicView | None, reason: str, text: str, message_id: str) -> None:
    """A letter about it, a few a day: whoever is told five times the same needs another way."""
    try:
        await limits.spend("mail-back", writer.id, most=mail_back.MOST, per=mail_back.PER)
    except TooMany:
        return
    async with transaction():
        back = mail_back.Back(
            writer.id, reason, topic.path if topic else "", text[: mail_back.LONGEST], message_id
        )
        await enqueue(mail_back.send_back, back)


def _reason(error: Exception) -> str:
    if isinstance(error, Invalid):
        return " ".join(error.errors.values())
    if isinstance(error, TooMany):
        return _("Terlalu banyak tulisan dalam waktu singkat. Coba lagi nanti.")
    return str(error) or _("Topiknya sudah tidak ada, atau tidak bisa Anda baca lagi.")


def _secrets(claim: reply_addresses.Claim) -> tuple[str, ...]:
    """What of our letter must not be seen by others when a program quotes it without a mark."""
    return (claim.seal, "/pemberitahuan/berhenti/")


def _note(outcome: str, message_id: str) -> str:
    log.info("a letter came in (%s): %r", outcome, message_id[:120])
    return outcome
