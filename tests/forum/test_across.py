"""What one part of the forum must not undo or let out of another."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.core.errors import Invalid, NotFound, Refused, TooMany
from kimhub.forum import (
    acts,
    announcing,
    answers,
    audience,
    counters,
    decisions,
    drafts,
    following,
    labelling,
    managing,
    moderation,
    moving,
    pending,
    personal,
    polling,
    polls,
    reading,
    releasing,
    reports,
    scheduling,
    suspensions,
    thanks,
    unread,
    withdrawing,
    writing,
)
from kimhub.forum.boards import get_board
from tests import make


@pytest.fixture(autouse=True)
async def installed(app):
    await make.installed()


async def test_a_draft_tells_no_title_of_a_topic_one_may_not_read(browser):
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    siti, budi = await make.member(kim), await make.member(other, "Budi")
    secret = await make.topic(await make.board(kim), siti, "Rapat tertutup pengurus")
    sent = {"place": f"topic-{secret.id}", "body": "Coba"}
    for person in (siti, budi):
        await browser.post("/forum/draf", data=sent, headers=await make.signed_in(person))

    own = (await browser.get("/forum/draf", headers=await make.signed_in(siti))).text
    page = (await browser.get("/forum/draf", headers=await make.signed_in(budi))).text
    assert "Rapat tertutup" in own
    assert "Coba" in page
    assert "Rapat tertutup" not in page
    assert "Rapat tertutup" not in str(await drafts.export(budi.id))

    post = await make_post(secret.id, 1)
    await moderation.hide(post, await make.acting(await make.officer(kim)))
    assert (
        "Rapat tertutup" not in (await browser.get("/forum/draf", headers=await make.signed_in(siti))).text
    )


async def make_post(topic_id: int, number: int):
    found = await reading.get_post(str(topic_id), number)
    assert found
    return found


async def test_nobody_waits_for_ever_whatever_is_done_at_once():
    """Locks are taken in one order by all who write in the forum (kimhub/forum/places.py)."""
    kim = await make.kim()
    board, area = await make.board(kim), await get_board((await make.area_board()).slug)
    assert area
    view = await get_board(board.slug)
    assert view
    pembina = await make.acting(await make.pembina())
    others = [await make.acting(await make.member(kim, f"Pembaca {n}")) for n in range(3)]
    for turn in range(8):
        person = await make.member(kim, f"Siti {turn}")
        siti = await make.acting(person)
        one = await make.topic(board, person, "Satu", posts=3)
        two = await make.topic(board, person, "Dua", posts=3)
        await make.limits.forgive("forum-post", person.id)
        posts = [await make_post(topic.id, number) for topic in (one, two) for number in (2, 3)]
        for post in posts:
            await reports.report(post, others[0], "hoax", "")
            await make.limits.forgive("allowed-reports", others[0].id)
        found = [await reports.get_case(post.source.id) for post in posts]
        deeds = [
            *(reports.decide(case, pembina, "hide", "Keliru") for case in found if case),
            *(withdrawing.withdraw(post, siti) for post in posts),
            *(thanks.give(post, other, True) for post in posts for other in others),
            *(reports.report(post, others[1], "hoax", "") for post in posts),
            *(unread.mark_read(other.id or 0, one.id, 3) for other in others),
            suspensions.suspend(view, pembina, person.id, "1", "Terlalu banyak"),
            announcing.announce(two, pembina, confirm=True),
            answers.choose(posts[1], pembina, "official", True),
            labelling.set_label(one, pembina, "question"),
            writing.reply(one, siti, "Ke satu", uuid4()),
            writing.reply(two, siti, "Ke dua", uuid4()),
            moving.merge(one, pembina, two),
            moving.move(two, pembina, area),
            personal.show_name_again(person.id),
        ]
        shift = turn * 5
        done = await asyncio.wait_for(
            asyncio.gather(*deeds[shift:], *deeds[:shift], return_exceptions=True), timeout=60
        )
        faults = [each for each in done if isinstance(each, BaseException)]
        assert [each for each in faults if not isinstance(each, Refused | NotFound | TooMany)] == []
    assert not (await counters.find_wrong()).any


async def let_out():
    """A newcomer's topic that a moderator has let out, as it stands in the queue's memory."""
    kim = await make.kim()
    board, officer = await make.watched_board(kim), await make.acting(await make.officer(kim))
    new = await make.acting(await make.newcomer(kim))
    held = await writing.create_topic(new, board.slug, "Kabar dari saya", "Isi yang pertama.", uuid4())
    waiting = await pending.get_waiting(held.id)
    assert waiting
    return board, officer, new, await releasing.release(waiting, officer)


async def test_a_decision_is_not_taken_back_on_a_board_where_one_keeps_no_order():
    _board, officer, _new, out = await let_out()
    area = await get_board((await make.area_board()).slug)
    assert area
    await moving.move(await make.topic_view(out.post_topic), await make.acting(await make.pembina()), area)

    with pytest.raises(Refused):
        await releasing.reopen(out, officer)
    assert (await make.topic_view(out.post_topic)).hidden_at is None
    assert (await pending.get_waiting(out.id)).outcome == "released"

    await releasing.reopen(out, await make.acting(await make.pembina(name="Lain")))
    assert (await make.topic_view(out.post_topic)).hidden_at is not None


async def test_what_comes_out_once_more_is_what_was_looked_at():
    _board, officer, new, out = await let_out()
    await releasing.reopen(out, officer)
    await pending.change(
        await pending.get_waiting(out.id), new, "Isi yang sudah benar.", "Judul yang benar"
    )
    await releasing.release(await pending.get_waiting(out.id), officer)

    post = await make_post(out.post_topic, 1)
    assert (post.source.body, post.topic.title) == ("Isi yang sudah benar.", "Judul yang benar")
    assert "sudah benar" in await reading.first_html(post.topic)


async def test_whoever_may_not_write_neither_votes_nor_proposes_nor_brings_words_back():
    kim = await make.kim()
    board, officer = await make.board(kim), await make.acting(await make.officer(kim))
    person = await make.member(kim)
    siti, budi = await make.acting(person), await make.acting(await make.member(kim, "Budi"))
    topic = await make.topic(board, person, posts=2)
    other = await make.topic(board, await make.member(kim, "Ani"))
    sheet = polling.Sheet("Kapan?", ["Sabtu", "Minggu"], 1, False, None)
    await polling.open_poll(topic, siti, sheet, uuid4())
    await decisions.propose(topic, siti, "Kita berkumpul hari Sabtu.", uuid4())
    topic = await make.topic_view(topic.id)
    poll_id = (await polls.of_topic(topic, siti))[0].id
    thing_id = (await decisions.of_topic(topic, siti))[0].id
    await withdrawing.withdraw(await make_post(topic.id, 2), siti)
    view = await get_board(board.slug)
    assert view
    await suspensions.suspend(view, officer, person.id, "1", "Terlalu banyak")

    poll = await polls.get_poll(str(topic.id), poll_id, siti)
    decision = await decisions.get_decision(str(topic.id), thing_id, siti)
    assert poll
    assert decision
    for deed in (
        polls.vote(poll, siti, {1}),
        decisions.speak(decision, siti, "agree", ""),
        polling.open_poll(other, siti, sheet, uuid4()),
        decisions.propose(topic, siti, "Kita berkumpul hari Minggu.", uuid4()),
        thanks.give(await make_post(other.id, 1), siti, True),
        withdrawing.put_back(await make_post(topic.id, 2), siti),
    ):
        with pytest.raises(Refused):
            await deed
    assert await polls.vote(poll, budi, {1})
    await decisions.speak(decision, budi, "agree", "")
    await following.set_topic(person.id, other.id, "follow")

    await moderation.lock_topic(topic, officer)
    with pytest.raises(Refused):
        await polls.vote(poll, budi, {2})
    with pytest.raises(Refused):
        await decisions.speak(decision, budi, "object", "Terlambat")


async def test_a_newcomer_puts_nothing_to_the_vote_before_the_first_posts():
    kim = await make.kim()
    board, officer = await make.watched_board(kim), await make.officer(kim)
    new = await make.acting(await make.newcomer(kim))
    topic = await make.topic(board, officer)
    sheet = polling.Sheet("Kapan?", ["Sabtu", "Minggu"], 1, False, None)
    with pytest.raises(Refused):
        await polling.open_poll(topic, new, sheet, uuid4())
    with pytest.raises(Refused):
        await decisions.propose(topic, new, "Kita berkumpul hari Sabtu.", uuid4())
    await polling.open_poll(topic, await make.acting(officer), sheet, uuid4())


async def test_nothing_comes_out_on_a_board_that_was_archived_meanwhile():
    kim = await make.kim()
    board, officer = await make.watched_board(kim), await make.officer(kim)
    new, siti = await make.acting(await make.newcomer(kim)), await make.acting(await make.member(kim))
    topic = await make.topic(board, officer)
    held = await writing.create_topic(new, board.slug, "Kabar dari saya", "Isi yang pertama.", uuid4())
    await make.further_board(board, officer)
    view = await get_board(board.slug)
    await managing.archive(view, await make.acting(officer))

    with pytest.raises(Refused):
        await releasing.release(await pending.get_waiting(held.id), await make.acting(officer))
    with pytest.raises(Refused):  # the page was drawn before
        await writing.reply(topic, siti, "Saya bisa.", uuid4())
    assert (await pending.get_waiting(held.id)).is_open


async def test_who_keeps_order_elsewhere_sends_nothing_at_once_that_was_to_wait():
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    officer = await make.officer(kim)
    await make.join(officer, other)
    with pytest.raises(Invalid) as no:
        await writing.create_topic(
            await make.acting(officer),
            (await make.board(other)).slug,
            "Kapan saja",
            "Nanti",
            uuid4(),
            later=("2027-01-01", "07:30"),
        )
    assert "day" in no.value.errors


def test_a_day_outside_the_calendar_is_said_so():
    for day, clock in (("0001-01-01", "00:00"), ("9999-12-31", "23:59")):
        with pytest.raises(Invalid):
            scheduling.moment(day, clock, "73.08")


def test_a_number_of_many_digits_in_a_quote_is_no_post():
    assert audience.quoted(f"> [x](/forum/t/{'9' * 5000}?p=1)", 1) == set()
    assert audience.quoted(f"> [x](/forum/t/7?p={'9' * 5000})", 7) == set()
    assert audience.quoted("> [x](/forum/t/7-kata?p=3)", 7) == {3}


async def test_a_choice_of_many_digits_is_none(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    actor = await make.acting(siti)
    await polling.open_poll(topic, actor, polling.Sheet("Kapan?", ["A", "B"], 1, False, None), uuid4())
    found = await polls.of_topic(await make.topic_view(topic.id), actor)
    answer = await browser.post(
        f"{topic.path}/jajak/{found[0].id}",
        data={"choice": "9" * 5000},
        headers=await make.signed_in(siti),
    )
    assert answer.status_code == 303
    assert (await polls.of_topic(await make.topic_view(topic.id), actor))[0].voters == 0


async def test_a_moderator_learns_no_name_of_somebody_who_has_nothing_to_do_with_the_board(browser):
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    board, officer = await make.board(kim), await make.signed_in(await make.officer(kim))
    near, far = await make.member(kim, "Orang Dekat"), await make.member(other, "Orang Jauh")
    here = f"/forum/p/{board.slug}/hak-menulis/orang"
    assert (await browser.get(f"{here}/{near.id}", headers=officer)).status_code == 200
    answer = await browser.get(f"{here}/{far.id}", headers=officer)
    assert answer.status_code == 404
    assert "Orang Jauh" not in answer.text


async def test_the_log_tells_no_title_of_a_hidden_topic_that_was_moved():
    kim = await make.kim()
    board, pembina = await make.board(kim), await make.acting(await make.pembina())
    topic = await make.topic(board, await make.member(kim), "Rahasia yang disembunyikan")
    await moderation.hide(await make_post(topic.id, 1), pembina)
    area = await get_board((await make.area_board()).slug)
    await moving.move(await make.topic_view(topic.id), pembina, area)
    for place in (board.id, area.id):
        assert "Rahasia" not in str((await acts.log_of(place, moderates=False)).lines)


async def test_what_calls_many_people_has_an_end_for_one_account():
    kim = await make.kim()
    officer, siti = await make.acting(await make.officer(kim)), await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    post = await make_post(topic.id, 1)
    now = await make.topic_view(topic.id)
    for most, deed in (
        (announcing.MOST_A_DAY, lambda: announcing.announce(now, officer, confirm=False)),
        (decisions.MOST_A_DAY, lambda: decisions.propose(now, officer, "Kita berkumpul besok.", uuid4())),
        (thanks.MOST, lambda: thanks.give(post, officer, True)),
    ):
        for _ in range(most):
            await deed()
        with pytest.raises(TooMany):
            await deed()
