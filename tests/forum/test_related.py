"""Topics about the same thing: which they are, and that nobody sees one they may not read."""

import pytest

from kimhub.core.db import now, transaction
from kimhub.forum import related
from kimhub.forum.related import Related, likest
from kimhub.forum.tables import Topic
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


def row(number: int, title: str, label: str = "") -> Related:
    return Related(number, "x", title, label, 0, answered=False)


@pytest.mark.once
def test_words_say_more_than_a_label_and_small_words_say_nothing():
    rows = [
        row(1, "Jadwal posyandu bulan ini"),
        row(2, "Siapa bisa hari Sabtu untuk warga?", "question"),
        row(3, "Posyandu pindah ke balai desa", "notice"),
        row(4, "Laporan kas"),
        row(5, "Jadwal ronda"),
    ]

    found = likest(1, "Jadwal posyandu bulan ini, siapa bisa?", "question", rows)

    assert [each.id for each in found] == [3, 5, 2]
    assert len(likest(9, "jadwal", "", [row(n, f"Jadwal {n}") for n in range(1, 9)])) == related.MOST


async def test_a_reader_finds_them_beside_the_topic_and_on_a_page(browser):
    kim = await make.kim()
    board, siti = await make.board(kim), await make.member(kim)
    topic = await make.topic(board, siti, "Jadwal posyandu")
    like = await make.topic(board, siti, "Posyandu pindah")
    hidden = await make.topic(board, siti, "Posyandu disembunyikan")
    lain = await make.kim("KIM Lain", wilayah_code="73.08.16.2010")
    other = await make.topic(await make.board(lain), await make.member(lain), "Posyandu di desa lain")
    async with transaction():
        await Topic.update({Topic.hidden_at: now()}).where(Topic.id == hidden.id)
    headers = await make.signed_in(siti)

    page = await browser.get(f"{topic.path}/terkait", headers=headers)
    part = await browser.get(f"{topic.path}/terkait", headers=headers | HTMX)

    assert f'hx-get="{topic.path}/terkait"' in (await browser.get(topic.path, headers=headers)).text
    for answer in (page, part):
        assert like.path in answer.text
        assert hidden.path not in answer.text
        assert other.path not in answer.text
    assert part.text.lstrip().startswith('<div class="stack" id="related"')


async def test_a_change_of_the_board_is_seen_and_nothing_alike_is_said(browser):
    kim = await make.kim()
    board, siti = await make.board(kim), await make.member(kim)
    topic = await make.topic(board, siti, "Jadwal posyandu")
    headers = await make.signed_in(siti)

    assert (
        "Belum ada topik yang mirip" in (await browser.get(f"{topic.path}/terkait", headers=headers)).text
    )

    like = await make.topic(board, siti, "Posyandu pindah")
    assert like.path in (await browser.get(f"{topic.path}/terkait", headers=headers)).text


async def test_who_may_not_read_the_topic_learns_nothing(browser):
    kim = await make.kim()
    topic = await make.topic(await make.board(kim), await make.member(kim), "Jadwal posyandu")
    stranger = await make.user("Orang lain")

    refused = await browser.get(f"{topic.path}/terkait", headers=await make.signed_in(stranger))

    assert refused.status_code == 404
