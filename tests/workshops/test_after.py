"""Messages, feedback and tests: for those concerned, once, and feedback without a name."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec import structs

from kimhub.core import jobs
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.workshops import feedback, links, quizzes
from kimhub.workshops.tables import WorkshopSession
from kimhub.workshops.tables_after import FeedbackAnswer, FeedbackGiven, QuizResult, WorkshopMessage
from kimhub.workshops.tables_door import Attendance
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NASTY = "<script>alert(1)</script>"


@pytest.fixture
async def event(app):
    """Running since an hour, with its admin."""
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    start = now() - timedelta(hours=1)
    return kim, admin, await make.workshop(kim, starts_at=start, ends_at=start + timedelta(hours=5))


async def present(workshop, person=None, **fields):
    place = await make.registration(workshop, person, **fields)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == workshop.id)
    await Attendance(
        registration=place.id, session=session.id, workshop=workshop.id, at=now(), method="list"
    ).save()
    return place


# ------------------------------------------------------------------------------------------------ messages


async def test_a_message_reaches_its_subset_once_and_is_read_by_those_only(browser, event):
    kim, admin, workshop = event
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    await make.registration(workshop, siti)
    await make.registration(workshop, budi, "waiting")
    page = f"/pelatihan/{workshop.slug}/pesan"
    headers = await make.signed_in(admin)
    form = {"subset": "confirmed", "body": f"Bawa laptop. {NASTY}", "key": str(uuid4())}
    for _twice in range(2):
        assert (await browser.post(page, data=form, headers=headers)).status_code == 303
    await jobs.run_due()
    assert await WorkshopMessage.count() == 1
    (sent,) = await WorkshopMessage.select()
    assert (sent["subset"], sent["reached"]) == ("confirmed", 1)

    listed = await browser.get(page, headers=headers)
    assert NASTY not in listed.text
    where = f"{page}/{sent['id']}"
    inbox = await browser.get("/pemberitahuan", headers=await make.signed_in(siti))
    assert "Pesan dari panitia" in inbox.text
    shown = await browser.get(where, headers=await make.signed_in(siti))
    assert "Bawa laptop." in shown.text
    assert NASTY not in shown.text
    assert "wa.me/?text=%2AAktivasi" in shown.text
    waiting = await make.signed_in(budi)
    assert (await browser.get(where, headers=waiting)).status_code == 404  # it was not for him
    stranger = await make.signed_in(await make.member(kim, "Orang Lain"))
    assert (await browser.get(where, headers=stranger)).status_code == 404
    assert (await browser.get(page, headers=stranger)).status_code == 404
    assert (await browser.post(page, data=form, headers=stranger)).status_code == 403


async def test_a_message_that_cannot_go_out_says_why_and_keeps_the_words(browser, event):
    _kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/pesan"
    headers = await make.signed_in(admin) | HTMX
    nobody = await browser.post(
        page, data={"subset": "waiting", "body": "Halo semua", "key": str(uuid4())}, headers=headers
    )
    assert nobody.status_code == 422
    assert "Belum ada orang di kelompok ini." in nobody.text
    assert "Halo semua" in nobody.text
    empty = await browser.post(page, data={"subset": "", "body": " ", "key": str(uuid4())}, headers=headers)
    assert "Tulis pesannya." in empty.text
    assert "Pilih siapa" in empty.text
    assert await WorkshopMessage.count() == 0


# ------------------------------------------------------------------------------------------------ feedback


async def test_who_was_there_answers_once_and_without_a_name(browser, event):
    kim, _admin, workshop = event
    siti = await make.member(kim)
    await present(workshop, siti)
    page = f"/pelatihan/{workshop.slug}/umpan-balik"
    headers = await make.signed_in(siti)
    assert "tanpa nama" in (await browser.get(page, headers=headers)).text

    wrong = await browser.post(page, data={"q0": "9", "q4": "Bagus sekali"}, headers=headers | HTMX)
    assert wrong.status_code == 422
    assert "Bagus sekali" in wrong.text
    form = {"q0": "5", "q1": "4", "q2": "3", "q3": "5", "q4": NASTY}
    for _twice in range(2):
        assert (await browser.post(page, data=form, headers=headers)).status_code == 303
    assert await FeedbackAnswer.count() == await FeedbackGiven.count() == 1
    assert {*(await FeedbackAnswer.select())[0]} == {"id", "workshop", "answers", "shown"}
    assert "sudah masuk" in (await browser.get(page, headers=headers)).text


async def test_a_guest_answers_by_the_personal_link(browser, event):
    _kim, _admin, workshop = event
    key = uuid4()
    secret = links.secret_of(key)
    await present(workshop, None, key=key, secret=links.hashed(secret))
    page = f"/ikut/{secret}/umpan-balik"
    shown = await browser.get(page)
    assert shown.status_code == 200
    token = re.search(r'name="_csrf_token" value="([^"]+)"', shown.text)[1]
    form = {"_csrf_token": token, "q0": "5", "q1": "4", "q2": "3", "q3": "5"}
    assert (await browser.post(page, data=form)).status_code == 303
    assert await FeedbackAnswer.count() == 1
    assert (await browser.get("/ikut/tidak-ada/umpan-balik")).status_code in {303, 404}


async def test_who_was_not_there_is_not_asked(browser, event):
    kim, admin, workshop = event
    absent = await make.member(kim)
    await make.registration(workshop, absent)
    page = f"/pelatihan/{workshop.slug}/umpan-balik"
    for person in (absent, admin):
        headers = await make.signed_in(person)
        assert (await browser.get(page, headers=headers)).status_code == 404
        assert (await browser.post(page, data={"q0": "5"}, headers=headers)).status_code == 403
    assert (await browser.get(f"{page}/hasil", headers=await make.signed_in(absent))).status_code == 404


async def test_results_wait_until_nobody_can_be_recognised(browser, event):
    kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/umpan-balik"
    assert "Belum ada umpan balik" in (await browser.get(f"{page}/hasil", headers=headers)).text
    for number in range(3):
        person = await make.member(kim, f"Orang {number}")
        await present(workshop, person)
        form = {"q0": str(number + 3), "q1": "4", "q2": "3", "q3": "5", "q4": f"Suka {NASTY}"}
        await browser.post(page, data=form, headers=await make.signed_in(person))
        shown = (await browser.get(f"{page}/hasil", headers=headers)).text
        assert ("Suka" in shown) == (number == 2)
    assert "4,0" in shown
    assert NASTY not in shown


async def test_answers_come_out_three_at_a_time_and_in_no_order(browser, event):
    kim, admin, workshop = event
    view = await feedback.workshops.by_id(workshop.id)
    for number in range(1, 6):
        place = await present(workshop, await make.member(kim, f"Orang {number}"))
        asked = feedback.Asked(view, place.id, False, feedback.usual())
        marks = {f"q{n}": str(number) for n in range(4)}
        await feedback.answer(asked, marks)
        answered, results = await feedback.results(view)
        assert answered == number
        assert (results[0].answered if results else 0) == number // 3 * 3
    shown = await browser.get(
        f"/pelatihan/{workshop.slug}/umpan-balik/hasil", headers=await make.signed_in(admin)
    )
    assert "2 jawaban baru belum tampil." in shown.text
    over = structs.replace(view, ends_at=now() - timedelta(days=20), starts_at=now() - timedelta(days=21))
    answered, results = await feedback.results(over)
    assert (answered, results[0].marks) == (5, (1, 1, 1, 1, 1))


async def test_questions_that_change_under_ones_hands_are_not_answered(event):
    kim, _admin, workshop = event
    view = await feedback.workshops.by_id(workshop.id)
    siti = await make.member(kim)
    await present(workshop, siti)
    actor = await make.acting(siti)
    asked = await feedback.get_asked(workshop.slug, actor)
    await quizzes.choose(view, "Satu?\n*ya\ntidak")
    await quizzes.open_phase(view, "pre")
    paper = await quizzes.get_paper(workshop.slug, actor)
    await feedback.choose(view, ["scale"], ["Makanannya enak"])
    await quizzes.choose(view, "Dua?\nya\n*tidak")
    with pytest.raises(Refused):
        await feedback.answer(asked, {f"q{n}": "4" for n in range(4)})
    with pytest.raises(Refused):
        await quizzes.hand_in(paper, {"q0": "0"})
    assert await FeedbackGiven.count() == await FeedbackAnswer.count() == await QuizResult.count() == 0


async def test_the_team_asks_its_own_questions_until_somebody_answered(browser, event):
    kim, admin, workshop = event
    page = f"/pelatihan/{workshop.slug}/umpan-balik"
    headers = await make.signed_in(admin)
    nothing = await browser.post(
        f"{page}/atur", data={"kind[]": ["text"], "label[]": [" "]}, headers=headers
    )
    assert "Tulis paling sedikit satu" in nothing.text
    own = {"kind[]": ["scale", "text"], "label[]": ["Makanannya enak", "Usul tema berikutnya"]}
    assert (await browser.post(f"{page}/atur", data=own, headers=headers)).status_code == 303
    siti = await make.member(kim)
    await present(workshop, siti)
    mine = await make.signed_in(siti)
    assert "Makanannya enak" in (await browser.get(page, headers=mine)).text
    await browser.post(page, data={"q0": "4", "q1": ""}, headers=mine)
    late = await browser.post(f"{page}/atur", data=own, headers=headers)
    assert late.status_code == 409 or "tidak bisa diubah" in late.text


@pytest.mark.once
def test_feedback_is_open_from_the_beginning_until_two_weeks_after_the_end():
    class One:
        state = "open"
        starts_at = now()
        ends_at = starts_at + timedelta(hours=2)

    assert not feedback.is_open(One, One.starts_at - timedelta(seconds=1))
    assert feedback.is_open(One, One.starts_at)
    assert feedback.is_open(One, One.ends_at + timedelta(days=14))
    assert not feedback.is_open(One, One.ends_at + timedelta(days=14, seconds=1))
    One.state = "cancelled"
    assert not feedback.is_open(One, One.starts_at)


# ------------------------------------------------------------------------------------------------ the test

TEXT = "Siapa pembina KIM?\n*Diskominfo\nDinas Perikanan\n\n\n2 + 2?\n3\n*4\n5\n"


@pytest.mark.once
def test_a_quiz_is_read_from_plain_lines_and_written_back():
    found = quizzes.read(TEXT)
    assert [(one.label, one.options, one.right) for one in found] == [
        ("Siapa pembina KIM?", ("Diskominfo", "Dinas Perikanan"), 0),
        ("2 + 2?", ("3", "4", "5"), 1),
    ]
    assert quizzes.read(quizzes.written(found)) == found


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Satu?\n*ya", "Pertanyaan 1 perlu 2 sampai 5 pilihan."),
        ("Satu?\nya\ntidak", "satu jawaban benar"),
        ("Satu?\n*ya\n*tidak", "satu jawaban benar"),
        ("Satu?\n*ya\nya", "kosong atau sama"),
        ("\n\n".join(["Satu?\n*ya\ntidak"] * 16), "Paling banyak 15"),
        ("Satu?" + "x" * 200 + "\n*ya\ntidak", "Pertanyaan 1 terlalu panjang"),
        ("x" * 20_001, "Soalnya terlalu panjang"),
    ],
)
def test_a_quiz_that_cannot_be_asked_says_what_is_wrong(text, words):
    with pytest.raises(Invalid) as no:
        quizzes.read(text)
    assert words in no.value.errors["text"]


async def test_before_and_after_are_taken_once_each_by_those_with_a_seat(browser, event):
    kim, admin, workshop = event
    team, siti = await make.signed_in(admin), await make.member(kim)
    await make.registration(workshop, siti)
    page = f"/pelatihan/{workshop.slug}/tes"
    mine = await make.signed_in(siti)
    assert (await browser.get(page, headers=mine)).status_code == 404
    wrong = await browser.post(f"{page}/atur", data={"text": "Satu?\nya"}, headers=team)
    assert wrong.status_code == 422
    assert "Satu?" in wrong.text
    assert (await browser.post(f"{page}/atur", data={"text": TEXT}, headers=team)).status_code == 303
    assert "ditutup" in (await browser.get(page, headers=mine)).text

    await browser.post(f"{page}/atur", data={"phase": "pre"}, headers=team)
    assert "*4" not in (await browser.get(page, headers=mine)).text
    half = await browser.post(page, data={"q0": "0"}, headers=mine | HTMX)
    assert half.status_code == 422
    await browser.post(page, data={"q0": "0", "q1": "0"}, headers=mine)
    await browser.post(page, data={"q0": "0", "q1": "1"}, headers=mine)  # once is enough
    assert [row["score"] for row in await QuizResult.select()] == [1]

    await browser.post(f"{page}/atur", data={"phase": "post"}, headers=team)
    await browser.post(page, data={"q0": "0", "q1": "1"}, headers=mine)
    assert "2 dari 2 benar" in (await browser.get(page, headers=mine)).text
    found = await quizzes.outcomes(workshop.id)
    assert (found["pre"].mean, found["post"].mean) == (1, 2)
    assert "tidak bisa diubah" in (await browser.get(f"{page}/atur", headers=team)).text
    stranger = await make.signed_in(await make.member(kim, "Orang Lain"))
    assert (await browser.get(page, headers=stranger)).status_code == 404
    assert (await browser.post(f"{page}/atur", data={"phase": "pre"}, headers=stranger)).status_code == 403
