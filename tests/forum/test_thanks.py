"""Thanks for a post: by whom, how often, and what the page says to whom."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.core.tables import Event
from kimhub.forum import thanks, web_posts
from kimhub.forum.tables import Post
from kimhub.forum.tables_reading import Thanks
from tests import make
from tests.spy import queries

PRESSED, LOOSE = 'aria-pressed="true"', 'aria-pressed="false"'


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(posts: int = 2):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    topic = await make.topic(await make.board(kim), siti, posts=posts)
    return kim, topic, siti, budi


def count_of(page: str) -> int:
    """The number beside the only counted button."""
    return int(page.partition('class="num">')[2].partition("<")[0] or 0)


async def test_a_reader_thanks_and_takes_it_back(browser):
    _kim, topic, _siti, budi = await scene()
    headers = await make.signed_in(budi)

    for _ in range(2):  # a second tap says the same
        answer = await browser.post(
            f"/forum/t/{topic.id}/2/terima-kasih", data={"thanks": "1"}, headers=headers
        )
        assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p2")
    page = (await browser.get(topic.path, headers=headers)).text
    assert (page.count(PRESSED), count_of(page)) == (1, 1)
    assert await Event.count().where(Event.kind == "PostThanked") == 1

    await browser.post(f"/forum/t/{topic.id}/2/terima-kasih", data={"thanks": "0"}, headers=headers)
    page = (await browser.get(topic.path, headers=headers)).text
    assert (page.count(PRESSED), count_of(page)) == (0, 0)
    assert await Thanks.count() == 0


async def test_htmx_gets_the_button_alone(browser):
    _kim, topic, _siti, budi = await scene()
    headers = await make.signed_in(budi, htmx=True)

    answer = await browser.post(
        f"/forum/t/{topic.id}/1/terima-kasih", data={"thanks": "1"}, headers=headers
    )

    assert answer.status_code == 200
    assert answer.text.strip().startswith("<button")
    assert answer.text.strip().endswith("</button>")
    assert 'value="0"' in answer.text
    assert (answer.text.count(PRESSED), count_of(answer.text)) == (1, 1)
    answer = await browser.post(
        f"/forum/t/{topic.id}/1/terima-kasih", data={"thanks": "0"}, headers=headers
    )
    assert (answer.text.count(LOOSE), count_of(answer.text)) == (1, 0)


async def test_the_button_is_pressed_only_for_who_pressed_it(browser):
    kim, topic, siti, budi = await scene()
    third = await make.signed_in(await make.member(kim, "Wati"))
    headers, author = await make.signed_in(budi), await make.signed_in(siti)
    await browser.post(f"/forum/t/{topic.id}/2/terima-kasih", data={"thanks": "1"}, headers=headers)

    assert (await browser.get(topic.path, headers=headers)).text.count(PRESSED) == 1
    page = (await browser.get(topic.path, headers=third)).text
    assert (page.count(PRESSED), page.count(LOOSE), count_of(page)) == (0, 2, 1)
    page = (await browser.get(topic.path, headers=author)).text  # their own posts
    assert (page.count(PRESSED), page.count(LOOSE), count_of(page)) == (0, 0, 1)


async def test_old_posts_shared_by_all_readers_are_dressed_for_each(browser, monkeypatch):
    _kim, topic, siti, budi = await scene(3)
    monkeypatch.setattr(web_posts.reading, "EDIT_FOR", -web_posts.reading.EDIT_FOR)  # all is old
    headers, author = await make.signed_in(budi), await make.signed_in(siti)
    await browser.post(f"/forum/t/{topic.id}/2/terima-kasih", data={"thanks": "1"}, headers=headers)

    for _ in range(2):
        page = (await browser.get(topic.path, headers=headers)).text
        assert (page.count(PRESSED), page.count(LOOSE)) == (1, 2)
        page = (await browser.get(topic.path, headers=author)).text
        assert (page.count(PRESSED), page.count(LOOSE)) == (0, 0)


async def test_nobody_thanks_for_their_own_or_a_hidden_post_or_from_outside(browser):
    kim, topic, siti, budi = await scene()
    address, form = f"/forum/t/{topic.id}/2/terima-kasih", {"thanks": "1"}
    stranger = await make.signed_in(await make.member(await make.kim("KIM Carigading"), "Orang Jauh"))

    own = await browser.post(address, data=form, headers=await make.signed_in(siti))
    assert own.status_code == 403
    assert (await browser.post(address, data=form, headers=stranger)).status_code == 403
    assert (await browser.get(address, headers=stranger)).status_code == 404
    officer = await make.signed_in(await make.officer(kim))
    await browser.post(f"/forum/t/{topic.id}/2/sembunyikan", headers=officer)
    answer = await browser.post(address, data=form, headers=await make.signed_in(budi))
    assert answer.status_code == 403
    assert await Thanks.count() == 0


async def test_who_thanked_is_listed_for_those_who_take_part(browser):
    _kim, topic, siti, budi = await scene()
    address = f"/forum/t/{topic.id}/2/terima-kasih"
    headers = await make.signed_in(siti)

    assert "Belum ada yang berterima kasih" in (await browser.get(address, headers=headers)).text
    await browser.post(address, data={"thanks": "1"}, headers=await make.signed_in(budi))
    page = await browser.get(address, headers=headers)
    assert "Budi Santoso" in page.text
    assert f'href="{topic.path}#p2"' in page.text


async def test_twenty_people_at_once_are_counted_exactly(browser):
    kim, topic, _siti, _budi = await scene()
    people = [await make.acting(await make.member(kim, f"Orang {n}")) for n in range(20)]
    post = await web_posts.reading.get_post(str(topic.id), 2)

    await asyncio.gather(*[thanks.give(post, person, True) for person in [*people, *people[:5]]])

    row = await Post.objects().get(Post.id == post.source.id)
    assert (row.thanks, await Thanks.count()) == (20, 20)


async def test_a_reader_who_thanked_nobody_costs_no_query_more(browser, monkeypatch):
    kim, topic, _siti, budi = await scene(3)
    monkeypatch.setattr(web_posts.reading, "EDIT_FOR", -web_posts.reading.EDIT_FOR)
    other = await make.signed_in(await make.member(kim, "Wati"))
    headers = await make.signed_in(budi)
    await browser.post(f"/forum/t/{topic.id}/2/terima-kasih", data={"thanks": "1"}, headers=headers)
    for reader in (other, headers):
        await browser.get(topic.path, headers=reader)

    with queries() as seen:
        await browser.get(topic.path, headers=other)
    plain = len(seen)
    with queries() as seen:
        await browser.get(topic.path, headers=headers)

    assert plain <= 2
    assert len(seen) == plain + 1


async def test_balas_begins_the_reply_with_who_wrote_what(browser):
    _kim, topic, _siti, budi = await scene()
    headers = await make.signed_in(budi)

    page = (await browser.get(f"{topic.path}?balas=2", headers=headers)).text

    assert f"&gt; [Siti Aminah menulis](/forum/t/{topic.id}?p=2): Balasan nomor 2" in page
    assert "\n&gt; [" not in (await browser.get(f"{topic.path}?balas=99", headers=headers)).text
    await browser.post(
        topic.path,
        data={"body": f"> [Siti](/forum/t/{topic.id}?p=2): ya", "key": str(uuid4())},
        headers=headers,
    )
    page = (await browser.get(topic.path, headers=headers)).text
    assert "<blockquote>" in page
    assert f'href="/forum/t/{topic.id}?p=2"' in page
