"""The best and the official answer: who may say so, and where it shows."""

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import transaction
from kimhub.core.tables import Event
from kimhub.forum import policy_answers
from kimhub.forum.tables import Topic
from kimhub.forum.tables_order import Act
from kimhub.forum.views import PostSource, PostView
from tests import make
from tests.forum.test_policy import DISKOMINFO, MALLARI, PEOPLE, REGENCY

BEST, OFFICIAL = "Jawaban terbaik", "Jawaban resmi pembina"


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(label: str = "question"):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    topic = await make.topic(await make.board(kim), siti)
    async with transaction():
        await Topic.update({Topic.label: label}).where(Topic.id == topic.id)
    await make.reply(topic.id, budi, "Tanyakan ke kantor desa.")
    await make.reply(topic.id, budi, "Atau ke kecamatan.")
    return kim, topic, siti, budi


async def test_the_asker_chooses_the_best_answer_changes_and_takes_it_back(browser):
    _kim, topic, siti, budi = await scene()
    headers, other = await make.signed_in(siti), await make.signed_in(budi)

    answer = await browser.post(f"/forum/t/{topic.id}/2/jawaban", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p2")
    page = (await browser.get(topic.path, headers=other)).text
    assert page.count(f'aria-label="{BEST}"') == 1
    assert f'href="{topic.path}#p2">Baca jawabannya' in page
    assert 'class="post answer" id="p2"' in page

    await browser.post(f"/forum/t/{topic.id}/3/jawaban", headers=headers)
    page = (await browser.get(topic.path, headers=other)).text
    assert 'class="post" id="p2"' in page
    assert 'class="post answer" id="p3"' in page

    await browser.post(f"/forum/t/{topic.id}/3/bukan-jawaban", headers=headers)
    page = (await browser.get(topic.path, headers=other)).text
    assert BEST not in page
    assert await Event.count().where(Event.kind == "AnswerChosen") == 2
    assert await Act.count() == 0  # the asker is no moderator


async def test_others_do_not_choose_and_not_everywhere(browser):
    kim, topic, siti, budi = await scene()
    address = f"/forum/t/{topic.id}/2/jawaban"

    assert (await browser.post(address, headers=await make.signed_in(budi))).status_code == 403
    first = f"/forum/t/{topic.id}/1/jawaban"
    assert (await browser.post(first, headers=await make.signed_in(siti))).status_code == 403
    _kim, chat, asker, _ = await scene("news")
    chat_address = f"/forum/t/{chat.id}/2/jawaban"
    assert (await browser.post(chat_address, headers=await make.signed_in(asker))).status_code == 403
    officer = await make.signed_in(await make.officer(kim))
    assert (await browser.post(address, headers=officer)).status_code == 303
    assert (await Act.select(Act.act).first())["act"] == "answer"


async def test_the_pembina_answers_officially(browser):
    _kim, topic, siti, _budi = await scene("")
    irma = await make.pembina()
    number = await make.reply(topic.id, irma, "Suratnya cukup dari desa.")
    headers, address = await make.signed_in(irma), f"/forum/t/{topic.id}/{number}/jawaban-resmi"

    assert (await browser.post(address, headers=await make.signed_in(siti))).status_code == 403
    members = f"/forum/t/{topic.id}/2/jawaban-resmi"
    assert (await browser.post(members, headers=headers)).status_code == 403  # not in somebody's name
    assert (await browser.post(address, headers=headers)).status_code == 303
    page = (await browser.get(topic.path, headers=await make.signed_in(siti))).text
    assert page.count(OFFICIAL) >= 2
    assert "Suratnya cukup dari desa. <a" in page

    await browser.post(f"/forum/t/{topic.id}/{number}/bukan-jawaban-resmi", headers=headers)
    assert OFFICIAL not in (await browser.get(topic.path, headers=headers)).text


async def test_a_hidden_answer_is_none_any_more(browser):
    kim, topic, siti, _budi = await scene()
    officer = await make.signed_in(await make.officer(kim))
    headers = await make.signed_in(siti)
    await browser.post(f"/forum/t/{topic.id}/2/jawaban", headers=headers)

    await browser.post(f"/forum/t/{topic.id}/2/sembunyikan", headers=officer)
    assert BEST not in (await browser.get(topic.path, headers=headers)).text
    await browser.post(f"/forum/t/{topic.id}/2/tampilkan", headers=officer)
    assert BEST not in (await browser.get(topic.path, headers=headers)).text
    assert (await Topic.objects().get(Topic.id == topic.id)).best_post is None


async def test_the_address_of_a_button_leads_back_to_the_post(browser):
    _kim, topic, siti, _budi = await scene()
    answer = await browser.get(f"/forum/t/{topic.id}/2/jawaban", headers=await make.signed_in(siti))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p2")


PEMBINA_2 = Actor(id=33, grants=(Grant("pembina", DISKOMINFO, REGENCY),))


@pytest.mark.parametrize(
    ("who", "author", "badge", "label", "best", "official"),
    [
        ("guest", 50, "", "question", False, False),
        ("member", 50, "", "question", True, False),  # the asker: its id is that of the topic's author
        ("member", 50, "", "news", False, False),
        ("neighbour", 50, "", "question", False, False),
        ("officer", 50, "", "fact_check", True, False),
        ("pembina", 50, "", "question", True, False),
        ("pembina", 3, "", "question", True, True),
        ("pembina", 50, "pembina", "", False, True),
        ("other pembina", 3, "pembina", "question", False, False),
        ("province", 4, "province", "question", False, False),
        ("sysadmin", 6, "", "question", False, False),
    ],
)
async def test_who_may_name_an_answer(who, author, badge, label, best, official):
    actor = PEOPLE[who]
    kim = await make.kim()
    board = await make.board(kim)
    view = await make.topic_view((await make.topic(board, await make.member(kim))).id)
    from msgspec import structs

    topic = structs.replace(
        view, author=PEOPLE["member"].id, organization=MALLARI, wilayah_code="73.08.16.2009", label=label
    )
    post = PostView(topic, PostSource(9, 2, author, "", view.created_at, None, badge=badge))

    assert policy_answers.can_choose(actor, post) is best
    assert policy_answers.can_make_official(actor, post) is official
    first = PostView(topic, PostSource(9, 1, author, "", view.created_at, None, badge=badge))
    assert not policy_answers.can_choose(actor, first)
    assert not policy_answers.can_make_official(actor, first)
