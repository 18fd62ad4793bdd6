"""What is kept about what people may do: nobody ever sees another's page, nor their own of yesterday."""

from typing import Any

import pytest

from kimhub.core.db import transaction
from kimhub.forum import reading, web_standing
from kimhub.forum.tables import Topic
from kimhub.groups import rights
from kimhub.groups.tables import Officer
from tests import make
from tests.spy import queries

KEPT_BY = {
    "kind", "organization", "wilayah_code", "visibility", "archived", "hidden", "locked", "author", "asker",
    "label",
}  # fmt: skip
TOOLS = ("/sematkan", "/sembunyikan", "/pindah")  # of those who keep order


class Told:
    """A topic that notes what it is asked."""

    def __init__(self, topic: Any) -> None:
        self.topic, self.asked = topic, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self.topic, name)


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene():
    kim = await make.kim()
    siti = await make.member(kim)
    return kim, siti, await make.topic(await make.board(kim), siti, posts=2)


@pytest.mark.parametrize("state", [{}, {"hidden_at": True}, {"locked_at": True}, {"label": "question"}])
async def test_answers_are_kept_by_everything_the_rules_look_at(state):
    kim, siti, topic = await scene()
    if state:
        values = {name: topic.created_at if value is True else value for name, value in state.items()}
        async with transaction():
            await Topic.update(values).where(Topic.id == topic.id)
    told = Told(await reading.get_topic(topic.ref))
    for person in (siti, await make.officer(kim), await make.pembina(), await make.user("Orang lain")):
        web_standing._ask(await make.acting(person), told)

    assert told.asked <= KEPT_BY


async def test_whoever_reads_after_an_officer_gets_a_page_of_their_own(browser):
    kim, siti, topic = await scene()
    officer, member = await make.signed_in(await make.officer(kim)), await make.signed_in(siti)
    colleague = await make.signed_in(await make.member(kim, "Budi Santoso"))
    for _ in range(2):
        pages = [(await browser.get(topic.path, headers=who)).text for who in (officer, member, colleague)]

        assert all(tool in pages[0] for tool in TOOLS)
        assert not any(tool in page for page in pages[1:] for tool in TOOLS)
        assert len({page.partition("data-account=")[2][:6] for page in pages}) == 3
    guest = await browser.get(topic.path)
    assert guest.status_code == 303, "whoever is not signed in sees nothing of it"


async def test_an_officer_whose_term_ends_loses_the_tools_at_once(browser):
    kim, _siti, topic = await scene()
    budi = await make.officer(kim)
    headers = await make.signed_in(budi)
    assert "/sematkan" in (await browser.get(topic.path, headers=headers)).text

    async with transaction():
        await Officer.delete().where(Officer.user == budi.id)
        await rights.touch(budi.id)
    page = (await browser.get(topic.path, headers=headers)).text

    assert topic.title in page
    assert "/sematkan" not in page


async def test_a_locked_topic_loses_its_form_on_pages_that_were_kept(browser):
    _kim, siti, topic = await scene()
    headers = await make.signed_in(siti)
    await browser.get(topic.path, headers=headers)
    assert 'id="reply"' in (await browser.get(topic.path, headers=headers)).text

    async with transaction():
        await Topic.update({Topic.locked_at: topic.created_at}).where(Topic.id == topic.id)

    assert 'id="reply"' not in (await browser.get(topic.path, headers=headers)).text


async def test_people_of_equal_rights_share_what_is_kept(browser):
    kim, siti, topic = await scene()
    budi = await make.member(kim, "Budi Santoso")
    of = [web_standing.standing_of(await make.acting(who), topic) for who in (siti, budi)]

    assert of[0] != of[1], "who began it may say what kind it is"
    web_standing.forget()
    third = await make.member(kim, "Wardah")
    assert web_standing.standing_of(await make.acting(third), topic) == of[1]


async def test_the_second_look_at_a_topic_is_two_questions(browser):
    _kim, siti, topic = await scene()
    headers = await make.signed_in(siti)
    for _ in range(2):
        await browser.get(topic.path, headers=headers)
    with queries() as seen:
        await browser.get(topic.path, headers=headers)

    assert len(seen) <= 3, "session, topic, and the keys of posts that may still be edited"
