"""The pages people open all day: few questions, and none that SQLite would have to ask in a thread."""

import pytest

from kimhub.core.inline import is_heavy
from tests import make
from tests.spy import queries

# The address, and how many questions it may cost once everything that is kept is kept.
HOT = {
    "topic": ("{topic}", 3),  # the third while a post of the page may still be edited
    "board": ("/forum/p/{board}", 2),
    "unread": ("/forum/p/{board}?saring=belum-dibaca", 2),
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


def test_what_cannot_be_interrupted_is_heavy():
    assert is_heavy("SELECT count(*) FROM post")
    assert is_heavy("SELECT COUNT ( * ) FROM post")
    assert is_heavy("SELECT group_concat(name) FROM account")
    assert is_heavy("SELECT id FROM wilayah_word WHERE word MATCH ?")
    assert not is_heavy("SELECT coalesce(sum(1), 0), count(id) FROM post WHERE topic = ?")
