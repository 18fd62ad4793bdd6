"""Following and muting: the box says what happens, the later word counts, writing follows by itself."""

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.core.errors import Invalid
from kimhub.core.jobs import run_due
from kimhub.forum import following, personal, policy_following
from kimhub.forum.tables_reading import BoardFollow, TopicFollow
from tests import make


@pytest.mark.once
@pytest.mark.parametrize(
    ("topic", "board", "stance", "replies", "answers"),
    [
        ("", "", "", False, True),
        ("", "follow", "", False, True),
        ("", "watch", "follow", True, True),
        ("", "mute", "mute", False, False),
        ("follow", "", "follow", True, True),
        ("follow", "mute", "follow", True, True),
        ("mute", "", "mute", False, False),
        ("mute", "watch", "mute", False, False),
        ("mute", "follow", "mute", False, False),
    ],
)
def test_what_was_said_of_the_topic_counts_for_more(topic, board, stance, replies, answers):
    assert policy_following.stance(topic, board) == stance
    assert policy_following.hears_replies(topic, board) is replies
    assert policy_following.hears_answers(topic, board) is answers


@pytest.mark.once
@pytest.mark.parametrize(
    ("level", "hears"), [("", False), ("follow", True), ("watch", True), ("mute", False)]
)
def test_new_topics_are_for_those_who_follow_the_board(level, hears):
    assert policy_following.hears_topics(level) is hears


@pytest.fixture
async def setting():
    await make.installed()
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    board = await make.board(kim)
    return kim, siti, budi, board, await make.topic(board, siti)


async def test_what_one_starts_or_writes_in_is_followed_by_itself_and_not_sooner(app, setting):
    _kim, siti, budi, _board, topic = setting
    await make.reply(topic.id, budi)
    assert (await following.level_of(siti.id, topic.id)).wish == ""

    await run_due()

    assert (await following.level_of(siti.id, topic.id)).wish == "follow"
    assert (await following.level_of(budi.id, topic.id)).wish == "follow"


async def test_writing_never_overrides_a_mute_and_bears_being_told_twice(setting):
    _kim, siti, budi, board, topic = setting
    await following.set_topic(siti.id, topic.id, "mute")
    await following.set_board(budi.id, board.id, "mute")

    for _ in range(2):
        await following.follow_topic(siti.id, topic.id)
        await following.follow_topic(budi.id, topic.id)

    assert await following.level_of(siti.id, topic.id) == following.Wishes("mute", "")
    assert await following.level_of(budi.id, topic.id) == following.Wishes("", "mute")


async def test_the_later_word_counts(setting):
    _kim, siti, _budi, board, topic = setting
    await following.set_topic(siti.id, topic.id, "follow")
    await following.set_board(siti.id, board.id, "mute")
    before = await following.level_of(siti.id, topic.id)

    await following.set_topic(siti.id, topic.id, "follow")
    after = await following.level_of(siti.id, topic.id)

    assert before == following.Wishes("follow", "mute")
    assert after == following.Wishes("follow", "")


async def test_nothing_else_can_be_said(setting):
    _kim, siti, _budi, board, topic = setting

    with pytest.raises(Invalid):
        await following.set_topic(siti.id, topic.id, "watch")
    with pytest.raises(Invalid):
        await following.set_board(siti.id, board.id, "loud")


@pytest.mark.parametrize("htmx", [False, True])
async def test_the_box_of_a_topic_says_what_happens_and_changes_it(browser, setting, htmx):
    _kim, _siti, budi, _board, topic = setting
    headers = await make.signed_in(budi, htmx)
    plain = {key: value for key, value in headers.items() if not key.startswith("HX")}

    first = await browser.get(topic.path, headers=plain)
    answer = await browser.post(f"{topic.path}/ikuti", data={"level": "follow"}, headers=headers)
    then = await browser.get(topic.path, headers=plain)

    assert "Anda dikabari saat ada yang menyebut nama Anda atau membalas tulisan Anda." in first.text
    if htmx:
        assert answer.status_code == 200
        assert answer.text.lstrip().startswith('<section class="sheet no-print" id="follow"')
        assert "Anda dikabari setiap ada balasan." in answer.text
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, topic.path)
    assert "Anda mengikuti topik ini" in then.text
    assert "Berhenti mengikuti" in then.text


@pytest.mark.parametrize("htmx", [False, True])
async def test_the_box_of_a_board_says_what_happens_and_changes_it(browser, setting, htmx):
    _kim, _siti, budi, board, _topic = setting
    headers = await make.signed_in(budi, htmx)
    plain = {key: value for key, value in headers.items() if not key.startswith("HX")}
    path = f"/forum/p/{board.slug}"

    for level, words in {
        "follow": "Anda dikabari setiap ada topik baru.",
        "watch": "Anda dikabari setiap ada topik baru dan setiap balasan.",
        "mute": "Topiknya tidak muncul di daftar belum dibaca",
        "": "Ikuti rubrik ini",
    }.items():
        answer = await browser.post(f"{path}/ikuti", data={"level": level}, headers=headers)
        assert answer.status_code == (200 if htmx else 303)
        assert words in (answer.text if htmx else (await browser.get(path, headers=plain)).text)
        assert await following.board_level(budi.id, board.id) == level


async def test_refusals(browser, setting):
    _kim, siti, _budi, board, topic = setting
    stranger = await make.signed_in(await make.user("Orang Lain"))
    member = await make.signed_in(siti)

    for path in (f"{topic.path}/ikuti", f"/forum/p/{board.slug}/ikuti"):
        assert (await browser.post(path, data={"level": "follow"}, headers=stranger)).status_code == 403
        assert (await browser.post(path, data={"level": "shout"}, headers=member)).status_code == 400
        assert (await browser.get(path, headers=member)).status_code == 303
        assert (await browser.get(path, headers=stranger)).status_code == 404
    assert await TopicFollow.count() + await BoardFollow.count() == 0


@pytest.mark.parametrize("htmx", [False, True])
async def test_the_list_names_what_one_follows_and_takes_it_back(browser, setting, htmx):
    _kim, _siti, budi, board, topic = setting
    await following.set_topic(budi.id, topic.id, "mute")
    await following.set_board(budi.id, board.id, "watch")
    headers = await make.signed_in(budi, htmx)
    plain = {key: value for key, value in headers.items() if not key.startswith("HX")}

    page = await browser.get("/forum/diikuti", headers=plain)
    assert "Jadwal ronda bulan ini" in page.text
    assert "Dikabari setiap tulisan" in page.text

    for sent in ({"topic": topic.id}, {"board": board.id}):
        answer = await browser.post("/forum/diikuti", data=sent, headers=headers)
        assert answer.status_code == (200 if htmx else 303)

    assert "Belum ada yang Anda ikuti" in (await browser.get("/forum/diikuti", headers=plain)).text


async def test_what_may_no_longer_be_read_is_listed_without_its_name(browser, setting):
    _kim, _siti, _budi, board, topic = setting
    stranger = await make.user("Pernah Anggota")
    await following.set_topic(stranger.id, topic.id, "follow")
    await following.set_board(stranger.id, board.id, "follow")
    headers = await make.signed_in(stranger)

    page = await browser.get("/forum/diikuti", headers=headers)
    await browser.post("/forum/diikuti", data={"topic": topic.id}, headers=headers)

    assert "Topik yang tidak bisa Anda baca lagi" in page.text
    assert "Jadwal ronda" not in page.text
    assert board.name not in page.text.partition("<main")[2]
    assert await TopicFollow.count() == 0


async def test_many_followed_topics_go_on_on_a_further_page(browser, setting, monkeypatch):
    _kim, siti, budi, board, _topic = setting
    monkeypatch.setattr(following, "LISTED", 2)
    for n in range(3):
        made = await make.topic(board, siti, f"Topik nomor {n}")
        await following.set_topic(budi.id, made.id, "follow")
    headers = await make.signed_in(budi)

    first = await browser.get("/forum/diikuti", headers=headers)
    address = first.text.partition('href="/forum/diikuti?')[2].partition('"')[0]
    second = await browser.get(f"/forum/diikuti?{address}", headers=headers)

    assert ["Topik nomor 0" in page.text for page in (first, second)] == [False, True]
    assert ["Topik nomor 2" in page.text for page in (first, second)] == [True, False]


async def test_it_is_in_the_export_and_goes_when_the_person_goes(setting):
    _kim, _siti, budi, board, topic = setting
    await following.set_topic(budi.id, topic.id, "follow")
    await following.set_board(budi.id, board.id, "mute")

    rows = await personal.followed_by(budi.id)
    await personal.forget(budi.id)

    assert [(row["what"], row["level"]) for row in rows] == [("topic", "follow"), ("board", "mute")]
    assert await personal.followed_by(budi.id) == []


@pytest.mark.once
def test_who_is_not_signed_in_follows_nothing():
    from tests.forum.test_policy import OPEN

    operator = Actor(id=6, grants=(Grant("sysadmin", wilayah=""),))

    assert not policy_following.can_follow_board(Actor(), OPEN)
    assert policy_following.can_follow_board(Actor(id=9), OPEN)
    assert policy_following.can_follow_board(operator, OPEN)
