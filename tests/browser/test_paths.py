"""What people do most, done by a browser on a small phone, with scripts and without: each ends in something
they see."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from kimhub.accounts import sessions
from kimhub.core import jobs
from kimhub.forum.tables import Post, Topic
from kimhub.groups import installation
from kimhub.groups.tables import Organization
from kimhub.setup import code
from tests import make, world
from tests.browser.phones import window
from tests.world import PASSWORD, World

both = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


@pytest.fixture
def not_set_up() -> Iterator[None]:
    installation.forget()
    yield
    installation.forget()


@asynccontextmanager
async def phone(
    chromium: Browser,
    site: str,
    made: World | None = None,
    role: str = "",
    scripts: bool = True,
    *,
    fresh: bool = False,
) -> AsyncIterator[Page]:
    """Somebody's phone, signed in as `role` if one is given."""
    token = made.tokens[role] if made and role else ""
    async with window(chromium, site, token, scripts=scripts, fresh=fresh) as page:
        yield page


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).first.click()


async def says(page: Page, text: str) -> None:
    await expect(page.get_by_text(text).first).to_be_visible()


async def posts_of(topic: str) -> list[str]:
    number = int(topic.partition("-")[0])
    rows = await Post.select(Post.body).where(Post.topic == number).order_by(Post.number)
    return [row["body"] for row in rows]


@both
async def test_signing_in(chromium: Browser, site: str, district: World, scripts: bool):
    name = district.people["member"].username or ""
    async with phone(chromium, site, scripts=scripts) as page:
        await page.goto("/pengaturan")  # asks to sign in first
        await page.fill("[name=identity]", name)
        await page.fill("[name=password]", "bukan sandinya")
        await press(page, "Masuk")

        await expect(page.locator("[name=identity]")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("[name=identity]")).to_have_value(name)

        await page.fill("[name=password]", PASSWORD)
        await press(page, "Masuk")

        await expect(page).to_have_url(f"{site}/pengaturan")
        await expect(page.locator("h1")).to_be_visible()


@both
async def test_joining_with_an_invitation(chromium: Browser, site: str, district: World, scripts: bool):
    async with phone(chromium, site, scripts=scripts) as page:
        await page.goto(f"/undangan/{district.houses['a'].things['code']}")
        await page.fill("[name=name]", "Hasnah Baru")
        await page.fill("[name=identity]", "hasnah.baru")
        await page.fill("[name=password]", "gerobak mangga tujuh")
        await page.check("[name=consent]")
        await press(page, "Buat akun dan bergabung")

        await expect(page).to_have_url(f"{site}/kim/kim-mallari")
        await says(page, "Selamat datang di KIM Mallari.")


@both
async def test_asking_to_join_and_being_let_in(
    chromium: Browser, site: str, district: World, scripts: bool
):
    async with phone(chromium, site, district, "newcomer", scripts) as page:
        await page.goto("/kim/kim-mallari/gabung")
        await page.fill("[name=message]", "Saya ingin belajar menulis berita.")
        await press(page, "Minta bergabung")
        await says(page, "Menunggu jawaban")

        async with phone(chromium, site, district, "kim_admin", scripts) as other:
            await other.goto("/kim/kim-mallari/anggota")
            await says(other, "Saya ingin belajar menulis berita.")
            asking = other.locator("li, article").filter(has_text="Nurdin Baru").last
            await asking.get_by_role("button", name="Terima", exact=True).click()
            await says(other, "Nurdin Baru diterima.")

        await page.goto("/kim/kim-mallari")
        await expect(page.locator("h1")).to_have_text("KIM Mallari")


@both
async def test_starting_a_topic(chromium: Browser, site: str, district: World, scripts: bool):
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto("/forum/tulis")
        await page.select_option("[name=board]", district.houses["a"].board.slug)
        await page.fill("[name=title]", "Jadwal kerja bakti")
        await page.fill("[name=body]", "Minggu pagi di **balai desa**.")
        await press(page, "Kirim")

        await expect(page.locator("h1")).to_have_text("Jadwal kerja bakti")
        await expect(page.locator(".post .prose strong")).to_have_text("balai desa")


@both
async def test_replying(chromium: Browser, site: str, district: World, scripts: bool):
    topic = district.topics["a"]
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto(f"/forum/t/{topic}")
        before = await page.locator(".post").count()
        await page.fill("[name=body]", "Saya ikut hari Sabtu.")
        await press(page, "Kirim")

        fresh = page.locator(".post").filter(has_text="Saya ikut hari Sabtu.")
        await expect(fresh).to_be_visible()
        await expect(page.locator(".post")).to_have_count(before + 1)
        await expect(page.locator("[name=body]")).to_have_value("")
        if scripts:  # no new page: the reply was put under the others
            await expect(fresh).to_be_focused()
        else:
            await expect(page).to_have_url(re.compile(r"#p\d+$"))


@both
async def test_a_double_tap_posts_once(chromium: Browser, site: str, district: World, scripts: bool):
    topic = district.topics["a"]
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto(f"/forum/t/{topic}")
        await page.fill("[name=body]", "Hanya sekali.")
        await page.get_by_role("button", name="Kirim", exact=True).dblclick(no_wait_after=True)

        await expect(page.locator(".post").filter(has_text="Hanya sekali.")).to_have_count(1)
    assert (await posts_of(topic)).count("Hanya sekali.") == 1


async def test_a_reply_written_without_a_connection_is_kept_and_sent_once(
    chromium: Browser, site: str, district: World
):
    topic = district.topics["a"]
    async with phone(chromium, site, district, "member") as page:
        await page.goto(f"/forum/t/{topic}")
        await page.fill("[name=body]", "Dari bukit tanpa sinyal.")
        await page.context.set_offline(True)
        await press(page, "Kirim")

        await expect(page.locator("#offline")).to_be_visible()
        await expect(page.locator("[name=body]")).to_have_value("Dari bukit tanpa sinyal.")
        await says(page, "Belum terkirim")
        await page.context.set_offline(False)  # and it goes by itself

        await expect(page.locator(".post").filter(has_text="Dari bukit")).to_have_count(1)
        await expect(page.locator("#offline")).to_be_hidden()
    assert (await posts_of(topic)).count("Dari bukit tanpa sinyal.") == 1


@both
async def test_words_survive_the_end_of_the_session(
    chromium: Browser, site: str, district: World, scripts: bool
):
    """With scripts the phone keeps them, without the server does; both wait for their writer."""
    topic, member = district.topics["a"], district.people["member"]
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto(f"/forum/t/{topic}")
        await page.fill("[name=body]", "Panjang, dan sesinya berakhir.")
        await sessions.end_all(member.id)
        await press(page, "Kirim")

        await expect(page).to_have_url(re.compile(r"/masuk\?lanjut="))
        await says(page, "Tulisan Anda tersimpan sebagai draf")
        await page.fill("[name=identity]", member.username or "")
        await page.fill("[name=password]", PASSWORD)
        await press(page, "Masuk")

        await expect(page).to_have_url(re.compile(rf"/forum/t/{topic.partition('-')[0]}\b"))
        await expect(page.locator("[name=body]")).to_have_value("Panjang, dan sesinya berakhir.")
        await press(page, "Kirim")
        await expect(page.locator(".post").filter(has_text="sesinya berakhir")).to_have_count(1)
        await expect(page.locator("[name=body]")).to_have_value("")
    assert (await posts_of(topic)).count("Panjang, dan sesinya berakhir.") == 1


async def test_an_answer_lost_on_its_way_makes_no_second_post(
    chromium: Browser, browser: httpx.AsyncClient, site: str, district: World
):
    """The server has the reply, the phone does not know: it sends the same form again."""
    topic = district.topics["a"]
    kept = {"cookie", "content-type", "hx-request", "hx-request-type"}

    async def lose(route: Route) -> None:
        headers = {
            name: value for name, value in (await route.request.all_headers()).items() if name in kept
        }
        answer = await browser.post(
            f"/forum/t/{topic}", content=route.request.post_data_buffer or b"", headers=headers
        )
        assert answer.status_code == 200
        await route.abort("connectionreset")

    async with phone(chromium, site, district, "member") as page:
        await page.goto(f"/forum/t/{topic}")
        await page.fill("[name=body]", "Terkirim tanpa kabar.")
        await page.route(f"**/forum/t/{topic}", lose)
        await press(page, "Kirim")
        await expect(page.locator("#offline")).to_be_visible()
        assert (await posts_of(topic)).count("Terkirim tanpa kabar.") == 1
        await page.unroute(f"**/forum/t/{topic}")
        await press(page, "Kirim lagi")

        await expect(page.locator(".post").filter(has_text="Terkirim tanpa kabar.")).to_have_count(1)
        await expect(page.locator("[name=body]")).to_have_value("")
    assert (await posts_of(topic)).count("Terkirim tanpa kabar.") == 1


@both
async def test_editing_ones_own_post(chromium: Browser, site: str, district: World, scripts: bool):
    topic, number = district.topics["a"], district.posts["member"]
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto(f"/forum/t/{topic}")
        mine = page.locator(f"#p{number}")
        await mine.locator("summary").click()
        await mine.get_by_role("link", name="Sunting").click()
        await expect(page.locator("[name=body]")).to_have_value("Tulisan member.")
        await page.fill("[name=body]", "Tulisan yang dibetulkan.")
        await press(page, "Simpan")

        await expect(page.locator(f"#p{number}")).to_contain_text("Tulisan yang dibetulkan.")
        await expect(page.locator(f"#p{number}")).to_contain_text("disunting")


@both
async def test_marking_everything_read(chromium: Browser, site: str, district: World, scripts: bool):
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto("/forum")
        await press(page, "Tandai terbaca")

        await says(page, "Semua tulisan di rubrik Anda sudah ditandai terbaca.")
        await expect(page.get_by_role("button", name="Tandai terbaca")).to_have_count(0)


@both
async def test_changing_the_theme_and_the_language(
    chromium: Browser, site: str, district: World, scripts: bool
):
    async with phone(chromium, site, district, "member", scripts) as page:
        await page.goto("/forum")
        for button, theme in (("Tampilan: ikut ponsel", "light"), ("Tampilan: terang", "dark")):
            async with page.expect_response("**/tema"):  # shown at once, but told to the server too
                await press(page, button)
            await expect(page.locator("html")).to_have_attribute("data-theme", theme)
        await page.goto("/kim")
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")

        await press(page, "English")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page).to_have_url(f"{site}/kim")
        await press(page, "Bahasa Indonesia")
        await expect(page.locator("html")).to_have_attribute("lang", "id")


@both
async def test_verifying_a_kim(chromium: Browser, site: str, district: World, scripts: bool):
    house = district.houses["b"]
    await Organization.update({Organization.legal_status: "registered"}).where(
        Organization.id == house.organization.id
    )
    async with phone(chromium, site, district, "pembina", scripts) as page:
        await page.goto("/kim/kim-carigading/verifikasi")
        await page.get_by_role("link", name="Periksa").first.click()
        await press(page, "SK benar")

        await says(page, "SK sudah diperiksa. KIM terverifikasi.")
        await page.goto("/k/kim-carigading")
        await says(page, "Terverifikasi")


@both
@pytest.mark.usefixtures("not_set_up")
async def test_setting_up(chromium: Browser, site: str, scripts: bool):
    async with phone(chromium, site, scripts=scripts) as page:
        await page.goto("/")  # leads to the setup
        await expect(page).to_have_url(f"{site}/siapkan")
        await page.fill("[name=code]", await code.current())
        await page.fill("[name=installation]", "KIMHub Kabupaten Bone")
        await page.fill("[name=name]", "Irma Yusuf")
        await page.fill("[name=identity]", "irma.yusuf")
        await page.fill("[name=wilayah_q]", "kabupaten bone")
        if not scripts:
            await press(page, "Cari")
        await page.locator("label", has_text="Kab. Bone").click()
        await page.fill("[name=password]", "gerobak mangga tujuh")
        await page.check("[name=consent]")
        await press(page, "Siapkan dan masuk")

        await expect(page).to_have_url(f"{site}/beranda")
        await says(page, "KIMHub siap dipakai. Selamat datang.")
        await page.goto("/siapkan")
        await expect(page).to_have_url(f"{site}/beranda")


async def test_a_notification_leads_to_its_post(chromium: Browser, site: str, district: World):
    """From the bell to the post that was written, once the jobs have run."""
    topic = district.topics["a"]
    number = await make.reply(int(topic.partition("-")[0]), district.people["officer"], "Untuk semua.")
    await jobs.run_due()
    title = (await Topic.select(Topic.title).where(Topic.id == int(topic.partition("-")[0])))[0]["title"]
    async with phone(chromium, site, district, "member") as page:
        await page.goto("/pemberitahuan")
        await page.get_by_role("link", name=title).first.click()

        await expect(page.locator(f"#p{number}")).to_contain_text("Untuk semua.")
