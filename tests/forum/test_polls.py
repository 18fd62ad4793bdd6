"""Polls: one vote each, exact counts, and secrets that are kept."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.tables import Event
from kimhub.forum import polling, polls
from kimhub.forum.tables import Topic
from kimhub.forum.tables_answers import Ballot, Poll, PollOption
from tests import make
from tests.spy import queries

FORM = {"question": "Kapan kerja bakti?", "options": "Sabtu\nMinggu\n\nSenin", "most": "1", "closes_at": ""}


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(browser, **form: str):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    topic = await make.topic(await make.board(kim), siti)
    author = await make.signed_in(siti)
    answer = await browser.post(
        f"{topic.path}/jajak", data={**FORM, "key": str(uuid4()), **form}, headers=author
    )
    assert (answer.status_code, answer.headers["location"]) == (303, topic.path)
    poll = await Poll.objects().order_by(Poll.id, ascending=False).first()
    return kim, topic, poll, author, await make.signed_in(budi)


async def votes() -> list[int]:
    rows = await PollOption.select(PollOption.votes).order_by(PollOption.poll).order_by(PollOption.number)
    return [row["votes"] for row in rows]


async def test_a_question_is_put_and_answered_without_scripts(browser):
    _kim, topic, poll, author, budi = await scene(browser)
    page = (await browser.get(topic.path, headers=budi)).text
    assert "Kapan kerja bakti?" in page
    assert page.count('name="choice"') == 3
    assert "<progress value" not in page  # results are told afterwards
    assert "Tutup jajak pendapat" not in page

    answer = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "2"}, headers=budi)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#poll{poll.id}")
    page = (await browser.get(topic.path, headers=budi)).text
    assert page.count("<progress value") == 3
    assert "1 suara</b>" in page.replace(" (100%)", "")
    assert "Pilihan Anda" in page
    assert "Tutup jajak pendapat" in (await browser.get(topic.path, headers=author)).text


async def test_htmx_swaps_the_poll_alone(browser):
    _kim, topic, poll, _author, budi = await scene(browser)
    htmx = {**budi, "HX-Request": "true", "HX-Request-Type": "partial"}

    answer = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "1"}, headers=htmx)

    assert answer.status_code == 200
    assert f'id="poll{poll.id}"' in answer.text
    assert "<html" not in answer.text
    assert "Suara Anda sudah tercatat." in answer.text
    assert 'name="_csrf_token"' in answer.text


async def test_a_vote_is_counted_once_and_may_change_while_open(browser):
    _kim, topic, poll, author, budi = await scene(browser, most="2")
    for choice in (["1"], ["1"], ["2", "3"]):
        await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": choice}, headers=budi)
    assert await votes() == [0, 1, 1]
    assert (await Poll.objects().get(Poll.id == poll.id)).voters == 1
    htmx = {**budi, "HX-Request": "true", "HX-Request-Type": "partial"}
    for choice, said in (
        (["1", "2", "3"], "Pilih paling banyak 2"),
        (["9"], "Pilih dulu"),
        ([], "Pilih dulu"),
    ):
        answer = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": choice}, headers=htmx)
        assert said in answer.text
    assert await votes() == [0, 1, 1]
    page = (await browser.get(f"{topic.path}/jajak/{poll.id}", headers=budi)).text
    assert page.count("<li>Budi Santoso</li>") == 2
    early = await browser.get(f"{topic.path}/jajak/{poll.id}", headers=author)  # has not voted
    assert early.headers["location"] == f"{topic.path}#poll{poll.id}"


async def test_a_secret_poll_keeps_nothing_that_ties_a_person_to_a_choice(browser):
    _kim, topic, poll, _author, budi = await scene(browser, secret="on")
    await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "3"}, headers=budi)
    again = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "1"}, headers=budi)
    assert again.status_code == 303

    assert await votes() == [0, 0, 1]
    ballot = await Ballot.objects().first()
    assert (ballot.options, ballot.at) == ("", poll.created_at)
    said = [row["payload"] for row in await Event.select(Event.payload).where(Event.actor == ballot.user)]
    assert not any("choice" in text or "vote" in text.lower() for text in said)
    page = (await browser.get(topic.path, headers=budi)).text
    assert "Siapa memilih apa tidak disimpan" in page
    assert "Pilihan Anda" not in page
    voters = await browser.get(f"{topic.path}/jajak/{poll.id}", headers=budi)
    assert voters.status_code == 303


async def test_a_closed_poll_takes_no_votes_and_tells_its_result(browser):
    _kim, topic, poll, author, budi = await scene(browser)
    assert (await browser.post(f"{topic.path}/jajak/{poll.id}/tutup", headers=budi)).status_code == 403
    assert (await browser.post(f"{topic.path}/jajak/{poll.id}/tutup", headers=author)).status_code == 303

    late = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "1"}, headers=budi)
    assert "sudah ditutup" in late.text
    assert await votes() == [0, 0, 0]
    assert "<progress value" in (await browser.get(topic.path, headers=budi)).text
    # and another one may follow
    answer = await browser.post(f"{topic.path}/jajak", data={**FORM, "key": str(uuid4())}, headers=author)
    assert answer.status_code == 303


async def test_a_poll_closes_by_itself_at_its_time(browser):
    _kim, topic, poll, _author, budi = await scene(browser)
    async with transaction():
        await Poll.update({Poll.closes_at: now() - timedelta(seconds=1)}).where(Poll.id == poll.id)

    late = await browser.post(f"{topic.path}/jajak/{poll.id}", data={"choice": "1"}, headers=budi)

    assert "sudah ditutup" in late.text
    assert 'name="choice"' not in (await browser.get(topic.path, headers=budi)).text


async def test_the_closing_time_is_that_of_the_place(browser):
    wall = (now() + timedelta(days=2)).replace(hour=4, minute=0, second=0, microsecond=0)
    _kim, _topic, poll, _author, _budi = await scene(browser, closes_at=f"{wall:%Y-%m-%d}T12:00")
    assert poll.closes_at == wall  # 12.00 WITA


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("question", "", "Tulis pertanyaannya."),
        ("options", "Sabtu", "Tulis 2 sampai 10 pilihan"),
        ("options", "Sabtu\nSabtu", "Tulis 2 sampai 10 pilihan"),
        ("options", "\n".join(str(n) for n in range(11)), "Tulis 2 sampai 10 pilihan"),
        ("options", "a" * 121 + "\nb", "Terlalu panjang"),
        ("closes_at", "2020-01-01T10:00", "Pilih waktu yang akan datang"),
        ("closes_at", "besok", "Tulis tanggal dan jamnya"),
    ],
)
async def test_a_faulty_poll_keeps_all_that_was_typed(browser, field, value, said):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    form = {**FORM, "key": str(uuid4()), "secret": "on", field: value}

    answer = await browser.post(f"{topic.path}/jajak", data=form, headers=await make.signed_in(siti))

    assert answer.status_code == 422
    assert said in answer.text
    assert form["key"] in answer.text
    assert await Poll.count() == 0


async def test_sent_twice_it_is_put_once_and_a_second_one_has_to_wait(browser):
    _kim, topic, _poll, author, budi = await scene(browser, key=(key := str(uuid4())))
    await browser.post(f"{topic.path}/jajak", data={**FORM, "key": key}, headers=author)
    assert await Poll.count() == 1
    second = await browser.post(f"{topic.path}/jajak", data={**FORM, "key": str(uuid4())}, headers=author)
    assert second.status_code == 422
    assert "Masih ada jajak pendapat" in second.text
    assert FORM["question"] in second.text
    assert await Poll.count() == 1
    stranger = await browser.get(f"{topic.path}/jajak", headers=budi)
    assert stranger.status_code == 404  # neither author nor moderator


async def test_forty_votes_at_once_are_counted_exactly(browser):
    kim, topic, poll, _author, _budi = await scene(browser)
    people = [await make.acting(await make.member(kim, f"Orang {n}")) for n in range(20)]
    thing = await polls.get_poll(str(topic.id), poll.id)

    # Everybody votes twice: 1 and then 2, or the other way round, whichever comes first.
    await asyncio.gather(*[polls.vote(thing, person, {choice}) for person in people for choice in (1, 2)])

    assert sum(await votes()) == 20
    assert (await Poll.objects().get(Poll.id == poll.id)).voters == 20
    rows = await Ballot.select(Ballot.options)
    assert await votes() == [sum(row["options"] == str(n) for row in rows) for n in (1, 2, 3)]


async def test_closing_and_voting_at_once_never_count_a_late_vote(browser):
    kim, topic, poll, _author, _budi = await scene(browser)
    thing = await polls.get_poll(str(topic.id), poll.id)
    people = [await make.acting(await make.member(kim, f"Orang {n}")) for n in range(10)]
    deeds = [polls.vote(thing, person, {1}) for person in people]
    deeds.insert(5, polling.close(thing, people[0]))

    done = await asyncio.gather(*deeds, return_exceptions=True)

    counted = sum(one is True for one in done)
    assert all(one is True or one is None or isinstance(one, Refused) for one in done)
    assert await votes() == [counted, 0, 0]


async def test_a_topic_with_a_poll_costs_one_query_more(browser):
    _kim, topic, _poll, author, _budi = await scene(browser)
    for _ in range(2):
        await browser.get(topic.path, headers=author)
    with queries() as seen:
        await browser.get(topic.path, headers=author)
    with_poll = len(seen)
    async with transaction():
        await Topic.update({Topic.has_poll: False}).where(Topic.id == topic.id)
    with queries() as seen:
        await browser.get(topic.path, headers=author)
    assert with_poll == len(seen) + 1


async def test_a_poll_is_begun_with_the_topic_and_only_when_it_is_wanted(browser):
    kim = await make.kim()
    board, siti = await make.board(kim), await make.member(kim)
    headers = await make.signed_in(siti)
    topic = {"board": board.slug, "title": "Hari rapat", "body": "Kapan kita rapat?"}

    plain = await browser.post("/forum/tulis", data={**topic, "key": str(uuid4())}, headers=headers)
    asking = await browser.post(
        "/forum/tulis", data={**topic, "poll": "on", "key": str(uuid4())}, headers=headers
    )

    assert not plain.headers["location"].endswith("/jajak")
    assert asking.headers["location"].endswith("-hari-rapat/jajak")
    form = await browser.get(asking.headers["location"], headers=headers)
    assert (form.status_code, 'name="question"' in form.text) == (200, True)
