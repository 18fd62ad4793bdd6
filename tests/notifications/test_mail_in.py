"""Answering a letter by a letter: one post of whoever wrote it, by the rules for writing there, or none."""

import base64
import dataclasses
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PIL import Image

from kimhub import settings
from kimhub.accounts.tables import User
from kimhub.core import mail_box
from kimhub.core.db import now, transaction
from kimhub.core.jobs import run_due
from kimhub.doctor import machine
from kimhub.forum import attachments, drafts, following
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_order import Suspension
from kimhub.forum.tables_writing import Attachment, Draft, Pending
from kimhub.groups import rights
from kimhub.groups.tables import Membership
from kimhub.notifications import choices, mail_in, mail_polling, reply_addresses
from tests import make
from tests.notifications.imap import Mailbox
from tests.notifications.test_mail import TICK, post, postman, setting, wants

__all__ = ["postman", "setting"]

SITI = "siti@contoh.id"


@pytest.fixture(autouse=True)
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose letters can be answered."""
    told = dataclasses.replace(settings.load(), mail_in="balas@kim.contoh.id")
    for module in ("reply_addresses", "mailing"):
        monkeypatch.setattr(f"kimhub.notifications.{module}.load", lambda: told)


def letter(
    to: str, text: str = "Saya ikut.", sender: str = "siti@contoh.id", more: str = "", number: int = 1
):
    return (
        f"From: Siti <{sender}>\r\nTo: {to}\r\nSubject: Re: apa\r\nMessage-ID: <{number}@contoh.id>\r\n"
        f"{more}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(text.encode()).decode()}"
    ).encode()


async def posts() -> list[tuple[int, str]]:
    return [(row.author, row.body) for row in await Post.objects().order_by(Post.id)]


async def test_an_answer_to_a_letter_is_one_post_with_its_photo(setting, postman, browser):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await drafts.save(await make.acting(siti), {"place": f"topic-{topic.id}", "body": "Belum selesai"})
    await make.reply(topic.id, budi, "Siapa ikut hari Sabtu?")
    await post()
    (told,) = postman.letters
    to = told["Reply-To"]
    assert to.startswith("balas+")
    assert "Atau balas surat ini" in postman.text()
    quoted = "\n".join(f"> {line}" for line in postman.text().splitlines())
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(out, "JPEG")
    photo = base64.encodebytes(out.getvalue()).decode()
    words = f"Saya ikut hari *Sabtu*.\n\nPada 22 Nov 2026 KIMHub <{to}> menulis:\n\n{quoted}"
    raw = (
        f"From: Siti Aminah <SITI@contoh.id>\r\nTo: KIMHub <{to.upper()}>\r\nMessage-ID: <a@contoh.id>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n--x\r\n"
        'Content-Type: image/jpeg; name="IMG_1.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{photo}\r\n--x\r\nContent-Type: application/x-msdownload; name=virus.exe\r\n\r\nMZ\r\n--x--\r\n"
    ).encode()

    assert [await mail_in.take(raw) for _ in range(2)] == ["posted", "again"]

    assert (await posts())[2:] == [(siti.id, "Saya ikut hari *Sabtu*.")]
    kept = await Attachment.objects().where(Attachment.post.is_not_null())
    assert [(one.user, one.mime, one.width > 0) for one in kept] == [(siti.id, "image/webp", True)]
    page = (await browser.get(topic.path, headers=await make.signed_in(budi))).text
    assert "<strong>Sabtu</strong>" in page
    assert "KIM Mallari" in page
    assert to not in page
    assert "berhenti" not in page
    assert await Draft.count() == 1, "what is being written elsewhere is not done with"
    await run_due()
    assert len(postman.envelopes) == 2
    assert postman.envelopes[-1].rcpt_tos == ["siti@contoh.id"]
    assert "virus.exe" in postman.text()
    assert "Tulisan Anda:" not in postman.text()


REFUSALS = {
    "another sender": "alamat lain",
    "a letter of long ago": "sudah lama",
    "a locked topic": "sudah ditutup",
    "a hidden topic": "sudah tidak ada",
    "no longer a member": "sudah tidak ada",
    "suspended": "belum bisa menulis",
    "something to do first": "perlu Anda lakukan dulu",
    "nothing written": "kosong",
    "too long": "Terlalu panjang",
}


@pytest.mark.parametrize("why", REFUSALS)
async def test_what_may_not_be_written_here_may_not_be_written_by_letter(
    setting, postman, monkeypatch, why: str
):
    _kim, siti, _budi, board, topic = setting
    await wants(siti, "each")
    to, text, sender = reply_addresses.address_for(siti.id, topic.id, 0), "Saya ikut, ya.", SITI
    assert await mail_in.take(letter(to, number=7)) == "posted"
    async with transaction():
        if why == "another sender":
            sender = "orang@lain.id"
        elif why == "a letter of long ago":
            later = now() + reply_addresses.LIFE + timedelta(days=2)
            monkeypatch.setattr(reply_addresses, "now", lambda: later)
        elif why == "a locked topic":
            await Topic.update({Topic.locked_at: now()}).where(Topic.id == topic.id)
        elif why == "a hidden topic":
            await Topic.update({Topic.hidden_at: now()}).where(Topic.id == topic.id)
        elif why == "no longer a member":
            await Membership.update({Membership.state: "ended"}).where(Membership.user == siti.id)
            await rights.touch(siti.id)
        elif why == "suspended":
            await Suspension.insert(
                Suspension(
                    user=siti.id,
                    board=board.id,
                    reason="Kasar",
                    by=1,
                    since=now(),
                    until=now() + timedelta(days=3),
                )
            )
        elif why == "something to do first":
            await User.update({User.must_change_password: True}).where(User.id == siti.id)
        elif why == "nothing written":
            text = "\n\n> Halo Siti\n> Baca di sini\n"
        elif why == "too long":
            text = "panjang " * 2000

    assert await mail_in.take(letter(to, text, sender)) == "refused"

    await run_due()
    assert len(await posts()) == 2
    assert not await Pending.count()
    assert [envelope.rcpt_tos for envelope in postman.envelopes] == [["siti@contoh.id"]]
    (told,) = postman.letters
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["In-Reply-To"] == "<1@contoh.id>"
    assert REFUSALS[why] in postman.text().replace("\n", " ")
    assert ("Tulisan Anda:" in postman.text()) == (why not in {"another sender", "nothing written"})
    assert ("/forum/t/" in postman.text()) == (why not in {"a hidden topic", "no longer a member"})


async def test_machines_strangers_and_those_who_stopped_get_no_word(setting, postman):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    to = reply_addresses.address_for(siti.id, topic.id, 0)
    other = await make.topic(_board, budi, "Topik lain")
    claim = reply_addresses.claim_of([to])
    forged = (
        reply_addresses.address_for(siti.id, other.id, 1).rpartition("-")[0]
        + f"-{claim.seal}@kim.contoh.id"
    )

    for more in ("Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "X-Loop: kimhub\r\n"):
        assert await mail_in.take(letter(to, more=more)) == "automatic"
    nobody = await make.member(_kim, "Tanpa Surat", email="tanpa@contoh.id")
    for wrong in (
        forged,
        "balas@kim.contoh.id",
        "balas+1-2@kim.contoh.id",
        "balas+é-2-3-x@kim.contoh.id",
        to.replace("kim.contoh.id", "lain.contoh.id"),
        to.replace("balas+", "balasan+"),
        reply_addresses.address_for(nobody.id, topic.id, 0),
        reply_addresses.address_for(10**12, topic.id, 0),
    ):
        assert await mail_in.take(letter(wrong)) == "stranger"
    assert await mail_in.take(b"\xff\xfe") == "stranger"
    assert await mail_in.take(letter(to, number=2)) == "posted"
    await choices.stop(siti.id)
    assert await mail_in.take(letter(to, number=3)) == "stranger"
    await wants(siti, "each")
    assert await mail_in.take(letter(to, number=4)) == "stranger", "letters of before the stop are over"
    await wants(siti, "none")
    assert await mail_in.take(letter(reply_addresses.address_for(siti.id, topic.id, 1))) == "stranger"

    await run_due()
    assert not postman.envelopes
    assert len(await posts()) == 3


async def test_nobody_is_told_more_than_a_few_times_a_day_nor_writes_without_end(
    setting, postman, monkeypatch
):
    _kim, siti, _budi, _board, topic = setting
    await wants(siti, "each")
    to = reply_addresses.address_for(siti.id, topic.id, 0)
    for number in range(8):
        assert await mail_in.take(letter(to, " ", number=number)) == "refused"
        await run_due()
    assert len(postman.envelopes) == 5

    monkeypatch.setattr(mail_in, "MOST", 9)
    assert await mail_in.take(letter(to, "Kesembilan", number=9)) == "posted"
    assert await mail_in.take(letter(to, "Kesepuluh", number=10)) == "refused"
    assert len(await posts()) == 2


async def test_a_newcomers_answer_waits_for_those_who_keep_order(setting, postman):
    kim, _siti, budi, _board, _topic = setting
    topic = await make.topic(await make.watched_board(kim), budi, "Dijaga")
    new = await make.newcomer(kim)
    await User.update({User.email: "baru@contoh.id"}, force=True).where(User.id == new.id)
    await wants(new, "each")
    raw = letter(reply_addresses.address_for(new.id, topic.id, 0), sender="baru@contoh.id")

    assert [await mail_in.take(raw) for _ in range(2)] == ["held", "again"]

    assert await Pending.count() == 1
    await run_due()
    letters = [one for one in postman.envelopes if one.rcpt_tos == ["baru@contoh.id"]]
    assert len(letters) == 1
    assert "memeriksanya dulu" in postman.text()


async def test_only_who_may_write_gets_an_address_to_answer_to(setting, postman):
    _kim, siti, budi, _board, topic = setting
    far = await make.member(await make.kim("KIM Jauh"), "Orang Jauh", email="jauh@contoh.id")
    await following.set_topic(far.id, topic.id, "follow")
    for person in (siti, far):
        await wants(person, "each")
    await make.reply(topic.id, budi, "Kabar baru.")
    await Topic.update({Topic.locked_at: now()}, force=True).where(Topic.id == topic.id)
    await post()

    assert {one["To"]: one["Reply-To"] for one in postman.letters} == {"siti@contoh.id": None}


async def test_too_many_files_are_left_out_and_said_so(setting, postman):
    _kim, siti, _budi, _board, topic = setting
    await wants(siti, "each")
    inside = "".join(
        f'--x\r\nContent-Type: text/csv; name="{n}.pdf"\r\nContent-Disposition: attachment\r\n\r\n'
        f"%PDF-1.4\n{n} %%EOF\r\n"
        for n in range(attachments.MOST + 2)
    )
    to = reply_addresses.address_for(siti.id, topic.id, 0)
    raw = f"From: {SITI}\r\nTo: {to}\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{inside}--x--"

    assert [await mail_in.take(raw.encode()) for _ in range(2)] == ["posted", "again"]

    assert await Attachment.count().where(Attachment.post.is_not_null()) == attachments.MOST
    await run_due()
    assert "Paling banyak 6" in postman.text()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    server = Mailbox([])
    told = dataclasses.replace(settings.load(), mail_in="balas@kim.contoh.id", imap_url=server.url)
    monkeypatch.setattr(mail_polling, "load", lambda: told)
    yield server
    server.shutdown()
    server.server_close()


async def test_the_mailbox_is_emptied_and_what_failed_stays(setting, postman, mailbox, monkeypatch):
    _kim, siti, _budi, _board, topic = setting
    await wants(siti, "each")
    to = reply_addresses.address_for(siti.id, topic.id, 0)
    mailbox.letters = {number: letter(to, f"Surat ke-{number}", number=number) for number in (3, 4, 5)} | {
        6: b"Bukan surat\r\n"
    }
    take = mail_in.take

    async def away(raw: bytes) -> str:
        if b"<4@" in raw:
            raise RuntimeError("the database is away")
        return await take(raw)

    monkeypatch.setattr(mail_in, "take", away)
    with pytest.raises(RuntimeError):
        await mail_polling.fetch_letters(TICK)
    assert [*mailbox.letters] == [4]
    monkeypatch.setattr(mail_in, "take", take)
    await mail_polling.fetch_letters(TICK)

    assert not mailbox.letters
    assert [body for _author, body in await posts()][1:] == ["Surat ke-3", "Surat ke-5", "Surat ke-4"]


async def test_the_doctor_says_whether_the_mailbox_lets_us_in(mailbox):
    told = dataclasses.replace(settings.load(), mail_in="balas@kim.contoh.id", smtp_url="smtp://127.0.0.1")

    async def said(**fields: str) -> list[tuple[str, str]]:
        found = machine.mail_in(dataclasses.replace(told, **fields))
        return [(one.state, f"{one.found} {one.cure}") async for one in found]

    assert await said(mail_in="") == []
    ((state, text),) = await said()
    assert (state, "kimhub mail-in" in text) == ("good", True)
    ((state, text),) = await said(imap_url=mailbox.url)
    assert (state, "lets us in" in text) == ("good", True)
    mailbox.letters = dict.fromkeys(range(60), b"x")
    assert [state for state, _text in await said(imap_url=mailbox.url)] == ["warn"]
    ((state, text),) = await said(imap_url=mailbox.url.replace("rahasia", "salah"))
    assert (state, "wrong password" in text, "salah" in text) == ("bad", True, False)
    port = mailbox.server_address[1]
    ((state, _),) = await said(imap_url=mailbox.url.replace(f":{port}", ":1"))
    assert state == "bad"
    ((state, _),) = await said(imap_url="imaps://nowhere")
    assert state == "bad"
    assert [state for state, _text in await said(smtp_url="")] == ["warn", "good"]
    with pytest.raises(mail_box.imaplib.IMAP4.error):
        mail_box.Box(mail_box.place_from(mailbox.url.replace("rahasia", "salah")))
