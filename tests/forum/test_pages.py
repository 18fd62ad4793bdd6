import re
from uuid import uuid4

import pytest

from kimhub.forum import moderation, reading, unread, web_lists
from kimhub.forum.tables import Post, TopicRead
from tests import make
from tests.spy import queries


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def test_a_member_finds_the_topics_of_all_boards_with_what_is_new(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    board = await make.board(kim)
    topic = await make.topic(board, siti, "Jadwal ronda", posts=3)
    reader = await make.signed_in(budi)

    page = await browser.get("/forum", headers=reader)

    assert page.status_code == 200
    assert f'href="/forum/t/{topic.id}-jadwal-ronda"' in page.text
    assert '<p class="tally fresh"><b>3</b>baru' in page.text
    assert 'href="/forum/p/forum-kec-awangpone"' in page.text or board.slug in page.text


async def test_opening_a_topic_marks_it_read(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, posts=3)
    headers = await make.signed_in(budi)

    page = await browser.get(topic.path, headers=headers)

    assert page.status_code == 200
    assert re.findall(r'<article class="post" id="(p\d+)"', page.text) == ["p1", "p2", "p3"]
    assert await reading.mark_of(topic, await make.acting(budi)) == 3
    unread = await browser.get("/forum?saring=belum-dibaca", headers=headers)
    assert "Semua sudah Anda baca" in unread.text


async def test_a_pinned_topic_with_news_counts_as_unread(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, "Jadwal ronda")
    await moderation.pin(topic, await make.acting(siti))
    headers = await make.signed_in(budi)

    unread = await browser.get("/forum?saring=belum-dibaca", headers=headers)
    assert topic.path in unread.text
    assert re.search(r'aria-current="page">Belum dibaca <span[^>]*>1<', unread.text)
    assert "Semua sudah Anda baca" not in unread.text

    await browser.get(topic.path, headers=headers)
    read = await browser.get("/forum?saring=belum-dibaca", headers=headers)
    assert topic.path not in read.text
    assert "Semua sudah Anda baca" in read.text


async def test_a_page_loaded_ahead_by_the_browser_marks_nothing(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(budi)

    await browser.get(topic.path, headers=headers | {"Sec-Purpose": "prefetch;prerender"})
    assert await reading.mark_of(topic, await make.acting(budi)) == 0

    await browser.get(topic.path, headers=headers)
    assert await reading.mark_of(topic, await make.acting(budi)) == 1


async def test_the_line_stands_before_the_first_new_post(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, posts=2)
    headers = await make.signed_in(budi)
    await browser.get(topic.path, headers=headers)
    await make.reply(topic.id, siti, "Tiga")
    await make.reply(topic.id, siti, "Empat")

    page = await browser.get(f"{topic.path}?baru", headers=headers)

    assert re.findall(r'id="(p\d|new)"', page.text) == ["p1", "p2", "new", "p3", "p4"]
    assert "2 tulisan baru" in page.text


async def test_a_long_topic_opens_at_the_page_of_the_first_new_post(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, posts=3)
    await fill(topic.id, siti.id, 4, 120)
    await unread.mark_read(budi.id, topic.id, 60)
    headers = await make.signed_in(budi)

    page = await browser.get(f"{topic.path}?baru", headers=headers)

    shown = re.findall(r'<article class="post" id="p(\d+)"', page.text)
    assert (shown[0], shown[-1]) == ("51", "100")
    assert page.text.index('id="p60"') < page.text.index('id="new"') < page.text.index('id="p61"')
    assert await reading.mark_of(topic, await make.acting(budi)) == 100


async def test_any_post_has_an_address(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti, posts=2)
    await fill(topic.id, siti.id, 3, 120)
    headers = await make.signed_in(siti)

    answer = await browser.get(f"/forum/t/{topic.ref}?p=77", headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}?hal=2#p77")


async def test_an_address_with_other_words_leads_to_the_topic(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti)

    for ref in (f"{topic.id}", f"{topic.id}-salah", f"{topic.id}-"):
        answer = await browser.get(f"/forum/t/{ref}?hal=1", headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (301, f"{topic.path}?hal=1")


@pytest.mark.parametrize("ref", ["0", "-1", "999999999999999999999", "٣", "abc", "1e3", "%00"])
async def test_an_address_of_nothing_is_not_found(browser, ref):
    kim = await make.kim()
    headers = await make.signed_in(await make.member(kim))

    assert (await browser.get(f"/forum/t/{ref}", headers=headers)).status_code == 404


async def test_a_reply_without_scripts_leads_to_the_new_post(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti)

    answer = await browser.post(
        topic.path, data={"body": "Saya bisa", "key": str(uuid4()), "seen": "1"}, headers=headers
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p2")
    assert "Saya bisa" in (await browser.get(topic.path, headers=headers)).text


async def test_a_reply_with_htmx_appends_what_others_wrote_meanwhile_too(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti, htmx=True)
    await make.reply(topic.id, budi, "Saya duluan")

    answer = await browser.post(
        topic.path, data={"body": "Saya juga", "key": str(uuid4()), "seen": "1"}, headers=headers
    )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert re.findall(r'<article class="post" id="(p\d)"', answer.text) == ["p2", "p3"]
    assert answer.text.count("data-focus") == 1
    assert answer.text.index('id="p3" tabindex="-1" data-focus') > answer.text.index("Saya duluan")
    assert '<div id="posts" class="mt" hx-swap-oob="beforeend">' in answer.text
    assert re.search(r'name="seen"[^>]* value="3"', answer.text)
    assert f"topic-{topic.id}" in answer.headers["hx-trigger"]
    assert await reading.mark_of(topic, await make.acting(siti)) == 3


async def test_a_reply_sent_again_after_its_answer_was_lost_is_shown_once(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers, form = (
        await make.signed_in(siti, htmx=True),
        {"body": "Saya", "key": str(uuid4()), "seen": "1"},
    )

    first = await browser.post(topic.path, data=form, headers=headers)
    again = await browser.post(topic.path, data=form, headers=headers)
    late = await browser.post(topic.path, data=form | {"seen": "2"}, headers=headers)

    assert [answer.text.count('id="p2"') for answer in (first, again)] == [1, 1]
    assert (late.status_code, late.headers["hx-redirect"]) == (204, f"{topic.path}#p2")
    assert await Post.count() == 2


async def test_a_reply_from_an_earlier_page_leads_to_the_last(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti, posts=2)
    await fill(topic.id, siti.id, 3, 60)
    form = {"body": "Saya juga", "key": str(uuid4()), "seen": "50"}
    budi = await make.member(kim, "Budi")

    answer = await browser.post(topic.path, data=form, headers=await make.signed_in(budi, htmx=True))

    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, f"{topic.path}?hal=2#p61")


async def test_an_empty_reply_comes_back_with_its_error_and_its_key(browser):
    kim = await make.kim()
    siti, key = await make.member(kim), str(uuid4())
    topic = await make.topic(await make.board(kim), siti)

    for htmx in (True, False):
        answer = await browser.post(
            topic.path,
            data={"body": "  ", "key": key, "seen": "1"},
            headers=await make.signed_in(siti, htmx=htmx),
        )
        assert answer.status_code == 422
        assert "Tulisan masih kosong." in answer.text
        assert key in answer.text
        assert ("<html" in answer.text) is not htmx


async def test_a_reply_too_long_keeps_every_letter(browser):
    kim = await make.kim()
    siti, words = await make.member(kim), "kata " * 2100
    topic = await make.topic(await make.board(kim), siti)

    answer = await browser.post(
        topic.path, data={"body": words, "key": str(uuid4())}, headers=await make.signed_in(siti)
    )

    assert answer.status_code == 422
    assert words.strip() in answer.text


async def test_strangers_are_told_nothing(browser):
    kim = await make.kim()
    siti = await make.member(kim)
    other = await make.member(await make.kim("KIM Lain", wilayah_code="73.08.16.2010"))
    board = await make.board(kim)
    topic = await make.topic(board, siti)
    member, stranger = await make.signed_in(siti), await make.signed_in(other)
    form = {"body": "Halo", "key": str(uuid4())}

    for address in (topic.path, f"/forum/p/{board.slug}"):
        assert (await browser.get(address, headers=member)).status_code == 200
        assert (await browser.get(address, headers=stranger)).status_code == 404
        assert (await browser.get(address)).headers["location"].startswith("/masuk?lanjut=/forum/")
    assert (await browser.post(topic.path, data=form, headers=stranger)).status_code == 403
    assert (await browser.post(topic.path, data=form)).status_code == 303
    assert await Post.count() == 1
    assert (await browser.post(topic.path, data=form, headers=member)).status_code == 303
    assert await Post.count() == 2


async def test_a_new_topic_from_the_form(browser):
    kim = await make.kim()
    siti, board = await make.member(kim), await make.board(kim)
    headers = await make.signed_in(siti)
    form = {"board": board.slug, "title": "Panen padi", "body": "Kapan mulai?", "key": str(uuid4())}

    page = await browser.get(f"/forum/tulis?rubrik={board.slug}", headers=headers)
    assert f'<option value="{board.slug}" selected>' in page.text
    answers = [await browser.post("/forum/tulis", data=form, headers=headers) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    shown = await browser.get(answers[0].headers["location"], headers=headers)
    assert "Panen padi" in shown.text


async def test_a_topic_with_faults_keeps_all_that_was_typed(browser):
    kim = await make.kim()
    siti, key = await make.member(kim), str(uuid4())
    await make.board(kim)

    answer = await browser.post(
        "/forum/tulis",
        data={"board": "", "title": "", "body": "Isi <b>lengkap</b>", "key": key},
        headers=await make.signed_in(siti),
    )

    assert answer.status_code == 422
    assert "Isi &lt;b&gt;lengkap&lt;/b&gt;" in answer.text
    assert key in answer.text
    assert 'href="#board"' in answer.text
    assert 'href="#title"' in answer.text


async def test_somebody_without_a_kim_is_shown_the_way(browser):
    headers = await make.signed_in(await make.user())

    page = await browser.get("/forum", headers=headers)

    assert page.status_code == 200
    assert "Cari KIM" in page.text
    assert (await browser.get("/forum/tulis", headers=headers)).status_code == 404


async def test_words_are_changed_on_their_own_page(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti)
    author, other = await make.signed_in(siti), await make.signed_in(budi)
    address = f"/forum/t/{topic.id}/1/sunting"

    assert address in (await browser.get(topic.path, headers=author)).text
    assert address not in (await browser.get(topic.path, headers=other)).text
    assert "Siapa bisa hari Sabtu?" in (await browser.get(address, headers=author)).text
    saved = await browser.post(address, data={"title": "Ronda", "body": "Hari Minggu?"}, headers=author)
    refused = await browser.post(address, data={"title": "x", "body": "Rusak"}, headers=other)

    assert (saved.status_code, refused.status_code) == (303, 403)
    page = await browser.get(saved.headers["location"].partition("?")[0] + "-ronda", headers=author)
    assert "Hari Minggu?" in page.text
    assert "disunting" in page.text
    assert (await browser.get(address, headers=other)).status_code == 404


async def test_a_topic_page_costs_the_same_however_long_it_is(browser):
    """The session and the topic with the read mark in one; one more while posts may still be edited."""
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti)
    for posts in (1, 3, 50):
        await fill(topic.id, siti.id, (await make.topic_view(topic.id)).last_number + 1, posts)
        costs = {}
        for age in ("fresh", "old"):
            if age == "old":
                await let_time_pass(topic.id)
            for _ in range(2):
                await browser.get(topic.path, headers=headers)
            with queries() as seen:
                page = await browser.get(topic.path, headers=headers)
            assert page.text.count("<article ") == posts
            costs[age] = len(seen)

        assert costs == {"fresh": 2, "old": 1}


async def test_a_quiet_topic_shows_every_change(browser):
    """Posts are kept by the topic's revision, so whatever changes has to move it on."""
    kim = await make.kim()
    siti, chair = await make.member(kim), await make.officer(kim)
    topic = await make.topic(await make.board(kim), siti, posts=2)
    headers, moderator = await make.signed_in(siti), await make.signed_in(chair)

    async def shown() -> str:
        await let_time_pass(topic.id)
        return (await browser.get((await make.topic_view(topic.id)).path, headers=headers)).text

    assert "Balasan nomor 2" in await shown()
    await browser.post(f"/forum/t/{topic.id}/2/sembunyikan", headers=moderator)
    assert "Balasan nomor 2" not in await shown()
    await browser.post(f"/forum/t/{topic.id}/2/tampilkan", headers=moderator)
    assert "Balasan nomor 2" in await shown()
    await make.reply(topic.id, siti, "Satu lagi")
    assert "Satu lagi" in await shown()


async def test_lists_cost_the_same_for_one_topic_and_for_thirty(browser):
    kim = await make.kim()
    budi = await make.member(kim, "Budi")
    board = await make.board(kim)
    headers = await make.signed_in(budi)
    costs: dict[str, set[int]] = {}
    for rounds in (1, 2, 27):
        for n in range(rounds):
            await make.topic(board, await make.member(kim, f"Warga {n}"), f"Topik {rounds} {n}")
        for address in ("/forum", f"/forum/p/{board.slug}", "/forum?saring=belum-dibaca", "/forum/rubrik"):
            await browser.get(address, headers=headers)
            web_lists.forget()  # as on the first visit; what is kept costs two
            with queries() as seen:
                assert (await browser.get(address, headers=headers)).status_code == 200
            costs.setdefault(address, set()).add(len(seen))

    assert {address: max(cost) for address, cost in costs.items()} == {
        "/forum": 5,
        f"/forum/p/{board.slug}": 4,
        "/forum?saring=belum-dibaca": 6,
        "/forum/rubrik": 2,
    }
    assert all(len(cost) == 1 for cost in costs.values()), costs


async def test_all_is_read_at_one_tap(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    board = await make.board(kim)
    for n in range(3):
        await make.topic(board, siti, f"Topik {n}", posts=2)
    headers = await make.signed_in(budi)
    assert (await browser.get("/forum", headers=headers)).text.count("tally fresh") == 3

    for address in ("/forum", f"/forum/p/{board.slug}"):
        assert (await browser.post(address, headers=headers)).headers["location"] == address
        assert (await browser.get("/forum", headers=headers)).text.count("tally fresh") == 0
    marks = await TopicRead.select().where(TopicRead.user == budi.id)
    assert [row["last_number"] for row in marks] == [2, 2, 2]


async def let_time_pass(topic_id: int) -> None:
    """Move everything in the topic an hour back."""
    from datetime import timedelta

    from kimhub.core.db import transaction
    from kimhub.forum.tables import Topic

    hour = timedelta(hours=1)
    async with transaction():
        await Topic.update({Topic.last_post_at: Topic.last_post_at - hour}).where(Topic.id == topic_id)
        await Post.update({Post.created_at: Post.created_at - hour}).where(Post.topic == topic_id)


async def fill(topic_id: int, author: int, first: int, last: int) -> None:
    """Posts `first` to `last` in one go."""
    from kimhub.core.db import now, transaction
    from kimhub.forum.tables import Topic

    if first > last:
        return
    async with transaction():
        await Post.insert(
            *[
                Post(
                    topic=topic_id,
                    number=number,
                    author=author,
                    body=f"Tulisan {number}",
                    html=f"<p>Tulisan {number}</p>",
                    renderer=1,
                    created_at=now(),
                )
                for number in range(first, last + 1)
            ]
        )
        await Topic.update(
            {
                Topic.last_number: last,
                Topic.reply_count: last - 1,
                Topic.last_post_at: now(),
                Topic.rev: Topic.rev + 1,
            }
        ).where(Topic.id == topic_id)


async def test_whoever_has_no_board_yet_is_led_to_no_empty_form(browser):
    await make.installed()
    headers = await make.signed_in(await make.pembina())

    forum = await browser.get("/forum", headers=headers)
    page = await browser.get("/forum/tulis", headers=headers)

    assert "/forum/tulis" not in forum.text
    assert "Belum ada rubrik untuk ditulisi" in page.text
    assert 'name="body"' not in page.text
