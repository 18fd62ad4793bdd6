"""Queues, reports and suspensions as people meet them: with and without htmx, those who may beside those
who may not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_order import Report, Suspension
from kimhub.forum.tables_writing import Pending
from tests import make
from tests.spy import queries

HELD = "Menunggu diperiksa pengurus"
ways = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


class Scene:
    """A board where newcomers' posts wait, its people, and a browser for each."""

    async def build(self, htmx=False):
        self.kim = await make.kim()
        self.board = await make.watched_board(self.kim)
        self.siti, self.chief = await make.member(self.kim), await make.officer(self.kim)
        self.new = await make.newcomer(self.kim, "Andi Baru Bergabung Sekali")
        self.topic = await make.topic(self.board, self.siti, posts=2)
        self.member = await make.signed_in(self.siti, htmx)
        self.officer = await make.signed_in(self.chief, htmx)
        self.writer = await make.signed_in(self.new, htmx)
        self.stranger = await make.signed_in(await make.officer(await make.kim("KIM Lain")), htmx)
        return self


async def send(browser, scene, body="Salam kenal dari saya."):
    form = {"body": body, "key": str(uuid4()), "seen": "2", "place": f"topic-{scene.topic.id}"}
    return await browser.post(scene.topic.path, data=form, headers=scene.writer)


async def waiting_id():
    row = await Pending.select(Pending.id).order_by(Pending.id, ascending=False).first()
    return row["id"]


def lead(answer):
    """Where the answer sends the browser, htmx or not."""
    assert answer.status_code in {204, 303}
    return answer.headers.get("hx-redirect") or answer.headers["location"]


@ways
async def test_a_writer_comes_back_to_the_topic_and_sees_the_post_wait(browser, htmx):
    here = await Scene().build(htmx)

    where = lead(await send(browser, here))

    assert where == f"/forum/t/{here.topic.id}?menunggu#waiting"
    plain = {"Cookie": here.writer["Cookie"]}
    page = await browser.get(here.topic.path + "?menunggu", headers=plain)
    assert HELD in page.text
    assert "Salam kenal dari saya." in page.text
    assert "Tarik" in page.text or "tarik" in page.text
    shown = await browser.get(here.topic.path, headers={"Cookie": here.officer["Cookie"]})
    assert "/terbitkan" in shown.text
    for headers in (here.member, {}):
        other = await browser.get(here.topic.path, headers=headers and {"Cookie": headers["Cookie"]})
        assert "Salam kenal dari saya." not in other.text


@ways
async def test_a_moderator_publishes_with_one_tap_and_takes_it_back(browser, htmx):
    here = await Scene().build(htmx)
    await send(browser, here)
    one = await waiting_id()
    assert "Andi Baru" in (await browser.get("/forum/periksa", headers=here.officer)).text

    for headers in (here.member, here.writer, here.stranger):
        refused = await browser.post(f"/forum/periksa/{one}/terbitkan", headers=headers)
        assert refused.status_code == 403
    answer = await browser.post(f"/forum/periksa/{one}/terbitkan", headers=here.officer)

    undo = f"/forum/periksa/{one}/kembali"
    if htmx:
        assert answer.status_code == 200
        assert undo in answer.text
        assert "Tidak ada yang menunggu" in answer.text
    else:
        assert lead(answer) == "/forum/periksa"
    assert await Post.count().where(Post.author == here.new.id) == 1
    assert "terbit" in answer.text or not htmx
    assert lead(await browser.post(undo, headers=here.officer)) == "/forum/periksa"
    assert (await Pending.objects().get(Pending.id == one)).decided_at is None


@ways
async def test_declining_asks_for_a_reason_and_tells_it(browser, htmx):
    here = await Scene().build(htmx)
    await send(browser, here)
    path = f"/forum/periksa/{await waiting_id()}/tolak"
    assert (await browser.get(path, headers=here.member)).status_code == 404
    assert (await browser.get(path, headers=here.officer)).status_code == 200

    missing = await browser.post(path, data={"reason": " "}, headers=here.officer)
    assert missing.status_code == 422
    assert "Tulis alasannya" in missing.text
    assert lead(await browser.post(path, data={"reason": "Sumbernya mana?"}, headers=here.officer))

    mine = await browser.get("/forum/menunggu", headers=here.writer)
    assert "Sumbernya mana?" in mine.text
    assert "Salam kenal" not in (await browser.get("/forum/menunggu", headers=here.member)).text


@ways
async def test_a_writer_changes_and_withdraws_what_waits(browser, htmx):
    here = await Scene().build(htmx)
    await send(browser, here)
    path = f"/forum/menunggu/{await waiting_id()}"
    assert (await browser.get(path, headers=here.member)).status_code == 404
    assert (await browser.get(path, headers=here.writer)).status_code == 200
    assert (await browser.post(path, data={"body": "x"}, headers=here.officer)).status_code == 403

    wrong = await browser.post(path, data={"body": "  "}, headers=here.writer)
    assert wrong.status_code == 422
    assert lead(await browser.post(path, data={"body": "Lebih baik."}, headers=here.writer)) == path
    assert "Lebih baik." in (await browser.get(path, headers=here.officer)).text
    assert (await browser.post(f"{path}/tarik", headers=here.officer)).status_code == 403
    for _ in range(2):
        assert lead(await browser.post(f"{path}/tarik", headers=here.writer)) == "/forum/menunggu"
    assert (await browser.get("/forum/menunggu", headers=here.writer)).status_code == 200


async def test_a_topic_that_waits_has_a_page_of_its_own(browser):
    here = await Scene().build()
    form = {"board": here.board.slug, "title": "Perkenalan", "body": "Saya Andi.", "key": str(uuid4())}

    where = lead(await browser.post("/forum/tulis", data=form, headers=here.writer))

    assert where == f"/forum/menunggu/{await waiting_id()}"
    assert HELD in (await browser.get(where, headers=here.writer)).text
    out = await browser.post(f"/forum/periksa/{await waiting_id()}/terbitkan", headers=here.officer)
    assert out.status_code == 303
    assert (await browser.get(where, headers=here.writer)).status_code == 303


async def test_an_officer_schedules_a_topic_and_changes_its_time(browser):
    here = await Scene().build()
    day = (now() + timedelta(days=3)).date().isoformat()
    form = {"board": here.board.slug, "title": "Musyawarah", "body": "Sabtu.", "key": str(uuid4())}
    assert "Terbitkan nanti" in (await browser.get("/forum/tulis", headers=here.officer)).text
    assert "Terbitkan nanti" not in (await browser.get("/forum/tulis", headers=here.member)).text

    wrong = await browser.post(
        "/forum/tulis", data=form | {"day": day, "clock": "pagi"}, headers=here.officer
    )
    assert wrong.status_code == 422
    assert day in wrong.text
    where = lead(
        await browser.post("/forum/tulis", data=form | {"day": day, "clock": "07:30"}, headers=here.officer)
    )
    assert "Musyawarah" in (await browser.get("/forum/terjadwal", headers=here.officer)).text
    assert "Musyawarah" not in (await browser.get("/forum/terjadwal", headers=here.stranger)).text
    assert "07.30" in (await browser.get(where, headers=here.officer)).text
    moved = {"day": day, "clock": "08:45"}
    assert (await browser.post(f"{where}/waktu", data=moved, headers=here.member)).status_code == 403
    assert (
        lead(await browser.post(f"{where}/waktu", data=moved, headers=here.officer)) == "/forum/terjadwal"
    )
    assert "08.45" in (await browser.get("/forum/terjadwal", headers=here.officer)).text
    assert await Topic.count().where(Topic.title == "Musyawarah") == 0


@ways
async def test_a_reader_reports_and_a_moderator_decides(browser, htmx):
    here = await Scene().build(htmx)
    path = f"/forum/t/{here.topic.id}/2/laporkan"
    reader = await make.signed_in(await make.member(here.kim, "Pembaca Rahasia"), htmx)
    assert "/2/laporkan" in (await browser.get(here.topic.path, headers={"Cookie": reader["Cookie"]})).text
    assert (await browser.get(path, headers=here.stranger)).status_code == 404
    assert "Ini tulisan Anda sendiri" in (await browser.get(path, headers=here.member)).text

    assert (await browser.post(path, data={"reason": ""}, headers=reader)).status_code == 422
    assert "#p2" in lead(await browser.post(path, data={"reason": "hoax"}, headers=reader))
    assert "sedang menunggu diperiksa" in (await browser.get(path, headers=reader)).text

    case = f"/forum/laporan/{(await Report.objects().first()).post}"
    for headers in (here.member, reader, here.stranger):
        assert (await browser.get(case, headers=headers)).status_code == 404
        assert (await browser.post(case, data={"act": "keep"}, headers=headers)).status_code == 403
    queue = await browser.get("/forum/laporan", headers=here.officer)
    assert "Hoaks atau menyesatkan" in queue.text
    page = await browser.get(case, headers=here.officer)
    assert "Pembaca Rahasia" not in page.text + queue.text
    wrong = await browser.post(case, data={"act": "hide"}, headers=here.officer)
    assert wrong.status_code == 422
    form = {"act": "hide", "answer": "Tidak ada sumbernya."}
    for _ in range(2):
        assert lead(await browser.post(case, data=form, headers=here.officer)) == "/forum/laporan"
    assert "sudah diputuskan" in (await browser.get(case, headers=here.officer)).text


@ways
async def test_a_suspended_person_reads_on_and_is_told_why_at_the_box(browser, htmx):
    here = await Scene().build(htmx)
    path = f"/forum/p/{here.board.slug}/hak-menulis"
    form = {"days": "7", "reason": "Berkali-kali kasar.", "wide": ""}
    target = f"{path}/orang/{here.siti.id}"
    assert (await browser.get(target, headers=here.member)).status_code == 404
    assert (await browser.post(target, data=form, headers=here.stranger)).status_code == 403
    assert "Sesama pengurus" in (await browser.get(
        f"{path}/orang/{(await make.kim_admin(here.kim)).id}", headers=here.officer)).text  # fmt: skip

    wrong = await browser.post(target, data={"days": "7"}, headers=here.officer)
    assert wrong.status_code == 422
    assert lead(await browser.post(target, data=form, headers=here.officer)) == path

    page = await browser.get(here.topic.path, headers={"Cookie": here.member["Cookie"]})
    assert page.status_code == 200
    assert "Berkali-kali kasar." in page.text
    assert 'id="body"' not in page.text
    refused = await browser.post(
        here.topic.path, data={"body": "Masih?", "key": str(uuid4())}, headers=here.member
    )
    assert refused.status_code in {403, 409, 422}
    assert "Berkali-kali kasar." in refused.text
    assert await Post.count().where(Post.topic == here.topic.id) == 2

    line = (await Suspension.objects().first()).id
    assert "Berkali-kali" in (await browser.get(path, headers=here.officer)).text
    assert (await browser.post(f"{path}/{line}/pulihkan", headers=here.member)).status_code == 403
    assert lead(await browser.post(f"{path}/{line}/pulihkan", headers=here.officer)) == path
    page = await browser.get(here.topic.path, headers={"Cookie": here.member["Cookie"]})
    assert 'id="body"' in page.text


async def test_empty_queues_say_so(browser):
    here = await Scene().build()
    for path, words in {
        "/forum/periksa": "Tidak ada yang menunggu",
        "/forum/laporan": "Tidak ada laporan",
        "/forum/terjadwal": "Belum ada topik terjadwal",
        "/forum/menunggu": "Tidak ada yang menunggu",
        f"/forum/p/{here.board.slug}/hak-menulis": "Semua anggota bisa menulis",
    }.items():
        assert words in (await browser.get(path, headers=here.officer)).text
    assert (await browser.get("/forum/periksa", headers=here.member)).status_code == 404


async def test_the_home_page_says_what_waits(browser):
    here = await Scene().build()
    await send(browser, here)
    home = await browser.get("/beranda", headers=here.officer)
    assert "1 tulisan menunggu terbit" in home.text
    assert "menunggu terbit" not in (await browser.get("/beranda", headers=here.member)).text


async def test_a_topic_where_nothing_waits_costs_no_question_more(browser):
    here = await Scene().build()
    await browser.get(here.topic.path, headers=here.member)
    with queries() as quiet:
        await browser.get(here.topic.path, headers=here.member)
    assert not [sql for sql in quiet if "FROM pending_post w JOIN" in sql or sql.startswith("SELECT s.")]


@pytest.mark.parametrize("rows", [1, 3])
async def test_a_queue_costs_the_same_for_one_and_for_three(browser, rows):
    here = await Scene().build()
    for number in range(rows):
        await send(browser, here, f"Nomor {number}")

    await browser.get("/beranda", headers=here.officer)  # now their rights are known
    with queries() as seen:
        await browser.get("/forum/periksa", headers=here.officer)

    assert len(seen) == 3, "who asks, the queue, how many reports"
