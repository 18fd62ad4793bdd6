"""What lists show of many topics: filters, labels, muted things, page by page, never what was before."""

import re
from typing import Any
from uuid import uuid4

import pytest

from kimhub.core.db import engine_type, transaction
from kimhub.forum import following, labels, listing, moderation, statements_lists, unread, writing
from kimhub.forum.tables import Board, Topic
from tests import make
from tests.spy import queries


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


@pytest.fixture
async def town(database) -> dict[str, Any]:
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    board = await make.board(kim)
    return {"kim": kim, "siti": siti, "budi": budi, "board": board, "area": await make.area_board()}


async def started(board: Board, by: Any, title: str, label: str = "") -> Any:
    actor = await make.acting(by)
    await make.limits.forgive("forum-post", by.id)
    made = await writing.create_topic(actor, board.slug, title, f"Isi {title}", uuid4(), label=label)
    return await make.topic_view(made.id)


def titles(page: Any) -> list[str]:
    return re.findall(r"<h3><a[^>]*>([^<]*)</a></h3>", page.text)


ADDRESSES = ("/forum", "/forum/p/{}")


@pytest.mark.parametrize("where", ADDRESSES)
async def test_each_filter_shows_what_it_says(browser, town, where: str):
    siti, budi, board = town["siti"], town["budi"], town["board"]
    question = await started(board, siti, "Tanya pupuk", "question")
    answered = await started(board, siti, "Tanya air", "question")
    await started(board, budi, "Kabar pasar", "news")
    async with transaction():
        await Topic.update({Topic.best_post: 1}).where(Topic.id == answered.id)
    await following.set_topic(budi.id, question.id, "follow")
    await unread.mark_read(budi.id, question.id, 1)
    headers, path = await make.signed_in(budi), where.format(board.slug)

    async def shown(**query: str) -> set[str]:
        return set(titles(await browser.get(path, params=query, headers=headers)))

    assert await shown() == {"Tanya pupuk", "Tanya air", "Kabar pasar"}
    assert await shown(saring="belum-dibaca") == {"Tanya air"}
    assert await shown(saring="topik-saya") == {"Kabar pasar"}
    assert await shown(saring="diikuti") == {"Tanya pupuk"}
    assert await shown(saring="belum-terjawab") == {"Tanya pupuk"}
    assert await shown(label="tanya-jawab") == {"Tanya pupuk", "Tanya air"}
    assert await shown(label="kabar") == {"Kabar pasar"}
    assert await shown(label="entah") == await shown(saring="entah") == await shown()
    page = await browser.get(path, headers=headers)
    assert page.text.count("Terjawab</span>") == 1
    assert "Tanya jawab" in page.text


@pytest.mark.parametrize("where", ADDRESSES)
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({}, "Belum ada topik"),
        ({"saring": "belum-dibaca"}, "Semua sudah Anda baca"),
        ({"saring": "topik-saya"}, "Anda belum membuka topik"),
        ({"saring": "diikuti"}, "Belum ada topik yang Anda ikuti"),
        ({"saring": "belum-terjawab"}, "Semua pertanyaan sudah terjawab"),
        ({"label": "cek-fakta"}, "Belum ada topik jenis ini"),
    ],
)
async def test_every_filter_says_when_there_is_nothing(browser, town, where: str, query: Any, says: str):
    headers = await make.signed_in(town["budi"])

    page = await browser.get(where.format(town["board"].slug), params=query, headers=headers)

    assert page.status_code == 200
    assert says in page.text


async def test_only_moderators_see_what_is_hidden(browser, town):
    board = town["board"]
    topic = await make.topic(board, town["siti"], "Tidak pantas")
    officer = await make.officer(town["kim"])
    post = await make.reading.get_post(str(topic.id), 1)
    await moderation.hide(post, await make.acting(officer))
    address = f"/forum/p/{board.slug}?saring=disembunyikan"

    assert titles(await browser.get(address, headers=await make.signed_in(officer))) == ["Tidak pantas"]
    member = await browser.get(address, headers=await make.signed_in(town["budi"]))
    assert titles(member) == []
    assert "saring=disembunyikan" not in member.text
    everywhere = await browser.get("/forum?saring=disembunyikan", headers=await make.signed_in(officer))
    assert "Tidak pantas" not in everywhere.text


async def test_muted_topics_and_boards_leave_the_unread(browser, town):
    siti, budi = town["siti"], town["budi"]
    noisy = await make.topic(town["board"], siti, "Ramai")
    await make.topic(town["board"], siti, "Penting")
    await make.topic(town["area"], siti, "Kabar kecamatan")
    headers = await make.signed_in(budi)

    async def waiting() -> set[str]:
        return set(titles(await browser.get("/forum?saring=belum-dibaca", headers=headers)))

    assert await waiting() == {"Ramai", "Penting", "Kabar kecamatan"}
    await following.set_topic(budi.id, noisy.id, "mute")
    assert await waiting() == {"Penting", "Kabar kecamatan"}
    await following.set_board(budi.id, town["area"].id, "mute")
    assert await waiting() == {"Penting"}
    ids = [town["board"].id, town["area"].id]
    assert await listing.unread_counts(ids, budi.id) == {town["board"].id: 1, town["area"].id: 0}
    page = await browser.get("/forum", headers=headers)
    assert set(titles(page)) == {"Ramai", "Penting", "Kabar kecamatan"}
    assert page.text.count("Disenyapkan</span>") == 2
    await following.set_board(budi.id, town["area"].id, "")
    await following.set_topic(budi.id, noisy.id, "")
    assert await waiting() == {"Ramai", "Penting", "Kabar kecamatan"}


async def test_a_kept_list_never_shows_what_was_before(browser, town):
    board, siti = town["board"], town["siti"]
    topic = await make.topic(board, siti, "Jadwal ronda")
    moderator = await make.acting(await make.officer(town["kim"]))
    headers = await make.signed_in(town["budi"])

    async def text() -> str:
        pages = [await browser.get(path, headers=headers) for path in ("/forum", f"/forum/p/{board.slug}")]
        again = [await browser.get(path, headers=headers) for path in ("/forum", f"/forum/p/{board.slug}")]
        tokens = re.compile(r'name="_csrf_token" value="[^"]*"')
        shown = [tokens.sub("", page.text.split("<main")[1]) for page in pages + again]
        assert shown[:2] == shown[2:]
        return shown[0] + shown[1]

    assert (await text()).count("<b>1</b>baru") == 2
    await make.reply(topic.id, siti)
    assert (await text()).count("<b>2</b>baru") == 2
    await browser.get(topic.path, headers=headers)
    assert "baru</p>" not in await text()
    await moderation.pin(topic, moderator)
    assert (await text()).count("</svg> Disematkan") == 2
    await moderation.lock_topic(topic, moderator)
    assert (await text()).count("Ditutup</span>") == 2
    async with transaction():
        await Board.update({Board.name: "Obrolan"}).where(Board.id == board.id)
    assert "Obrolan" in await text()


async def test_a_kept_list_asks_for_nothing_but_the_boards(browser, town):
    await make.topic(town["board"], town["siti"])
    headers = await make.signed_in(town["budi"])
    for path in ("/forum", f"/forum/p/{town['board'].slug}", "/forum?saring=belum-dibaca"):
        await browser.get(path, headers=headers)
        with queries() as seen:
            page = await browser.get(path, headers=headers)
        assert page.status_code == 200
        # the session, and the boards with their versions; of one board both in one
        assert len(seen) == (1 if "/p/" in path else 2), seen


@pytest.mark.parametrize("filter_", ["", "mine", "followed", "unanswered", "label", listing.UNREAD])
async def test_paging_over_several_boards_shows_every_topic_once_while_people_post(
    town, monkeypatch, filter_: str
):
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    monkeypatch.setattr(listing, "WINDOW_EACH", 2)
    reader = town["budi"]
    writer = reader if filter_ == "mine" else town["siti"]
    made = []
    for number in range(10):
        board = town["board"] if number % 3 else town["area"]
        made.append(await started(board, writer, f"Topik {number}", "question"))
        if filter_ == "followed":
            await following.set_topic(reader.id, made[-1].id, "follow")
    ids = [town["board"].id, town["area"].id]
    seen: list[int] = []
    cursor, turns = listing.START, iter([[9, 0], [1], [5], [2]])
    while True:
        page = await listing.page(ids, reader.id, filter_, "question", cursor)
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        cursor = listing.read_cursor(str(page.next))
        for which in next(turns, []):
            await make.reply(made[which].id, writer)

    assert sorted(seen) == sorted(topic.id for topic in made)


async def test_the_next_page_of_all_boards_stays_with_their_boards(browser, town, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for number in range(5):
        await started(town["board"] if number % 2 else town["area"], town["siti"], f"Topik {number}")
    headers = await make.signed_in(town["budi"])
    fragment = await make.signed_in(town["budi"], htmx=True)

    first = await browser.get("/forum", headers=headers)
    address = re.search(r'id="more" href="([^"]+)"', first.text)
    assert address
    path = address[1].replace("&amp;", "&")
    plain = await browser.get(path, headers=headers)
    part = await browser.get(path, headers=fragment)

    assert titles(first) == ["Topik 4", "Topik 3"]
    assert titles(plain) == titles(part) == ["Topik 2", "Topik 1"]
    assert "<html" in plain.text
    assert part.text.lstrip().startswith('<p class="pager" id="pager">')
    assert 'hx-swap-oob="beforeend"' in part.text
    assert part.text.count("data-focus") == 1
    stranger = await make.signed_in(
        await make.member(await make.kim("KIM Jauh", wilayah_code="73.09.01.2001"))
    )
    assert titles(await browser.get(path, headers=stranger)) == []


async def test_a_label_is_chosen_while_writing_and_changed_later(browser, town):
    board, siti = town["board"], town["siti"]
    headers = await make.signed_in(siti)
    form = await browser.get("/forum/tulis", headers=headers)
    assert '<option value="fact_check">Cek fakta</option>' in form.text
    assert "Pengumuman" not in form.text.split('name="label"')[1].split("</select>")[0]

    sent = {"board": board.slug, "title": "Hoaks pupuk?", "body": "Benarkah?", "label": "fact_check"}
    made = await browser.post("/forum/tulis", data=sent | {"key": str(uuid4())}, headers=headers)
    topic = await make.topic_view(int(made.headers["location"].split("/")[-1].split("-")[0]))
    assert topic.label == "fact_check"
    page = await browser.get(topic.path, headers=headers)
    assert "Cek fakta</span>" in page.text

    changed = await browser.post(f"{topic.path}/jenis", data={"label": "news"}, headers=headers)
    assert changed.status_code == 303
    assert (await make.topic_view(topic.id)).label == "news"
    assert "Kabar</span>" in (await browser.get(topic.path, headers=headers)).text
    part = await browser.post(
        f"{topic.path}/jenis", data={"label": ""}, headers=await make.signed_in(siti, htmx=True)
    )
    assert part.headers["hx-redirect"] == topic.path
    assert (await make.topic_view(topic.id)).label == ""


async def test_announcements_are_for_moderators_and_others_topics_are_left_alone(browser, town):
    board, siti = town["board"], town["siti"]
    topic = await make.topic(board, siti)
    own, other = await make.signed_in(siti), await make.signed_in(town["budi"])
    officer = await make.signed_in(await make.officer(town["kim"]))
    sent = {"board": board.slug, "title": "Rapat", "body": "Sabtu", "label": "notice", "key": str(uuid4())}

    refused = await browser.post("/forum/tulis", data=sent, headers=own)
    assert refused.status_code == 422
    assert "Pengumuman hanya dari pengurus" in refused.text
    for headers in (own, other):
        answer = await browser.post(f"{topic.path}/jenis", data={"label": "notice"}, headers=headers)
        assert answer.status_code == 403
    assert (await browser.post("/forum/tulis", data=sent, headers=officer)).status_code == 303
    done = await browser.post(f"{topic.path}/jenis", data={"label": "notice"}, headers=officer)
    assert done.status_code == 303
    assert (await make.topic_view(topic.id)).label == "notice"
    back = await browser.get(f"{topic.path}/jenis", headers=other)
    assert (back.status_code, back.headers["location"]) == (303, topic.path)


async def test_a_guest_filters_public_boards_only(browser, town):
    async with transaction():
        await Board.update({Board.visibility: "public"}).where(Board.id == town["board"].id)
    await started(town["board"], town["siti"], "Tanya umum", "question")
    await started(town["area"], town["siti"], "Tanya dalam", "question")

    for query in ("", "?label=tanya-jawab", "?saring=belum-terjawab", "?saring=topik-saya"):
        page = await browser.get(f"/forum{query}")
        assert titles(page) == ["Tanya umum"], query
    english = await browser.get("/forum?bahasa=en")
    assert "replies" in english.text
    assert "balasan" not in english.text.split("<main")[1].split("</main")[0]
    cursor = f"1-9999999999999999-1-{town['area'].id}.{town['board'].id}"
    assert titles(await browser.get(f"/forum?setelah={cursor}")) == ["Tanya umum"]


async def test_marking_all_read_empties_what_waits(browser, town):
    await make.topic(town["board"], town["siti"], posts=2)
    headers = await make.signed_in(town["budi"])
    assert "Tandai terbaca" in (await browser.get("/forum", headers=headers)).text

    for path in (f"/forum/p/{town['board'].slug}", "/forum"):
        assert (await browser.post(path, headers=headers)).status_code == 303

    page = await browser.get("/forum", headers=headers)
    assert "Tandai terbaca" not in page.text
    assert 'class="tally fresh"' not in page.text


async def test_labels_that_ask_are_those_of_the_index(database):
    from kimhub.core.db import engine

    sql = (
        "SELECT sql FROM sqlite_master WHERE name = 'topic_open'"
        if engine_type() == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE indexname = 'topic_open'"
    )
    definition = (await engine().fetch(sql)).rows[0][0]

    assert all(f"'{label}'" in definition for label in labels.ASKING)
    assert definition.count("'") == 2 * len(labels.ASKING)
    assert all(f"'{label}'" in statements_lists.OPEN for label in labels.ASKING)
