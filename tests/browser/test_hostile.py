"""What people write to harm others, through every field of the forum, in a browser that would obey."""

from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from kimhub.core.db import now, transaction
from kimhub.core.jobs import run_due
from kimhub.core.text import render_markup
from kimhub.forum import boards
from kimhub.forum.tables import Board, Post, Topic
from kimhub.forum.tables_answers import Ballot, Decision, Poll, PollOption, Voice
from kimhub.forum.tables_order import Act, PostEdit, Report
from kimhub.forum.tables_writing import Attachment, Draft
from tests import make, world
from tests.browser.test_paths import phone
from tests.hostile import PAYLOADS
from tests.world import World

# Whatever ran, and whatever could: handlers, addresses that are code, elements we never let through.
WATCH = "window.pwned = () => { window.wasPwned = true; };"
FOUND = """() => {
  const never = ['iframe', 'object', 'embed', 'base', 'style', 'marquee', 'math', 'video', 'audio'];
  const written = new Set(('a p br strong em del ins ul ol li blockquote cite code pre h3 h4 hr div figure'
    + ' img svg use span table thead tbody tr th td').split(' '));
  const code = value => /^(javascript|vbscript|data:text)/i.test(value.replace(/[\\u0000-\\u0020]/g, ''));
  const found = window.wasPwned ? ['it ran'] : [];
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName, attributes = [...element.attributes], prose = element.closest('.prose');
    const bad = never.includes(tag)
      || (tag === 'script' && !element.src.startsWith(location.origin + '/static/'))
      || (tag === 'meta' && element.httpEquiv)
      || (tag === 'form'
        && new URL(element.getAttribute('action') || '', location).origin !== location.origin)
      || attributes.some(({ name }) => name.startsWith('on') || name === 'style' || name === 'srcdoc')
      || attributes.some(({ name, value }) =>
        /^(href|src|action|formaction|xlink:href|ping|srcset|data)$/.test(name) && code(value))
      || (prose && prose !== element && (!written.has(tag)
        || attributes.some(({ name }) => /^(data-)?hx-/.test(name))));
    if (bad) found.push(element.outerHTML.slice(0, 160));
  }
  return found;
}"""


@dataclass
class Trap:
    """A district in which every field says something hostile."""

    made: World
    board: Board
    topics: list[str]  # addresses


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


@pytest.fixture
async def trap(district: World, browser: httpx.AsyncClient) -> Trap:
    house = district.houses["a"]
    board, kim = house.board, house.organization
    # Who writes as much as this at once is asked to wait: many people, each with a hostile name.
    people = [await make.member(kim, name[:80]) for name in PAYLOADS[::2]]
    writer = people[0]
    posts = await make.topic(board, writer, "Semua tulisan")
    titled = []
    for number, payload in enumerate(PAYLOADS):
        by, quoted = people[number % len(people)], f"> [{payload} menulis](/forum/t/1?p=1):\n> {payload}"
        await make.reply(posts.id, by, f"{payload}\n\n{quoted}")
        titled.append(await make.topic(board, by, f"{payload} ..."[:120]))
    await _files(posts.id, writer.id)
    asked = [titled[index].id for index in range(0, len(PAYLOADS), 10)]
    for number, topic in enumerate(asked):
        await _put(topic, writer.id, PAYLOADS[number * 10 : number * 10 + 10])
    await _order(board, posts.id, writer.id)
    chat = await _chat(browser, board, district)
    places = [f"/forum/t/{topic}" for topic in asked]
    pages = [posts.path, f"{posts.path}?hal=2", *places, posts.path + "/2/riwayat", chat]
    return Trap(district, board, pages)


async def _files(topic: int, user: int) -> None:
    rows = await Post.select(Post.id).where(Post.topic == topic).order_by(Post.number)
    for row, payload in zip(rows, PAYLOADS, strict=False):
        await Attachment.insert(
            Attachment(
                post=row["id"], user=user, number=1, file="x", name=payload[:120], mime="application/pdf",
                size=1000, alt=payload, created_at=now(),
            )
        )  # fmt: skip
        await Post.update({Post.files: 1}).where(Post.id == row["id"])


async def _put(topic: int, user: int, payloads: list[str]) -> None:
    """A poll and a decision, every word of them hostile."""
    async with transaction():
        poll = (
            await Poll.insert(
                Poll(topic=topic, question=payloads[0], user=user, created_at=now(), most=1, voters=1)
            ).returning(Poll.id)
        )[0]["id"]
        for number, payload in enumerate(payloads, 1):
            await PollOption.insert(PollOption(poll=poll, number=number, text=payload[:120], votes=1))
        await Ballot.insert(Ballot(poll=poll, user=user, options="1", at=now()))
        text = "\n\n".join(payloads)
        decision = (
            await Decision.insert(
                Decision(topic=topic, text=text, html=render_markup(text), user=user, created_at=now())
            ).returning(Decision.id)
        )[0]["id"]
        await Voice.insert(
            Voice(
                decision=decision, user=user, name=payloads[0], home=payloads[-1], stance="object",
                note=payloads[1], at=now(),
            )
        )  # fmt: skip
        await Topic.update({Topic.has_poll: True, Topic.has_decision: True}).where(Topic.id == topic)


async def _order(board: Board, topic: int, user: int) -> None:
    """Reasons, reports, earlier texts, drafts."""
    post = await Post.select(Post.id).where((Post.topic == topic) & (Post.number == 2)).first()
    assert post
    for payload in PAYLOADS:
        await Act.insert(Act(board=board.id, topic=topic, actor=user, act="lock", reason=payload, at=now()))
        await PostEdit.insert(PostEdit(post=post["id"], user=user, body=payload, at=now()))
    await Post.update({Post.edited_at: now()}).where(Post.id == post["id"])
    await Report.insert(
        Report(
            board=board.id,
            post=post["id"],
            user=user,
            reason="other",
            note="".join(PAYLOADS)[:500],
            created_at=now(),
        )
    )


async def _chat(browser: httpx.AsyncClient, board: Board, made: World) -> str:
    """A chat in which everybody is hostile, taken in; the address of its topic."""
    lines = [
        f"12/10/24 19.{number % 60:02d} - {payload.replace(':', ';')[:60]}: {payload}"
        for number, payload in enumerate(PAYLOADS)
    ]
    headers = made.headers("kim_admin")
    handed = await browser.post(
        f"/forum/p/{board.slug}/impor",
        files={"file": ("c.txt", "\n".join(lines).encode())},
        headers=headers,
    )
    assert handed.status_code == 303, handed.text
    sent = await browser.post(handed.headers["location"], data={"title": PAYLOADS[5]}, headers=headers)
    assert sent.status_code == 303, sent.text
    while await run_due():
        pass
    done = await browser.get(handed.headers["location"], headers=headers)
    return done.headers["location"]


async def look(page: Page, path: str, said: list[str]) -> list[str]:
    await page.goto(path)
    found = [f"{path}: {fault}" for fault in await page.evaluate(FOUND)]
    found += [f"{path}: {line}" for line in said]
    said.clear()
    return found


async def test_nothing_people_write_runs_anywhere(chromium: Browser, site: str, trap: Trap):
    faults: list[str] = []
    async with phone(chromium, site, trap.made, "kim_admin", fresh=True) as page:
        said: list[str] = []
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.on(
            "console",
            lambda message: said.append(message.text) if "Security Policy" in message.text else None,
        )
        await page.add_init_script(WATCH)
        user = trap.made.people["kim_admin"].id
        await Draft.insert(
            Draft(user=user, place="topic", title=PAYLOADS[0], body="\n".join(PAYLOADS[:60]), at=now())
        )
        board = f"/forum/p/{trap.board.slug}"
        lists = ["/forum", board, f"{board}/catatan", "/forum/laporan", "/forum/draf", "/forum/tulis"]
        lists += ["/pemberitahuan", "/beranda", "/forum/periksa"]
        for path in [*lists, *trap.topics]:
            faults += await look(page, path, said)
        await page.goto(board)
        rows = page.locator(".topic-row")
        while await page.locator("#more").count():  # every title, however far down
            before = await rows.count()
            await page.locator("#more").click()
            await expect(rows.nth(before)).to_be_attached()
        faults += [f"{board}, all of it: {fault}" for fault in await page.evaluate(FOUND)]
        shown = await rows.count()

    assert faults == []
    assert shown >= len(PAYLOADS)


async def test_the_look_sees_what_would_run(chromium: Browser, site: str, district: World):
    async with phone(chromium, site, district, "kim_admin") as page:
        await page.goto("/forum")
        await page.evaluate(
            """() => { const bad = document.createElement('p'); bad.setAttribute('onclick', 'pwned()');
            document.querySelector('main').append(bad); }"""
        )
        assert len(await page.evaluate(FOUND)) == 1


async def test_a_label_is_one_of_ours(browser: httpx.AsyncClient, district: World):
    topic = district.topics["a"]
    for payload in PAYLOADS[:12]:
        answer = await browser.post(
            f"/forum/t/{topic}/jenis", data={"label": payload}, headers=district.headers("officer")
        )
        assert answer.status_code in {403, 422}, payload
        assert await Topic.exists().where(Topic.label == payload) is False, payload
    assert await boards.get_board(district.houses["a"].board.slug)
