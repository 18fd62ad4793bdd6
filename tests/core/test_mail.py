"""E-mail, sent to a real SMTP server on this machine."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from kimhub.core import mail
from kimhub.core.errors import Invalid
from kimhub.core.mail import Server, check_address, compose, is_configured, send, server_from
from tests.ports import free_port

pytestmark = pytest.mark.once

FROM = "KIM Mallari <kim@mallari.example.id>"


class Inbox:
    """What arrives; addresses at `nobody.example` do not exist, those at `later.example` are busy."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.endswith("nobody.example"):
            return "550 no such user"
        if address.endswith("later.example"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        parse = email.message_from_bytes
        return [parse(bytes(e.content or b""), policy=email.policy.default) for e in self.envelopes]  # type: ignore[misc]


def only_siti(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"siti", b"rahasia@1"), handled=False)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[str]:
    """The address of a running server, host and port."""
    options = {"authenticator": only_siti, "auth_require_tls": False}
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    yield f"127.0.0.1:{controller.port}"
    controller.stop()


async def test_a_message_arrives_whole(smtp: str, inbox: Inbox) -> None:
    text = "Yth. Ibu Siti — kode Anda: 123456.\n\n.\nSalam,\n" + "panjang " * 200
    assert await send("siti@contoh.id", "Kode masuk é", text, smtp_url=f"smtp://{smtp}", mail_from=FROM)
    (envelope,), (message,) = inbox.envelopes, inbox.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("kim@mallari.example.id", ["siti@contoh.id"])
    assert message["From"] == FROM
    assert message["To"] == "siti@contoh.id"
    assert message["Subject"] == "Kode masuk é"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@mallari.example.id>")
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n").rstrip() == text.rstrip()


async def test_it_signs_in_with_the_name_and_password_of_the_address(smtp: str, inbox: Inbox) -> None:
    assert await send("a@contoh.id", "x", "x", smtp_url=f"smtp://siti:rahasia%401@{smtp}", mail_from=FROM)
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await send("a@contoh.id", "x", "x", smtp_url=f"smtp://siti:salah@{smtp}", mail_from=FROM)
    assert len(inbox.envelopes) == 1


async def test_it_never_falls_back_to_an_open_line(smtp: str, inbox: Inbox) -> None:
    """The server offers no TLS: nothing is sent, above all no password."""
    for url in (f"smtp://siti:rahasia%401@{smtp}?starttls=1", f"smtps://siti:rahasia%401@{smtp}"):
        with pytest.raises((aiosmtplib.SMTPException, ssl.SSLError, OSError)):
            await send("a@contoh.id", "x", "x", smtp_url=url, mail_from=FROM)
    assert inbox.envelopes == []


async def test_an_address_that_does_not_exist_is_not_tried_again(smtp: str) -> None:
    assert not await send("a@nobody.example", "x", "x", smtp_url=f"smtp://{smtp}", mail_from=FROM)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send("a@later.example", "x", "x", smtp_url=f"smtp://{smtp}", mail_from=FROM)


async def test_without_a_server_nothing_happens() -> None:
    assert not is_configured()
    assert not await send("siti@contoh.id", "x", "x")
    assert not await send("siti@contoh.id", "x", "x", smtp_url="", mail_from=FROM)
    assert not await send("siti@contoh.id", "x", "x", smtp_url="smtp://127.0.0.1", mail_from="")


async def test_a_server_that_does_not_answer_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 2.0)
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await send("a@contoh.id", "x", "x", smtp_url=f"smtp://127.0.0.1:{free_port()}", mail_from=FROM)


async def test_nobody_can_add_a_header_or_a_recipient(smtp: str, inbox: Inbox) -> None:
    evil = "Halo\r\nBcc: korban@contoh.id\r\n\r\nisi palsu\x00"
    assert await send("siti@contoh.id", evil, evil, smtp_url=f"smtp://{smtp}", mail_from=FROM)
    (message,) = inbox.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Halo Bcc: korban@contoh.id isi palsu"
    assert inbox.envelopes[0].rcpt_tos == ["siti@contoh.id"]
    for to in (
        "a@contoh.id\r\nBcc: b@contoh.id",
        "a@contoh.id, b@contoh.id",
        "a@contoh.id\n",
        "<a@contoh.id>",
        "",
    ):
        with pytest.raises(ValueError, match="address"):
            compose(FROM, to, "x", "x")
    with pytest.raises(ValueError, match="address"):
        compose("KIM Mallari", "a@contoh.id", "x", "x")
    named = compose('"KIM\u2028Mallari, Bone" <kim@contoh.id>', "a@contoh.id", "s" * 900, "x")
    assert named["From"] == '"KIM Mallari, Bone" <kim@contoh.id>'
    assert len(named["Subject"]) == 200


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        ("smtp://localhost", Server("localhost", 25)),
        ("smtp://u:p%40w@mail.id?starttls=1", Server("mail.id", 587, "u", "p@w", starttls=True)),
        ("smtp://mail.id:2525", Server("mail.id", 2525)),
        ("smtps://u:p@mail.id", Server("mail.id", 465, "u", "p", tls=True)),
    ],
)
def test_the_address_of_a_server(url: str, server: Server | None) -> None:
    assert server_from(url) == server


@pytest.mark.parametrize(
    "url", ["http://x", "smtp://", "mail.id:25", "smtps://x?starttls=1", "smtp://x:99999"]
)
def test_what_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        server_from(url)


def test_addresses_are_checked() -> None:
    assert check_address(" Siti.Aminah+kim@Contoh.ID ") == "siti.aminah+kim@contoh.id"
    for wrong in (
        "",
        "siti",
        "siti@",
        "@contoh.id",
        "a b@contoh.id",
        "a@b",
        "a@b..id",
        "a.@contoh.id",
        "é@contoh.id",
    ):
        with pytest.raises(Invalid) as refused:
            check_address(wrong)
        assert "email" in refused.value.errors
    with pytest.raises(Invalid):
        check_address("a" * 60 + "@" + "b." * 120 + "id")
