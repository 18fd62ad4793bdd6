"""A forgotten password: a code from somebody in charge, or a link by e-mail."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP

from kimhub import settings
from kimhub.accounts import codes, jobs, recovery, sessions
from kimhub.accounts.devices import Client
from kimhub.accounts.mails import ResetWanted, send_reset_mail
from kimhub.accounts.tables import OneTimeCode, Session
from kimhub.core import jobs as queue
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused, TooMany
from kimhub.core.tables import Bucket, Event, Job
from tests import make
from tests.accounts.browsing import PASSWORD, is_in, person, send, sign_in, token_in

NEW = "tiga kerbau di sawah"


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


@pytest.fixture
async def postman(monkeypatch):
    """A real SMTP server on this machine, and an installation that uses it. Yields the letters it got."""
    letters = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            letters.append(envelope)
            return "250 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    changed = replace(
        settings.load(), smtp_url=f"smtp://127.0.0.1:{port}", mail_from="KIMHub <kimhub@contoh.id>"
    )
    for module in ("kimhub.core.mail", "kimhub.accounts.mails"):
        monkeypatch.setattr(f"{module}.load", lambda: changed)
    yield letters
    server.close()


def text_of(envelope) -> str:
    return message_from_bytes(envelope.content, policy=policy.default).get_content()


async def test_a_code_from_an_admin_becomes_a_new_password(browser):
    admin, who = await make.user(), await person()
    elsewhere = await sessions.begin(who.id)

    issued = await recovery.issue_reset_code(admin.id, who.id)
    answer = await send(
        browser, "/sandi-baru", identity=who.phone, code=issued.code.lower().replace("-", " "), password=NEW
    )

    assert re.fullmatch(f"[{codes.ALPHABET}]{{4}}-[{codes.ALPHABET}]{{4}}", issued.code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/beranda")
    assert await is_in(browser)
    assert await sessions.find(elsewhere) is None
    assert (await sign_in(browser, who, PASSWORD)).status_code == 422
    assert (await sign_in(browser, who, NEW)).status_code == 303


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest(browser):
    who = await person()
    first = await recovery.issue_reset_code(None, who.id)
    second = await recovery.issue_reset_code(None, who.id)
    assert second.ends_at - now() <= timedelta(minutes=10)

    for code in (first.code, "AAAA-BBBB", ""):
        answer = await send(browser, "/sandi-baru", identity=who.username, code=code, password=NEW)
        assert answer.status_code == 422
    await recovery.redeem_code(who.username, second.code, NEW, Client())
    with pytest.raises(Invalid):
        await recovery.redeem_code(who.username, second.code, NEW, Client())

    third = await recovery.issue_reset_code(None, who.id)
    await OneTimeCode.update({OneTimeCode.ends_at: now()}).where(OneTimeCode.used_at.is_null())
    with pytest.raises(Invalid):
        await recovery.redeem_code(who.username, third.code, NEW, Client())


async def test_the_code_is_kept_as_a_slow_hash_and_logged_without_it():
    admin, who = await make.user(), await person()

    issued = await recovery.issue_reset_code(admin.id, who.id, recovery=True)

    row = await OneTimeCode.select().first()
    (event,) = await Event.select()
    assert row["code_hash"].startswith("$argon2id$")
    assert (event["kind"], event["actor"]) == ("ResetCodeIssued", admin.id)
    assert issued.code.replace("-", "") not in str(row) + str(event)
    assert '"recovery": true' in event["payload"]


async def test_a_wrong_name_a_wrong_code_and_no_code_are_answered_alike(browser):
    who, other = await person(), await person()
    await recovery.issue_reset_code(None, who.id)

    answers = [
        await send(browser, "/sandi-baru", identity=name, code="ABCD-EFGH", password=NEW)
        for name in (who.username, other.username, "tidak.ada")
    ]

    said = {re.findall(r'class="error-summary".*?</ul>', answer.text, re.S)[0] for answer in answers}
    assert [answer.status_code for answer in answers] == [422] * 3
    assert len(said) == 1


async def test_guessing_the_code_is_stopped(browser):
    who = await person()
    issued = await recovery.issue_reset_code(None, who.id)
    for _n in range(5):
        await send(browser, "/sandi-baru", identity=who.username, code="ABCD-EFGH", password=NEW)

    answer = await send(browser, "/sandi-baru", identity=who.username, code=issued.code, password=NEW)

    assert answer.status_code == 422
    assert "tunggu 1 menit" in answer.text
    await Bucket.delete(force=True)
    answer = await send(browser, "/sandi-baru", identity=who.username, code=issued.code, password=NEW)
    assert answer.status_code == 303


async def test_the_new_password_obeys_the_same_rules_and_the_code_stays_good(browser):
    who = await person(name="Siti Aminah")
    issued = await recovery.issue_reset_code(None, who.id)

    for weak in ("pendek", "password", "sitiaminah7"):
        answer = await send(browser, "/sandi-baru", identity=who.username, code=issued.code, password=weak)
        assert answer.status_code == 422
        assert 'id="password-error"' in answer.text

    answer = await send(browser, "/sandi-baru", identity=who.username, code=issued.code, password=NEW)
    assert answer.status_code == 303


async def test_two_people_with_one_code_at_once_are_not_both_let_in():
    who = await person()
    issued = await recovery.issue_reset_code(None, who.id)

    answers = await asyncio.gather(
        *[recovery.redeem_code(who.username, issued.code, f"{NEW} {n}", Client()) for n in range(4)],
        return_exceptions=True,
    )

    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert await Session.count() == 1


async def test_somebody_who_left_or_is_locked_gets_no_code():
    locked, gone = await person(status="locked"), await person(status="deleted")

    with pytest.raises(Refused):
        await recovery.issue_reset_code(None, locked.id)
    with pytest.raises(NotFound):
        await recovery.issue_reset_code(None, gone.id)
    with pytest.raises(NotFound):
        await recovery.issue_reset_code(None, 10**9)


async def test_nobody_hands_out_codes_by_the_dozen():
    admin, who = await make.user(), await person()

    for _n in range(10):
        await recovery.issue_reset_code(admin.id, who.id)
    with pytest.raises(TooMany):
        await recovery.issue_reset_code(admin.id, who.id)


async def test_a_code_does_not_pass_the_second_factor_by(browser):
    who = await person(totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    issued = await recovery.issue_reset_code(None, who.id)

    answer = await send(browser, "/sandi-baru", identity=who.username, code=issued.code, password=NEW)

    assert answer.headers["location"] == "/masuk/kode"
    assert not await is_in(browser)


async def test_the_page_explains_and_has_no_mail_form_where_none_is_sent(browser):
    page = await browser.get("/lupa-sandi")

    assert page.status_code == 200
    assert "admin KIM" in page.text
    assert 'action="/lupa-sandi"' not in page.text


async def test_a_link_by_mail_becomes_a_new_password(browser, postman):
    who = await person(email="siti@contoh.id")

    answer = await send(browser, "/lupa-sandi", identity=who.username)
    await queue.run_due()
    (letter,) = postman
    link = re.search(r"http://testserver\.local(/sandi-baru/\S+)", text_of(letter))[1]
    page = await browser.get(link)
    done = await browser.post(link, data={"_csrf_token": token_in(page), "password": NEW})

    assert "sudah mengirim" in answer.text
    assert letter.rcpt_tos == ["siti@contoh.id"]
    assert (done.status_code, done.headers["location"]) == (303, "/beranda")
    assert (await sign_in(browser, who, NEW)).status_code == 303
    assert (await browser.get(link)).status_code == 404


async def test_the_answer_never_says_whether_there_is_such_an_account(browser, postman):
    with_mail, without = await person(email="siti@contoh.id"), await person()

    answers = [
        await send(browser, "/lupa-sandi", identity=name)
        for name in (with_mail.username, without.username, "tidak.ada")
    ]
    jobs_made = await Job.count()
    await queue.run_due()

    bodies = {
        re.sub(r'value="[^"]*"', "", answer.text.replace(name, ""))
        for answer, name in zip(answers, (with_mail.username, without.username, "tidak.ada"), strict=True)
    }
    assert len(bodies) == 1
    assert jobs_made == 3
    assert len(postman) == 1


async def test_asking_again_and_again_sends_no_more_letters(browser, postman):
    await person(email="siti@contoh.id")

    for _n in range(6):
        assert (await send(browser, "/lupa-sandi", identity="siti@contoh.id")).status_code == 200
    await queue.run_due()

    assert len(postman) == 3


async def test_one_number_written_in_many_ways_sends_no_more_letters(browser, postman):
    who = await person(email="siti@contoh.id", phone="+6281200009101")
    names = ["0812 0000 9101", "0812-0000-9101", "+62 812 00009101", "(0812)00009101", "6281200009101"]

    for name in [*names, who.username, "SITI@contoh.id", who.username.upper(), "siti@contoh.id"]:
        assert (await send(browser, "/lupa-sandi", identity=name)).status_code == 200
    await queue.run_due()

    assert len(postman) == 5  # three by the number, two more by the others


async def test_a_stranger_who_guesses_does_not_close_the_door_to_a_new_code(browser):
    admin, who = await make.user(), await person()
    await recovery.issue_reset_code(admin.id, who.id)
    for _n in range(6):  # the sixth is one too many
        with pytest.raises(Invalid):
            await recovery.redeem_code(who.username, "SALAH234", NEW, Client())

    issued = await recovery.issue_reset_code(admin.id, who.id)
    opened, _session = await recovery.redeem_code(who.username, issued.code, NEW, Client())

    assert opened.id == who.id


async def test_the_link_names_our_address_whatever_host_was_asked_for(browser, postman):
    """Host poisoning: the link in the letter comes from the settings."""
    await person(email="siti@contoh.id")
    page = await browser.get("/lupa-sandi")

    await browser.post(
        "/lupa-sandi",
        data={"_csrf_token": token_in(page), "identity": "siti@contoh.id"},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    await queue.run_due()

    assert "http://testserver.local/sandi-baru/" in text_of(postman[0])
    assert "evil.example" not in text_of(postman[0])


async def test_a_letter_has_no_room_for_more_headers(postman):
    who = await person(email="siti@contoh.id", name="Siti\r\nBcc: semua@contoh.id")

    await send_reset_mail(ResetWanted(who.username))
    await send_reset_mail(ResetWanted("siti@contoh.id\r\nBcc: semua@contoh.id"))

    for letter in postman:
        assert letter.rcpt_tos == ["siti@contoh.id"]
        assert b"\nBcc:" not in letter.content.split(b"\r\n\r\n")[0]


async def test_links_that_were_never_made_lead_nowhere(browser):
    answer = await browser.get("/sandi-baru/bukan-tautan")

    assert answer.status_code == 404
    assert "tidak berlaku lagi" in answer.text


async def test_a_changed_password_ends_every_open_code_and_link():
    who = await person()
    issued = await recovery.issue_reset_code(None, who.id)
    async with transaction():
        await codes.keep(who.id, "link", codes.token_hash("tautan"), codes.MAILED_LIFE)

    await recovery.redeem_code(who.username, issued.code, NEW, Client())

    assert await recovery.find_reset_link("tautan") is None


async def test_the_daily_sweep_leaves_what_still_works():
    who = await person()
    live, idle = await sessions.begin(who.id), await sessions.begin(who.id)
    old_hash = sessions.hash_token(idle)
    await Session.update({Session.ends_at: now() - timedelta(hours=1)}).where(
        Session.token_hash == old_hash
    )
    await recovery.issue_reset_code(None, who.id)
    await OneTimeCode.update({OneTimeCode.ends_at: now() - timedelta(days=31)}, force=True)
    await recovery.issue_reset_code(None, who.id)

    await jobs.sweep(queue.Tick(now()))

    assert await sessions.find(live)
    assert await Session.count() == 1
    assert await OneTimeCode.count() == 1


@pytest.mark.once
def test_no_sign_of_a_code_looks_like_another():
    assert not set(codes.ALPHABET) & set("01OILUV")
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET)
    assert len({codes.random_code() for _n in range(500)}) == 500
    assert codes.read_code(" ab-cd  ef.gh ") == "ABCDEFGH"
