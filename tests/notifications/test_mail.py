"""Letters, to a real SMTP server: who gets which, when, what they say, and the one-tap way out."""

import dataclasses
import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from kimhub import settings
from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.core.jobs import Tick, run_due
from kimhub.core.phones import without_numbers
from kimhub.core.zones import zone_for
from kimhub.forum import announcing, following
from kimhub.forum.tables import Board
from kimhub.groups import rights
from kimhub.groups.tables import Membership
from kimhub.notifications import choices, mailing, service
from kimhub.notifications.tables import MailChoice, Notification
from tests import make

TICK = Tick(datetime(2026, 11, 22, tzinfo=UTC))


class Postman:
    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def letters(self) -> list[EmailMessage]:
        parse = email.message_from_bytes
        return [parse(bytes(e.content or b""), policy=email.policy.default) for e in self.envelopes]  # type: ignore[misc]

    def text(self, number: int = -1) -> str:
        return str(self.letters[number].get_content()).replace("\r\n", "\n")


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    """A mail server on this machine, and an installation that is told of it."""
    postman = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    told = dataclasses.replace(
        settings.load(), smtp_url=f"smtp://127.0.0.1:{port}", mail_from="KIMHub <kimhub@contoh.id>"
    )
    monkeypatch.setattr("kimhub.core.mail.load", lambda: told)
    yield postman
    controller.stop()


@pytest.fixture
async def setting(app):
    """Siti follows a topic of Budi's and has an address."""
    await make.installed()
    kim = await make.kim()
    siti = await make.member(kim, email="siti@contoh.id")
    budi = await make.member(kim, "Budi")
    board = await make.board(kim)
    topic = await make.topic(board, budi)
    await run_due()
    await following.set_topic(siti.id, topic.id, "follow")
    return kim, siti, budi, board, topic


async def wants(person: User, level: str, hour: str = "6") -> None:
    await choices.choose(person.id, level, hour, zone_for("73.08"))


async def post() -> None:
    """What the worker does within the next minute."""
    await run_due()
    await mailing.post_letters(TICK)
    await run_due()


async def an_hour_later() -> None:
    past = now() - timedelta(hours=1, minutes=1)
    await Notification.update({Notification.mailed_at: past}).where(Notification.mailed_at.is_not_null())
    await Notification.update({Notification.mail_due: past}).where(Notification.mail_due.is_not_null())


async def test_each_news_is_a_letter_but_one_topic_writes_once_an_hour(setting, postman):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await make.reply(topic.id, budi, "Saya bisa hari *Sabtu*.")
    await post()
    await make.reply(topic.id, budi, "Bawa senter, ya.")
    await make.reply(topic.id, budi, "Dan sarung.")
    await post()

    assert len(postman.envelopes) == 1
    (letter,) = postman.letters
    assert letter["To"] == "siti@contoh.id"
    assert letter["Subject"] == "Budi membalas di “Jadwal ronda bulan ini”"
    assert "Halo Siti Aminah," in postman.text()
    assert "Budi menulis:\nSaya bisa hari Sabtu." in postman.text()
    assert f"http://testserver.local{topic.path}?baru#new" in postman.text().replace("=\n", "")

    await an_hour_later()
    await post()
    assert len(postman.envelopes) == 2
    assert "Bawa senter, ya." in postman.text()
    assert "Dan sarung." in postman.text()
    assert "Saya bisa" not in postman.text()


async def test_what_was_read_in_time_is_not_sent(setting, postman):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await make.reply(topic.id, budi)
    await run_due()
    await service.settle_topic(await make.acting(siti), topic.id)
    await Notification.update({Notification.read_at: now()}, force=True)

    await post()

    assert postman.envelopes == []
    assert await Notification.count().where(Notification.mail_due.is_not_null()) == 0


async def test_who_wants_direct_words_only_gets_no_others(setting, postman):
    _kim, siti, budi, board, topic = setting
    await wants(siti, "direct")
    await make.reply(topic.id, budi, "Halo semua")
    await post()
    assert postman.envelopes == []

    await make.reply(topic.id, budi, f"Halo @{siti.username}")
    own = await make.topic(board, siti, "Usulan arisan")
    await make.reply(own.id, budi, "Setuju")
    await post()

    subjects = sorted(str(letter["Subject"]) for letter in postman.letters)
    assert subjects == [
        "Budi membalas tulisan Anda di “Usulan arisan”",
        "Budi menyebut Anda di “Jadwal ronda bulan ini”, dan ada 1 tulisan lain",
    ]


async def test_an_announcement_reaches_those_who_want_few_letters(setting, postman):
    kim, siti, _budi, _board, topic = setting
    admin = await make.acting(await make.kim_admin(kim))
    await wants(siti, "direct")

    await announcing.announce(topic, admin, confirm=True)
    await post()

    assert "Pengumuman “Jadwal ronda bulan ini”" in str(postman.letters[0]["Subject"])
    assert "Siapa bisa hari Sabtu?" in postman.text()


@pytest.mark.parametrize("level", ["none", "daily", ""])
async def test_others_get_no_letter_at_once(setting, postman, level):
    _kim, siti, budi, _board, topic = setting
    if level:
        await wants(siti, level)
    await make.reply(topic.id, budi)
    await post()

    assert postman.envelopes == []


async def test_without_a_mail_server_nothing_waits_to_be_sent(setting):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await make.reply(topic.id, budi)
    await post()

    assert await Notification.count().where(Notification.mail_due.is_not_null()) == 0


async def test_the_digest_comes_once_a_day_at_the_readers_hour(setting, postman):
    _kim, siti, budi, board, topic = setting
    await wants(siti, "daily")
    await following.set_board(siti.id, board.id, "follow")
    await make.reply(topic.id, budi)
    await make.topic(board, budi, "Kerja bakti")
    await run_due()
    await mailing.post_digests(TICK)
    await run_due()
    assert postman.envelopes == []

    await MailChoice.update({MailChoice.next_at: now() - timedelta(minutes=1)}, force=True)
    for _ in range(2):
        await mailing.post_digests(TICK)
        await run_due()

    (letter,) = postman.letters
    assert letter["Subject"] == "2 kabar baru untuk Anda"
    assert "- Budi membuka topik “Kerja bakti”" in postman.text()
    assert "- Budi membalas di “Jadwal ronda bulan ini”" in postman.text()
    row = await MailChoice.objects().first()
    assert (row.next_at > now(), row.next_at.astimezone(zone_for("73.08")).hour) == (True, 6)

    await MailChoice.update({MailChoice.next_at: now() - timedelta(minutes=1)}, force=True)
    await mailing.post_digests(TICK)
    await run_due()
    assert len(postman.envelopes) == 1  # nothing new came


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "after", "expected"),
    [
        ("73.08", "2026-11-22T00:00", "2026-11-22T22:00"),  # WITA: 6 o'clock is 22 UTC
        ("73.08", "2026-11-22T21:59", "2026-11-22T22:00"),
        ("73.08", "2026-11-22T22:00", "2026-11-23T22:00"),
        ("35.08", "2026-11-22T00:00", "2026-11-22T23:00"),  # WIB
        ("91.01", "2026-11-22T00:00", "2026-11-22T21:00"),  # WIT
    ],
)
def test_the_hour_is_that_of_the_readers_place(code, after, expected):
    at = datetime.fromisoformat(after).replace(tzinfo=UTC)

    assert choices.next_digest(at, 6, zone_for(code)).strftime("%Y-%m-%dT%H:%M") == expected


async def test_who_lost_the_right_to_read_gets_no_letter(setting, postman):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await make.reply(topic.id, budi)
    await run_due()
    await Membership.update({Membership.state: "ended"}).where(Membership.user == siti.id)
    await rights.touch(siti.id)

    await post()

    assert postman.envelopes == []


async def test_what_only_officers_read_stays_inside_but_for_its_title(app, postman):
    await make.installed()
    kim = await make.kim()
    budi = await make.officer(kim)
    siti = await make.officer(kim, "Siti", position="chair")
    await User.update({User.email: "siti@contoh.id"}).where(User.id == siti.id)
    board = await make.board(kim)
    topic = await make.topic(board, budi, "Rencana anggaran")
    await Board.update({Board.visibility: "officers"}).where(Board.id == board.id)
    await following.set_topic(siti.id, topic.id, "follow")
    await wants(siti, "each")
    await make.reply(topic.id, budi, "Kita punya dua juta.")
    await post()

    assert "Rencana anggaran" in postman.text()
    assert "dua juta" not in postman.text()


async def test_no_telephone_number_leaves_and_the_letter_speaks_the_readers_language(setting, postman):
    _kim, siti, budi, _board, topic = setting
    await User.update({User.locale: "en"}).where(User.id == siti.id)
    await wants(siti, "each")
    await make.reply(
        topic.id, budi, "Hubungi 0812-3456-7890 atau https://wa.me/6281234567890, Rp10.000.000"
    )
    await post()

    assert "7890" not in postman.text()
    assert "Rp10.000.000" in postman.text()
    assert "Hello Siti Aminah," in postman.text()


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HP 081234567890.", "HP •••."),
        ("+62 812 3456 7890", "•••"),
        ("(0411) 123-4567", "(•••"),
        ("tahun 2024, 5.000 orang, Rp1.250.000", "tahun 2024, 5.000 orang, Rp1.250.000"),
        ("pukul 08.00 sampai 10.00", "pukul 08.00 sampai 10.00"),
    ],
)
def test_numbers_that_can_be_called_are_covered(text, expected):
    assert without_numbers(text) == expected


async def test_one_tap_ends_all_letters_without_signing_in(browser, setting, postman):
    _kim, siti, budi, _board, topic = setting
    await wants(siti, "each")
    await make.reply(topic.id, budi)
    await post()
    (letter,) = postman.letters
    header = str(letter["List-Unsubscribe"])
    raw = bytes(postman.envelopes[0].content or b"")  # type: ignore[arg-type]
    address = header.strip("<>").removeprefix("http://testserver.local")

    page = await browser.get(address)
    assert (await choices.choice_of(siti.id)).level == "each"  # looking at the link ends nothing
    stopped = await browser.post(
        address,
        content="List-Unsubscribe=One-Click",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert header in raw.decode()  # on one line and not encoded
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Berhenti menerima surat" in page.text
    assert stopped.status_code == 200
    assert "Anda tidak akan dikirimi surat lagi" in stopped.text
    assert (await choices.choice_of(siti.id)).level == "none"
    assert address in postman.text().replace("=\n", "")


async def test_a_made_up_token_ends_nothing(browser, setting):
    _kim, siti, budi, _board, _topic = setting
    await wants(siti, "each")
    real = choices.stop_address(budi.id).rpartition("/")[2]
    seal = real.partition("-")[2]

    for token in (f"{siti.id}-{seal}", f"{siti.id}-", f"{siti.id}", "x", f"{siti.id}-{'é' * 32}", "9" * 30):
        for method in ("GET", "POST"):
            answer = await browser.request(method, f"/pemberitahuan/berhenti/{token}")
            assert answer.status_code == 404
    assert (await choices.choice_of(siti.id)).level == "each"


@pytest.mark.parametrize("htmx", [False, True])
async def test_the_page_of_choices_keeps_what_is_chosen_and_refuses_the_rest(
    browser, setting, htmx, postman
):
    _kim, siti, budi, _board, _topic = setting
    headers = await make.signed_in(siti, htmx)
    plain = {key: value for key, value in headers.items() if not key.startswith("HX")}
    path = "/pemberitahuan/atur"

    first = await browser.get(path, headers=plain)
    kept = await browser.post(path, data={"level": "daily", "hour": "19"}, headers=headers)
    wrong = await browser.post(path, data={"level": "loud", "hour": "25"}, headers=headers)
    guest = await browser.get(path)
    other = await browser.get(path, headers=await make.signed_in(budi))

    assert "Dikirim ke siti@contoh.id." in first.text
    assert kept.status_code == (200 if htmx else 303)
    assert wrong.status_code == 422
    assert "Pilih salah satu." in wrong.text
    assert "Pilih jam dari daftar." in wrong.text
    assert await choices.choice_of(siti.id) == choices.Choice("daily", 19)
    assert guest.headers["location"].startswith("/masuk")
    assert "belum punya alamat email" in other.text


async def test_the_page_says_that_no_mail_server_is_set(browser, setting):
    _kim, siti, _budi, _board, _topic = setting

    page = await browser.get("/pemberitahuan/atur", headers=await make.signed_in(siti))

    assert "belum tersambung ke server surat" in page.text


async def test_choices_go_when_the_person_goes(setting):
    _kim, siti, _budi, _board, _topic = setting
    await wants(siti, "each")

    await service.forget(siti.id)

    assert await MailChoice.count() == 0
