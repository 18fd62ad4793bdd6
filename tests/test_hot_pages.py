"""The pages people open all day: few questions, and none that SQLite would have to ask in a thread."""

import pytest

from kimhub.accounts.tables import User
from kimhub.core.inline import is_heavy
from tests import make
from tests.spy import queries

# The address, and how many questions it may cost once everything that is kept is kept.
HOT = {
    "topic": ("{topic}", 2),  # the second while a post of the page may still be edited
    "board": ("/forum/p/{board}", 1),
    "unread": ("/forum/p/{board}?saring=belum-dibaca", 1),
    "forum": ("/forum", 2),
    "home": ("/beranda", 6),
    "inbox": ("/pemberitahuan", 3),
}


@pytest.mark.parametrize("name", HOT)
async def test_a_page_of_every_day_stays_on_the_loop(browser, name):
    await make.installed()
    kim = await make.kim()
    siti = await make.member(kim)
    board = await make.board(kim)
    topic = await make.topic(board, await make.member(kim, "Budi Santoso"), posts=3)
    headers = await make.signed_in(siti)
    address, most = HOT[name]
    path = address.format(topic=topic.path, board=board.slug)
    for _ in range(3):
        with queries() as seen:
            answer = await browser.get(path, headers=headers)

        assert answer.status_code == 200
        assert not [sql for sql in seen if is_heavy(sql)]
    assert len(seen) <= most, seen


async def test_a_topic_asked_for_with_a_session_is_not_shown_to_whom_it_lets_in_no_more(
    browser,
):
    await make.installed()
    kim = await make.kim()
    siti, stranger = await make.member(kim), await make.member(await make.kim("KIM Lain"))
    topic = await make.topic(await make.board(kim), siti, posts=1)
    headers = await make.signed_in(siti)
    others = await make.signed_in(stranger)

    assert (await browser.get(topic.path, headers=headers)).status_code == 200
    assert (await browser.get(topic.path, headers=others)).status_code == 404
    await User.update({User.status: "locked"}).where(User.id == siti.id)
    answer = await browser.get(topic.path, headers=headers)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/masuk")


def test_what_cannot_be_interrupted_is_heavy():
    assert is_heavy("SELECT count(*) FROM post")
    assert is_heavy("SELECT COUNT ( * ) FROM post")
    assert is_heavy("SELECT group_concat(name) FROM account")
    assert is_heavy("SELECT id FROM wilayah_word WHERE word MATCH ?")
    assert not is_heavy("SELECT coalesce(sum(1), 0), count(id) FROM post WHERE topic = ?")
